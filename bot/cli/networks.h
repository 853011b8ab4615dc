/* networks.h: the networks that the bot speaks on, built from the configuration
 * (tocsin/network.h) and, for a subcommand that has one, a terminal. */
#ifndef TOCSIN_CLI_NETWORKS_H
#define TOCSIN_CLI_NETWORKS_H

#include "console/console.h"
#include "io/config.h"
#include "io/loop.h"
#include "tocsin/network.h"

/* networks_table.c: NULL-terminated. */
extern const struct network *const networks_table[];

struct networks;

struct networks_options {
    struct loop *loop;
    const struct config *config;           /* what is needed of it is copied */
    bool chat;                             /* the configured networks */
    bool at_work;                          /* network_parts.at_work */
    const struct console_options *console; /* a terminal besides; NULL: none */
    /* A network will not have us until a person acts. Told once, from the loop. */
    void (*on_fatal)(void *ctx);
    void *ctx;
};

/* NULL with err when a token is missing or wrong. */
struct networks *networks_new(const struct networks_options *options, struct error *err);
/* NULL-terminated; owned by the networks. */
struct adapter *const *networks_list(const struct networks *networks);
struct adapter *networks_console(const struct networks *networks); /* or NULL */
bool networks_start(struct networks *networks, const struct host *host);
void networks_stop(struct networks *networks);
/* After the bot, before the loop. NULL is fine. */
void networks_free(struct networks *networks);

/* Is a chat network configured? */
bool networks_configured(const struct config *config);
/* A network by whose section others than this machine are spoken to; NULL: none. */
const char *networks_far(const struct config *config);
/* What somebody does who has no network yet, and where that is explained. */
const char *networks_todo(void);
const char *networks_steps(void);
/* Is each configured place on a network of which the bot is part (`console`: with a
 * terminal)? False: err names the place and what to write. */
bool networks_reach(const struct config *config, bool console, struct error *err);
/* A network whose section differs; NULL: none. It counts from the next start. */
const char *networks_changed(const struct config *old, const struct config *new);
/* Where the tokens came from, and who else can read them. */
void networks_report(const struct networks *networks, finding_cb report, void *ctx);

#endif

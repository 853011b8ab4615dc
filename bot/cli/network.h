/* network.h: one network as the program builds it from the configuration: a row of the
 * table in networks_table.c, and all that the subcommands know of it. */
#ifndef TOCSIN_CLI_NETWORK_H
#define TOCSIN_CLI_NETWORK_H

#include "base/arena.h"
#include "io/config.h"
#include "io/loop.h"
#include "tocsin/adapter.h"

/* What a builder works with. A reload replaces the configuration while adapters live: what
 * they keep of it is copied into the arena. */
struct network_parts {
    struct loop *loop;
    const struct config *config; /* while it builds */
    struct arena *arena;         /* freed after the adapter */
    const char *const *places;   /* the configured ones of that network, in the arena */
    /* The network will not have us until a person acts. Any time, once or more. */
    void (*fatal)(void *ctx, const char *why);
    void *ctx;
    void *own; /* the builder's, from build() to end() */
};

struct network_builder {
    const char *name;
    const char *todo;  /* what somebody does who wants to use it */
    const char *steps; /* where that is explained: "deploy/slack/README.md" */
    bool (*configured)(const struct config *config);
    /* Nothing but this machine is spoken to: one for trials. */
    bool (*local)(const struct config *config);
    /* Is its section the same in both? Each may be without. */
    bool (*same)(const struct config *old, const struct config *new);
    /* NULL with err when a token is missing or wrong. */
    struct adapter *(*build)(struct network_parts *parts, struct error *err);
    /* Where its tokens came from, and who else can read them. NULL: it has none. */
    void (*report)(const struct network_parts *parts, finding_cb report, void *ctx);
    /* After the adapter, or when build() failed: frees `own`. NULL: there is nothing. */
    void (*end)(struct network_parts *parts);
};

/* networks_table.c: NULL-terminated, in the order in which people read of them. */
extern const struct network_builder *const network_builders[];

#endif

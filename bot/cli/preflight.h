/* preflight.h: everything that must be right, looked at: the tokens, Redis, each network.
 * `tocsin doctor` prints it, `tocsin run` logs what is not fine. */
#ifndef TOCSIN_CLI_PREFLIGHT_H
#define TOCSIN_CLI_PREFLIGHT_H

#include "cli/networks.h"
#include "tocsin/store.h"

struct preflight;

struct preflight_options {
    const struct loop *loop;
    struct store *store; /* connected; NULL: Redis is not looked at */
    const struct config *config;
    const char *folder;        /* of the embedded Redis, or NULL: as configured */
    struct networks *networks; /* NULL: none is looked at */
    finding_cb report;
    void (*done)(void *ctx); /* once, unless stopped before */
    void *ctx;               /* of both */
};

/* What it needs of the configuration is copied. */
struct preflight *preflight_new(const struct preflight_options *options);
/* It reports and does nothing more. NULL is fine. */
void preflight_stop(struct preflight *preflight);
/* After the store and the networks: they may still answer. NULL is fine. */
void preflight_free(struct preflight *preflight);

#endif

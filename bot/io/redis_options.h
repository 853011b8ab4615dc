/* redis_options.h: which Redis, as whom, and who hears how it is. */
#ifndef TOCSIN_IO_REDIS_OPTIONS_H
#define TOCSIN_IO_REDIS_OPTIONS_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <sys/types.h>

struct redis_options {
    const char *workspace; /* hash tag: keys are t:{workspace}:... */
    const char *unix_path; /* or NULL */
    const char *host;
    int port;
    const char *password; /* or NULL */
    bool allow_volatile;
    bool looks;      /* only reads, so that no right to write is asked for */
    bool allow_half; /* a restore did not end: for whoever ends it */
    /* The socket is in a data folder: whoever listens there must be a process of `owner`. */
    bool owned;
    uid_t owner;
    void (*on_up)(void *ctx); /* connected and checked; also after each reconnect */
    /* Lost, or not reachable: once for each reason, until it is up again. */
    void (*on_down)(void *ctx, const char *why);
    /* Connected, but must not be used (no append-only file, schema too new, ...). Once
     * for each reason; it is asked again every 2 s, somebody may mend it meanwhile. */
    void (*on_refused)(void *ctx, const struct error *err);
    void *ctx;
};

#endif

/* heartbeat.h: a dead-man switch: an address of somebody else's monitoring is called each
 * minute as long as people can be reminded. When the calls stop, they raise the alarm that
 * a bot which is gone, or hangs, cannot raise itself. */
#ifndef TOCSIN_IO_HEARTBEAT_H
#define TOCSIN_IO_HEARTBEAT_H

#include "tocsin/http.h"
#include "tocsin/loop.h"

struct heartbeat;

struct heartbeat_options {
    const struct loop *loop;
    const struct http *http;
    const char *url;  /* copied; it may hold a secret and is never logged */
    int64_t every_ms; /* 0: a minute */
    /* May a beat go out now? False: *ret_why says what is wrong. */
    bool (*alive)(void *ctx, const char **ret_why);
    void *ctx;
};

/* Begins at once. Caller frees. */
struct heartbeat *heartbeat_new(const struct heartbeat_options *options);
void heartbeat_stop(struct heartbeat *heartbeat); /* before http; NULL is fine */
void heartbeat_free(struct heartbeat *heartbeat); /* after http; NULL is fine */

#endif

/* redis_check.h: is this Redis fit to hold incidents? Asked after each connect. */
#ifndef TOCSIN_IO_REDIS_CHECK_H
#define TOCSIN_IO_REDIS_CHECK_H

#include "io/redis_options.h"
#include "io/redis_script.h"
#include "tocsin/error.h"
#include <hiredis/async.h>
#include <jansson.h>

enum { SCHEMA = 1 }; /* of the keys in Redis: a greater one was written by a newer bot */

enum check_verdict {
    VERDICT_GOOD,
    VERDICT_LATER,   /* it is loading, a replica, ...: try again soon */
    VERDICT_REFUSED, /* somebody has to change something first */
    VERDICT_MOVED,   /* the text names the node that has the keys */
};

struct redis_check {
    redisAsyncContext *ac; /* NULL: over, late replies are ignored */
    const struct redis_options *options;
    const char *name; /* of the server, for messages */
    void (*done)(void *ctx, enum check_verdict verdict, const struct error *err);
    void *ctx;
    /* what it says of itself */
    char version[32], aof[4], loading[4], policy[32], role[16], fsync[16];
    char sha[SCRIPT_SHA];
};

/* Sends the questions; `done` is called once, from a reply, unless the connection ends.
 */
void redis_check_start(struct redis_check *check, redisAsyncContext *ac,
                       const struct redis_options *options, const char *name,
                       void (*done)(void *ctx, enum check_verdict verdict,
                                    const struct error *err),
                       void *ctx);

#endif

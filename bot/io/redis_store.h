/* redis_store.h: the store on Redis, by hiredis on the loop.
 *
 * One connection, everything pipelined. Own attach (hiredis' libuv adapter never reports
 * a refused connection), own time-outs, a watchdog PING, reconnect with back-off. */
#ifndef TOCSIN_IO_REDIS_STORE_H
#define TOCSIN_IO_REDIS_STORE_H

#include "io/loop.h"
#include "io/redis_options.h"
#include "tocsin/store.h"

/* The options are copied, with their strings. Caller frees. */
struct store *redis_store_new(struct loop *loop, const struct redis_options *options);
void redis_store_start(struct store *store); /* begins connecting */
/* Whole-key operations for operators; cb like read. `raw` commands are sent as they are,
 * without the workspace prefix (INFO, BGREWRITEAOF, DUMP...). */
void redis_store_raw(struct store *store, const struct blob *argv, size_t argc,
                     read_cb cb, void *ctx);
/* Pending calls end as UNKNOWN, before this returns. Not from a callback of the store. */
/* Why it takes nothing and what to do, for people; NULL: it is not refused. */
const char *redis_store_ill(const struct store *store);
void redis_store_free(struct store *store);

#endif

/* redis_store.h: the store on Redis, by hiredis on the loop.
 *
 * One connection, everything pipelined. Own attach (hiredis' libuv adapter never reports a
 * refused connection), own time-outs, a watchdog PING, reconnect with back-off. */
#ifndef TOCSIN_IO_REDIS_STORE_H
#define TOCSIN_IO_REDIS_STORE_H

#include "io/loop.h"
#include "tocsin/store.h"

struct redis_options {
    const char *workspace;     /* hash tag: keys are t:{workspace}:... */
    const char *unix_path;     /* or NULL */
    const char *host;
    int port;
    const char *password;      /* or NULL */
    bool allow_volatile;
    void (*on_up)(void *ctx);  /* connected and checked; also after each reconnect */
    void (*on_down)(void *ctx, const char *why);
    /* Connected, but must not be used (no append-only file, schema too new, ...). */
    void (*on_refused)(void *ctx, const struct error *err);
    void *ctx;
};

struct store *redis_store_new(struct loop *loop, const struct redis_options *options);
void redis_store_start(struct store *store); /* begins connecting */
/* What the last check found: {"version","aof","fsync","policy","run_id"}; borrowed. */
const json_t *redis_store_facts(const struct store *store);
/* Whole-key operations for operators; cb like read. `raw` commands are sent as they are,
 * without the workspace prefix (INFO, BGREWRITEAOF, DUMP...). */
void redis_store_raw(struct store *store, const struct blob *argv, size_t argc, read_cb cb,
                     void *ctx);
void redis_store_free(struct store *store); /* pending calls end as UNKNOWN */

#endif

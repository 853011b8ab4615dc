/* redis_store_internal.h: what the files of the store share: redis_store.c (commits, its
 * life) and redis_reads.c. */
#ifndef TOCSIN_IO_REDIS_STORE_INTERNAL_H
#define TOCSIN_IO_REDIS_STORE_INTERNAL_H

#include "base/log.h"
#include "io/redis_calls.h"
#include "io/redis_fence.h"
#include "io/redis_options.h"
#include <stddef.h>

enum { REDIS_STORE_OWNED = 5 };

struct redis_store {
    struct store store;           /* what others see */
    struct redis_options options; /* its strings are among `owned` */
    struct blob prefix;           /* so is this */
    char *owned[REDIS_STORE_OWNED];
    size_t nowned;
    struct redis_conn *conn;
    struct redis_fences *fences;
    struct calls calls;
    poison_cb poisoned; /* or NULL */
    void *poisoned_ctx;
};

/* The store that a call belongs to: its calls are a part of it. */
static inline struct redis_store *store_of(const struct call *call) {
    return (struct redis_store *)(void *)((char *)call->calls -
                                          offsetof(struct redis_store, calls));
}

/* Tells whoever listens of a key that cannot be used. */
static inline void store_poisoned(const struct redis_store *store, struct blob key,
                                  const char *what) {
    log_event(LOG_LEVEL_ERROR, "redis.poison", "key", key.ptr, "what", what, NULL);
    if (store->poisoned) {
        store->poisoned(store->poisoned_ctx, key, what);
    }
}

#endif

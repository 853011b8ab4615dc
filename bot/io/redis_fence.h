/* redis_fence.h: asks for the truth about a commit whose outcome is unknown, until told.
 */
#ifndef TOCSIN_IO_REDIS_FENCE_H
#define TOCSIN_IO_REDIS_FENCE_H

#include "io/redis_conn.h"
#include "tocsin/store.h"

struct redis_fences;

struct redis_fences *redis_fences_new(struct loop *loop, struct redis_conn *conn);
/* `prefix` and `key` are copied; see store.h, fence. */
void redis_fences_add(struct redis_fences *fences, struct blob prefix, struct blob key,
                      int64_t give_up_ms, fence_cb cb, void *ctx);
/* The connection is up: ask for all that wait. */
void redis_fences_up(struct redis_fences *fences);
/* After the connection has ended. Who still waits is told `known` = false. */
void redis_fences_free(struct redis_fences *fences);

#endif

/* redis_leash.h: a connection to a redis-server that is no child of ours: it ends when that
 * process ends, so that its end is an event for us. */
#ifndef TOCSIN_IO_REDIS_LEASH_H
#define TOCSIN_IO_REDIS_LEASH_H

#include "io/loop.h"
#include <sys/types.h>

struct redis_leash;

/* Takes the connected socket `fd`. `pulled` is called once, when the connection has ended;
 * the leash is let go by then. NULL, and the socket closed: the kernel does not say who
 * listens there. */
struct redis_leash *redis_leash_new(struct loop *loop, int fd, void (*pulled)(void *ctx),
                                    void *ctx);
/* Who listens there: while the leash holds, the number is that process's. */
pid_t redis_leash_pid(const struct redis_leash *leash);
/* Lets go without a call. NULL is fine. */
void redis_leash_drop(struct redis_leash *leash);

#endif

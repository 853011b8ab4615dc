/* redis_child.h: the embedded default: a private redis-server on a unix socket in the
 * data folder, append-only file, fsync always. It is stopped with the bot; when the bot
 * dies without stopping it, the next bot in the same folder adopts it; when it dies, it
 * is started again. */
#ifndef TOCSIN_IO_REDIS_CHILD_H
#define TOCSIN_IO_REDIS_CHILD_H

#include "io/loop.h"
#include "tocsin/error.h"
#include <stdbool.h>
#include <sys/types.h>

struct redis_child;

/* Starts or adopts; blocks at most 10 s at start-up. ERR_UNAVAILABLE names the program
 * and what to install; ERR_CONFLICT: another bot holds the folder. Caller frees. */
struct redis_child *redis_child_new(struct loop *loop, const char *program,
                                    const char *folder, struct error *err);
/* The same for one that nobody keeps: it is killed when this process ends, however it ends.
 * `helper` is a program that does with its words what redis_child_with_parent() does
 * (redis_spawn.h). */
struct redis_child *redis_child_throwaway(struct loop *loop, const char *program,
                                          const char *folder, const char *helper,
                                          struct error *err);
/* The same for whoever only looks while no bot is at work: with `helper` it ends with this
 * process, however that ends, and what was written stays. Of root who looks at a service it
 * runs as the user to whom the folder belongs, and what it writes is that user's. */
struct redis_child *redis_child_as_owner(struct loop *loop, const char *program,
                                         const char *folder, const char *helper,
                                         struct error *err);
const char *redis_child_socket(const struct redis_child *child);
uid_t redis_child_owner(const struct redis_child *child);
bool redis_child_adopted(const struct redis_child *child);
/* Stops the server (SHUTDOWN by SIGTERM, waits at most 5 s) and frees. */
void redis_child_stop(struct redis_child *child);
/* Frees, and leaves the server as it is, for whoever adopts it: what it holds is in its
 * memory alone. NULL is fine. */
void redis_child_leave(struct redis_child *child);

#endif

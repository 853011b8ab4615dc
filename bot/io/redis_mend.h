/* redis_mend.h: the end of an append-only file that a kill left half written.
 *
 * Redis 7.0 can cut such an end off by itself (aof-load-truncated), but when the kill fell
 * into a transaction it cuts behind the last whole command of it: the beginning stays, what
 * is written next stands behind it, and the start after that carries out both: half a
 * commit under a whole one, a timeline that does not verify. So the embedded server is told
 * not to, and redis-check-aof --fix is asked: it cuts in front of the transaction. Nothing
 * in it was answered, as answers wait for the disk. */
#ifndef TOCSIN_IO_REDIS_MEND_H
#define TOCSIN_IO_REDIS_MEND_H

#include "io/loop.h"
#include "io/redis_folder.h"
#include "tocsin/error.h"
#include <stdbool.h>

struct redis_mend;

enum {
    /* A kill cuts one transaction or one command of a restore. A longer rest is a damage in
     * the middle, behind which lie answered commands: people decide about that. */
    REDIS_MEND_MAX = 4 * 1024 * 1024, /* bytes */
};

/* Whether a server ended with these last words because of such an end. */
bool redis_mend_wanted(const char *last_words);
/* Says why it ended (`kind`: "signal" or "status") while it was starting, and what to do when
 * it is because of bytes that are no end, which nobody cuts off by itself. Returns false. */
bool redis_mend_words(const struct redis_folder *folder, const char *program,
                      const char *kind, int number, struct error *err);
/* Begins. `program` is the redis-server: its file is that of redis-check-aof too; it and
 * `folder` outlive this. `done` is called once, later: err NULL: the server can be started.
 * NULL: the program cannot be started; err says it. */
struct redis_mend *redis_mend_start(struct loop *loop, const char *program,
                                    const struct redis_folder *folder,
                                    void (*done)(void *ctx, const struct error *err),
                                    void *ctx, struct error *err);
/* Ends it without a call to `done`. NULL is fine. */
void redis_mend_drop(struct redis_mend *mend);

#endif

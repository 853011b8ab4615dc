/* io/loop.h: the loop on libuv. */
#ifndef TOCSIN_IO_LOOP_H
#define TOCSIN_IO_LOOP_H

#include "tocsin/loop.h"
#include <stdbool.h>
#include <uv.h>

/* Owned by the caller; ignores SIGPIPE. */
struct loop *loop_new(void);
uv_loop_t *loop_uv(struct loop *loop);
/* Runs until loop_stop() or nothing is left to do. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
/* Runs until *flag or `ms` have passed; true when *flag. For start-up and shut-down code
 * of commands, never from inside the loop. */
bool loop_wait(struct loop *loop, const bool *flag, int64_t ms);
/* What was deferred and did not happen yet never will: whoever it was for is about to be
 * freed. Never from inside the loop. */
void loop_forget_deferred(struct loop *loop);
/* Calls cb on each arrival of a signal. At most 8. */
void loop_on_signal(struct loop *loop, int signum, void (*cb)(void *ctx, int signum),
                    void *ctx);
/* Closes all handles of ours, drains and frees. */
void loop_free(struct loop *loop);

#endif

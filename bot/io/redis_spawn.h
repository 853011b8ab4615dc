/* redis_spawn.h: the call of a private redis-server. */
#ifndef TOCSIN_IO_REDIS_SPAWN_H
#define TOCSIN_IO_REDIS_SPAWN_H

#include "io/redis_folder.h"
#include <uv.h>

/* False, which is logged: files are missing there, over which it would begin anew. */
bool redis_spawn_may(const struct redis_folder *folder);
/* Starts it as `process`, in a session of its own. `helper` (of redis_child_throwaway) may
 * be NULL: it outlives us when we are killed. `throwaway`: nothing of it need reach the
 * disk. 0, or libuv's error: the process wants uv_close() all the same. */
int redis_spawn(uv_loop_t *loop, uv_process_t *process, uv_exit_cb exited,
                const char *program, const char *helper, bool throwaway,
                struct redis_folder *folder);

/* Starts its other self, redis-check-aof, on the folder's append-only file: the name by
 * which that program is called decides what it is. Without `cut` it writes what it finds to
 * `pipe`; with it, it reads from there whether it may cut (--fix). 0, or libuv's error. */
int redis_spawn_mend(uv_loop_t *loop, uv_process_t *process, uv_exit_cb exited,
                     const char *program, const struct redis_folder *folder,
                     uv_pipe_t *pipe, bool cut);

#define REDIS_CHILD_WITH_PARENT "with-parent"
/* "with-parent <pid of the parent> <program> <words...>": becomes that program, which ends
 * with its parent. Returns only when it cannot: the exit status. */
int redis_child_with_parent(char **words);

#endif

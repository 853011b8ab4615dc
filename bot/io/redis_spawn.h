/* redis_spawn.h: the call of a private redis-server. */
#ifndef TOCSIN_IO_REDIS_SPAWN_H
#define TOCSIN_IO_REDIS_SPAWN_H

#include "io/redis_folder.h"
#include <uv.h>

/* Starts it as `process`, in a session of its own. `helper` (of redis_child_throwaway) may
 * be NULL: it outlives us when we are killed. `throwaway`: nothing of it need reach the
 * disk. 0, or libuv's error. */
int redis_spawn(uv_loop_t *loop, uv_process_t *process, uv_exit_cb exited,
                const char *program, const char *helper, bool throwaway,
                const struct redis_folder *folder);

#define REDIS_CHILD_WITH_PARENT "with-parent"
/* "with-parent <pid of the parent> <program> <words...>": becomes that program, which ends
 * with its parent. Returns only when it cannot: the exit status. */
int redis_child_with_parent(char **words);

#endif

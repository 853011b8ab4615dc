/* redis_hold.h: a name of a data folder that nobody can remove.
 *
 * The lock is a file in the folder. Whoever removes or renames the folder takes it away with
 * it, and a second bot would begin in a new folder of that name, beside the first, which
 * still answers people. So the path is held as well. */
#ifndef TOCSIN_IO_REDIS_HOLD_H
#define TOCSIN_IO_REDIS_HOLD_H

#include <sys/types.h>

/* Descriptor that holds `path` (absolute, without links) while it is open. -1 with
 * *ret_holder: the process of root, of `owner` or of ours that has it; 0: it cannot be
 * held, which is on the log and keeps nobody from working. */
int redis_hold_take(const char *path, uid_t owner, pid_t *ret_holder);
/* The process that holds it; 0: none that may, as far as is known. */
pid_t redis_hold_holder(const char *path, uid_t owner);
/* The same of a path as people write it, which may lead to nothing by now. */
pid_t redis_hold_lost_by(const char *path);

#endif

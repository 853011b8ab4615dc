/* trust.h: whose is it? What another user of this machine could have put there, or could
 * exchange while we look away, is refused: by owner and mode, as ssh does. */
#ifndef TOCSIN_IO_TRUST_H
#define TOCSIN_IO_TRUST_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <sys/types.h>

/* A folder of `owner` that nobody else may write into, in folders that only they and root
 * may (or where, as in /tmp, nobody may rename what is not theirs). `path` is absolute,
 * without links. ERR_DENIED names what is wrong and what to do. */
bool trust_folder(const char *path, uid_t owner, struct error *err);
/* A folder or a plain file (`kind` is S_IFDIR, S_IFREG, S_IFSOCK) of `owner`, no link, that
 * nobody else may write. One that is not there is fine. */
bool trust_entry(const char *path, mode_t kind, uid_t owner, struct error *err);
/* Is whoever listens on the other side of the unix socket `fd` a process of `uid`? */
bool trust_peer(int fd, uid_t uid, const char *socket_path, struct error *err);

#endif

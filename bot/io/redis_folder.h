/* redis_folder.h: the data folder of the embedded Redis: who holds it, and where in it
 * the socket is. */
#ifndef TOCSIN_IO_REDIS_FOLDER_H
#define TOCSIN_IO_REDIS_FOLDER_H

#include "tocsin/error.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

struct redis_folder {
    char path[PATH_MAX];                                    /* absolute */
    char socket[sizeof((struct sockaddr_un *)0)->sun_path]; /* absolute */
    bool socket_apart; /* it lies outside, because the folder's path is too long */
    int lock;          /* descriptor */
    int hold;          /* descriptor (redis_hold.h), or -1 */
    off_t log_from;    /* what the log has before that is of earlier servers */
    uid_t owner;       /* whose server must listen there */
    gid_t group;
};

/* Creates the folder (0700, parents too) and locks it for the life of this process; waits
 * up to 3 s for one that holds it. ERR_CONFLICT names the process that holds it, or that
 * works on a folder that had this name until somebody removed or renamed it;
 * ERR_DENIED: somebody else has, or may have, a hand in it (trust.h). `as_owner`: root may
 * work in the folder of another user; what it makes there is that user's. */
bool redis_folder_open(struct redis_folder *folder, const char *path, bool as_owner,
                       struct error *err);
/* Descriptor for appending to <folder>/redis.log, or -1. */
int redis_folder_log(struct redis_folder *folder);
/* The last line that the server wrote for which the log was opened, or "". */
void redis_folder_last_words(const struct redis_folder *folder, char *ret, size_t size);
/* Descriptor of a connection to the socket, or -1: nobody listens there, or
 * (errno EAGAIN) somebody does who accepts nothing, or (EPERM, then err as well, which may
 * be NULL) a process of another user. */
int redis_folder_connect(const struct redis_folder *folder, struct error *err);
/* `remove_socket`: no server is left that uses it. */
void redis_folder_close(struct redis_folder *folder, bool remove_socket);
/* Path of a file of the folder. False: too long. */
bool redis_folder_file(const struct redis_folder *folder, const char *name,
                       char ret_path[PATH_MAX]);
/* Sets folder->socket, from `path` and the owner. A deep folder has it under /tmp, and a
 * file that says where. */
bool redis_folder_place_socket(struct redis_folder *folder, struct error *err);

#endif

/* redis_folder_look.h: a folder as one sees it who does not hold it. */
#ifndef TOCSIN_IO_REDIS_FOLDER_LOOK_H
#define TOCSIN_IO_REDIS_FOLDER_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum redis_found {
    FOUND_NOTHING, /* there is no such folder */
    FOUND_FOLDER,  /* without a database */
    FOUND_DATABASE, /* its files, or a server that runs there; or it may not be looked at */
};
/* Before anything is started or made there. */
enum redis_found redis_folder_look(const char *path);
/* Socket of the server of a bot that is at work in the folder, and the user it must be
 * of: ours, or, for root who looks at a service, that of the folder. False: none is. */
bool redis_folder_find(const char *path, char *ret_socket, size_t size, uid_t *ret_owner);

#endif

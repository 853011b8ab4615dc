/* redis_folder_look.c: a folder as one sees it who does not hold it:
 * whether a bot is at work there, and whether there is a database at all. */
#include "io/redis_folder_look.h"

#include "io/redis_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool redis_folder_find(const char *path, char *ret_socket, size_t size,
                       uid_t *ret_owner) {
    struct redis_folder folder = {.lock = -1};
    struct stat st;
    char file[PATH_MAX];
    if (!realpath(path, folder.path) || !redis_folder_file(&folder, "lock", file) ||
        lstat(folder.path, &st) != 0 || (st.st_mode & S_IWOTH) ||
        (st.st_uid != geteuid() && geteuid() != 0)) {
        return false;
    }
    folder.owner = st.st_uid;
    folder.group = st.st_gid;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return false;
    }
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0;
    close(fd);
    struct error err;
    if (!held || !redis_folder_place_socket(&folder, &err) ||
        strlen(folder.socket) >= size) {
        return false;
    }
    memcpy(ret_socket, folder.socket, strlen(folder.socket) + 1);
    *ret_owner = st.st_uid;
    return true;
}

static bool is_in(const struct redis_folder *folder, const char *name) {
    char file[PATH_MAX];
    struct stat st;
    return redis_folder_file(folder, name, file) &&
           (lstat(file, &st) == 0 || errno != ENOENT);
}

/* A server outlives a bot that was killed, and may hold what its files do not. */
static bool is_served(struct redis_folder *folder) {
    struct error err;
    if (!(is_in(folder, "redis.sock") || is_in(folder, "redis.sock.path")) ||
        !redis_folder_place_socket(folder, &err)) {
        return false;
    }
    int fd = redis_folder_connect(folder, &err);
    bool served = fd >= 0 || errno == EAGAIN || errno == EPERM || errno == EACCES;
    if (fd >= 0) {
        close(fd);
    }
    return served;
}

enum redis_found redis_folder_look(const char *path) {
    struct redis_folder folder = {.lock = -1};
    struct stat st;
    if (!realpath(path, folder.path) || lstat(folder.path, &st) != 0) {
        return errno == ENOENT ? FOUND_NOTHING : FOUND_DATABASE;
    }
    folder.owner = st.st_uid;
    folder.group = st.st_gid;
    return is_in(&folder, "appendonlydir/appendonly.aof.manifest") ||
                   is_in(&folder, "appendonly.aof") || is_served(&folder)
               ? FOUND_DATABASE
               : FOUND_FOLDER;
}

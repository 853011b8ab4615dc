/* redis_hold.c: the hold is an abstract socket (unix(7)): it is in no folder, and the kernel
 * takes it away with its process, however that ends. Nobody talks over it; whose it is says
 * the kernel (SO_PEERCRED), so that another user who takes the name keeps nobody out.
 *
 * Its name is the folder above, by device and number, and the name in there. Not the path:
 * containers that share the network of their host have a /data each. (When the folder above
 * is removed as well, nothing is left to tell it by.) */
#include "io/redis_hold.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/reason.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PREFIX "tocsin/"

enum {
    ASKED_MOST = 4096
}; /* who asks takes a place in the queue, and it is never emptied */

/* 0: it has none. */
static socklen_t address_of(const char *path, struct sockaddr_un *ret) {
    char *name = ret->sun_path + 1; /* behind the zero that makes it abstract */
    char above[PATH_MAX], key[NAME_MAX + 64];
    struct stat st;
    const char *slash = strrchr(path, '/');
    int len =
        snprintf(above, sizeof above, "%.*s/", slash ? (int)(slash - path) : 0, path);
    *ret = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (!slash || len >= (int)sizeof above || stat(above, &st) != 0) {
        return 0;
    }
    snprintf(key, sizeof key, "%llx %llx %s", (unsigned long long)st.st_dev,
             (unsigned long long)st.st_ino, slash + 1);
    memcpy(name, PREFIX, sizeof PREFIX - 1);
    hash_short(key, name + sizeof PREFIX - 1);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof PREFIX +
                       HASH_SHORT_HEX - 1);
}

static int socket_new(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

pid_t redis_hold_holder(const char *path, uid_t owner) {
    struct sockaddr_un address;
    struct ucred peer = {0};
    socklen_t len = address_of(path, &address), size = sizeof peer;
    int fd = socket_new();
    bool there = fd >= 0 && len > 0 &&
                 connect(fd, (struct sockaddr *)&address, len) == 0 &&
                 getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return there && (peer.uid == 0 || peer.uid == owner || peer.uid == geteuid())
               ? peer.pid
               : 0;
}

int redis_hold_take(const char *path, uid_t owner, pid_t *ret_holder) {
    struct sockaddr_un address;
    socklen_t len = address_of(path, &address);
    int fd = socket_new();
    *ret_holder = 0;
    errno = ENOENT;
    if (fd >= 0 && len > 0 && bind(fd, (struct sockaddr *)&address, len) == 0 &&
        listen(fd, ASKED_MOST) == 0) {
        return fd;
    }
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    *ret_holder = why == EADDRINUSE ? redis_hold_holder(path, owner) : 0;
    if (!*ret_holder) {
        log_event(LOG_LEVEL_WARN, "folder.unheld", "folder", path, "why",
                  why == EADDRINUSE ? "another user of this machine took its name"
                                    : reason_of(why),
                  NULL);
    }
    return -1;
}

/* Of a folder that is not there: its name, seen from the one above. */
static bool name_of(const char *path, char ret[PATH_MAX]) {
    char above[PATH_MAX], real[PATH_MAX];
    size_t len = strlen(path);
    if (realpath(path, ret)) {
        return true;
    }
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    size_t last = len;
    while (last > 0 && path[last - 1] != '/') {
        last--;
    }
    int n = snprintf(above, sizeof above, "%.*s", last > 0 ? (int)last : 1,
                     last > 0 ? path : ".");
    if (n >= (int)sizeof above || last == len || !realpath(above, real)) {
        return false;
    }
    n = snprintf(ret, PATH_MAX, "%s%s%.*s", real, real[1] ? "/" : "", (int)(len - last),
                 path + last);
    return n > 0 && n < PATH_MAX;
}

pid_t redis_hold_lost_by(const char *path) {
    char name[PATH_MAX];
    struct stat st;
    uid_t owner = stat(path, &st) == 0 ? st.st_uid : geteuid();
    return name_of(path, name) ? redis_hold_holder(name, owner) : 0;
}

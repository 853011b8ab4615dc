/* throwaway.c: see throwaway.h. Whether a folder's drill still lives says its lock, which
 * the kernel gives back when the process is gone, however it went. */
#include "cli/throwaway.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "/tmp"
#define PREFIX "tocsin-drill-"

/* The files that a Redis leaves. Nothing else can be in the folder. */
void throwaway_remove(const char *folder) {
    static const char *const files[] = {"lock",
                                        "redis.log",
                                        "redis.pid",
                                        "redis.sock",
                                        "redis.sock.path",
                                        "dump.rdb",
                                        "appendonlydir/appendonly.aof.manifest",
                                        "appendonlydir/appendonly.aof.1.base.rdb",
                                        "appendonlydir/appendonly.aof.1.incr.aof"};
    char path[512];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    snprintf(path, sizeof path, "%s/appendonlydir", folder);
    (void)rmdir(path);
    (void)rmdir(folder);
}

/* Ours, of a drill that is gone. */
static bool is_left(const char *folder) {
    struct stat st;
    char path[512 + sizeof "/lock"];
    if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
        return false;
    }
    snprintf(path, sizeof path, "%s/lock", folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return false; /* not begun yet, or not one of a drill */
    }
    bool left = flock(fd, LOCK_EX | LOCK_NB) == 0;
    (void)close(fd);
    return left;
}

static void remove_left(void) {
    DIR *dir = opendir(PLACE);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char folder[512];
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0) {
            continue;
        }
        snprintf(folder, sizeof folder, PLACE "/%s", entry->d_name);
        if (is_left(folder)) {
            throwaway_remove(folder);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

bool throwaway_make(char folder[sizeof THROWAWAY_TEMPLATE]) {
    remove_left();
    memcpy(folder, THROWAWAY_TEMPLATE, sizeof THROWAWAY_TEMPLATE);
    return mkdtemp(folder) != NULL;
}

/* throwaway.c: see throwaway.h. Whether a folder's drill still lives says its lock, which
 * the kernel gives back when the process is gone, however it went. */
#include "cli/throwaway.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PLACE "/tmp"
#define PREFIX "tocsin-drill-"

enum { BEGUN_S = 600 }; /* by then a drill has its lock */

/* Redis makes files by numbers and of its process, and leaves a half written one when it is
 * killed: what is in there is all of one Redis that nobody keeps. No link is followed. */
static void empty(int at, const char *name, int deep) {
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *file = entry->d_name;
        if (strcmp(file, ".") == 0 || strcmp(file, "..") == 0) {
            continue;
        }
        if (unlinkat(fd, file, 0) != 0 && deep > 0) {
            empty(fd, file, deep - 1);
            (void)unlinkat(fd, file, AT_REMOVEDIR);
        }
    }
    if (dir) {
        closedir(dir);
    } else if (fd >= 0) {
        (void)close(fd);
    }
}

void throwaway_remove(const char *folder) {
    empty(AT_FDCWD, folder, 1); /* appendonlydir */
    (void)rmdir(folder);
}

/* Ours, of a drill that is gone. One without a lock has not begun yet, or never did. */
static bool is_left(const char *folder) {
    struct stat st;
    char path[512 + sizeof "/lock"];
    if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
        return false;
    }
    snprintf(path, sizeof path, "%s/lock", folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT && time(NULL) - st.st_mtime > BEGUN_S;
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

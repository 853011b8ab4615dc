/* disk.c: see disk.h. */
#include "io/disk.h"

#include <stddef.h>
#include <sys/statvfs.h>

int64_t disk_free(const char *folder) {
    struct statvfs disk;
    return statvfs(folder, &disk) == 0 ? (int64_t)disk.f_bavail * (int64_t)disk.f_frsize
                                       : -1;
}

const char *disk_people(const char *folder) {
    int64_t left = disk_free(folder);
    return left >= 0 && left < DISK_FULL
               ? "the disk of the database is full. Whoever runs tocsin must make room "
                 "where its data folder is."
               : NULL;
}

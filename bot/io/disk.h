/* disk.h: has the disk of the embedded Redis room? When it has none that server ends with
 * each write that it cannot do, and nothing that it says reaches people. */
#ifndef TOCSIN_IO_DISK_H
#define TOCSIN_IO_DISK_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DISK_FULL = 256 * 1024,       /* bytes: too few for a commit with its texts */
    DISK_SHORT = 64 * 1024 * 1024 /* soon */
};

/* Bytes that are free for this user where the folder is; -1: unknown. */
int64_t disk_free(const char *folder);
/* For people, or NULL: there is room. */
const char *disk_people(const char *folder);

#endif

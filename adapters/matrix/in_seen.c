/* in_seen.c: see in_seen.h. */
#include "in_seen.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct matrix_seen {
    UT_hash_handle hh;
    char id[];
};

bool matrix_seen_before(struct matrix_seen **set, const char *id) {
    struct matrix_seen *seen = NULL;
    HASH_FIND_STR(*set, id, seen);
    if (seen) {
        return true;
    }
    size_t n = strlen(id) + 1;
    seen = mem_new(sizeof *seen + n);
    memcpy(seen->id, id, n);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_KEYPTR(hh, *set, seen->id, n - 1, seen);
    return false;
}

void matrix_seen_free(struct matrix_seen *set) {
    struct matrix_seen *seen, *next;
    HASH_ITER(hh, set, seen, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(set, seen);
        free(seen);
    }
}

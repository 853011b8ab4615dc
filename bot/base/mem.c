/* mem.c: see mem.h. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void *got(void *p) {
    if (!p) {
        abort();
    }
    return p;
}

void *mem_new(size_t size) {
    return got(calloc(1, size));
}

char *mem_copy(const char *s) {
    return s ? got(strdup(s)) : NULL;
}

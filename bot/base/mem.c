/* mem.c: see mem.h. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void *mem_got(void *p) {
    if (!p) {
        abort();
    }
    return p;
}

void *mem_new(size_t size) {
    return mem_got(calloc(1, size));
}

char *mem_copy(const char *s) {
    return s ? mem_got(strdup(s)) : NULL;
}

char *mem_copy_n(const char *s, size_t len) {
    return mem_got(strndup(s, len));
}

void *mem_array(size_t n, size_t size) {
    return mem_got(calloc(n > 0 ? n : 1, size));
}

void *mem_grow(void *p, size_t n, size_t size) {
    return mem_got(reallocarray(p, n, size));
}

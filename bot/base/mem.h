/* mem.h: memory of things that live longer than an arena. Whoever gets it frees it.
 *
 * Out of memory aborts: the next start continues from the last commit. */
#ifndef TOCSIN_BASE_MEM_H
#define TOCSIN_BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size);    /* zeroed */
char *mem_copy(const char *s); /* NULL gives NULL */
char *mem_copy_n(const char *s, size_t len);
void *mem_array(size_t n, size_t size); /* zeroed */
void *mem_grow(void *p, size_t n,
               size_t size); /* to n of them; what is new is not zeroed */
/* What a library allocated, as it came: NULL is out of memory there too. */
void *mem_got(void *p);

#endif

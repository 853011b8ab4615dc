/* mem.h: memory of things that live longer than an arena. Whoever gets it frees it.
 *
 * Out of memory aborts: the next start continues from the last commit. */
#ifndef TOCSIN_BASE_MEM_H
#define TOCSIN_BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size);    /* zeroed */
char *mem_copy(const char *s); /* NULL gives NULL */

#endif

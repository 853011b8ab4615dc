/* holder.h: the name under which a process holds the lease, and whether the process of
 * such a name still is: one that was killed on this host is noticed at once. */
#ifndef TOCSIN_RUNTIME_HOLDER_H
#define TOCSIN_RUNTIME_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

void holder_name(char *ret, size_t size);
/* Surely: of another host nobody here knows. */
bool holder_is_dead(const char *holder);

#endif

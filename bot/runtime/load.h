/* load.h: reading a timeline. */
#ifndef TOCSIN_RUNTIME_LOAD_H
#define TOCSIN_RUNTIME_LOAD_H

#include "runtime/parts.h"

/* Entries of a timeline after version `from`, oldest first; cb exactly once.
 * why NULL: all. Else entries NULL: it could not be read now; entries: one of them is
 * damaged (why says which), and the n before it are good. */
typedef void (*timeline_cb)(void *ctx, const struct entry *entries, size_t n,
                            const char *why);
void timeline_load(struct bot *bot, struct arena *arena, const char *id, int64_t from,
                   int64_t to, timeline_cb cb, void *ctx);

#endif

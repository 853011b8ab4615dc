/* record_pick.h: which entries people look for on a timeline.
 *
 * What people did is there, and of tocsin's own what says something new: a deadline when
 * it is missed first, something that could not be sent or opened the first time. What is
 * sent, delivered, opened or marked as ever is not, however much of it there is, nor what
 * was taken back (history.h). */
#ifndef TOCSIN_CORE_RECORD_PICK_H
#define TOCSIN_CORE_RECORD_PICK_H

#include "core/entry.h"

/* The entries worth a look, by when it happened; `all`: every one, as they were written. Returns how many; *ret_picked is
 * in the arena. */
size_t record_pick(struct arena *arena, const struct entry *entries, size_t n, bool all,
                   const struct entry ***ret_picked);

/* Puts what was told later where it happened. */
void record_by_when(const struct entry **picked, size_t n);

#endif

/* in_seen.h: the ids of events that a batch has read: a gap that is filled and the timeline
 * behind it may overlap. */
#ifndef TOCSIN_MATRIX_IN_SEEN_H
#define TOCSIN_MATRIX_IN_SEEN_H

#include <stdbool.h>

struct matrix_seen;

/* Whether it is there already; it is there afterwards. `*set` begins as NULL. */
bool matrix_seen_before(struct matrix_seen **set, const char *id);
/* NULL is fine. */
void matrix_seen_free(struct matrix_seen *set);

#endif

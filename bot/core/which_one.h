/* which_one.h: which of several incidents a number means. */
#ifndef TOCSIN_CORE_WHICH_ONE_H
#define TOCSIN_CORE_WHICH_ONE_H

#include "core/turn.h"

/* Makes of the turn a question for a number that fits several: one line for each, and what
 * it is about, for which it looks at the open ones (turn->listed). Nothing else is done. */
void which_ask(struct turn *turn, const char *number, const char *const *ids, size_t n);

#endif

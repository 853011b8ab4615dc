/* places.h: which incident a place belongs to. */
#ifndef TOCSIN_RUNTIME_PLACES_H
#define TOCSIN_RUNTIME_PLACES_H

#include "runtime/parts.h"

/* NULL: of none, or, when *ret_known is false, nobody asked yet. */
const char *place_known(const struct bot *bot, const char *place, bool *ret_known);
void place_learn(struct bot *bot, const char *place, const char *incident);
void places_forget(struct bot *bot);
void slot_learn_places(struct bot *bot, const struct incident *state);

#endif

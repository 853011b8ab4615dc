/* fold.h: a state is the fold over its entries. What each kind does is in fold.c and the files
 * behind it. */
#ifndef TOCSIN_CORE_FOLD_H
#define TOCSIN_CORE_FOLD_H

#include "core/incident.h"

/* Folds one entry in; its n must be version + 1 and the first, and no other, must open
 * the incident (ERR_CORRUPT otherwise). Nothing of the entry is kept but copies. Strings
 * of the state stay valid for the entries of one turn (LIMIT_TURN_ENTRIES); in longer
 * folds they may move. */
bool incident_apply(struct incident *incident, const struct entry *entry,
                    struct error *err);

#endif

/* owner.h: people whose action it is. */
#ifndef TOCSIN_CORE_OWNER_H
#define TOCSIN_CORE_OWNER_H

#include "core/telling.h"

/* An action was given to somebody; actions that somebody had were taken back. */
void tell_owner(struct telling *telling, const struct entry *entry);
void tell_owners_back(struct telling *telling, const struct entry *entry);
/* The title of an action was corrected. */
void tell_owners_corrected(struct telling *telling, const struct entry *entry);
/* It was cancelled: owners who do not read its channel hear that, and need not act. */
void tell_owners_end(struct telling *telling, const struct entry *entry);

#endif

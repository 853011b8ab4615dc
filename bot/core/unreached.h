/* unreached.h: a place or a person that was not reached. */
#ifndef TOCSIN_CORE_UNREACHED_H
#define TOCSIN_CORE_UNREACHED_H

#include "core/telling.h"

void tell_unreached(struct telling *telling, const struct entry *entry);
/* A marked message that could not be read. */
void tell_unread(struct telling *telling, const struct entry *entry);

#endif

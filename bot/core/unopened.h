/* unopened.h: a channel that could not be opened. */
#ifndef TOCSIN_CORE_UNOPENED_H
#define TOCSIN_CORE_UNOPENED_H

#include "core/telling.h"

void tell_unopened(struct telling *telling, const struct entry *entry);
/* No channel, and the announce places take no messages in its stead. */
void tell_nowhere(struct telling *telling, const struct entry *entry);
/* A restricted one got a channel that everybody reads: it says so. */
void tell_open_to_all(struct telling *telling, const struct entry *entry);

#endif

/* unopened.h: a channel that could not be opened. */
#ifndef TOCSIN_CORE_UNOPENED_H
#define TOCSIN_CORE_UNOPENED_H

#include "core/telling.h"

void tell_unopened(struct telling *telling, const struct entry *entry);

#endif

/* lifted.h: what those outside hear when a restriction is lifted. */
#ifndef TOCSIN_CORE_LIFTED_H
#define TOCSIN_CORE_LIFTED_H

#include "core/telling.h"

/* Everybody may read the incident from this entry on: the places that would have heard of
 * it hear it now, once. Nothing when that is not so. */
void tell_lifted(struct telling *telling, const struct entry *entry);

#endif

/* displaced.h: people whose roles another one has, or gave them. */
#ifndef TOCSIN_CORE_DISPLACED_H
#define TOCSIN_CORE_DISPLACED_H

#include "core/telling.h"

void tell_displaced(struct telling *telling, const struct entry *entry);
/* Who was given a role in a restricted incident whose channel is not told of it. */
void tell_given(struct telling *telling, const struct entry *entry);
/* A change of roles was taken back: those whom it concerned hear what holds now. */
void tell_roles_back(struct telling *telling, const struct entry *entry);

#endif

/* fold_cadence.h: what deadlines count from. */
#ifndef TOCSIN_CORE_FOLD_CADENCE_H
#define TOCSIN_CORE_FOLD_CADENCE_H

#include "core/incident.h"

/* After the entry's own handler; `before` are the milestones as they were before it. */
void fold_cadence(struct incident *s, const int64_t before[MILESTONES],
                  const struct entry *e);

#endif

/* fold_mitigations.h: what was done about it, and whether it helps. */
#ifndef TOCSIN_CORE_FOLD_MITIGATIONS_H
#define TOCSIN_CORE_FOLD_MITIGATIONS_H

#include "core/incident.h"

void fold_mitigated(struct incident *s, const struct entry *e);
void fold_mitigation(struct incident *s, const struct entry *e);

#endif

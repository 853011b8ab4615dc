/* fold_facts.h: what was told wrong or late at the beginning. */
#ifndef TOCSIN_CORE_FOLD_FACTS_H
#define TOCSIN_CORE_FOLD_FACTS_H

#include "core/incident.h"

/* Of an entry that tells when users began to be hit: "impact_from". */
void state_set_impact_from(struct incident *s, const struct entry *e);
void fold_changed(struct incident *s, const struct entry *e);
void fold_part(struct incident *s, const struct entry *e);

/* What remains of an entry that was taken back: numbers are given once. */
void fold_taken_back(struct incident *s, const struct entry *e);

/* The taking back itself: deadlines that it brings to life again begin with it. */
void fold_undone(struct incident *s, const struct entry *e);

#endif

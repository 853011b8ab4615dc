/* fold_life.h: its milestones, from the opening to the end and back. */
#ifndef TOCSIN_CORE_FOLD_LIFE_H
#define TOCSIN_CORE_FOLD_LIFE_H

#include "core/incident.h"

/* A milestone means the same whichever entry brought it (its own, or entering a phase),
 * and its first time counts: when it happened, which may be earlier than it was written
 * down. Deadlines count from the writing, so that none is late from its first moment. */
void state_reach(struct incident *incident, int milestone, const struct entry *entry);

/* The outage, if there is one, ended then. */
void state_end_outage(struct incident *incident, int64_t at);
void fold_opened(struct incident *s, const struct entry *e);
void fold_acknowledged(struct incident *s, const struct entry *e);
void fold_contained(struct incident *s, const struct entry *e);
void fold_resolved(struct incident *s, const struct entry *e);
void fold_restored(struct incident *s, const struct entry *e);
void fold_verified(struct incident *s, const struct entry *e);
void fold_closed(struct incident *s, const struct entry *e);
void fold_cancelled(struct incident *s, const struct entry *e);
void fold_duplicate(struct incident *s, const struct entry *e);
void fold_reopened(struct incident *s, const struct entry *e);

#endif

/* deadline_due.h: which deadlines there are and when they are due: the first half of the
 * rules of deadlines.h, for deadlines.c. */
#ifndef TOCSIN_CORE_DEADLINE_DUE_H
#define TOCSIN_CORE_DEADLINE_DUE_H

#include "core/deadlines.h"

/* In the order of the table. Actions are apart. */
enum deadline_kind {
    KIND_OF_ACKNOWLEDGE,
    KIND_OF_COMMAND,
    KIND_OF_UPDATE,
    KIND_OF_RESOLVE,
    KIND_OF_RESTORE,
    KIND_OF_CONCLUDE,
    KIND_OF_VERIFY,
    KIND_OF_CLOSE,
    DEADLINE_KINDS,
};
extern const char *const deadline_names[DEADLINE_KINDS];

/* NEVER: there is no such deadline. */
int64_t deadline_due(enum deadline_kind kind, const struct incident *incident,
                     const struct policy *policy, const struct civil *civil);
bool span_empty(const struct span *span);
int64_t time_later(int64_t a, int64_t b);
int64_t time_sooner(int64_t a, int64_t b);
/* The update deadline's due time, or NEVER: what every message shows. */
int64_t deadline_update_due(const struct incident *incident, const struct policy *policy,
                            const struct civil *civil);
/* from + span (the soonest of its parts); NEVER for an empty span. */
int64_t span_after(const struct span *span, const struct civil *civil, int64_t from);
/* Is a nudge for (kind, ref, due) still wanted in this state? */
bool deadline_stands(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const char *kind, int64_t ref,
                     int64_t due);
/* The same for a stored guard (announce.h), which may hold several deadlines ("also"): is
 * one of them still wanted? */
bool deadline_wanted(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const json_t *guard);

#endif

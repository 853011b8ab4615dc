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

#endif

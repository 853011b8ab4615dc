/* reindex.h: what the indexes must say of one incident, against what they say.
 *
 * The state is the truth; `due`, `open`, `closed`, `place:*` and `todo:*` are derived
 * from it and can be lost or set back alone. Whoever walks the incidents (a running bot,
 * `tocsin rebuild`, `tocsin audit`) asks here, so that all of them mean the same. */
#ifndef TOCSIN_CORE_REINDEX_H
#define TOCSIN_CORE_REINDEX_H

#include "base/arena.h"
#include "core/incident.h"
#include "tocsin/store.h"

enum {
    REINDEX_ACTIONS = 64, /* of an incident that are looked up */
    REINDEX_MAX = 4 + LIMIT_PLACES + REINDEX_ACTIONS,
    /* A due incident that could not be served is looked at again after so long. */
    DUE_POSTPONED_MS = 10 * 60 * 1000,
    /* No day has so many incidents: a number beyond is damage, not a count. */
    SEQUENCE_MAX = 99999,
};

struct reindex_fault {
    const char *index; /* "due", "place:slack:C1" */
    const char *what;  /* "does not name it" */
    bool silent;       /* nothing would have reminded of the incident */
    /* place:*: what it holds, "": nothing. Two incidents may claim one: it is written
     * while that is so. NULL elsewhere. */
    const char *was;
    bool policy; /* another policy would have it otherwise */
};

/* The questions whose answers reindex_compare() wants; the first is the version of the
 * head. Fills `ret` (room for REINDEX_MAX), returns how many. */
size_t reindex_reads(struct arena *arena, const struct incident *state,
                     struct write *ret);
/* `alarm`: deadlines_alarm() of the state. Fills what mends (to be written while the
 * version is still that of the state) and what was wrong, one each; returns how many. */
size_t reindex_compare(struct arena *arena, const struct incident *state, int64_t alarm,
                       int64_t now, const json_t *replies, struct write *ret,
                       struct reindex_fault *ret_faults);

/* The number of a day's last incident as it is stored; -1: nonsense. NULL is 0. */
int64_t sequence_of(const char *text);
/* Day ("2025-09-29", room for 11) and number of an id; false: it is none. */
bool sequence_split(const char *id, char ret_day[11], int64_t *ret_number);

#endif

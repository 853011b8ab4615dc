/* index.h: what the indexes must become, computed from two states of one incident.
 *
 * The commit script never learns what an incident is; these writes ride along in the
 * commit of the entries, so that no index can disagree with its timeline:
 *   due     zset, when the alarm clock must ring for the incident
 *   open    zset, score: time of opening         closed  zset, score: time of closing
 *   place:<network>:<channel>   the incident whose channel it is
 *   todo:<actor>                zset of "<incident>#<action>", open ones that they own;
 *           score: when it is due, the end of time without
 *   roll:<YYYY-MM>              hash of counters, in the month in which each happened:
 *           opened closed reopened missed updates cancelled duplicate mttr_n mttr_ms,
 *           and sev1..sev4: the highest severity, in the month of opening
 * What was cancelled, and what is a duplicate, is taken out of opened and sev1..sev4, and
 * is counted by its own word instead; so is its last restoration out of mttr, in the month
 * in which that was counted. A reopening takes both back.
 * mttr: at each restoration, 1 and the length of the outage that ended: from detection,
 * or from the reopening. A restoration that a reopening shows to have been none is not
 * taken back: it was counted in a month that may be reported already, and reopenings are
 * counted beside it. */
#ifndef TOCSIN_CORE_INDEX_H
#define TOCSIN_CORE_INDEX_H

#include "base/arena.h"
#include "core/incident.h"
#include "tocsin/store.h"

enum { INDEX_WRITES_MAX = 3 + LIMIT_PLACES + 18 + LIMIT_TURN_ENTRIES };

/* before may be NULL: the incident was opened. `alarm`: deadlines_alarm() of `after`,
 * NEVER: none; it is always written, because it depends on the policy too. Fills `ret`
 * (room for INDEX_WRITES_MAX) and returns how many; strings are in the arena. */
size_t index_writes(struct arena *arena, const struct incident *before,
                    const struct incident *after, int64_t alarm, struct write *ret);

/* A write of the words up to NULL, which must live as long as the arena. */
struct write write_words(struct arena *arena, const char *key, const char *command, ...)
    __attribute__((sentinel));

#endif

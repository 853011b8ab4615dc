/* told.h: when it happened, told later than it happened.
 *
 * At three in the morning people repair first and write afterwards. A command with the
 * row ARG_AT takes "at 02:45 ..." or at=02:45; every entry it writes of a kind that
 * entry_kind_told() names then has both times. Order stays the order of writing, and the
 * cadence counts from it; milestones, durations and the record follow what was told. */
#ifndef TOCSIN_CORE_TOLD_H
#define TOCSIN_CORE_TOLD_H

#include "core/turn.h"

enum { TOLD_DAYS_BEFORE = 30 }; /* before the opening: further back is a slip */

/* Takes the turn's argument "at" over into turn->told. ERR_INVALID: it is still to come,
 * or lies too far back. */
bool told_take(struct turn *turn, struct error *err);
/* Is it clear which day a clock's time means? Asks when that of today is still to come, with
 * yesterday's ready to copy. */
bool told_clear(const struct turn *turn, const char *text, struct error *err);
/* May an entry of this kind have happened then? ERR_INVALID with what to type: a step
 * cannot precede what it ends. */
bool told_fits(const struct turn *turn, const struct incident *incident, const char *kind,
               struct error *err);
/* Can the incident have been noticed then? ERR_INVALID: it is still to come, too far
 * back, later than the first step that was taken against it, or what is recorded. */
bool told_detection(const struct turn *turn, int64_t at, struct error *err);
/* Can users have been hit from then on? ERR_INVALID as above. */
bool told_impact(const struct turn *turn, int64_t at, struct error *err);
/* Echoes the moment: "Time: 02:45 CEST, 20 min ago." Nothing when none was told. */
void told_say(struct turn *turn);
/* "02:45 CEST", with the day when that is not today's: the workspace's wall clock. In the
 * arena. */
char *told_words(const struct turn *turn, int64_t at);

#endif

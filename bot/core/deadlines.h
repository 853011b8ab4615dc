/* deadlines.h: every moment at which somebody must be reminded, derived from the state.
 *
 * Nobody schedules or cancels a reminder. The rules (tests/cadence/model.py is written
 * from these words alone):
 *
 *  Which. Only while the incident is open, except "action". Opened, detected and resolved
 *  are the anchors of the state (a clock step moves them; a reopening is a detection: the
 *  time to resolve counts from it); a span that is empty makes no deadline; from + span
 * is the sooner of from + ms and the business day: acknowledge  not acknowledged: opened
 * + span(acknowledge) command      nobody holds the commander's role (first rung of the
 * ladder that is a role): opened + span(command) update       milestone `updates_until`
 * not reached, severity has a cadence: see below resolve      not resolved: detected +
 * span(resolve) verify       resolved, not verified: resolved + span(verify) action each
 * open action with a due time (ref = its number), also when closed For acknowledge,
 * command, resolve: due is never before the last severity change or reopening
 * (cadence.changed): a deadline cannot be older than the rule that makes it. Update: due
 * = base + cadence; base is the last of opening, accepted update, reopening. With a
 * snooze (one that was set at base or later; an update or a reopening ends it): the time
 * promised, be it sooner or later, but never later than base + cadence when the
 *  severity's longest snooze is an empty span, and never later than the later of
 *  base + cadence and (when the snooze was set) + longest snooze otherwise. Last of all,
 *  with or without a snooze, never before cadence.changed.
 *
 *  Steps of one deadline, each taken once for one `due`. L is the length of the ladder,
 *  whether or not the severity climbs:
 *   -1  warning at due - warn_ms: update only, only when warn_ms is not 0 and that moment
 *       is later than base
 *    0  nudge at due
 *    i  rung i of the ladder (1..L) at due + i * climb_ms, when the severity climbs;
 *       never for "action"
 *    r  update only: repeats, numbered L+1, L+2, ...: at each further cadence slot (due
 *       advanced by the cadence once, twice, ...) that is later than the last rung (later
 *       than due when the severity does not climb)
 *  Steps come in this order. Taking one marks all before it as taken: steps whose time
 * has passed together (after downtime) are taken as one, the last of them, and a step
 * that is recorded for the same due, or one before it, is not taken again. A record for
 * another due counts for nothing. missed = cadence slots that have passed at `now`, due
 * itself included (others: 1); a slot or step whose time is exactly `now` has passed. */
#ifndef TOCSIN_CORE_DEADLINES_H
#define TOCSIN_CORE_DEADLINES_H

#include "core/incident.h"
#include "tocsin/civil.h"
#include "tocsin/policy.h"
#include <stddef.h>
#include <stdint.h>

#define DEADLINE_ACKNOWLEDGE "acknowledge"
#define DEADLINE_COMMAND "command"
#define DEADLINE_UPDATE "update"
#define DEADLINE_RESOLVE "resolve"
#define DEADLINE_VERIFY "verify"
#define DEADLINE_ACTION "action"
#define DEADLINE_LOGGING "logging"

enum { STEP_NONE = -2, STEP_WARN = -1, STEP_NUDGE = 0 };
enum { DEADLINES_MAX = 8 + LIMIT_OPEN_ACTIONS };
#define NEVER INT64_MAX

struct deadline {
    const char *kind;
    int64_t ref; /* action number, else 0 */
    int64_t due;
    int done; /* last step recorded for this due, STEP_NONE: none */
    int step; /* latest step whose time is <= now and that is not done; STEP_NONE */
    int64_t step_at; /* its time */
    int64_t missed;  /* see above; 0 when now < due */
    int64_t next_at; /* time of the first step after now that is not done, NEVER: none */
};

/* Fills `ret` (DEADLINES_MAX room), soonest due first, those of one moment in the order
 * of the list above; returns how many. */
size_t deadlines(const struct incident *incident, const struct policy *policy,
                 const struct civil *civil, int64_t now, struct deadline *ret);
/* When the alarm clock must ring: earliest step not done (may be in the past), NEVER. */
int64_t deadlines_alarm(const struct incident *incident, const struct policy *policy,
                        const struct civil *civil);
/* The update deadline's due time, or NEVER: what every message shows. */
int64_t deadline_update_due(const struct incident *incident, const struct policy *policy,
                            const struct civil *civil);
/* from + span (the soonest of its parts); NEVER for an empty span. */
int64_t span_after(const struct span *span, const struct civil *civil, int64_t from);
/* Rung (1..L) of a step, 0 for nudge and repeats beyond: index into policy->ladder + 1.
 */
int deadline_rung(const struct policy *policy, int step);
/* Is a nudge for (kind, ref, due) still wanted in this state? */
bool deadline_stands(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const char *kind, int64_t ref,
                     int64_t due);

#endif

/* deadlines.h: every moment at which somebody must be reminded, derived from the state.
 *
 * Nobody schedules or cancels a reminder. These are the rules; tests/cadence/model.py is
 * written from these words alone.
 *
 * WHICH. All but "action" only while the incident is open (not closed).
 *
 *   kind         there is one while                         from                     span
 *   -----------  -----------------------------------------  -----------------------  -----------
 *   acknowledge  not acknowledged, not fixed                opened                   acknowledge
 *   command      nobody commands, not fixed; acknowledged,  last of opened,          command
 *                or the severity has no span acknowledge    acknowledged, vacant
 *   update       `updates_until` is not reached, not        base                     update
 *                verified
 *   resolve      not fixed                                  detected                 resolve
 *   restore      resolved, not recovered; verified, or the  last of resolved,        restore
 *                severity has no span update                verified
 *   conclude     recovered, not resolved                    recovered                conclude
 *   verify       ready for the step verify, not verified    ready                    verify
 *   close        ready for the step close                   ready                    close
 *   action       each open action with a due time, also     (that time is its due;
 *                when the incident is closed, but not when  ref = its number)
 *                it was cancelled or is a duplicate
 *
 *   fixed     resolved or recovered is reached
 *   commands  holds the first rung of the ladder that is a role
 *   vacant    when that role was last given back
 *   base      last of opening, reopening, accepted update, resolution, restoration
 *   ready     the last of the milestones that the policy's step requires, once all of them
 *             are reached; "resolved" when it requires none or the policy has no such step
 *
 *   Each of these moments is when it was written down; only `detected` is what was told. A
 *   clock step makes those that lie ahead of it the moment of the step. A reopening is a new
 *   opening and a new detection; it undoes contained, mitigated, resolved, recovered,
 *   verified and closed, and it forgets earlier severities and the steps that were taken,
 *   those of actions apart. One that was cancelled or a duplicate, and neither resolved nor
 *   recovered, keeps its milestones: it goes on where it was. An action that a duplicate
 *   took along to the other incident is an action of that one from then on, and of no
 *   other. A milestone counts whichever entry brought it.
 *
 * WHEN IT IS DUE. from + span: the sooner of from + ms and the business day. No span for
 * the severity: no such deadline. A severity that changed after `from` gives the new span
 * from the change, but not later than it was due before. In the order of the changes:
 *
 *   due = later of (from + new span) and (sooner of change + new span and the due before)
 *
 *   (no due before, or what this gives has passed by the change: change + new span; nobody
 *   is late by a rule that did not hold then). The state knows the last 8 severities. A due
 *   that had passed when it was opened counts from the opening instead: what was noticed
 *   long ago is late for nothing in the moment it is written down.
 *   Update only: a snooze that was set at base and at the last change of severity, or after
 *   them: the moment promised, be it sooner or later, but not later than the due above when
 *   the severity has no span snooze, and not later than the later of that due and (when
 *   it was set) + snooze otherwise.
 *   Last of all, never before something was taken back from which it counts: what follows
 *   from that is new. An incident is what its other entries make of it, and
 *
 *   taken back                                                moves
 *   --------------------------------------------------------  ----------------------
 *   a phase, contained, mitigated, resolved, restored,        every kind but action
 *   verified
 *   an acknowledgement, a role that was taken or given back   acknowledge, command
 *   an update, a snooze                                       update
 *   anything else, so a severity: all is as it was before it  nothing
 *
 * STEPS of one deadline, one at a time and in this order. A step that is recorded counts for
 * its `due` alone: for another due the deadline begins anew.
 *
 *   step         what                 time
 *   -----------  -------------------  ----------------------------------------------------
 *   -1           warning              due - warn; update only, only when that is later than
 *                                     base and a role of the policy's list `nudge` is filled;
 *                                     left out once due has come
 *    0           nudge                due
 *    i = 1..L    rung i of the        climb after the later of due and the step before;
 *                ladder               for the calm ones: remind
 *    L+1, ...    asked again          pace after the later of due and the step before;
 *                                     numbered from L+1, or from the last step + 1
 *
 *   L is the length of the policy's ladder. "action" has a nudge and no more. The others have
 *   rungs when the severity climbs: acknowledge, command, update and resolve at the pace of
 *   the climb, and the calm ones (those after the resolution or restoration; an update once
 *   it is resolved and no part of it is broken: each part is as its last entry has it, and a
 *   restoration of the whole restores all of them) at the span `remind` (empty: no rungs).
 *   "close" has no rungs: it is asked again of those whom the nudge asks, in the incident's
 *   own place. A rung that nobody fills
 *   is passed over, and its time with it (asked.h says who fills one). The pace is the span
 *   `again` for acknowledge, command and update, and the span `remind` for the others and the
 *   calm ones; empty: not asked again. From step L+4 on a calm one waits 7 days when the pace
 *   is sooner: what is over is asked for each day (the usual `remind`) for a few days, and
 *   then each week.
 *
 *   THE TOP. However many deadlines there are, the top of the ladder is asked at one pace.
 *   The top is the last rung that somebody fills (L: nobody fills one). A step of the top is
 *   a rung or an "again" of a deadline that has rungs, whose number is that of the top or
 *   higher; which rung was the top is recorded with it. Its time is never before the last
 *   step of the top that was recorded (of whichever deadline, whichever due), when that had
 *   the same rung as its top, + the span `again`; empty: no such rule. A reopening forgets
 *   that step; a clock step makes its time the moment of the step when it lies ahead.
 *
 * ONE MOMENT. When a step other than a warning is taken, the steps of the other deadlines
 * that would come at most half a climb, and at most 5 min, later are taken with it (5 min
 * when the severity does not climb), except warnings, nudges of updates and actions.
 *
 * ABSENCE. While tocsin is away nobody can answer. A rung or an "again" whose time lay in an
 * absence (from, including it, to its end, excluding it) becomes a nudge: step 0 is recorded,
 * and the climb goes on from there. So after downtime the first to be asked is asked first.
 * Each start knows how long nobody was at work before it, and nothing of earlier ones; less
 * than a minute is no absence. What lies ahead of a clock that was set back is none either:
 * the absence ends with the step.
 *
 * MISSED. Update: how many of due, due + span update, and so on have passed at `now`; the
 * others: 1; 0 before due. A moment that is exactly `now` has passed. */
#ifndef TOCSIN_CORE_DEADLINES_H
#define TOCSIN_CORE_DEADLINES_H

#include "core/incident.h"
#include "tocsin/civil.h"
#include "tocsin/directory.h"
#include "tocsin/policy.h"
#include <stddef.h>
#include <stdint.h>

#define DEADLINE_ACKNOWLEDGE "acknowledge"
#define DEADLINE_COMMAND "command"
#define DEADLINE_UPDATE "update"
#define DEADLINE_RESOLVE "resolve"
#define DEADLINE_RESTORE "restore"
#define DEADLINE_CONCLUDE "conclude"
#define DEADLINE_VERIFY "verify"
#define DEADLINE_CLOSE "close"
#define DEADLINE_ACTION "action"
#define DEADLINE_LOGGING "logging"

enum { STEP_NONE = -2, STEP_WARN = -1, STEP_NUDGE = 0 };
enum { DEADLINES_MAX = 8 + LIMIT_OPEN_ACTIONS };
#define NEVER INT64_MAX

struct deadline {
    const char *kind;
    int64_t ref; /* action number, else 0 */
    int64_t due;
    int done;       /* last step recorded for this due, STEP_NONE: none */
    int step;       /* the step after it, STEP_NONE: there is none */
    int64_t at;     /* its time, NEVER: there is none */
    int top;        /* rung that the step asks as the top, 0: it is none of the top */
    int64_t missed; /* see above */
};

/* A time in which no tocsin was at work, UTC ms: [from, to). Both 0: none is known. */
struct absence {
    int64_t from, to;
};

/* Fills `ret` (DEADLINES_MAX room), soonest due first, those of one moment in the order
 * of the table above; returns how many. */
size_t deadlines(const struct incident *incident, const struct policy *policy,
                 const struct directory *directory, const struct civil *civil,
                 int64_t now, struct deadline *ret);
/* Those of them whose step is to be taken now; `at` is the time that it had. */
size_t deadlines_due(const struct incident *incident, const struct policy *policy,
                     const struct directory *directory, const struct civil *civil,
                     struct absence absence, int64_t now, struct deadline *ret);
/* When the alarm clock must ring: earliest step not done (may be in the past), NEVER. */
int64_t deadlines_alarm(const struct incident *incident, const struct policy *policy,
                        const struct directory *directory, const struct civil *civil);
/* Rung (1..L) of a step, 0 for nudge and repeats beyond: index into policy->ladder + 1. */
int deadline_rung(const struct policy *policy, int step);

#endif

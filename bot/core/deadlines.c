/* deadlines.c: every moment at which somebody must be reminded, derived from the state.
 *
 * The rules are the words in deadlines.h; this file says nothing that they do not. A
 * deadline is first reduced to a `plan`: its due moment and what its steps are made of.
 * All questions (what is due now, when must the clock ring, is this nudge still wanted)
 * are asked of plans, so that they cannot disagree. Stored timers were rejected: a stored
 * timer is a second truth that somebody has to cancel. Nothing here allocates. */
#include "core/deadlines.h"
#include "base/text.h"
#include "core/policy.h"
#include <limits.h>

struct plan {
    const char *kind;
    int64_t ref;
    int64_t due;              /* NEVER: there is no such deadline */
    int64_t warn;             /* NEVER: no warning */
    int64_t climb_ms;         /* between two rungs */
    int rungs;                /* that it climbs: the ladder's length, or 0 */
    int ladder;               /* its length: repeats are numbered after it */
    const struct span *every; /* cadence of the repeats; NULL: none */
    const struct civil *civil;
    int done; /* last step recorded for this due */
};

enum kind { ACKNOWLEDGE, COMMAND, UPDATE, RESOLVE, VERIFY, KINDS };
static const char *const kind_names[KINDS] = {
    DEADLINE_ACKNOWLEDGE, DEADLINE_COMMAND, DEADLINE_UPDATE,
    DEADLINE_RESOLVE,     DEADLINE_VERIFY,
};

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool span_empty(const struct span *span) {
    return span->ms <= 0 && span->business_days <= 0;
}

int64_t span_after(const struct span *span, const struct civil *civil, int64_t from) {
    int64_t after = NEVER;

    if (span->ms > 0) {
        after = from + span->ms;
    }
    if (span->business_days > 0) {
        after = sooner(after,
                       civil->add_business_days(civil->self, from, span->business_days));
    }
    return after;
}

static int ladder_length(const struct policy *policy) {
    int n = 0;

    while (policy->ladder != NULL && policy->ladder[n] != NULL) {
        n++;
    }
    return n;
}

int deadline_rung(const struct policy *policy, int step) {
    return step >= 1 && step <= ladder_length(policy) ? step : 0;
}

/* ---- when is it due -------------------------------------------------------------- */

/* A deadline cannot be older than the rule that makes it. */
static int64_t not_before_change(const struct incident *incident, int64_t due) {
    return due == NEVER ? NEVER : later(due, incident->cadence.changed);
}

static bool updates_ended(const struct incident *incident, const struct policy *policy) {
    return policy->updates_until != NULL &&
           incident_reached(incident, policy->updates_until);
}

int64_t deadline_update_due(const struct incident *incident, const struct policy *policy,
                            const struct civil *civil) {
    const struct policy_severity *severity = policy_severity(policy, incident->severity);
    int64_t base = incident->cadence.base;
    int64_t due;

    if (incident->closed || span_empty(&severity->update) ||
        updates_ended(incident, policy)) {
        return NEVER;
    }
    due = span_after(&severity->update, civil, base);
    if (incident->cadence.snoozed != 0 && incident->cadence.snoozed_at >= base) {
        int64_t latest = due;

        if (!span_empty(&severity->snooze)) {
            latest = later(
                due, span_after(&severity->snooze, civil, incident->cadence.snoozed_at));
        }
        due = sooner(incident->cadence.snoozed, latest);
    }
    return not_before_change(incident, due);
}

static bool reached(const struct incident *incident, enum milestone milestone) {
    return incident->milestones[milestone] != 0;
}

static bool commanded(const struct incident *incident, const struct policy *policy) {
    const char *commander = policy_commander(policy);

    /* A ladder without a role has no commander to wait for. */
    return commander == NULL || incident_role(incident, commander) != NULL;
}

/* NEVER: there is no such deadline. */
static int64_t due_of(enum kind kind, const struct incident *incident,
                      const struct policy *policy, const struct civil *civil) {
    const struct policy_severity *severity = policy_severity(policy, incident->severity);
    bool resolved = reached(incident, MILESTONE_RESOLVED);
    const struct span *span = NULL;
    int64_t from = incident->anchor_opened;

    if (incident->closed) {
        return NEVER;
    }
    switch (kind) {
    case ACKNOWLEDGE:
        span = reached(incident, MILESTONE_ACKNOWLEDGED) ? NULL : &severity->acknowledge;
        break;
    case COMMAND:
        span = commanded(incident, policy) ? NULL : &severity->command;
        break;
    case UPDATE:
        return deadline_update_due(incident, policy, civil);
    case RESOLVE:
        span = resolved ? NULL : &severity->resolve;
        from = incident->anchor_detected;
        break;
    case VERIFY:
        return resolved && !reached(incident, MILESTONE_VERIFIED)
                   ? span_after(&severity->verify, civil, incident->anchor_resolved)
                   : NEVER;
    case KINDS:
        break;
    }
    return span == NULL ? NEVER
                        : not_before_change(incident, span_after(span, civil, from));
}

/* ---- plans ----------------------------------------------------------------------- */

static void plan_done(struct plan *plan, const struct incident *incident) {
    const struct climb *climb = incident_climb(incident, plan->kind, plan->ref);

    plan->done = climb != NULL && climb->due == plan->due ? climb->step : STEP_NONE;
}

static bool plan_kind(struct plan *plan, enum kind kind, const struct incident *incident,
                      const struct policy *policy, const struct civil *civil) {
    const struct policy_severity *severity = policy_severity(policy, incident->severity);

    *plan = (struct plan){.kind = kind_names[kind], .warn = NEVER, .civil = civil};
    plan->due = due_of(kind, incident, policy, civil);
    if (plan->due == NEVER) {
        return false;
    }
    plan->ladder = ladder_length(policy);
    if (severity->climbs) {
        plan->rungs = plan->ladder;
        plan->climb_ms = severity->climb_ms;
    }
    if (kind == UPDATE) {
        plan->every = &severity->update;
        if (severity->warn_ms > 0 &&
            plan->due - severity->warn_ms > incident->cadence.base) {
            plan->warn = plan->due - severity->warn_ms;
        }
    }
    plan_done(plan, incident);
    return true;
}

static bool plan_action(struct plan *plan, const struct action *action,
                        const struct incident *incident) {
    if (action->due == 0) {
        return false;
    }
    *plan = (struct plan){.kind = DEADLINE_ACTION,
                          .ref = action->number,
                          .due = action->due,
                          .warn = NEVER};
    plan_done(plan, incident);
    return true;
}

/* ---- steps ----------------------------------------------------------------------- */

static bool elapsed_only(const struct span *span) {
    return span->business_days <= 0;
}

/* How many cadence slots after due lie at or before `at`. Elapsed cadences divide;
 * business days have to be counted one by one. */
static int64_t slots_until(const struct plan *plan, int64_t at) {
    int64_t n = 0;

    if (plan->every == NULL || at < plan->due) {
        return 0;
    }
    if (elapsed_only(plan->every)) {
        return (at - plan->due) / plan->every->ms;
    }
    for (int64_t slot = plan->due;; n++) {
        slot = span_after(plan->every, plan->civil, slot);
        if (slot > at) {
            return n;
        }
    }
}

static int64_t slot_at(const struct plan *plan, int64_t n) {
    int64_t slot = plan->due;

    if (elapsed_only(plan->every)) {
        return plan->due + n * plan->every->ms;
    }
    for (int64_t i = 0; i < n; i++) {
        slot = span_after(plan->every, plan->civil, slot);
    }
    return slot;
}

static int64_t last_rung_at(const struct plan *plan) {
    return plan->due + plan->rungs * plan->climb_ms;
}

/* The last step whose time is `now` or before. */
static int step_at_or_before(const struct plan *plan, int64_t now) {
    int64_t repeats, rung;

    if (now < plan->due) {
        return plan->warn <= now ? STEP_WARN : STEP_NONE;
    }
    if (now >= last_rung_at(plan)) {
        repeats = slots_until(plan, now) - slots_until(plan, last_rung_at(plan));
        if (repeats > 0) {
            return (int)sooner(plan->ladder + repeats, INT_MAX);
        }
        return plan->rungs;
    }
    rung = (now - plan->due) / plan->climb_ms;
    return (int)rung;
}

/* The step after `step`, and its time. False: there is none. */
static bool step_after(const struct plan *plan, int step, int64_t *ret_at) {
    if (step == STEP_NONE && plan->warn != NEVER) {
        *ret_at = plan->warn;
        return true;
    }
    if (step < STEP_NUDGE) {
        *ret_at = plan->due;
        return true;
    }
    if (step < plan->rungs) {
        *ret_at = plan->due + (step + 1) * plan->climb_ms;
        return true;
    }
    if (plan->every == NULL) {
        return false;
    }
    *ret_at = slot_at(plan, slots_until(plan, last_rung_at(plan)) +
                                (step > plan->ladder ? step - plan->ladder : 0) + 1);
    return true;
}

static int64_t time_of_step(const struct plan *plan, int step) {
    if (step == STEP_WARN) {
        return plan->warn;
    }
    if (step <= plan->rungs) {
        return plan->due + step * plan->climb_ms;
    }
    return slot_at(plan, slots_until(plan, last_rung_at(plan)) + step - plan->ladder);
}

static void plan_deadline(const struct plan *plan, int64_t now, struct deadline *ret) {
    int step = step_at_or_before(plan, now);

    *ret = (struct deadline){.kind = plan->kind,
                             .ref = plan->ref,
                             .due = plan->due,
                             .done = plan->done,
                             .step = STEP_NONE,
                             .next_at = NEVER};
    if (now >= plan->due) {
        ret->missed = 1 + slots_until(plan, now);
    }
    if (step > plan->done) {
        ret->step = step;
        ret->step_at = time_of_step(plan, step);
    } else {
        step = plan->done;
    }
    step_after(plan, step, &ret->next_at);
}

/* ---- the questions --------------------------------------------------------------- */

static void insert_by_due(struct deadline *list, size_t n, const struct deadline *one) {
    while (n > 0 && list[n - 1].due > one->due) {
        list[n] = list[n - 1];
        n--;
    }
    list[n] = *one;
}

size_t deadlines(const struct incident *incident, const struct policy *policy,
                 const struct civil *civil, int64_t now, struct deadline *ret) {
    struct deadline one;
    struct plan plan;
    size_t n = 0;

    for (enum kind kind = 0; kind < KINDS; kind++) {
        if (plan_kind(&plan, kind, incident, policy, civil)) {
            plan_deadline(&plan, now, &one);
            insert_by_due(ret, n++, &one);
        }
    }
    for (size_t i = 0; i < incident->nactions && n < DEADLINES_MAX; i++) {
        if (plan_action(&plan, &incident->actions[i], incident)) {
            plan_deadline(&plan, now, &one);
            insert_by_due(ret, n++, &one);
        }
    }
    return n;
}

int64_t deadlines_alarm(const struct incident *incident, const struct policy *policy,
                        const struct civil *civil) {
    int64_t alarm = NEVER, at;
    struct plan plan;

    for (enum kind kind = 0; kind < KINDS; kind++) {
        if (plan_kind(&plan, kind, incident, policy, civil) &&
            step_after(&plan, plan.done, &at)) {
            alarm = sooner(alarm, at);
        }
    }
    for (size_t i = 0; i < incident->nactions; i++) {
        if (plan_action(&plan, &incident->actions[i], incident) &&
            step_after(&plan, plan.done, &at)) {
            alarm = sooner(alarm, at);
        }
    }
    return alarm;
}

bool deadline_stands(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const char *kind, int64_t ref,
                     int64_t due) {
    if (text_equal(kind, DEADLINE_ACTION)) {
        const struct action *action = incident_action(incident, ref);

        return action != NULL && action->due != 0 && action->due == due;
    }
    for (enum kind i = 0; i < KINDS; i++) {
        if (text_equal(kind, kind_names[i])) {
            return ref == 0 && due_of(i, incident, policy, civil) == due && due != NEVER;
        }
    }
    return false;
}

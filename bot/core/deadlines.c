/* deadlines.c: the steps of deadlines, and the questions that are asked of them.
 *
 * The rules are the words in deadlines.h; this file says nothing that they do not. A
 * deadline is first reduced to a `plan`: its due moment and what its steps are made of.
 * All questions (what is due now, when must the clock ring) are asked of plans, so that
 * they cannot disagree. A step counts from the step before it as it was really taken:
 * whoever is asked late has as long to answer as whoever is asked in time. Stored timers
 * were rejected: a stored timer is a second truth that somebody has to cancel. Nothing
 * here allocates. */
#include "core/deadlines.h"
#include "base/text.h"
#include "core/asked.h"
#include "core/deadline_due.h"
#include "core/policy.h"
#include <limits.h>

enum { JOINED_MOST_MS = 5 * 60 * 1000, WEEK_MS = 7 * 24 * 3600 * 1000, CALM_TIMES = 3 };

/* What steps depend on beside the deadline. */
struct rules {
    const struct incident *incident;
    const struct policy *policy;
    const struct directory *directory;
    const struct civil *civil;
};

struct plan {
    const char *kind;
    int64_t ref;
    int64_t due;
    int64_t warn;             /* NEVER: no warning */
    bool climbs;              /* has rungs */
    bool calm;                /* and takes them at the pace at which it asks again */
    const struct span *again; /* pace; NULL: not asked again */
    int done;                 /* last step recorded for this due */
    int64_t done_at;
};

static int ladder_length(const struct policy *policy) {
    int n = 0;

    while (policy->ladder && policy->ladder[n]) {
        n++;
    }
    return n;
}

int deadline_rung(const struct policy *policy, int step) {
    return step >= 1 && step <= ladder_length(policy) ? step : 0;
}

/* ---- plans ----------------------------------------------------------------------- */

static void plan_done(struct plan *plan, const struct incident *incident) {
    const struct climb *climb = incident_climb(incident, plan->kind, plan->ref);

    plan->done = STEP_NONE;
    if (climb && climb->due == plan->due) {
        plan->done = climb->step;
        plan->done_at = climb->at;
    }
}

/* Resolved, and not restored: to ask on at the pace of an outage tires everybody. But a part
 * that somebody named as broken is an outage. */
static bool said_to_be_over(const struct incident *incident) {
    for (size_t i = 0; i < incident->nparts; i++) {
        if (text_equal(incident->parts[i].state, "broken")) {
            return false;
        }
    }
    return incident->milestones[MILESTONE_RESOLVED] != 0;
}

static bool plan_kind(struct plan *plan, enum deadline_kind kind,
                      const struct rules *rules) {
    const struct policy_severity *severity =
        policy_severity(rules->policy, rules->incident->severity);
    int64_t warn;

    *plan = (struct plan){.kind = deadline_names[kind], .warn = NEVER};
    plan->due = deadline_due(kind, rules->incident, rules->policy, rules->civil);
    if (plan->due == NEVER) {
        return false;
    }
    plan->calm = kind > KIND_OF_RESOLVE ||
                 (kind == KIND_OF_UPDATE && said_to_be_over(rules->incident));
    plan->climbs = severity->climbs && kind != KIND_OF_CLOSE &&
                   (!plan->calm || !span_empty(&severity->remind));
    plan->again =
        plan->calm || kind == KIND_OF_RESOLVE ? &severity->remind : &severity->again;
    warn = plan->due - severity->warn_ms;
    if (kind == KIND_OF_UPDATE && severity->warn_ms > 0 &&
        warn > rules->incident->cadence.base &&
        asked_nudge_role(rules->incident, rules->policy)) {
        plan->warn = warn;
    }
    plan_done(plan, rules->incident);
    return true;
}

static bool plan_action(struct plan *plan, const struct action *action,
                        const struct incident *incident) {
    if (action->due == 0 || incident->end) {
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

/* Who has nobody above them: the last rung that somebody fills, else the last there is. */
static int top_rung(const struct rules *rules) {
    int last = asked_last_rung(rules->incident, rules->policy, rules->directory);

    return last != 0 ? last : ladder_length(rules->policy);
}

/* Which rung a step asks as the top of the ladder; 0: it is no step of the top. */
static int asks_top(const struct plan *plan, const struct rules *rules, int step) {
    int top = plan->climbs && step > STEP_NUDGE ? top_rung(rules) : 0;

    return top != 0 && step >= top ? top : 0;
}

/* A step that would come at `at`, not sooner than the pace of the top allows: two deadlines
 * that each come back would ask the same people twice. */
static int64_t paced(const struct plan *plan, const struct rules *rules, int step,
                     int64_t at) {
    const struct incident *incident = rules->incident;
    const struct span *pace = &policy_severity(rules->policy, incident->severity)->again;

    if (incident->top_at == 0 || span_empty(pace) ||
        asks_top(plan, rules, step) != incident->top_rung) {
        return at;
    }
    return time_later(at, span_after(pace, rules->civil, incident->top_at));
}

/* When it is asked again. What is over and only not put to its end: a few times at its own
 * pace, and then each week. */
static int64_t again_at(const struct plan *plan, const struct rules *rules, int step,
                        int64_t last) {
    int64_t at = span_after(plan->again, rules->civil, last);

    if (plan->calm && step > ladder_length(rules->policy) + CALM_TIMES) {
        at = time_later(at, last + WEEK_MS);
    }
    return paced(plan, rules, step, at);
}

/* The step after the last one, and its time. STEP_NONE, NEVER: there is none. */
static int step_after(const struct plan *plan, const struct rules *rules, int64_t now,
                      int64_t *ret_at) {
    int ladder = ladder_length(rules->policy);
    int64_t last = time_later(plan->due, plan->done_at);
    int rung = 0;

    if (plan->done == STEP_NONE && plan->warn != NEVER && now < plan->due) {
        *ret_at = plan->warn;
        return STEP_WARN;
    }
    if (plan->done < STEP_NUDGE) {
        *ret_at = plan->due;
        return STEP_NUDGE;
    }
    if (plan->climbs && plan->done < ladder) {
        rung =
            asked_next_rung(rules->incident, rules->policy, rules->directory, plan->done);
    }
    if (rung != 0) {
        last =
            plan->calm
                ? span_after(plan->again, rules->civil, last)
                : last +
                      policy_severity(rules->policy, rules->incident->severity)->climb_ms;
        *ret_at = paced(plan, rules, rung, last);
        return rung;
    }
    if (!plan->again || span_empty(plan->again)) {
        *ret_at = NEVER;
        return STEP_NONE;
    }
    rung = plan->done < ladder    ? ladder + 1
           : plan->done < INT_MAX ? plan->done + 1
                                  : INT_MAX;
    *ret_at = again_at(plan, rules, rung, last);
    return rung;
}

/* How many updates have been missed at `now`. Elapsed cadences divide; business days have
 * to be counted one by one. */
static int64_t missed(const struct plan *plan, const struct rules *rules, int64_t now) {
    const struct span *every =
        &policy_severity(rules->policy, rules->incident->severity)->update;
    int64_t n = 0;

    if (now < plan->due) {
        return 0;
    }
    if (!text_equal(plan->kind, DEADLINE_UPDATE)) {
        return 1;
    }
    if (every->business_days <= 0) {
        return 1 + (now - plan->due) / every->ms;
    }
    for (int64_t slot = plan->due; slot <= now; n++) {
        slot = span_after(every, rules->civil, slot);
    }
    return n;
}

static struct deadline deadline_of(const struct plan *plan, const struct rules *rules,
                                   int64_t now) {
    struct deadline one = {.kind = plan->kind,
                           .ref = plan->ref,
                           .due = plan->due,
                           .done = plan->done,
                           .missed = missed(plan, rules, now)};

    one.step = step_after(plan, rules, now, &one.at);
    one.top = asks_top(plan, rules, one.step);
    return one;
}

/* ---- the questions --------------------------------------------------------------- */

static void insert_by_due(struct deadline *list, size_t n, const struct deadline *one) {
    while (n > 0 && list[n - 1].due > one->due) {
        list[n] = list[n - 1];
        n--;
    }
    list[n] = *one;
}

static size_t all(const struct rules *rules, int64_t now, struct deadline *ret) {
    const struct incident *incident = rules->incident;
    struct deadline one;
    struct plan plan;
    size_t n = 0;

    for (enum deadline_kind kind = 0; kind < DEADLINE_KINDS; kind++) {
        if (plan_kind(&plan, kind, rules)) {
            one = deadline_of(&plan, rules, now);
            insert_by_due(ret, n++, &one);
        }
    }
    for (size_t i = 0; i < incident->nactions && n < DEADLINES_MAX; i++) {
        if (plan_action(&plan, &incident->actions[i], incident)) {
            one = deadline_of(&plan, rules, now);
            insert_by_due(ret, n++, &one);
        }
    }
    return n;
}

size_t deadlines(const struct incident *incident, const struct policy *policy,
                 const struct directory *directory, const struct civil *civil,
                 int64_t now, struct deadline *ret) {
    const struct rules rules = {incident, policy, directory, civil};

    return all(&rules, now, ret);
}

/* How far ahead of a step others are taken with it. */
static int64_t joined_ms(const struct policy_severity *severity) {
    return severity->climbs ? time_sooner(severity->climb_ms / 2, JOINED_MOST_MS)
                            : JOINED_MOST_MS;
}

static bool may_join(const struct deadline *one) {
    bool nudge_of_update =
        one->step == STEP_NUDGE && text_equal(one->kind, DEADLINE_UPDATE);

    return one->step >= STEP_NUDGE && !nudge_of_update &&
           !text_equal(one->kind, DEADLINE_ACTION);
}

size_t deadlines_due(const struct incident *incident, const struct policy *policy,
                     const struct directory *directory, const struct civil *civil,
                     struct absence absence, int64_t now, struct deadline *ret) {
    const struct rules rules = {incident, policy, directory, civil};
    int64_t join = joined_ms(policy_severity(policy, incident->severity));
    size_t n = all(&rules, now, ret), taken = 0;
    bool speaks = false;

    for (size_t i = 0; i < n; i++) {
        speaks = speaks || (ret[i].at <= now && ret[i].step >= STEP_NUDGE);
    }
    for (size_t i = 0; i < n; i++) {
        struct deadline one = ret[i];
        bool comes = one.at <= now || (speaks && may_join(&one) && one.at <= now + join);

        if (one.step == STEP_NONE || !comes) {
            continue;
        }
        if (one.step > STEP_NUDGE && one.at >= absence.from && one.at < absence.to) {
            one.step = STEP_NUDGE;
            one.top = 0;
        }
        ret[taken++] = one;
    }
    return taken;
}

int64_t deadlines_alarm(const struct incident *incident, const struct policy *policy,
                        const struct directory *directory, const struct civil *civil) {
    const struct rules rules = {incident, policy, directory, civil};
    int64_t alarm = NEVER, at;
    struct plan plan;

    for (enum deadline_kind kind = 0; kind < DEADLINE_KINDS; kind++) {
        if (plan_kind(&plan, kind, &rules)) {
            step_after(&plan, &rules, INT64_MIN, &at);
            alarm = time_sooner(alarm, at);
        }
    }
    for (size_t i = 0; i < incident->nactions; i++) {
        if (plan_action(&plan, &incident->actions[i], incident)) {
            step_after(&plan, &rules, INT64_MIN, &at);
            alarm = time_sooner(alarm, at);
        }
    }
    return alarm;
}

/* deadline_due.c: which deadlines there are and when they are due.
 *
 * The rules are the words in deadlines.h; this file says nothing that they do not. A kind
 * is a row: the moment that it counts from (NEVER: there is none now) and a span of the
 * severity. What a change of severity does to it is the same for all of them. */
#include "core/deadline_due.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/milestone.h"
#include "core/policy.h"

typedef int64_t (*from_when)(const struct incident *incident,
                             const struct policy *policy);

const char *const deadline_names[DEADLINE_KINDS] = {
    DEADLINE_ACKNOWLEDGE, DEADLINE_COMMAND,  DEADLINE_UPDATE, DEADLINE_RESOLVE,
    DEADLINE_RESTORE,     DEADLINE_CONCLUDE, DEADLINE_VERIFY, DEADLINE_CLOSE,
};

int64_t time_later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

int64_t time_sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

bool span_empty(const struct span *span) {
    return span->ms <= 0 && span->business_days <= 0;
}

int64_t span_after(const struct span *span, const struct civil *civil, int64_t from) {
    int64_t after = NEVER;

    if (span->ms > 0) {
        after = from + span->ms;
    }
    if (span->business_days > 0) {
        after = time_sooner(
            after, civil->add_business_days(civil->self, from, span->business_days));
    }
    return after;
}

/* ---- from when ------------------------------------------------------------------- */

/* When a milestone was written down, clock steps considered; 0: not reached. */
static int64_t anchor(const struct incident *incident, enum milestone milestone) {
    int64_t at = incident->milestones[milestone];

    return at != 0 && incident->anchors[milestone] != 0 ? incident->anchors[milestone]
                                                        : at;
}

static bool reached(const struct incident *incident, enum milestone milestone) {
    return incident->milestones[milestone] != 0;
}

static bool fixed(const struct incident *incident) {
    return reached(incident, MILESTONE_RESOLVED) ||
           reached(incident, MILESTONE_RECOVERED);
}

static int64_t from_acknowledge(const struct incident *incident,
                                const struct policy *policy) {
    (void)policy;
    return reached(incident, MILESTONE_ACKNOWLEDGED) || fixed(incident)
               ? NEVER
               : incident->anchor_opened;
}

static int64_t from_command(const struct incident *incident,
                            const struct policy *policy) {
    const char *commander = policy_commander(policy);
    bool asked = !span_empty(&policy_severity(policy, incident->severity)->acknowledge);

    /* A ladder without a role has no commander to wait for. */
    if (!commander || incident_role(incident, commander) || fixed(incident) ||
        (asked && !reached(incident, MILESTONE_ACKNOWLEDGED))) {
        return NEVER;
    }
    return time_later(
        time_later(incident->anchor_opened, anchor(incident, MILESTONE_ACKNOWLEDGED)),
        incident_vacant_since(incident, commander));
}

static int64_t from_update(const struct incident *incident, const struct policy *policy) {
    return (policy->updates_until && incident_reached(incident, policy->updates_until)) ||
                   reached(incident, MILESTONE_VERIFIED)
               ? NEVER
               : incident->cadence.base;
}

static int64_t from_resolve(const struct incident *incident,
                            const struct policy *policy) {
    (void)policy;
    return fixed(incident) ? NEVER : incident->anchor_detected;
}

static int64_t from_one_of_two(const struct incident *incident, enum milestone is,
                               enum milestone is_not) {
    return reached(incident, is) && !reached(incident, is_not) ? anchor(incident, is)
                                                               : NEVER;
}

/* Until somebody has checked that it works, the missing update asks for it. */
static int64_t from_restore(const struct incident *incident,
                            const struct policy *policy) {
    int64_t resolved = from_one_of_two(incident, MILESTONE_RESOLVED, MILESTONE_RECOVERED);

    if (reached(incident, MILESTONE_VERIFIED)) {
        return time_later(resolved, anchor(incident, MILESTONE_VERIFIED));
    }
    return span_empty(&policy_severity(policy, incident->severity)->update) ? resolved
                                                                            : NEVER;
}

static int64_t from_conclude(const struct incident *incident,
                             const struct policy *policy) {
    (void)policy;
    return from_one_of_two(incident, MILESTONE_RECOVERED, MILESTONE_RESOLVED);
}

static int64_t ready(const struct incident *incident, const struct policy *policy,
                     const char *command) {
    static const char *const otherwise[] = {"resolved", NULL};
    const struct policy_step *step = policy_step(policy, command);
    const char *const *requires =
        step && step->requires && step->requires[0] ? step->requires : otherwise;
    int64_t last = 0;

    for (; *requires; requires ++) {
        int milestone = milestone_from_name(*requires);

        if (milestone < 0 || !reached(incident, (enum milestone)milestone)) {
            return NEVER;
        }
        last = time_later(last, anchor(incident, (enum milestone)milestone));
    }
    return last;
}

static int64_t from_verify(const struct incident *incident, const struct policy *policy) {
    return reached(incident, MILESTONE_VERIFIED) ? NEVER
                                                 : ready(incident, policy, "verify");
}

static int64_t from_close(const struct incident *incident, const struct policy *policy) {
    return ready(incident, policy, "close");
}

static const struct {
    from_when from;
    size_t span; /* offset into struct policy_severity */
} rows[DEADLINE_KINDS] = {
    {from_acknowledge, offsetof(struct policy_severity, acknowledge)},
    {from_command, offsetof(struct policy_severity, command)},
    {from_update, offsetof(struct policy_severity, update)},
    {from_resolve, offsetof(struct policy_severity, resolve)},
    {from_restore, offsetof(struct policy_severity, restore)},
    {from_conclude, offsetof(struct policy_severity, conclude)},
    {from_verify, offsetof(struct policy_severity, verify)},
    {from_close, offsetof(struct policy_severity, close)},
};

/* ---- when ------------------------------------------------------------------------ */

static const struct span *span_of(enum deadline_kind kind, const struct policy *policy,
                                  int level) {
    const char *severity = (const char *)policy_severity(policy, level);

    return (const struct span *)(const void *)(severity + rows[kind].span);
}

/* What a change of severity makes of a deadline. Late already by then: the first who is
 * asked is asked first, and has the time that the new severity gives. */
static int64_t due_after_change(const struct span *span, const struct civil *civil,
                                int64_t from, int64_t since, int64_t due) {
    int64_t anew;

    if (span_empty(span)) {
        return NEVER;
    }
    anew = span_after(span, civil, since);
    due = time_later(span_after(span, civil, from), time_sooner(anew, due));
    return due <= since ? anew : due;
}

/* from + span, through the changes of severity that came after `from`. */
static int64_t due_through_changes(enum deadline_kind kind,
                                   const struct incident *incident,
                                   const struct policy *policy, const struct civil *civil,
                                   int64_t from) {
    size_t i = 0;
    int64_t due;

    /* The severity in force at `from`. */
    while (i + 1 < incident->nseverities && incident->severities[i + 1].since <= from) {
        i++;
    }
    if (i >= incident->nseverities) {
        return span_after(span_of(kind, policy, incident->severity), civil, from);
    }
    due = span_after(span_of(kind, policy, incident->severities[i].level), civil, from);
    if (due <= incident->anchor_opened) {
        from = incident->anchor_opened;
        due =
            span_after(span_of(kind, policy, incident->severities[i].level), civil, from);
    }
    for (i++; i < incident->nseverities; i++) {
        const struct severity_since *change = &incident->severities[i];

        due = due_after_change(span_of(kind, policy, change->level), civil, from,
                               change->since, due);
    }
    return due;
}

static int64_t snoozed(const struct incident *incident, const struct policy *policy,
                       const struct civil *civil, int64_t due) {
    const struct span *longest = &policy_severity(policy, incident->severity)->snooze;
    int64_t at = incident->cadence.snoozed_at, latest = due;

    if (incident->cadence.snoozed == 0 || at < incident->cadence.base ||
        at < incident->cadence.changed) {
        return due;
    }
    if (!span_empty(longest)) {
        latest = time_later(due, span_after(longest, civil, at));
    }
    return time_sooner(incident->cadence.snoozed, latest);
}

/* When something was taken back last from which such a deadline counts. */
static int64_t undone(enum deadline_kind kind, const struct incident *incident) {
    int64_t apart = kind == KIND_OF_UPDATE ? incident->cadence.undone_update
                    : kind == KIND_OF_ACKNOWLEDGE || kind == KIND_OF_COMMAND
                        ? incident->cadence.undone_people
                        : 0;

    return time_later(incident->cadence.undone, apart);
}

int64_t deadline_due(enum deadline_kind kind, const struct incident *incident,
                     const struct policy *policy, const struct civil *civil) {
    int64_t from, due;

    if (incident->closed || span_empty(span_of(kind, policy, incident->severity))) {
        return NEVER;
    }
    from = rows[kind].from(incident, policy);
    if (from == NEVER) {
        return NEVER;
    }
    due = due_through_changes(kind, incident, policy, civil, from);
    if (kind == KIND_OF_UPDATE) {
        due = snoozed(incident, policy, civil, due);
    }
    return due == NEVER ? NEVER : time_later(due, undone(kind, incident));
}

int64_t deadline_update_due(const struct incident *incident, const struct policy *policy,
                            const struct civil *civil) {
    return deadline_due(KIND_OF_UPDATE, incident, policy, civil);
}

bool deadline_stands(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const char *kind, int64_t ref,
                     int64_t due) {
    if (text_equal(kind, DEADLINE_ACTION)) {
        const struct action *action = incident_action(incident, ref);

        return action && !incident->end && action->due != 0 && action->due == due;
    }
    for (enum deadline_kind i = 0; i < DEADLINE_KINDS; i++) {
        if (text_equal(kind, deadline_names[i])) {
            return ref == 0 && due != NEVER &&
                   deadline_due(i, incident, policy, civil) == due;
        }
    }
    return false;
}

static bool one_wanted(const struct incident *incident, const struct policy *policy,
                       const struct civil *civil, const json_t *guard) {
    return deadline_stands(incident, policy, civil, jsonx_string(guard, "deadline", ""),
                           jsonx_int(guard, "ref", 0), jsonx_int(guard, "due", 0));
}

bool deadline_wanted(const struct incident *incident, const struct policy *policy,
                     const struct civil *civil, const json_t *guard) {
    const json_t *also = json_object_get(guard, "also");
    bool wanted = one_wanted(incident, policy, civil, guard);

    for (size_t i = 0; i < json_array_size(also) && !wanted; i++) {
        wanted = one_wanted(incident, policy, civil, json_array_get(also, i));
    }
    return wanted;
}

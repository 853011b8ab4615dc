/* reminders.c: what is said when a deadline comes, and whom it asks.
 *
 * A nudge goes to the incident and names one person. A rung of the ladder that is a role
 * is named there too and told to its holder alone; "leadership" is told in leadership's
 * places; a rung nobody holds is told in the announce places, because silence there is
 * how an incident gets lost. When steps were taken as one (after downtime), every rung
 * between the last recorded step and this one is asked in the one go. Each of these
 * notices carries a guard: when the deadline no longer stands at the moment of sending,
 * nothing is sent. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/telling.h"
#include "core/view.h"

#define EVENT_ESCALATED "escalated"
#define EVENT_MISSED "missed"
#define RUNG_LEADERSHIP AUDIENCE_LEADERSHIP

enum { LATE_TOLD_MS = 60 * 1000 }; /* a reminder that much behind says so */

/* ---- whom a nudge names ---------------------------------------------------------- */

/* First filled role of the policy's list, or NULL: nobody. */
static const char *nudged(const struct telling *telling) {
    const struct policy *policy = telling->world->policy;

    for (const char *const *role = policy->nudge; role != NULL && *role != NULL; role++) {
        const char *holder = incident_role(telling->after, *role);

        if (holder != NULL) {
            return holder;
        }
    }
    return NULL;
}

static void fill_deadline(const struct telling *telling, const struct entry *entry,
                          json_t *fields) {
    const char *kind = jsonx_string(entry->data, "deadline", "");
    int64_t due = jsonx_int(entry->data, "due", 0);
    const char *whom = nudged(telling);
    char flag[LIMIT_WORD];

    snprintf(flag, sizeof flag, "is_%s", kind);
    view_flag(fields, flag, true);
    view_time(fields, "due", due);
    if (text_equal(kind, DEADLINE_ACTION)) {
        const struct action *action =
            incident_action(telling->after, jsonx_int(entry->data, "ref", 0));

        if (action != NULL) {
            jsonx_set_int(fields, "action_number", action->number);
            jsonx_set_string(fields, "action_title", action->title);
            whom = action->owner != NULL ? action->owner : whom;
        }
    }
    jsonx_set_string(fields, "whom", view_mention(telling->arena, whom));
}

static struct guard guard_of(const struct entry *entry, int step) {
    return (struct guard){
        .deadline = jsonx_string(entry->data, "deadline", NULL),
        .ref = jsonx_int(entry->data, "ref", 0),
        .due = jsonx_int(entry->data, "due", 0),
        .step = step,
    };
}

void tell_warned(struct telling *telling, const struct entry *entry) {
    struct guard guard = guard_of(entry, STEP_WARN);
    json_t *fields = json_object();

    fill_deadline(telling, entry, fields);
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_INCIDENT, NULL, "warning", 0, &guard);
}

/* ---- rungs ----------------------------------------------------------------------- */

/* What a message says of a rung: a role with its holder, nobody, leadership, or somebody
 * named by the one who escalated. */
static json_t *rung_view(const struct telling *telling, const char *rung) {
    const struct policy_role *role = policy_role(telling->world->policy, rung);
    const char *holder = incident_role(telling->after, rung);
    json_t *view = json_object();

    if (text_equal(rung, RUNG_LEADERSHIP)) {
        view_flag(view, "leadership", true);
    } else if (role == NULL && strchr(rung, ':') != NULL) {
        jsonx_set_string(view, "mention", view_mention(telling->arena, rung));
    } else {
        jsonx_set_string(view, "role", role != NULL ? role->name : rung);
        jsonx_set_string(view, "mention", view_mention(telling->arena, holder));
        view_flag(view, "vacant", holder == NULL);
    }
    return view;
}

static void tell_rung(struct telling *telling, const struct entry *entry,
                      const char *rung, const char *message, const struct guard *guard) {
    const unsigned flags = TELL_URGENT | TELL_HERE;
    const char *holder = incident_role(telling->after, rung);

    if (text_equal(rung, RUNG_LEADERSHIP)) {
        tell(telling, entry, AUDIENCE_LEADERSHIP, NULL, message, flags, guard);
    } else if (holder != NULL) {
        tell(telling, entry, AUDIENCE_PERSON, holder, message, flags, guard);
    } else if (strchr(rung, ':') != NULL) {
        tell(telling, entry, AUDIENCE_PERSON, rung, message, flags, guard);
    } else {
        tell(telling, entry, AUDIENCE_ANNOUNCE, NULL, message, flags, guard);
    }
}

/* Outside the incident, where the policy says that the event is heard. */
static void tell_hearers(struct telling *telling, const struct entry *entry,
                         const char *event, const char *message,
                         const struct guard *guard) {
    static const char *const outside[] = {AUDIENCE_ANNOUNCE, AUDIENCE_LEADERSHIP};

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        if (policy_hears(telling->world->policy, event, telling->after->severity,
                         outside[i])) {
            tell(telling, entry, outside[i], NULL, message, TELL_URGENT | TELL_HERE,
                 guard);
        }
    }
}

void tell_escalated(struct telling *telling, const struct entry *entry) {
    const char *to = jsonx_string(entry->data, "to", RUNG_LEADERSHIP);
    json_t *fields = json_object();
    json_t *rungs = json_array();

    json_array_append_new(rungs, rung_view(telling, to));
    json_object_set_new(fields, "rungs", rungs);
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_INCIDENT, NULL, "escalated", TELL_URGENT | TELL_HERE,
         NULL);
    tell_rung(telling, entry, to, "escalated", NULL);
    tell_hearers(telling, entry, EVENT_ESCALATED, "escalated", NULL);
}

/* ---- a missed deadline ----------------------------------------------------------- */

/* The last step that had been taken for this due before. */
static int step_before(const struct telling *telling, const struct guard *guard) {
    const struct climb *climb =
        telling->before == NULL
            ? NULL
            : incident_climb(telling->before, guard->deadline, guard->ref);

    return climb != NULL && climb->due == guard->due ? climb->step : STEP_NONE;
}

/* The rungs that this step asks: [*ret_first, *ret_last], empty when first > last. */
static void rungs_asked(const struct telling *telling, const struct guard *guard,
                        int *ret_first, int *ret_last) {
    const struct policy *policy = telling->world->policy;
    int done = step_before(telling, guard);

    *ret_first = done < STEP_NUDGE ? 1 : done + 1;
    *ret_last = 0;
    if (!policy_severity(policy, telling->after->severity)->climbs ||
        text_equal(guard->deadline, DEADLINE_ACTION)) {
        return;
    }
    while (*ret_last < guard->step && deadline_rung(policy, *ret_last + 1) != 0) {
        ++*ret_last;
    }
}

/* How long after its time this reminder comes. Steps that were taken as one are late
 * since the first of them, not since the last, which is what the entry has. */
static int64_t lateness(const struct telling *telling, const struct entry *entry,
                        const struct guard *guard) {
    const struct policy_severity *severity =
        policy_severity(telling->world->policy, telling->after->severity);
    int done = step_before(telling, guard);
    int64_t late = jsonx_int(entry->data, "late", 0);

    if (done < STEP_NUDGE) {
        return entry->at - guard->due;
    }
    if (severity->climbs && done < guard->step &&
        deadline_rung(telling->world->policy, done + 1) != 0) {
        return entry->at - guard->due - (done + 1) * severity->climb_ms;
    }
    return late;
}

static void fill_missed(const struct telling *telling, const struct entry *entry,
                        const struct guard *guard, json_t *fields) {
    int64_t late = lateness(telling, entry, guard);
    int64_t missed = jsonx_int(entry->data, "missed", 0);
    int64_t overdue = entry->at - guard->due;

    fill_deadline(telling, entry, fields);
    if (overdue >= LATE_TOLD_MS) {
        view_duration(fields, "overdue", overdue);
    }
    if (late > LATE_TOLD_MS) {
        view_duration(fields, "late", late);
        view_flag(fields, "missed_one", missed == 1);
        if (missed > 1) {
            jsonx_set_int(fields, "missed", missed);
        }
    }
}

void tell_missed(struct telling *telling, const struct entry *entry) {
    const char *const *ladder = telling->world->policy->ladder;
    struct guard guard = guard_of(entry, (int)jsonx_int(entry->data, "step", STEP_NUDGE));
    const char *message = guard.step > STEP_NUDGE ? "repeat" : "nudge";
    json_t *fields, *rungs;
    int first, last;

    /* Said by the opening message, which comes from the same input. */
    if (text_equal(guard.deadline, DEADLINE_LOGGING)) {
        return;
    }
    fields = json_object();
    rungs = json_array();
    rungs_asked(telling, &guard, &first, &last);
    for (int rung = first; rung <= last; rung++) {
        json_array_append_new(rungs, rung_view(telling, ladder[rung - 1]));
        message = "climb";
    }
    json_object_set_new(fields, "rungs", rungs);
    fill_missed(telling, entry, &guard, fields);
    telling_entry(telling, entry, fields);

    tell(telling, entry, AUDIENCE_INCIDENT, NULL, message, TELL_URGENT | TELL_HERE,
         &guard);
    for (int rung = first; rung <= last; rung++) {
        tell_rung(telling, entry, ladder[rung - 1], message, &guard);
    }
    tell_hearers(telling, entry, EVENT_MISSED, message, &guard);
}

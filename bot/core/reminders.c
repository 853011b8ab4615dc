/* reminders.c: what is said when deadlines come, and whom it asks.
 *
 * One moment speaks once per place: whatever falls due in one change is one message, with
 * a sentence on each deadline. It is headed by the one that went up the furthest, and offers
 * the command that answers that one. It goes to the incident and mentions those who are
 * asked (asked.h). Somebody who was only called in (the on-call, the holder of a rung, while
 * nobody holds a role also who declared it) gets it in person as well; leadership hears it
 * in its places when the climb has come there. Each of these notices carries its deadlines
 * as a guard: when none of them stands any more at the moment of sending, nothing is
 * sent. */
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/moment.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/silent.h"
#include "core/telling.h"
#include "core/view.h"

#define EVENT_ESCALATED "escalated"
#define EVENT_MISSED "missed"

/* Silence since the update, and since anybody spoke. */
enum { SPOKEN_APART_MS = 5 * 60 * 1000 };

/* ---- what it says ---------------------------------------------------------------- */

/* The sentence on one deadline. `safe`: for those who may not read the contents. */
static json_t *sentence(const struct telling *telling, const struct entry *entry,
                        bool safe) {
    const struct incident *after = telling->after;
    const char *kind = jsonx_string(entry->data, "deadline", "");
    int64_t due = jsonx_int(entry->data, "due", 0);
    json_t *view = json_object();
    char flag[LIMIT_WORD];

    snprintf(flag, sizeof flag, "is_%s", kind);
    view_flag(view, flag, true);
    if (after->milestones[MILESTONE_RESOLVED] != 0 &&
        after->milestones[MILESTONE_RECOVERED] == 0) {
        view_flag(view, "unrestored", text_equal(kind, DEADLINE_UPDATE));
        view_duration(view, "resolved_ago",
                      entry->at - after->milestones[MILESTONE_RESOLVED]);
    }
    view_time(view, "due", due);
    view_flag(view, "coming", due > entry->at);
    view_duration(view, "silent", entry->at - after->cadence.base);
    if (text_equal(kind, DEADLINE_ACTION)) {
        const struct action *action =
            incident_action(after, jsonx_int(entry->data, "ref", 0));

        jsonx_set_int(view, "action_number", jsonx_int(entry->data, "ref", 0));
        if (action != NULL && !safe) {
            jsonx_set_string(view, "action_title", action->title);
        }
    }
    return view;
}

/* Is this deadline due in this moment as well? */
static bool holds(const struct moment *moment, const char *kind) {
    for (size_t i = 0; i < moment->n; i++) {
        if (text_equal(jsonx_string(moment->list[i]->data, "deadline", ""), kind)) {
            return true;
        }
    }
    return false;
}

static json_t *sentences(const struct telling *telling, const struct moment *moment,
                         bool safe) {
    json_t *list = json_array();

    for (size_t i = 0; i < moment->n; i++) {
        json_t *one = sentence(telling, moment->list[i], safe);

        if (holds(moment, DEADLINE_RESTORE)) {
            json_object_del(one, "unrestored"); /* said by its own sentence */
        }
        view_flag(one, "more", i + 1 < moment->n);
        json_array_append_new(list, one);
    }
    return list;
}

/* Late: because tocsin was away, or because something kept it. */
static void fill_late(const struct moment *moment, json_t *fields) {
    for (size_t i = 0; i < moment->n; i++) {
        const json_t *data = moment->list[i]->data;
        int64_t late = jsonx_int(data, "late", 0), from = jsonx_int(data, "away_from", 0);
        int64_t missed = jsonx_int(data, "missed", 0);

        if (late <= SPAN_TOLD_MS) {
            continue;
        }
        if (from != 0) {
            view_time(fields, "away_from", from);
            view_time(fields, "away_to", jsonx_int(data, "away_to", 0));
        } else {
            view_duration(fields, "late", late);
        }
        if (moment_rank(moment->list[i]) == 0) { /* an update */
            view_flag(fields, "missed_one", missed == 1);
            if (missed > 1) {
                jsonx_set_int(fields, "missed", missed);
            }
        }
        return;
    }
}

/* Whom outsiders can ask; NULL: nobody. */
static const char *commander_name(const struct telling *telling) {
    const char *key = policy_commander(telling->world->policy);
    const char *holder = key != NULL ? incident_role(telling->after, key) : NULL;

    return holder != NULL ? people_name(telling->world->directory, holder) : NULL;
}

/* Has somebody spoken since the last update, so that the two silences are not the same? */
static bool spoken_since(const struct incident *incident) {
    return incident->spoken - incident->cadence.base > SPOKEN_APART_MS;
}

/* Who is asked by now, who was before and did not answer, and who could be called. */
static void fill_asked(const struct telling *telling, const struct moment *moment,
                       bool safe, json_t *fields) {
    const struct policy *policy = telling->world->policy;
    const struct incident *after = telling->after;
    const struct entry *first = moment->list[0];
    const char *commander = commander_name(telling);

    if (moment->rung != 0) {
        const char *name = policy->ladder[moment->rung - 1];
        const struct policy_role *role = policy_role(policy, name);

        view_flag(fields, "to_leadership", text_equal(name, RUNG_LEADERSHIP));
        jsonx_set_string(fields, "to_role", role != NULL ? role->name : NULL);
    } else if (moment->again && moment_rank(first) == 0 && !spoken_since(after)) {
        view_flag(fields, "same_silence", true); /* "No update for 50 min" said it */
    } else if (moment->again && after->spoken != 0) {
        view_duration(fields, "unspoken", first->at - after->spoken);
    }
    if (moment->rung != 0 || moment->again) {
        jsonx_set_string(fields, "unanswered", moment_unanswered(telling, moment));
    }
    jsonx_set_string(fields, "commander", commander);
    view_flag(fields, "no_commander", commander == NULL);
    if (safe) {
        return; /* outsiders are told whom to ask in any case */
    }
    view_flag(fields, "leads_nobody",
              commander == NULL && moment->whom.leadership &&
                  !holds(moment, DEADLINE_COMMAND));
    view_flag(fields, "leads", commander != NULL && moment->whom.leadership);
}

/* What may be said to everybody who hears of it, the contents apart. */
static json_t *fill(const struct telling *telling, const struct moment *moment,
                    bool safe) {
    const struct entry *first = moment->list[0];
    int64_t overdue = first->at - jsonx_int(first->data, "due", 0);
    json_t *fields = json_object(), *list = sentences(telling, moment, safe);
    size_t acknowledge = 0;

    json_object_set(fields, "first", json_array_get(list, 0));
    json_object_set_new(fields, "deadlines", list);
    jsonx_set_string(fields, "whom", moment_mentions(telling, &moment->whom));
    view_duration(fields, "overdue", overdue);
    fill_asked(telling, moment, safe, fields);
    for (size_t i = 1; i < moment->n; i++) {
        acknowledge += moment_rank(moment->list[i]) == 1 ? 1 : 0;
    }
    view_flag(fields, "acknowledges", acknowledge > 0 && moment_rank(first) == 0);
    fill_late(moment, fields);
    return fields;
}

static const struct guard *guards_of(const struct telling *telling,
                                     const struct moment *moment) {
    struct guard *guards = arena_array(telling->arena, moment->n, sizeof *guards);

    for (size_t i = 0; i < moment->n; i++) {
        const json_t *data = moment->list[i]->data;

        guards[i] = (struct guard){
            .deadline = jsonx_string(data, "deadline", NULL),
            .ref = jsonx_int(data, "ref", 0),
            .due = jsonx_int(data, "due", 0),
            .step = (int)jsonx_int(data, "step", STEP_WARN),
            .also = i + 1 < moment->n ? &guards[i + 1] : NULL,
        };
    }
    return guards;
}

/* ---- telling it ------------------------------------------------------------------ */

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

static void tell_asked(struct telling *telling, const struct entry *entry,
                       const struct asked *personal, bool leadership, const char *message,
                       const struct guard *guard) {
    const unsigned flags = TELL_URGENT | TELL_HERE;

    tell(telling, entry, AUDIENCE_INCIDENT, NULL, message, flags, guard);
    if (leadership) {
        tell(telling, entry, AUDIENCE_LEADERSHIP, NULL, message, flags, guard);
    }
    for (size_t i = 0; i < personal->n; i++) {
        tell(telling, entry, AUDIENCE_PERSON, personal->people[i], message, flags, guard);
    }
}

/* Where the incident's channel takes no messages: everybody who is asked hears it in
 * person, and the announce places hear it. */
static void tell_instead(struct telling *telling, const struct entry *entry,
                         const struct asked *whom, const char *message,
                         const struct guard *guard) {
    const unsigned flags = TELL_URGENT | TELL_HERE;

    if (silent_channel(telling->after)) {
        tell(telling, entry, AUDIENCE_ANNOUNCE, NULL, message, flags, guard);
        for (size_t i = 0; i < whom->n; i++) {
            tell(telling, entry, AUDIENCE_PERSON, whom->people[i], message, flags, guard);
        }
    }
}

static void tell_moment(struct telling *telling, struct moment *moment,
                        const char *message) {
    const struct guard *guards = guards_of(telling, moment);
    const struct entry *first = moment->list[0];

    telling_entry(telling, first, fill(telling, moment, false));
    if (text_equal(message, "warning")) {
        tell(telling, first, AUDIENCE_INCIDENT, NULL, message, 0, guards);
        return;
    }
    telling->wanted = arena_json(telling->arena, fill(telling, moment, true));
    tell_asked(telling, first, &moment->personal, moment->whom.leadership, message,
               guards);
    tell_hearers(telling, first, EVENT_MISSED, message, guards);
    tell_instead(telling, first, &moment->whom, message, guards);
    telling->wanted = NULL;
}

static const char *message_of(const struct moment *moment) {
    return moment->rung != 0 ? "climb" : moment->again ? "repeat" : "nudge";
}

void tell_due(struct telling *telling, const struct entry *entries, size_t nentries) {
    struct moment moment = {0}, warned = {0};

    for (size_t i = 0; i < nentries; i++) {
        const char *kind = jsonx_string(entries[i].data, "deadline", "");

        if (text_equal(entries[i].kind, KIND_WARNED)) {
            moment_ask_first(telling, &warned);
            moment_insert(telling, &warned, &entries[i]);
        } else if (text_equal(entries[i].kind, KIND_MISSED) &&
                   /* Said by the opening message, which comes from the same input. */
                   !text_equal(kind, DEADLINE_LOGGING)) {
            moment_ask_for(telling, &moment, &entries[i]);
            moment_insert(telling, &moment, &entries[i]);
        }
    }
    if (moment.n > 0) {
        for (size_t i = 0; i < warned.n; i++) {
            moment_insert(telling, &moment, warned.list[i]);
        }
        tell_moment(telling, &moment, message_of(&moment));
    } else if (warned.n > 0) {
        tell_moment(telling, &warned, "warning");
    }
}

/* ---- what was refused ------------------------------------------------------------ */

/* The reminder of one deadline as it was, when it is still wanted. */
static void insert_again(struct telling *telling, struct moment *moment,
                         const struct entry *failed, const char *kind, int64_t ref) {
    const struct world *world = telling->world;
    const struct climb *climb = incident_climb(telling->after, kind, ref);
    struct entry *entry;

    if (climb == NULL || climb->step < STEP_NUDGE || moment->n == LIMIT_TURN_ENTRIES ||
        !deadline_stands(telling->after, world->policy, world->civil, kind, ref,
                         climb->due)) {
        return;
    }
    entry = arena_array(telling->arena, 1, sizeof *entry);
    *entry = *failed;
    entry->text = NULL;
    entry->data = arena_json(telling->arena,
                             json_pack("{s:s, s:I, s:I, s:i}", "deadline", kind, "ref",
                                       (json_int_t)ref, "due", (json_int_t)climb->due,
                                       "step", climb->step));
    moment_ask_for(telling, moment, entry);
    moment_insert(telling, moment, entry);
}

static bool has_person(const struct telling *telling, const struct asked *asked,
                       const char *actor) {
    for (size_t i = 0; i < asked->n; i++) {
        if (people_same(telling->world->directory, asked->people[i], actor)) {
            return true;
        }
    }
    return false;
}

json_t *tell_refused(struct telling *telling, const struct entry *failed) {
    const json_t *also = json_object_get(failed->data, "also");
    struct moment moment = {0};
    json_t *safe;

    insert_again(telling, &moment, failed, jsonx_string(failed->data, "deadline", ""),
                 jsonx_int(failed->data, "ref", 0));
    for (size_t i = 0; i < json_array_size(also); i++) {
        const char *kind = json_string_value(json_array_get(also, i));

        insert_again(telling, &moment, failed, kind != NULL ? kind : "", 0);
    }
    if (moment.n == 0) {
        return json_object();
    }
    safe = fill(telling, &moment, true);
    telling_entry(telling, moment.list[0], fill(telling, &moment, false));
    telling->wanted = arena_json(telling->arena, json_deep_copy(safe));
    for (size_t i = 0; i < moment.whom.n; i++) {
        if (has_person(telling, &moment.personal, moment.whom.people[i])) {
            continue; /* has it already */
        }
        tell(telling, failed, AUDIENCE_PERSON, moment.whom.people[i], message_of(&moment),
             TELL_URGENT | TELL_HERE, guards_of(telling, &moment));
    }
    telling->wanted = NULL;
    return safe;
}

/* ---- somebody asks for help ------------------------------------------------------ */

void tell_escalated(struct telling *telling, const struct entry *entry) {
    const struct world *world = telling->world;
    const char *to = jsonx_string(entry->data, "to", RUNG_LEADERSHIP);
    const struct policy_role *role = policy_role(world->policy, to);
    const char *holder = incident_role(telling->after, to);
    struct asked whom = {0}, personal = {0};
    bool leadership = text_equal(to, RUNG_LEADERSHIP);
    json_t *fields = json_object();

    if (leadership) {
        asked_group(world->directory, RUNG_LEADERSHIP, &whom);
    } else if (holder != NULL || address_is(to)) {
        moment_ask_person(telling, &personal, holder != NULL ? holder : to);
        whom = personal;
    }
    view_flag(fields, "to_leadership", leadership);
    jsonx_set_string(fields, "role", role != NULL ? role->name : NULL);
    view_flag(fields, "vacant", !leadership && whom.n == 0);
    jsonx_set_string(fields, "whom", moment_mentions(telling, &whom));
    jsonx_set_string(fields, "by", people_name(world->directory, entry->actor));
    jsonx_set_string(fields, "commander", commander_name(telling));
    view_flag(fields, "no_commander", commander_name(telling) == NULL);
    view_flag(fields, "is_escalated", true);
    telling->wanted = arena_json(telling->arena, json_deep_copy(fields));
    telling_entry(telling, entry, fields);
    tell_asked(telling, entry, &personal, leadership, "escalated", NULL);
    if (!leadership && whom.n == 0) {
        tell(telling, entry, AUDIENCE_ANNOUNCE, NULL, "escalated",
             TELL_URGENT | TELL_HERE, NULL);
    }
    tell_hearers(telling, entry, EVENT_ESCALATED, "escalated", NULL);
    tell_instead(telling, entry, &personal, "escalated", NULL);
    telling->wanted = NULL;
}

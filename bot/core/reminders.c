/* reminders.c: what is said when deadlines come, and whom it asks.
 *
 * One moment speaks once per place: whatever falls due in one change is one message, with
 * a sentence on each deadline. It is headed by the one that went up the furthest, and offers
 * the command that answers that one. It goes to the incident and mentions those who are
 * asked (asked.h). Somebody who was only called in (the on-call, the holder of a rung, while
 * nobody holds a role also who declared it) gets it in person as well; leadership hears it
 * in its places when the climb has come there. An action is the business of its owner and
 * of the channel: who hears of it in person hears of nothing else. Each of these notices carries its deadlines
 * as a guard: when none of them stands any more at the moment of sending, nothing is
 * sent. */
#include "core/reminders.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/deadline_due.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/reminder_words.h"
#include "core/silent.h"
#include "core/view_fields.h"

#define EVENT_ESCALATED "escalated"
#define EVENT_MISSED "missed"

/* ---- telling it ------------------------------------------------------------------ */

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

static bool has_person(const struct telling *telling, const struct asked *asked,
                       const char *actor) {
    for (size_t i = 0; i < asked->n; i++) {
        if (people_same(telling->world->directory, asked->people[i], actor)) {
            return true;
        }
    }
    return false;
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

/* What the following notices say. */
static const struct guard *show(struct telling *telling, const struct moment *moment) {
    telling_entry(telling, moment->list[0], reminder_fields(telling, moment, false));
    telling->wanted = arena_json(telling->arena, reminder_fields(telling, moment, true));
    return guards_of(telling, moment);
}

static void tell_moment(struct telling *telling, struct moment *moment,
                        const char *message) {
    const struct guard *guards = show(telling, moment);
    const struct entry *first = moment->list[0];

    if (text_equal(message, "warning")) {
        tell(telling, first, AUDIENCE_INCIDENT, NULL, message, 0, guards);
        telling->wanted = NULL;
        return;
    }
    tell_asked(telling, first, &moment->personal, moment->whom.leadership, message,
               guards);
    tell_hearers(telling, first, EVENT_MISSED, message, guards);
    tell_instead(telling, first, &moment->whom, message, guards);
    telling->wanted = NULL;
}

static const char *message_of(const struct moment *moment) {
    return moment->rung != 0 ? "climb" : moment->again ? "repeat" : "nudge";
}

static void tell_people(struct telling *telling, const struct entry *entry,
                        const struct asked *whom, const struct asked *others,
                        bool in_both, const char *message, const struct guard *guard) {
    for (size_t i = 0; i < whom->n; i++) {
        if (has_person(telling, others, whom->people[i]) == in_both) {
            tell(telling, entry, AUDIENCE_PERSON, whom->people[i], message,
                 TELL_URGENT | TELL_HERE, guard);
        }
    }
}

/* Actions fell due as well. The incident's channel hears all in one message; elsewhere
 * nobody reads what they are not asked: leadership nothing of actions, and their owners
 * nothing of how it climbs. */
static void tell_apart(struct telling *telling, const struct moment *all,
                       const struct moment *rest, const struct moment *actions) {
    const char *message = message_of(all);
    const struct entry *first = all->list[0];
    const struct guard *guards = show(telling, all);

    tell(telling, first, AUDIENCE_INCIDENT, NULL, message, TELL_URGENT | TELL_HERE,
         guards);
    tell_instead(telling, first, &all->whom, message, guards);
    tell_people(telling, first, &rest->personal, &actions->personal, true, message,
                guards);
    guards = show(telling, rest);
    if (rest->whom.leadership) {
        tell(telling, first, AUDIENCE_LEADERSHIP, NULL, message, TELL_URGENT | TELL_HERE,
             guards);
    }
    tell_people(telling, first, &rest->personal, &actions->personal, false, message,
                guards);
    tell_hearers(telling, first, EVENT_MISSED, message, guards);
    guards = show(telling, actions);
    tell_people(telling, first, &actions->personal, &rest->personal, false, "nudge",
                guards);
    telling->wanted = NULL;
}

static bool is_action(const struct entry *entry) {
    return text_equal(jsonx_string(entry->data, "deadline", ""), DEADLINE_ACTION);
}

static void take(struct telling *telling, struct moment *moment,
                 const struct entry *entry) {
    moment_ask_for(telling, moment, entry);
    moment_insert(telling, moment, entry);
}

void tell_due(struct telling *telling, const struct entry *entries, size_t nentries) {
    struct moment moment = {0}, warned = {0}, rest = {0}, actions = {0};
    size_t missed = 0;

    for (size_t i = 0; i < nentries; i++) {
        const char *kind = jsonx_string(entries[i].data, "deadline", "");

        if (text_equal(entries[i].kind, KIND_WARNED)) {
            moment_ask_first(telling, &warned);
            moment_insert(telling, &warned, &entries[i]);
        } else if (text_equal(entries[i].kind, KIND_MISSED) &&
                   /* Said by the opening message, which comes from the same input. */
                   !text_equal(kind, DEADLINE_LOGGING)) {
            take(telling, &moment, &entries[i]);
            take(telling, is_action(&entries[i]) ? &actions : &rest, &entries[i]);
            missed = rest.n;
        }
    }
    for (size_t i = 0; moment.n > 0 && i < warned.n; i++) {
        moment_insert(telling, &moment, warned.list[i]);
        moment_insert(telling, &rest, warned.list[i]);
    }
    if (missed > 0 && actions.n > 0) {
        tell_apart(telling, &moment, &rest, &actions);
    } else if (moment.n > 0) {
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

    if (!climb || climb->step < STEP_NUDGE || moment->n == LIMIT_TURN_ENTRIES ||
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

json_t *tell_refused(struct telling *telling, const struct entry *failed) {
    const json_t *also = json_object_get(failed->data, "also");
    struct moment moment = {0};
    json_t *safe;

    insert_again(telling, &moment, failed, jsonx_string(failed->data, "deadline", ""),
                 jsonx_int(failed->data, "ref", 0));
    for (size_t i = 0; i < json_array_size(also); i++) {
        const char *kind = json_string_value(json_array_get(also, i));

        insert_again(telling, &moment, failed, kind ? kind : "", 0);
    }
    if (moment.n == 0) {
        return json_object();
    }
    safe = reminder_fields(telling, &moment, true);
    telling_entry(telling, moment.list[0], reminder_fields(telling, &moment, false));
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
    } else if (holder || address_is(to)) {
        moment_ask_person(telling, &personal, holder ? holder : to);
        whom = personal;
    }
    view_flag(fields, "to_leadership", leadership);
    jsonx_set_string(fields, "role", role ? role->name : NULL);
    view_flag(fields, "vacant", !leadership && whom.n == 0);
    jsonx_set_string(fields, "whom", moment_mentions(telling, &whom));
    jsonx_set_string(fields, "by", people_name(world->directory, entry->actor));
    jsonx_set_string(fields, "commander", reminder_commander(telling));
    view_flag(fields, "no_commander", reminder_commander(telling) == NULL);
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

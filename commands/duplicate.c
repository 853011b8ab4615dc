/* duplicate: this one was declared although the other exists, and ends in it.
 *
 * One commit over both: those who were told of this one hear where it goes on; its people
 * are invited there, its open actions go there under new numbers, and whoever heard of it
 * will hear the other's end. That it was acknowledged is true of the other one as well: it
 * is the same outage. The severity is offered and not carried over, because what is known
 * over there may be better, and so is the commander where the other one has none: nobody
 * becomes one unasked.
 *
 * What is not carried: of a restricted incident no text leaves it, so its actions stay;
 * into a restricted one nobody is let by somebody else's mistake, so its people are not
 * invited. More actions than one commit takes stay too. The answer says all of it. */
#include "common.h"
#include "core/heard.h"
#include "core/nearby.h"
#include "core/told.h"
#include "core/view_fields.h"

enum { MOVED_MAX = 20 }; /* of LIMIT_TURN_ENTRIES: the rest is for what comes with them */

static bool refused(const struct incident *incident, const struct incident *other,
                    struct error *err) {
    const char *original = incident_original(other);

    if (text_equal(incident->id, other->id)) {
        return err_set(err, ERR_INVALID, "%s cannot be a duplicate of itself.",
                       incident->id);
    }
    if (incident->closed) {
        return err_set(
            err, ERR_PHASE,
            "%s is %s already. To say that the two belong together: <!link %s>",
            incident->id, incident_end(incident), other->id);
    }
    for (size_t i = 0; i < other->nlinks; i++) {
        if (text_equal(other->links[i].as, LINK_DUPLICATE_OF) &&
            text_equal(other->links[i].other, incident->id)) {
            return err_set(err, ERR_INVALID,
                           "%s is a duplicate of this one: work goes on here.",
                           other->id);
        }
    }
    if (original) {
        return err_set(err, ERR_PHASE,
                       "%s is itself a duplicate. It goes on as %s: <!duplicate %s>",
                       other->id, original, original);
    }
    if (other->closed) {
        return err_set(
            err, ERR_PHASE,
            "%s is %s: nobody works on it. If it is the same and goes on, "
            "<!%s reopen why> first; if this one is none either: <!cancel why>",
            other->id, incident_end(other), other->id);
    }
    return true;
}

static bool has_room(const struct incident *incident, const struct incident *other,
                     struct error *err) {
    bool linked = false;

    for (size_t i = 0; i < incident->nlinks; i++) {
        linked = linked || text_equal(incident->links[i].other, other->id);
    }
    if (!linked && (incident->nlinks >= LIMIT_LINKS || other->nlinks >= LIMIT_LINKS)) {
        return err_set(err, ERR_LIMIT, "%s has %d links, which is the limit.",
                       incident->nlinks >= LIMIT_LINKS ? incident->id : other->id,
                       LIMIT_LINKS);
    }
    return true;
}

/* ---- what goes along ---- */

/* Numbers of the actions that move, the oldest first. */
static json_t *moving(const struct incident *incident, const struct incident *other) {
    json_t *numbers = json_array();

    for (size_t i = 0;
         i < incident->nactions && audience_shares(incident, other, false) &&
         json_array_size(numbers) < MOVED_MAX &&
         other->nactions + json_array_size(numbers) < LIMIT_OPEN_ACTIONS;
         i++) {
        json_array_append_new(numbers, json_integer(incident->actions[i].number));
    }
    return numbers;
}

static void add_person(json_t *people, const char *actor) {
    size_t i;
    json_t *there;

    json_array_foreach(people, i, there) {
        if (text_equal(json_string_value(there), actor)) {
            return;
        }
    }
    if (actor) {
        json_array_append_new(people, json_string(actor));
    }
}

static json_t *people_of(const struct incident *incident) {
    json_t *people = json_array();

    add_person(people, incident->declarer);
    for (size_t i = 0; i < incident->nroles; i++) {
        add_person(people, incident->roles[i].actor);
    }
    for (size_t i = 0; i < incident->nresponders; i++) {
        add_person(people, incident->responders[i]);
    }
    return people;
}

/* Who led here, when nobody leads there and they may read it; or NULL. */
static const char *commander_to_offer(const struct turn *turn) {
    const char *role = policy_commander(turn->world->policy);
    const char *holder = role ? incident_role(turn->before, role) : NULL;

    return holder && !turn->before->restricted && !incident_role(turn->other, role) &&
                   visible(turn->world->directory, holder, turn->other)
               ? holder
               : NULL;
}

static json_t *link_data(const struct turn *turn, const struct incident *incident) {
    static const char *const outside[] = {AUDIENCE_ANNOUNCE, AUDIENCE_LEADERSHIP};
    json_t *data =
        json_pack("{s:s, s:s}", "other", incident->id, "as", LINK_DUPLICATED_BY);
    json_t *heard = json_array();

    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        if (heard_of(turn->world->policy, incident, outside[i])) {
            json_array_append_new(heard, json_string(outside[i]));
        }
    }
    json_object_set_new(data, "heard", heard);
    jsonx_set_string(data, "led", commander_to_offer(turn));
    if (!turn->other->restricted) {
        json_object_set_new(data, "people", people_of(incident));
    }
    return data;
}

/* Where the other one is worked on, for those who may go there. */
static const char *place_of(const struct turn *turn) {
    return turn->other->restricted ? NULL : nearby_place(turn->other, turn->input->actor);
}

/* It began earlier than is known there, where nobody has said when it began. */
static bool brings_start(const struct incident *incident, const struct incident *other) {
    return incident->impact_from != 0 && other->impact_from == 0 &&
           incident->impact_from < other->milestones[MILESTONE_DETECTED];
}

static bool brings_impact(const struct incident *incident, const struct incident *other) {
    return incident->impact && !other->impact && audience_shares(incident, other, false);
}

/* When users began to be hit: nobody said so, then when it was noticed. */
static int64_t hit_from(const struct incident *incident) {
    return incident->impact_from != 0 ? incident->impact_from
                                      : incident->milestones[MILESTONE_DETECTED];
}

/* Somebody looks at it: nobody over there has to be asked whether somebody does. */
static bool carry_acknowledgement(struct turn *turn, struct error *err) {
    return turn->before->milestones[MILESTONE_ACKNOWLEDGED] == 0 ||
           turn->other->milestones[MILESTONE_ACKNOWLEDGED] != 0 ||
           turn_add_other(turn, KIND_ACKNOWLEDGED, NULL, NULL, err);
}

/* What is known of the outage and not known over there: since when users are hit, and how. Of
 * a restricted one no text leaves it. */
static bool carry_impact(struct turn *turn, struct error *err) {
    const struct incident *incident = turn->before, *other = turn->other;
    int64_t from = incident->impact_from;

    if (brings_start(incident, other) &&
        !turn_add_other(turn, KIND_CHANGED,
                        json_pack("{s:I, s:{s:I}}", "impact_from", (json_int_t)from,
                                  "from", "impact_from",
                                  (json_int_t)other->milestones[MILESTONE_DETECTED]),
                        NULL, err)) {
        return false;
    }
    return !brings_impact(incident, other) ||
           turn_add_other(turn, KIND_IMPACT, NULL, text_of("impact", incident->impact),
                          err);
}

static bool move_action(struct turn *turn, const struct incident *incident,
                        const struct action *action, int64_t number, struct error *err) {
    json_t *data =
        json_pack("{s:I, s:s}", "number", (json_int_t)number, "from", incident->id);

    jsonx_set_string(data, "owner", action->owner);
    if (action->due != 0) {
        jsonx_set_int(data, "due", action->due);
    }
    return turn_add_other(turn, KIND_ACTION_ADDED, data, text_of("title", action->title),
                          err);
}

static bool write_both(struct turn *turn, const json_t *moved, struct error *err) {
    const struct incident *incident = turn->before, *other = turn->other;
    const char *why = turn_arg(turn, "why");
    json_t *data = json_pack("{s:s}", "other", other->id);

    jsonx_set_string(data, "place", place_of(turn));
    if (json_array_size(moved) > 0) {
        json_object_set(data, "moved", (json_t *)moved);
    }
    if (!turn_add(turn, KIND_DUPLICATE, data,
                  text_of("why", audience_shares(other, incident, true) ? why : NULL),
                  err) ||
        !turn_add_other(
            turn, KIND_LINKED, link_data(turn, incident),
            text_of("reason", audience_shares(incident, other, false) ? why : NULL),
            err) ||
        !carry_acknowledgement(turn, err) || !carry_impact(turn, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(moved); i++) {
        if (!move_action(turn, incident, &incident->actions[i],
                         other->actions_added + 1 + (int64_t)i, err)) {
            return false;
        }
    }
    return true;
}

/* ---- the answer ---- */

static const char said[] =
    "*{{id}}* is ended as a duplicate: it goes on as *{{other}}*"
    "{{#place}} in {{{place}}}{{/place}}{{#along}}, with {{along}}{{/along}}.\n"
    "{{#over}}That one is {{over}} already, so no updates of it are asked for. If it "
    "goes on: "
    "<!{{other}} reopen why>\n{{/over}}"
    "{{#began}}This one began {{was_hit}}, that one {{is_hit}}. To set it there: "
    "<!{{other}} started {{began}}>\n{{/began}}"
    "{{#raise}}This one was {{was}}, that one is {{is}}. To raise it: "
    "<!{{other}} severity {{raise}} same incident>\n{{/raise}}"
    "{{#led}}{{led}} led this one, and nobody leads that one yet: <!{{other}} role take "
    "{{role}}>\n{{/led}}"
    "{{#moved}}Actions that go on there: {{moved}}.{{#left}} {{/left}}"
    "{{^left}}\n{{/left}}{{/moved}}"
    "{{#left}}Actions that stay here, without reminders: {{left}}"
    "{{#secret}} (of a restricted incident nothing leaves it){{/secret}}.\n{{/left}}"
    "{{#apart}}It is restricted: nobody was let in by this.\n{{/apart}}";

/* What went along, and an earlier beginning that is offered: both have one, or the other was
 * noticed later. The other has its own already by now. */
static void say_impact(const struct turn *turn, json_t *view) {
    const struct incident *incident = turn->before, *other = turn->other;
    bool start = brings_start(incident, other), impact = brings_impact(incident, other);

    if (start || impact) {
        jsonx_set_string(view, "along",
                         start && impact ? "its impact and when that began"
                         : start         ? "the time when it began"
                                         : "its impact");
    }
    if (!start && hit_from(incident) < hit_from(other)) {
        jsonx_set_string(view, "was_hit", told_words(turn, hit_from(incident)));
        jsonx_set_string(view, "is_hit", told_words(turn, hit_from(other)));
        jsonx_set_string(view, "began", time_format_utc(turn->arena, hit_from(incident)));
    }
}

/* An end or a service that is back stops its reminders, and with this one those of both. */
static const char *over(const struct incident *other) {
    return other->milestones[MILESTONE_RESOLVED] != 0    ? "resolved"
           : other->milestones[MILESTONE_RECOVERED] != 0 ? "restored"
                                                         : NULL;
}

static void answer(struct turn *turn, size_t moved, const char *led) {
    const struct incident *incident = turn->before, *other = turn->other;
    json_t *view = json_pack("{s:s, s:s, s:b, s:b}", "id", incident->id, "other",
                             other->id, "secret", incident->restricted, "apart",
                             other->restricted && !incident->restricted);

    /* Nobody is taken there: the next line that is typed here is still meant for here. */
    jsonx_set_string(view, "place", view_place(turn->arena, place_of(turn)));
    jsonx_set_string(view, "over", over(other));
    say_impact(turn, view);
    view_count(view, "moved", (int64_t)moved);
    view_count(view, "left", (int64_t)(incident->nactions - moved));
    if (incident->severity < other->severity) {
        jsonx_set_string(view, "raise",
                         arena_printf(turn->arena, "sev%d", incident->severity));
        jsonx_set_string(view, "was", severity_title(turn, incident->severity));
        jsonx_set_string(view, "is", severity_title(turn, other->severity));
    }
    if (led) {
        jsonx_set_string(view, "led", name_of(turn, led));
        jsonx_set_string(view, "role", policy_commander(turn->world->policy));
    }
    turn_say(turn, said, view);
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *led;
    json_t *moved;

    if (!refused(incident, turn->other, err) || !has_room(incident, turn->other, err)) {
        return false;
    }
    led = commander_to_offer(turn);
    moved = arena_json(turn->arena, moving(incident, turn->other));
    if (!write_both(turn, moved, err)) {
        return false;
    }
    answer(turn, json_array_size(moved), led);
    turn->answered = true;
    return true;
}

const struct command command_duplicate = {
    .name = "duplicate",
    .aliases = (const char *const[]){"dup", "merge", NULL},
    .summary = "End it: another incident is the same",
    .details = "Its people are invited there and its open actions go there. Those who "
               "were told of it hear where it goes on. <!reopen> undoes it, but for the "
               "actions.",
    .example = "duplicate 002",
    .args = (const struct arg[]){{"other", ARG_INCIDENT, ARG_REQUIRED,
                                  "the incident that goes on", NULL},
                                 {"why", ARG_TEXT, 0, "how you know", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OTHER | COMMAND_FINAL,
    .run = run,
};

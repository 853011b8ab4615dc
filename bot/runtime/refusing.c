/* refusing.c: whom the answer to a command must say was not reached.
 *
 * A place that refused the last message, and took none since, will not take the next one
 * either: whoever types hears that at once, with the network's own words on what to do.
 * The first refusal is said in the incident (core/unreached.c); this is for every command
 * after it, in any incident. Known for as long as this process lives: at its start the
 * doctor looks at the places anew, and what it finds is said in the incidents
 * (trouble.c). An incident's own channel is not kept here: its state says whether it is
 * silent. */
#include "base/address.h"
#include "base/jsonx.h"
#include "core/delivery_rules.h"
#include "core/lane.h"
#include "core/silent.h"
#include "core/view.h"
#include "runtime/sending.h"
#include "runtime/task.h"

enum { NAMED_MOST = 3 }; /* the answer stays short */

void refusing_heard(const struct sending *sending, const struct outcome *outcome) {
    struct bot *bot = sending->lane->bot;
    const char *place = sending->delivery.place;
    if (!delivery_rule(sending->delivery.kind)->said || sending->lane->incident) {
        return;
    }
    if (outcome->kind == OUTCOME_DENIED) {
        bot->refusing = bot->refusing ? bot->refusing : json_object();
        jsonx_set_string(bot->refusing, place, outcome->why ? outcome->why : "");
    } else if (outcome->kind == OUTCOME_SENT) {
        json_object_del(bot->refusing, place);
    }
}

/* Why this delivery will not be taken; NULL: it may well be. */
static const char *refusal(const struct bot *bot, const struct incident *after,
                           const struct routed *routed, const char *place) {
    if (!delivery_rule_of(routed->record)->said) {
        return NULL;
    }
    if (lane_is_incident(routed->lane)) {
        return silent_is(after, place) ? "" : NULL;
    }
    return jsonx_string(bot->refusing, place, NULL);
}

static void say_one(struct turn *turn, const char *place, const char *why) {
    const char *person = address_reached(turn->arena, place);
    json_t *view = json_object();
    if (person) {
        jsonx_set_string(view, "who", view_mention(turn->arena, person));
    } else {
        jsonx_set_string(view, "place", view_place(turn->arena, place));
    }
    jsonx_set_string(view, "why", *why ? why : NULL);
    if (turn->reply.len > 0 && turn->reply.ptr[turn->reply.len - 1] != '\n') {
        strbuf_add(&turn->reply, "\n");
    }
    turn_say(turn,
             "{{#who}}{{{who}}} cannot be told in person{{/who}}"
             "{{#place}}{{{place}}} takes no messages{{/place}}"
             "{{#why}}: {{why}}{{/why}}. "
             "{{#who}}Please call.{{/who}}"
             "{{#place}}Please tell those who read it.{{/place}}\n",
             view);
}

void refusing_say(struct task *task) {
    struct bot *bot = task->bot;
    struct turn *turn = &task->turn;
    json_t *named = arena_json(task->turn_arena, json_object());
    for (size_t i = 0; i < turn->nchanges; i++) {
        const struct incident *after = turn->changes[i].after;
        const struct derived_change *derived = &task->derived.changes[i];
        for (size_t r = 0; r < derived->nrouted && json_object_size(named) < NAMED_MOST;
             r++) {
            const struct routed *routed = &derived->routed[r];
            const char *place = jsonx_string(routed->record, "place", "");
            const char *why = refusal(bot, after, routed, place);
            if (why && !json_object_get(named, place)) {
                json_object_set_new(named, place, json_true());
                say_one(turn, place, why);
            }
        }
    }
}

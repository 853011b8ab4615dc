/* refusing.c: whom the answer to a command must say was not reached.
 *
 * A place that refused the last message, and took none since, will not take the next one
 * either: whoever types hears that at once, with the network's own words on what to do.
 * The first refusal is said in the incident (core/unreached.c); this is for every command
 * after it, in any incident. Known for as long as this process lives: the next one learns
 * it from the first refusal, as this one did. Whether an incident's own channel is silent
 * says its state; here is why.
 *
 * A network that opens no channels is kept the same way: whoever declares the next incident
 * hears it. */
#include "runtime/refusing.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/delivery_rules.h"
#include "core/lane.h"
#include "core/silent.h"
#include "core/view_fields.h"
#include "runtime/sending.h"
#include "runtime/slots.h"
#include "runtime/target.h"

enum { NAMED_MOST = 3 }; /* the answer stays short */

static const char *opening(struct arena *arena, const char *network) {
    return arena_printf(arena, "open %s", network); /* no place has a blank */
}

void refusing_heard(const struct sending *sending, const struct outcome *outcome) {
    struct bot *bot = sending->lane->bot;
    const char *key = sending->delivery.place;
    if (delivery_rule(sending->delivery.kind)->target == GOES_TO_NETWORK &&
        sending->lane->network) {
        key = opening(sending->arena, sending->lane->network);
    } else if (!delivery_rule(sending->delivery.kind)->said) {
        return;
    }
    if (outcome->kind == OUTCOME_DENIED) {
        bot->refusing = bot->refusing ? bot->refusing : json_object();
        jsonx_set_string(bot->refusing, key, outcome->why ? outcome->why : "");
    } else if (outcome->kind == OUTCOME_SENT) {
        json_object_del(bot->refusing, key);
    }
}

/* Why this delivery will not be taken; NULL: it may well be. *ret_place: who does not take
 * it, a place or "open <network>". */
static const char *refusal(struct arena *arena, const struct bot *bot,
                           const struct incident *after, const struct routed *routed,
                           const char **ret_place) {
    const struct delivery_rule *rule = delivery_rule_of(routed->record);
    struct lane_name lane = {0};
    *ret_place = jsonx_string(routed->record, "place", "");
    if (lane_is_incident(routed->lane) && lane_read(arena, routed->lane, &lane)) {
        bool none = after->nplaces > 0 && !incident_has_channel(after);
        if (rule->target == GOES_TO_NETWORK) {
            *ret_place = opening(arena, lane.network);
        } else if (!rule->said) {
            return NULL;
        } else if (!none) {
            return silent_is(after, *ret_place)
                       ? jsonx_string(bot->refusing, *ret_place, "")
                       : NULL;
        } else {
            *ret_place = target_fallback(bot, lane.network);
        }
    } else if (!rule->said) {
        return NULL;
    }
    return *ret_place ? jsonx_string(bot->refusing, *ret_place, NULL) : NULL;
}

static void say_one(struct turn *turn, const char *id, const char *place,
                    const char *why) {
    const char *person = address_reached(turn->arena, place);
    json_t *view = json_object();
    if (!strncmp(place, "open ", 5)) {
        jsonx_set_string(view, "network", place + 5);
    } else if (person) {
        jsonx_set_string(view, "who", view_mention(turn->arena, person));
    } else {
        jsonx_set_string(view, "place", view_place(turn->arena, place));
    }
    jsonx_set_string(view, "why", *why ? why : NULL);
    jsonx_set_string(view, "id", id);
    if (turn->reply.len > 0 && turn->reply.ptr[turn->reply.len - 1] != '\n') {
        strbuf_add(&turn->reply, "\n");
    }
    turn_say(turn,
             "{{#who}}{{{who}}} cannot be told in person{{/who}}"
             "{{#place}}{{{place}}} took no message the last time{{/place}}"
             "{{#network}}{{network}} opened no channel the last time{{/network}}"
             "{{#why}}: {{why}}{{/why}}. "
             "{{#who}}Please call.{{/who}}"
             "{{#place}}Please tell those who read it.{{/place}}"
             "{{#network}}If there is none again: <!show {{id}}> works "
             "everywhere.{{/network}}\n",
             view);
}

void refusing_say(const struct bot *bot, struct turn *turn,
                  const struct derived *derived) {
    json_t *named = arena_json(turn->arena, json_object());
    for (size_t i = 0; i < turn->nchanges; i++) {
        const struct incident *after = turn->changes[i].after;
        const struct derived_change *change = &derived->changes[i];
        for (size_t r = 0; r < change->nrouted && json_object_size(named) < NAMED_MOST;
             r++) {
            const struct routed *routed = &change->routed[r];
            const char *place;
            const char *why = refusal(turn->arena, bot, after, routed, &place);
            if (why && !json_object_get(named, place)) {
                json_object_set_new(named, place, json_true());
                say_one(turn, after->id, place, why);
            }
        }
    }
}

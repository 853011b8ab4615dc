/* target.c: where the head of a lane goes, decided at the moment of sending.
 *
 * A nudge is checked against the state; an incident's own lane goes to its channel. Until
 * the channel is open ordinary notices wait, urgent ones go to the announce place at
 * once; so does everything when the channel could not be opened for good, except what is
 * said there anyway. Contents of a restricted incident never take that way: what is
 * urgent says there that it exists, the rest nothing.
 *
 * What waits was decided for those who could read it then. An incident that was
 * restricted since is judged again here: whoever may not read it any more is told that it
 * exists, once. Its channel that is not open yet is opened for members only, whatever was
 * decided; all that waits for it goes in. What a network is being told at that moment
 * cannot be called back: whether a channel is open to everybody is what it answers. */
#include "runtime/target.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/deadline_due.h"
#include "core/delivery_rules.h"
#include "core/late.h"
#include "core/telling.h"
#include "core/view.h"
#include "runtime/world.h"

static bool is_moot(const struct bot *bot, const struct incident *state,
                    const json_t *record) {
    const json_t *guard = json_object_get(record, "guard");
    return guard && delivery_rule_of(record)->guarded &&
           !deadline_wanted(state, bot->policy, bot->civil, guard);
}

static const struct bound_place *bound_on(const struct incident *state,
                                          const char *network) {
    for (size_t i = 0; i < state->nplaces; i++) {
        const struct bound_place *bound = &state->places[i];
        if (!strcmp(bound->network, network)) {
            return bound;
        }
    }
    return NULL;
}

static json_t *existence(struct arena *arena, const struct bot *bot,
                         const struct incident *state, bool urgent) {
    struct world world = bot_world(bot);
    return telling_existence(arena, &world, state, urgent);
}

const char *target_fallback(const struct bot *bot, const char *name) {
    const char *const *places = bot->directory->announce;
    const struct world_network *network = network_named(bot->networks, name);
    if (network) {
        places = network_fallback(bot->networks, network, places);
        if (!places) {
            return NULL;
        }
    }
    return places && *places ? *places : ":nowhere";
}

static bool said_there(const json_t *record, const char *place) {
    const json_t *said = json_object_get(record, "said");
    for (size_t i = 0; i < json_array_size(said); i++) {
        const char *there = json_string_value(json_array_get(said, i));
        if (there && !strcmp(there, place)) {
            return true;
        }
    }
    return false;
}

/* Decided before the incident was restricted, for people who may not read it any more.
 * What was decided since holds no contents for them, and says so. */
static bool lets_out(struct arena *arena, const struct bot *bot,
                     const struct incident *state, const json_t *record,
                     const char *place) {
    return delivery_rule_of(record)->said && !jsonx_bool(record, "plain", false) &&
           !audience_reads_at(arena, bot->directory, place, state);
}

/* Does one about the same incident follow in the lane? It says that it exists. */
static bool another_follows(const struct lane *lane, const char *incident) {
    const struct lane_item *item = lane->head ? lane->head->next : NULL;
    bool found = false;
    for (; item && !found; item = item->next) {
        json_t *record = jsonx_parse(item->text, strlen(item->text));
        found = text_equal(jsonx_string(record, "inc", NULL), incident) &&
                delivery_rule_of(record)->said &&
                !json_object_get(record, "guard"); /* which may be moot by then */
        json_decref(record);
    }
    return found;
}

/* A place of many, or a person. */
static void target_outside(struct arena *arena, const struct lane *lane,
                           const struct incident *state, const json_t *record,
                           struct target *target) {
    bool urgent = text_equal(jsonx_string(record, "level", NULL), "urgent");
    if (!state || !lets_out(arena, lane->bot, state, record, target->place)) {
        return;
    }
    if (!urgent && another_follows(lane, state->id)) {
        target->verdict = TARGET_MOOT;
        return;
    }
    target->body = existence(arena, lane->bot, state, urgent);
}

/* What an open channel is for can be read by everybody: no summary of what was restricted
 * since. The mark by which the channel is known to be ours stays. */
static const json_t *purpose_outside(struct arena *arena, const struct bot *bot,
                                     const struct incident *state, const json_t *record) {
    struct world world = bot_world(bot);
    json_t *view = arena_json(arena, restricted_view(arena, &world, state));
    jsonx_set_string(view, "marker", jsonx_string(record, "marker", NULL));
    return arena_json(arena, messages_render(bot->messages, "purpose", view));
}

/* Who was to be invited before the incident was restricted, and may read it: the others, and
 * groups of a network, would read on in a channel that only its members read. */
static const json_t *people_inside(struct arena *arena, const struct bot *bot,
                                   const struct incident *state, const json_t *people) {
    json_t *inside = arena_json(arena, json_array()), *one;
    size_t i;
    json_array_foreach(people, i, one) {
        if (!state->restricted ||
            visible(bot->directory, json_string_value(one), state)) {
            json_array_append(inside, one);
        }
    }
    return inside;
}

/* Its channel is open. */
static void target_channel(struct arena *arena, const struct lane *lane,
                           const struct incident *state, const json_t *record,
                           struct target *target) {
    const struct bot *bot = lane->bot;
    bool step = delivery_rule_of(record)->target == GOES_TO_CHANNEL;
    if (lets_out(arena, bot, state, record, target->place)) {
        target->verdict = lane->urgent ? TARGET_SEND : TARGET_MOOT;
        target->body = existence(arena, bot, state, lane->urgent);
    } else if (step && target->body && !audience_in_channel(state)) {
        target->body = purpose_outside(arena, bot, state, record);
    }
}

/* A lane of an incident: to its channel; what is urgent, or has none, elsewhere. */
static void target_inside(struct arena *arena, const struct lane *lane,
                          const struct incident *state, const json_t *record,
                          struct target *target) {
    const struct bound_place *bound = bound_on(state, lane->network);
    bool open = bound && bound->place && !bound->failed;
    if (open) {
        target->place = bound->place;
        target_channel(arena, lane, state, record, target);
        return;
    }
    if (bound && delivery_rule_of(record)->target == GOES_TO_CHANNEL) {
        target->verdict = TARGET_MOOT; /* of a channel that there is not */
        return;
    }
    if (!bound && !lane->urgent) {
        target->verdict = TARGET_WAIT;
        return;
    }
    target->place = target_fallback(lane->bot, lane->network);
    if (!target->place || said_there(record, target->place)) {
        target->verdict = bound ? TARGET_MOOT : TARGET_WAIT;
    } else if (state->restricted && !lane->urgent) {
        target->verdict = TARGET_MOOT; /* that it exists was said when it was opened */
    } else if (state->restricted) {
        target->body = existence(arena, lane->bot, state, lane->urgent);
    }
}

struct target target_of(struct arena *arena, const struct lane *lane,
                        const struct incident *state, const json_t *record) {
    const struct bot *bot = lane->bot;
    const struct delivery_rule *rule = delivery_rule_of(record);
    struct target target = {
        TARGET_SEND, jsonx_string(record, "place", ""), json_object_get(record, "body"),
        state ? state->restricted : jsonx_bool(record, "private", false),
        json_object_get(record, "people")};
    if (state && target.people) {
        target.people = people_inside(arena, bot, state, target.people);
    }
    if (state && is_moot(bot, state, record)) {
        target.verdict = TARGET_MOOT;
        return target;
    }
    if (rule->target == GOES_TO_NETWORK) {
        return target;
    }
    if (late_is(record)) {
        if (!late_wanted(state, target.place)) {
            target.verdict = TARGET_MOOT;
            return target;
        }
        struct world world = bot_world(bot);
        target.body = late_body(arena, &world, state, target.place);
        return target;
    }
    if (!lane->incident) {
        target_outside(arena, lane, state, record, &target);
        return target;
    }
    if (!state) { /* a lane of an incident that is not there */
        target.verdict = TARGET_MOOT;
        return target;
    }
    target_inside(arena, lane, state, record, &target);
    return target;
}

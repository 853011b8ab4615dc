/* target.c: where the head of a lane goes, decided at the moment of sending.
 *
 * A nudge is checked against the state; an incident's own lane goes to its channel. Until
 * the channel is open ordinary notices wait, urgent ones go to the announce place at
 * once; so does everything when the channel could not be opened for good, except what is
 * said there anyway. Contents of a restricted incident never take that way: what is
 * urgent says there that it exists, the rest nothing. */
#include "runtime/target.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/view.h"

static bool is_moot(const struct bot *bot, const struct incident *state,
                    const json_t *record) {
    const json_t *guard = json_object_get(record, "guard");
    return guard && !deadline_wanted(state, bot->policy, bot->civil, guard);
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
    json_t *view = arena_json(arena, restricted_view(arena, &world, state));
    json_object_set_new(view, "urgent", json_boolean(urgent));
    return arena_json(arena, messages_render(bot->messages, "restricted", view));
}

/* Where it goes without a channel: an announce place, of the same network when there is
 * one. */
static const char *fallback(const struct bot *bot, const char *network) {
    const char *const *places = bot->directory->announce;
    for (const char *const *at = places; at && *at; at++) {
        if (address_on(*at, network)) {
            return *at;
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

/* Decided before the incident was restricted, and its channel is open: the contents do not
 * go there any more. What was decided since says so by its message. */
static bool lets_out(const struct incident *state, const json_t *record) {
    static const char *const outside[] = {"restricted", "hidden", "history_lost", NULL};
    return !audience_in_channel(state) &&
           !strcmp(jsonx_string(record, "kind", ""), "post") &&
           !text_in(jsonx_string(record, "message", ""), outside);
}

struct target target_of(struct arena *arena, const struct lane *lane,
                        const struct incident *state, const json_t *record) {
    const struct bot *bot = lane->bot;
    struct target target = {TARGET_SEND, jsonx_string(record, "place", ""),
                            json_object_get(record, "body")};
    if (state && is_moot(bot, state, record)) {
        target.verdict = TARGET_MOOT;
        return target;
    }
    if (!lane->incident || !strcmp(jsonx_string(record, "kind", ""), "open")) {
        return target;
    }
    if (!state) { /* a lane of an incident that is not there */
        target.verdict = TARGET_MOOT;
        return target;
    }
    bool urgent = lane->urgent;
    const struct bound_place *bound = bound_on(state, lane->network);
    bool step = !strcmp(jsonx_string(record, "kind", ""), "step");
    if (step && bound && (bound->failed || !bound->place)) {
        target.verdict = TARGET_MOOT; /* of a channel that there is not */
        return target;
    }
    if (bound && bound->place && !bound->failed) {
        target.place = bound->place;
        if (lets_out(state, record)) {
            target.verdict = urgent ? TARGET_SEND : TARGET_MOOT;
            target.body = existence(arena, bot, state, urgent);
        }
        return target;
    }
    if (!bound && !urgent) {
        target.verdict = TARGET_WAIT;
        return target;
    }
    target.place = fallback(bot, lane->network);
    if (said_there(record, target.place)) {
        target.verdict = bound ? TARGET_MOOT : TARGET_WAIT;
        return target;
    }
    if (state->restricted && !urgent) {
        target.verdict = TARGET_MOOT; /* that it exists was said when it was opened */
        return target;
    }
    if (state->restricted) {
        target.body = existence(arena, bot, state, urgent);
    }
    return target;
}

/* route.c: from notices to deliveries in lanes.
 *
 * A lane is one place in one order; every place has an ordinary one and an urgent one,
 * whose name ends in "!". An incident's own channel does not exist yet when the first
 * message to it is decided, so its lane is named after the incident and the network, and
 * an OPEN delivery goes first in it. */
#include "core/route.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/lane.h"
#include "core/nearby.h"
#include "core/people.h"
#include "core/route_steps.h"
#include "core/silent.h"

static json_t *guard_of_one(const struct guard *guard) {
    json_t *record = json_object();

    jsonx_set_string(record, "deadline", guard->deadline);
    jsonx_set_int(record, "ref", guard->ref);
    jsonx_set_int(record, "due", guard->due);
    jsonx_set_int(record, "step", guard->step);
    return record;
}

static json_t *guard_record(const struct guard *guard) {
    json_t *record = guard_of_one(guard), *also = json_array();

    for (guard = guard->also; guard; guard = guard->also) {
        json_array_append_new(also, guard_of_one(guard));
    }
    if (json_array_size(also) > 0) {
        json_object_set(record, "also", also);
    }
    json_decref(also);
    return record;
}

static bool same_guard(const struct guard *a, const struct guard *b) {
    for (; a && b; a = a->also, b = b->also) {
        if (!text_equal(a->deadline, b->deadline) || a->ref != b->ref ||
            a->due != b->due) {
            return false;
        }
    }
    return a == b;
}

/* Said in the same place for the same reason: announce and leadership may be one channel,
 * an audience may list a place twice, and the incident may have no channel of its own.
 * The first words stand, whatever the second ones are. Reminders of two deadlines are
 * two: one of them may become moot. */
static bool repeated(const struct routing *routing, const struct notice *notice,
                     const char *lane) {
    for (size_t i = 0; i < routing->n; i++) {
        const struct notice *earlier = routing->sent[i];

        if (earlier && text_equal(routing->ret[i].lane, lane) &&
            earlier->entry == notice->entry &&
            same_guard(&earlier->guard, &notice->guard)) {
            return true;
        }
    }
    return false;
}

static void post(struct routing *routing, const struct notice *notice, size_t index,
                 const char *lane, const char *place) {
    char position[24];
    json_t *record;

    if (repeated(routing, notice, lane)) {
        return;
    }
    snprintf(position, sizeof position, "%zu", index);
    record = routing_add(routing, lane, DELIVERY_POST, position, place);
    if (!record) {
        return;
    }
    routing->sent[routing->n - 1] = notice;
    jsonx_set_int(record, "n", notice->entry);
    jsonx_set_string(record, "level", notice->urgent ? "urgent" : "ordinary");
    jsonx_set_string(record, "message", notice->message);
    json_object_set(record, "body", nearby_tree(routing->arena, notice->body, place));
    if (notice->plain) {
        json_object_set_new(record, "plain", json_true());
    }
    if (notice->guard.deadline) {
        json_object_set_new(record, "guard", guard_record(&notice->guard));
    }
}

static void post_places(struct routing *routing, const struct notice *notice,
                        size_t index, const char *const *places) {
    for (; places && *places; places++) {
        post(routing, notice, index, lane_place(routing->arena, *places, notice->urgent),
             *places);
    }
}

/* Where everybody of that network is told, what its channel cannot be. */
static void post_beside(struct routing *routing, const struct notice *notice,
                        size_t index, const struct world_network *network) {
    const struct world *world = routing->world;

    post_places(routing, notice, index,
                network_fallback(world->networks, network, world->directory->announce));
}

/* Where the incident speaks whose channel could not be opened; NULL: it has one, or may have
 * one yet, or what it says is for members only. */
static const char *instead_of(const struct routing *routing,
                              const struct world_network *network) {
    const struct incident *after = routing->after;
    const struct world *world = routing->world;

    for (size_t i = 0; i < after->nplaces && !after->restricted; i++) {
        if (after->places[i].failed &&
            text_equal(after->places[i].network, network->name)) {
            const char *const *places =
                network_fallback(world->networks, network, world->directory->announce);

            return places ? places[0] : NULL;
        }
    }
    return NULL;
}

/* Is the same told to everybody, in its own words? */
static bool announced_too(const struct routing *routing, const struct notice *notice) {
    for (size_t i = 0; i < routing->nnotices; i++) {
        const struct notice *other = &routing->notices[i];

        if (text_equal(other->audience, AUDIENCE_ANNOUNCE) &&
            other->entry == notice->entry && same_guard(&other->guard, &notice->guard)) {
            return true;
        }
    }
    return false;
}

static void post_channel(struct routing *routing, const struct notice *notice,
                         size_t index, const struct world_network *network) {
    const struct incident *after = routing->after;
    const char *place = incident_place(after, network->name);
    const char *instead = instead_of(routing, network);

    /* One place is one lane: in two, what comes later could stand first. */
    if (instead) {
        if (!announced_too(routing, notice)) {
            post(routing, notice, index,
                 lane_place(routing->arena, instead, notice->urgent), instead);
        }
        return;
    }
    /* It is in the archive by now. */
    if (!after->restricted && steps_archived(network, routing->before, after)) {
        post_beside(routing, notice, index, network);
        return;
    }
    /* Its pinned summary says what the alert would. */
    if (!text_equal(notice->message, "opened") || !network_can(network, CAP_PINNED)) {
        post(routing, notice, index,
             lane_incident(routing->arena, after->id, network->name, notice->urgent),
             place);
    }
    /* It takes no messages: what is said there is said where everybody is told. When no
     * channel does, urgent ones are told there in their own words (reminders.c). */
    if (silent_is(after, place) && !after->restricted &&
        !(notice->urgent && silent_channel(after))) {
        post_beside(routing, notice, index, network);
    }
}

static void post_incident(struct routing *routing, const struct notice *notice,
                          size_t index) {
    const struct world *world = routing->world;

    if (!networks_can(world->networks, CAP_CHANNELS)) {
        if (!routing->after->restricted) {
            post_places(routing, notice, index, world->directory->announce);
        }
        return;
    }
    for (const struct world_network *network = world->networks; network->name;
         network++) {
        if (network_can(network, CAP_CHANNELS)) {
            post_channel(routing, notice, index, network);
        }
    }
}

static void post_actor(struct routing *routing, const struct notice *notice, size_t index,
                       const char *actor) {
    const char *place = address_reaching(routing->arena, actor);

    if (place) {
        post(routing, notice, index, lane_place(routing->arena, place, notice->urgent),
             place);
    }
}

static void post_person(struct routing *routing, const struct notice *notice,
                        size_t index) {
    const struct world *world = routing->world;
    const struct world_network *network = world->networks;
    bool reached = false;

    for (; network && network->name; network++) {
        const char *there = people_on(world->directory, notice->person, network->name);

        if (network_can(network, CAP_DIRECT) && there) {
            post_actor(routing, notice, index, there);
            reached = true;
        }
    }
    if (!reached) { /* it is said there that they are not */
        post_actor(routing, notice, index, notice->person);
    }
}

/* Should the incident's channel turn out not to be, its notices go to an announce place:
 * not those that are told there anyway. */
static void note_said(const struct routing *routing, const char *const *announce) {
    for (size_t i = 0; i < routing->n; i++) {
        const struct notice *notice = routing->sent[i];
        json_t *said;

        if (!notice || !lane_is_incident(routing->ret[i].lane)) {
            continue;
        }
        said = json_array();
        for (size_t k = 0; k < routing->n; k++) {
            const char *place = jsonx_string(routing->ret[k].record, "place", NULL);

            if (k != i && routing->sent[k] && routing->sent[k]->entry == notice->entry &&
                same_guard(&routing->sent[k]->guard, &notice->guard) && announce &&
                text_in(place, announce)) {
                json_array_append_new(said, json_string(place));
            }
        }
        if (json_array_size(said) > 0) {
            json_object_set(routing->ret[i].record, "said", said);
        }
        json_decref(said);
    }
}

size_t route(struct arena *arena, const struct world *world,
             const struct incident *before, const struct incident *after,
             const struct notice *notices, size_t nnotices, struct routed *ret) {
    const struct directory *directory = world->directory;
    struct routing routing = {
        .arena = arena, .world = world, .before = before, .after = after, .ret = ret};

    routing.notices = notices;
    routing.nnotices = nnotices;
    routing.sent = arena_array(arena, ROUTED_MAX, sizeof(struct notice *));
    steps_before(&routing);
    for (size_t i = 0; i < nnotices; i++) {
        const struct notice *notice = &notices[i];

        if (text_equal(notice->audience, AUDIENCE_INCIDENT)) {
            post_incident(&routing, notice, i);
        } else if (text_equal(notice->audience, AUDIENCE_ANNOUNCE)) {
            post_places(&routing, notice, i, directory->announce);
        } else if (text_equal(notice->audience, AUDIENCE_LEADERSHIP)) {
            post_places(&routing, notice, i, directory->leadership);
        } else if (notice->person) {
            post_person(&routing, notice, i);
        }
    }
    note_said(&routing, directory->announce);
    steps_after(&routing);
    return routing.n;
}

size_t route_asks(struct arena *arena, const struct world *world,
                  const struct incident *after, const struct entry *entries,
                  size_t nentries, struct routed *ret) {
    struct routing routing = {.arena = arena, .world = world, .after = after, .ret = ret};

    routing.sent = arena_array(arena, ROUTED_MAX, sizeof(struct notice *));
    for (size_t i = 0; i < nentries; i++) {
        const struct entry *entry = &entries[i];
        const char *place = jsonx_string(entry->data, "place", NULL);
        const char *message = jsonx_string(entry->data, "message", NULL);
        json_t *record;

        if (!text_equal(entry->kind, KIND_MARKED) || !place) {
            continue;
        }
        record = routing_add(&routing, lane_ask(arena, place), DELIVERY_ASK,
                             arena_printf(arena, "ask %s", message), place);
        if (record) {
            jsonx_set_string(record, "remote", message);
            jsonx_set_string(record, "as", jsonx_string(entry->data, "as", NULL));
            jsonx_set_string(record, "by", entry->actor);
        }
    }
    return routing.n;
}

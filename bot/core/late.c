/* late.c: see late.h. */
#include "core/late.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/lane.h"
#include "core/routing.h"
#include "core/silent.h"
#include "core/telling.h"
#include "core/view.h"

#define MESSAGE "late"

static bool among(const char *place, const char *const *places) {
    return places && text_in(place, places);
}

/* People are called (unreached.c), and an incident's own channel is tried all the same. */
static bool of_many(const struct directory *directory, const struct incident *incident,
                    const char *place) {
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed && text_equal(incident->places[i].place, place)) {
            return false;
        }
    }
    return among(place, directory->announce) || among(place, directory->leadership);
}

size_t late_route(struct arena *arena, const struct world *world,
                  const struct incident *before, const struct incident *after,
                  const struct entry *entries, size_t nentries, struct routed *ret) {
    struct routing routing = {.arena = arena, .world = world, .after = after, .ret = ret};

    routing.sent = arena_array(arena, ROUTED_MAX, sizeof(struct notice *));
    for (size_t i = 0; i < nentries; i++) {
        const char *place = silent_place(after, &entries[i]);
        json_t *record;

        if (!place || after->closed || silent_is(before, place) ||
            !of_many(world->directory, after, place)) {
            continue;
        }
        record = routing_add(&routing, lane_late(arena, place), DELIVERY_POST,
                             arena_printf(arena, "late %s", place), place);
        if (record) {
            jsonx_set_string(record, "message", MESSAGE);
        }
    }
    return routing.n;
}

bool late_is(const json_t *record) {
    return text_equal(jsonx_string(record, "message", NULL), MESSAGE);
}

bool late_wanted(const struct incident *incident, const char *place) {
    return incident && !incident->closed && silent_is(incident, place);
}

json_t *late_body(struct arena *arena, const struct world *world,
                  const struct incident *incident, const char *place) {
    json_t *view;

    if (!audience_reads_at(arena, world->directory, place, incident)) {
        return telling_existence(arena, world, incident, false);
    }
    view = arena_json(arena, incident_view(arena, world, incident));
    return arena_json(arena, messages_render(world->messages, MESSAGE, view));
}

/* routing.c: see routing.h.
 *
 * The id of a delivery is derived from what it is (incident, version, position, lane) and
 * when it was decided: a database that was set back gives out its versions again, and a
 * network that knows ids would take what is new for what it has. */
#include "core/routing.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "core/people.h"

static const char *delivery_id(const struct routing *routing, const char *position,
                               const char *lane) {
    char hex[HASH_SHORT_HEX];

    hash_short(arena_printf(routing->arena, "%s|%lld|%lld|%s|%s", routing->after->id,
                            (long long)routing->after->version,
                            (long long)routing->world->now, position, lane),
               hex);
    return arena_strdup(routing->arena, hex);
}

json_t *routing_add(struct routing *routing, const char *lane, enum delivery_kind kind,
                    const char *position, const char *place) {
    struct routed *routed = &routing->ret[routing->n];
    json_t *record;

    if (routing->n == ROUTED_MAX) {
        return NULL;
    }
    routed->lane = lane;
    routed->id = delivery_id(routing, position, lane);
    routed->record = record = arena_json(routing->arena, json_object());
    jsonx_set_string(record, "id", routed->id);
    jsonx_set_string(record, "kind", delivery_rule(kind)->record);
    jsonx_set_string(record, "place", place);
    jsonx_set_string(record, "inc", routing->after->id);
    jsonx_set_int(record, "at", routing->world->now);
    jsonx_set_int(record, "n", routing->after->version);
    jsonx_set_string(record, "level", "ordinary");
    routing->sent[routing->n++] = NULL;
    return record;
}

const char *routing_identity(const struct world *world, const char *actor) {
    const struct world_network *network = world->networks;

    for (; network && network->name; network++) {
        const char *there = people_on(world->directory, actor, network->name);

        if (network_can(network, CAP_CHANNELS) && there) {
            return there;
        }
    }
    return actor;
}

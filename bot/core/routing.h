/* routing.h: one change on its way into lanes, shared by route.c and route_steps.c. */
#ifndef TOCSIN_CORE_ROUTING_H
#define TOCSIN_CORE_ROUTING_H

#include "core/delivery_rules.h"
#include "core/incident.h"
#include "core/notice.h"
#include "core/world.h"

struct routing {
    struct arena *arena;
    const struct world *world;
    const struct incident *before; /* NULL: just opened */
    const struct incident *after;
    struct routed *ret;
    const struct notice *notices; /* all of the change, or NULL */
    size_t nnotices;
    const struct notice **sent; /* notice of each delivery; NULL where it is none */
    size_t n;
};

/* Appends a delivery that is no notice: its record has id, kind, place, inc, at, n and an
 * ordinary level; the caller adds the rest. `position` tells it from the others of the
 * change. NULL: no room is left. */
json_t *routing_add(struct routing *routing, const char *lane, enum delivery_kind kind,
                    const char *position, const char *place);
/* By which of a person's identities to name them: where incidents are, else where they
 * acted. */
const char *routing_identity(const struct world *world, const char *actor);

#endif

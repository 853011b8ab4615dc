/* route.h: from notices to deliveries in lanes. */
#ifndef TOCSIN_CORE_ROUTE_H
#define TOCSIN_CORE_ROUTE_H

#include "core/incident.h"
#include "core/notice.h"
#include "core/world.h"

/* Deliveries of the notices, OPEN first when the incident was just opened. */
size_t route(struct arena *arena, const struct world *world,
             const struct incident *before, const struct incident *after,
             const struct notice *notices, size_t nnotices, struct routed *ret);

/* Questions that the entries leave to the networks: the text of a marked message. */
size_t route_asks(struct arena *arena, const struct world *world,
                  const struct incident *after, const struct entry *entries,
                  size_t nentries, struct routed *ret);

#endif

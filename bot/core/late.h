/* late.h: what a place did not hear of an incident, told when it takes messages again.
 *
 * A right that was taken away, an archive, a bot that was removed: people mend it, and then
 * those who read there must learn what was refused. The first refusal (silent.h) of an
 * announce or leadership place puts one message per incident into a lane of its own
 * (lane_late()). It is tried every minute while the incident is open, until anything about
 * the incident gets through there. It says how things stand when it is sent, because what
 * was refused is old by then. */
#ifndef TOCSIN_CORE_LATE_H
#define TOCSIN_CORE_LATE_H

#include "core/notice.h"
#include "core/world.h"

/* The deliveries that these entries ask for: at most one per entry. Returns how many. */
size_t late_route(struct arena *arena, const struct world *world,
                  const struct incident *before, const struct incident *after,
                  const struct entry *entries, size_t nentries, struct routed *ret);
/* Is it such a delivery? */
bool late_is(const json_t *record);
/* Is there anything left to say in the place? */
bool late_wanted(const struct incident *incident, const char *place);
/* What it says now, to those who read the place. In the arena. */
json_t *late_body(struct arena *arena, const struct world *world,
                  const struct incident *incident, const char *place);

#endif

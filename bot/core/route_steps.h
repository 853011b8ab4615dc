/* route_steps.h: what keeps an incident's own channels, as deliveries in their lanes. */
#ifndef TOCSIN_CORE_ROUTE_STEPS_H
#define TOCSIN_CORE_ROUTE_STEPS_H

#include "core/routing.h"

/* Before the notices of the change, and after them. */
void steps_before(struct routing *routing);
void steps_after(struct routing *routing);
/* How people read where it is from now on: a closed incident's channel may be archived.
 */
bool steps_archived(const struct world_network *network, const struct incident *before,
                    const struct incident *after);
/* What a step of a channel (delivery.h) or a slot would have done: "invite people". */
const char *step_words(const char *step);

#endif

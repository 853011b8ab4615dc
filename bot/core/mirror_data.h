/* mirror_data.h: the slot "data": an incident as data, for other programs. */
#ifndef TOCSIN_CORE_MIRROR_DATA_H
#define TOCSIN_CORE_MIRROR_DATA_H

#include "core/incident.h"
#include "core/world.h"

/* A tree of one block of no kind, which shows nothing: what is inside it is the incident. Of
 * one that not everybody in its channel may read: no more than that it is there, and how bad it is. New
 * reference. */
json_t *mirror_data(const struct world *world, const struct incident *incident);

#endif

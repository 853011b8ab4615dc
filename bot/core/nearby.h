/* nearby.h: the channel that a reader can go to.
 *
 * An incident may have a channel on each network. A message names them all, because it is
 * made before it is known who reads it; on its way to a place, those of other networks are
 * left out where one of the reader's own network stands among them. */
#ifndef TOCSIN_CORE_NEARBY_H
#define TOCSIN_CORE_NEARBY_H

#include "core/incident.h"
#include <jansson.h>

/* What stands between two channels of one incident in a message. */
#define NEARBY_BETWEEN ", "

/* The tree as it is to be read in that place: itself, or a copy in the arena. */
json_t *nearby_tree(struct arena *arena, json_t *tree, const char *place);

/* Its channel on the network of that address, else the first that there is; NULL: none. */
const char *nearby_place(const struct incident *incident, const char *address);

#endif

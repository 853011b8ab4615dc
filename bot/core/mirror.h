/* mirror.h: the slots that show current state: a channel's topic, its pinned summary and
 * its bookmarks. */
#ifndef TOCSIN_CORE_MIRROR_H
#define TOCSIN_CORE_MIRROR_H

#include "core/incident.h"
#include "core/world.h"

extern const char
    *const mirror_slots[]; /* "topic", "summary", "bookmarks", "data", NULL */

/* Trees of the slots. New reference; NULL: no such slot. */
json_t *mirror_render(struct arena *arena, const struct world *world,
                      const struct incident *incident, const char *slot);
/* Did what the slot shows change between the two states? */
bool mirror_changed(struct arena *arena, const struct world *world,
                    const struct incident *before, const struct incident *after,
                    const char *slot);
/* Does the network have channels with that slot? */
bool mirror_shows(const struct world_network *network, const char *slot);

#endif

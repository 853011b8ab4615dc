/* view_lists.h: lists of views: open actions, links, the incident's channels. */
#ifndef TOCSIN_CORE_VIEW_LISTS_H
#define TOCSIN_CORE_VIEW_LISTS_H

#include "base/arena.h"
#include "core/incident.h"
#include "core/world.h"

/* view_lists.c: open actions, links, the incident's channels. */
void view_actions(struct arena *arena, json_t *view, const struct world *world,
                  const struct incident *incident);
void view_links(json_t *view, const struct incident *incident);
void view_places(struct arena *arena, json_t *view, const struct incident *incident);

#endif

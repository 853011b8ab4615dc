/* view.h: pieces of views, shared by the files that make messages (view.c, announce.c,
 * reminders.c, mirror.c). The names that templates see are listed in view.c. */
#ifndef TOCSIN_CORE_VIEW_H
#define TOCSIN_CORE_VIEW_H

#include "base/arena.h"
#include "core/incident.h"
#include "core/world.h"

/* The view of an incident that every template gets (deploy/README.md says where the names are). New ref. */
json_t *incident_view(struct arena *arena, const struct world *world,
                      const struct incident *incident);
/* Id, severity, phase and status, and nothing else: what somebody learns who may know
 * that a restricted incident exists, but not what it is. New reference. */
json_t *restricted_view(struct arena *arena, const struct world *world,
                        const struct incident *incident);
/* {"level", "name", "word"}. New reference. */
json_t *view_severity(const struct policy *policy, int level);

#endif

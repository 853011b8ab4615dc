/* lane.h: what lanes are called, and what a name of one says.
 *
 *   inc:<incident>@<network>   the incident's own channel there, which may not be open yet
 *   <address>                  any other place, or a person
 *
 * Behind it stands "!" when the lane is urgent, "?" when it asks the place for messages,
 * "~" when it is for what the place refused (late.h). */
#ifndef TOCSIN_CORE_LANE_H
#define TOCSIN_CORE_LANE_H

#include "base/arena.h"
#include <stdbool.h>

/* All in the arena. */
char *lane_incident(struct arena *arena, const char *incident, const char *network,
                    bool urgent);
char *lane_place(struct arena *arena, const char *place, bool urgent);
char *lane_ask(struct arena *arena, const char *place);
char *lane_late(struct arena *arena, const char *place);

struct lane_name {
    const char *incident; /* of an incident's own channel, with its network; else NULL */
    const char *network;
    bool urgent, late;
};

/* What the name says; strings in the arena. False: it is no lane. */
bool lane_read(struct arena *arena, const char *name, struct lane_name *ret);
/* Is it that of an incident's own channel? */
bool lane_is_incident(const char *name);

#endif

/* next.h: what comes next on an incident, as lines to type. */
#ifndef TOCSIN_CORE_NEXT_H
#define TOCSIN_CORE_NEXT_H

#include "core/incident.h"
#include "core/world.h"

/* Milestone that a command records once ("resolve": resolved), or -1. */
int next_milestone(const char *command);
/* At most `max` of the next sensible steps, as they are typed ("ack", "role take
 * commander"). Returns how many; they live in the arena. */
size_t next_typed(struct arena *arena, const struct world *world,
                  const struct incident *incident, const char **ret, size_t max);
/* Does the answer to this command end with the next step? Only where the command moves
 * the incident. */
bool next_follows(const char *command);
/* The next sensible steps of an incident, one or two: markup, in the arena. NULL: none.
 * `id`: put in front of each, for where it would not be known otherwise; or NULL. */
char *next_step(struct arena *arena, const struct world *world,
                const struct incident *incident, const char *id);

#endif

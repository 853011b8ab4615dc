/* parts.h: recovery in parts: which component or region works again, and how far.
 *
 * A state keeps the parts that were named, each with its last state; the incident as a
 * whole is restored by `restore` or when each of its services (two or more) is, never by
 * a sum of parts of which nobody said that they are all. */
#ifndef TOCSIN_CORE_PARTS_H
#define TOCSIN_CORE_PARTS_H

#include "core/turn.h"

#define PART_RESTORED "restored"
#define PART_BROKEN "broken"
#define PART_MITIGATED "mitigated"

const struct part *part_find(const struct incident *incident, const char *name);
/* Are all services restored, two or more, and no other part open? */
bool parts_all_restored(const struct incident *incident);
/* The first that is known not to work, or not to work in full; or NULL. */
const struct part *parts_broken(const struct incident *incident);
/* Is there room for it? ERR_LIMIT. */
bool part_room(const struct incident *incident, const char *name, struct error *err);
/* Is it news that this part is so? ERR_PHASE with since when it is: whoever was told once
 * is not told again. */
bool part_news(const struct turn *turn, const char *name, const char *state, int percent,
               struct error *err);

#endif

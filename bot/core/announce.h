/* announce.h: what is to be said to whom, derived from what changed.
 *
 * announce() is the only place that decides that something is said. Commands never post.
 */
#ifndef TOCSIN_CORE_ANNOUNCE_H
#define TOCSIN_CORE_ANNOUNCE_H

#include "core/notice.h"
#include "core/world.h"

/* Notices of one incident's change, in order. before may be NULL (just opened). Entries
 * are those that lead from before to after. Returns how many were put into `ret`. */
size_t announce(struct arena *arena, const struct world *world,
                const struct incident *before, const struct incident *after,
                const struct entry *entries, size_t nentries, struct notice *ret);

/* Is a message of this name about one entry with a text, which can be corrected? */
bool announce_correctable(const char *message);
/* Is anybody told of an entry of this kind? */
bool announce_tells(const char *kind);

#endif

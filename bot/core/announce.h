/* announce.h: what is to be said to whom, derived from what changed; and where.
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

/* Trees of the slots that show current state. New reference; NULL: no such slot. */
json_t *mirror_render(struct arena *arena, const struct world *world,
                      const struct incident *incident, const char *slot);
/* Did what the slot shows change between the two states? */
bool mirror_changed(struct arena *arena, const struct world *world,
                    const struct incident *before, const struct incident *after,
                    const char *slot);
extern const char *const mirror_slots[]; /* "topic", "summary", "bookmarks", NULL */

/* Deliveries of the notices, OPEN first when the incident was just opened. */
size_t route(struct arena *arena, const struct world *world,
             const struct incident *before, const struct incident *after,
             const struct notice *notices, size_t nnotices, struct routed *ret);

/* Questions that the entries leave to the networks: the text of a marked message. */
size_t route_asks(struct arena *arena, const struct world *world,
                  const struct incident *after, const struct entry *entries,
                  size_t nentries, struct routed *ret);

#endif

/* deeds.h: words that say what was done, so that what tells of the end of an outage is told
 * from what tells of its cause, of hopes, or of nothing. English and French. */
#ifndef TOCSIN_CORE_DEEDS_H
#define TOCSIN_CORE_DEEDS_H

#include "core/saying.h"

/* Does the word say what was done: "purged", "put", "supprimé"? Not behind "to be", "being"
 * or "until", which make a plan of it, and no word for what is broken ("failed"). */
bool deeds_at(const struct saying *saying, size_t i);
/* Is there one from that word on? */
bool deeds_from(const struct saying *saying, size_t i);
/* Of a share or a cause at the beginning ("most of the traffic came from one bot; blocked"):
 * does a later clause say what was done, and none that the rest still waits? */
bool deeds_later(const struct saying *saying);
/* Is another thing said behind that word: is there a mark, or does it join? */
bool deeds_divides(const struct saying *saying, size_t i);
/* A word of which nobody can say whether it is a deed, but that names one or its record:
 * "rollback", "failover", "PR-4412", "https://...". */
bool deeds_named(const char *word);

#endif

/* silent.h: places that refused the last message of an incident: who reads them hears
 * nothing of it. Kept in the state, so that it is said once, and until a message gets
 * through; a reopening begins anew. */
#ifndef TOCSIN_CORE_SILENT_H
#define TOCSIN_CORE_SILENT_H

#include "core/incident.h"

/* The place that refused what this entry is about: a message that it did not take, or an
 * archive that does not give the channel back; NULL: none. */
const char *silent_place(const struct incident *incident, const struct entry *entry);
/* Did this place refuse, and nothing got through since? `incident` may be NULL. */
bool silent_is(const struct incident *incident, const char *place);
/* Are all of the incident's own channels silent (and are there any)? */
bool silent_channel(const struct incident *incident);

#endif

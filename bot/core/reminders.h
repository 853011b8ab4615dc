/* reminders.h: reminders and escalations, each to those whom it asks. */
#ifndef TOCSIN_CORE_REMINDERS_H
#define TOCSIN_CORE_REMINDERS_H

#include "core/telling.h"

/* All that is due in this change, as one notice for each audience and person. */
void tell_due(struct telling *telling, const struct entry *entries, size_t nentries);
void tell_escalated(struct telling *telling, const struct entry *entry);
/* Of a reminder that a place refused: whom it asks hears it in person. Returns what may be
 * said of it to everybody (new reference): who is asked, for what; {} when it is moot. */
json_t *tell_refused(struct telling *telling, const struct entry *failed);

#endif

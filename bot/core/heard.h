/* heard.h: who has heard of an incident, and whether what they wait for has been said. */
#ifndef TOCSIN_CORE_HEARD_H
#define TOCSIN_CORE_HEARD_H

#include "core/incident.h"
#include "core/notice.h"
#include "tocsin/policy.h"

/* Was this audience (AUDIENCE_...) told of the incident, at whatever severity it had by
 * then? By its opening, a change of severity, a missed deadline that climbed there, an
 * escalation, or a duplicate that ended in it. */
bool heard_of(const struct policy *policy, const struct incident *incident,
              const char *audience);
/* Do those outside know that it is over: does the service work again, or is it closed?
 * `incident` may be NULL: not opened yet. */
bool heard_end(const struct incident *incident);

#endif

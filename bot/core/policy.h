/* policy.h (core): questions to a policy. */
#ifndef TOCSIN_CORE_POLICY_H
#define TOCSIN_CORE_POLICY_H

#include "core/incident.h"
#include "tocsin/error.h"
#include "tocsin/policy.h"

/* Never NULL: a level outside 1..4 is read as the nearest. */
const struct policy_severity *policy_severity(const struct policy *policy, int level);
/* "sev1", "SEV-1", "sev 1"?, "s1", "1", "p1", "critical", "severity1", the policy's own
 * name and word, any case: 1..4; 0: not a severity. `strict`: only forms with a digit. */
int policy_parse_severity(const struct policy *policy, const char *word, bool strict);
const struct policy_phase *policy_phase(const struct policy *policy, const char *key);
/* By key or name, any case, spaces or hyphens. */
const struct policy_phase *policy_parse_phase(const struct policy *policy,
                                              const char *word);
/* Does `phase` come after the one with the key `from`? False when either is not of this
 * policy any more. */
bool policy_later(const struct policy *policy, const struct policy_phase *phase,
                  const char *from);
/* Data of the entry that moves an incident into a phase, with the milestones that
 * entering it, and leaving the one it was in, reach. New reference. */
json_t *policy_phase_entry(const struct policy *policy, const struct incident *incident,
                           const struct policy_phase *phase);
const struct policy_role *policy_role(const struct policy *policy, const char *key);
const struct policy_role *policy_parse_role(const struct policy *policy,
                                            const char *word);
const struct policy_step *policy_step(const struct policy *policy, const char *command);
/* Role key of the commander: first rung of the ladder that is a role. */
const char *policy_commander(const struct policy *policy);
/* False (ERR_PHASE, naming what is missing and the command for it) when a milestone that
 * the step requires has not been reached. */
bool policy_gate(const struct policy *policy, const struct incident *incident,
                 const char *command, struct error *err);
/* The policy's spelling of a type of incident, or NULL; a policy without types has all.
 */
const char *policy_type(const struct policy *policy, const char *word);
/* Does audience `to` hear of `event` at this severity? */
bool policy_hears(const struct policy *policy, const char *event, int severity,
                  const char *to);

#endif

/* heard.c: who has heard of an incident.
 *
 * Derived from what the state keeps of the past: the worst severity, the highest step
 * that a missed deadline took, and the audiences that were told by name. Asking the
 * severity of today was rejected: an incident that was lowered would leave those whom its
 * beginning woke with an alarm and no end. Where the answer is uncertain (a policy that
 * changed meanwhile, a ladder that grew) it is yes: one line too many harms less. */
#include "core/heard.h"
#include "base/text.h"
#include "core/policy.h"

/* Heard by the rule of the policy, at the worst severity or at that of today. */
static bool by_event(const struct policy *policy, const struct incident *incident,
                     const char *audience) {
    static const char *const beginnings[] = {"opened", "severity"};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (policy_hears(policy, beginnings[i], incident->severity, audience) ||
            (incident->severity_highest != 0 &&
             policy_hears(policy, beginnings[i], incident->severity_highest, audience))) {
            return true;
        }
    }
    return false;
}

/* Was this rung of the ladder ever asked? */
static bool by_climb(const struct policy *policy, const struct incident *incident,
                     const char *audience) {
    if (!policy_severity(policy, incident->severity)->climbs &&
        !policy_severity(policy, incident->severity_highest)->climbs) {
        return false;
    }
    for (int64_t rung = 0; policy->ladder && policy->ladder[rung]; rung++) {
        if (rung < incident->climbed && text_equal(policy->ladder[rung], audience)) {
            return true;
        }
    }
    return false;
}

bool heard_of(const struct policy *policy, const struct incident *incident,
              const char *audience) {
    return (incident->told_announce && text_equal(audience, AUDIENCE_ANNOUNCE)) ||
           (incident->told_leadership && text_equal(audience, AUDIENCE_LEADERSHIP)) ||
           by_event(policy, incident, audience) || by_climb(policy, incident, audience);
}

bool heard_end(const struct incident *incident) {
    return incident &&
           (incident->closed || incident->milestones[MILESTONE_RECOVERED] != 0);
}

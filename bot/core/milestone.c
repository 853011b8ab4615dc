/* milestone.c: the names of the milestones, as policies and entries write them. */
#include "core/incident.h"

#include "base/text.h"

static const char *const names[] = {
    [MILESTONE_DETECTED] = "detected",         [MILESTONE_LOGGED] = "logged",
    [MILESTONE_ACKNOWLEDGED] = "acknowledged", [MILESTONE_TRIAGED] = "triaged",
    [MILESTONE_INVESTIGATED] = "investigated", [MILESTONE_ESCALATED] = "escalated",
    [MILESTONE_CONTAINED] = "contained",       [MILESTONE_MITIGATED] = "mitigated",
    [MILESTONE_RESOLVED] = "resolved",         [MILESTONE_RECOVERED] = "recovered",
    [MILESTONE_VERIFIED] = "verified",         [MILESTONE_CLOSED] = "closed",
    [MILESTONE_REVIEWED] = "reviewed",
};
_Static_assert(sizeof names / sizeof *names == MILESTONES, "every milestone has a name");

const char *milestone_name(enum milestone milestone) {
    return names[milestone];
}

int milestone_from_name(const char *name) {
    for (int i = 0; i < MILESTONES; i++) {
        if (text_equal(names[i], name)) {
            return i;
        }
    }
    return -1;
}

/* milestones.h: every milestone of an incident once, in order: what policies and entries call
 * it, and the command that records it. NULL: entering the phase that has it does. */
#ifndef TOCSIN_MILESTONES_H
#define TOCSIN_MILESTONES_H

#define MILESTONES_EACH(row)                                                             \
    row(DETECTED, "detected", NULL) row(LOGGED, "logged", NULL)                          \
        row(ACKNOWLEDGED, "acknowledged", "ack") row(TRIAGED, "triaged", NULL)           \
            row(INVESTIGATED, "investigated", NULL)                                      \
                row(ESCALATED, "escalated", "escalate")                                  \
                    row(CONTAINED, "contained", "contain")                               \
                        row(MITIGATED, "mitigated", "mitigate")                          \
                            row(RESOLVED, "resolved", "resolve")                         \
                                row(RECOVERED, "recovered", "restore")                   \
                                    row(VERIFIED, "verified", "verify")                  \
                                        row(CLOSED, "closed", "close")                   \
                                            row(REVIEWED, "reviewed", NULL)

#define MILESTONE_VALUE(key, name, command) MILESTONE_##key,
enum milestone { MILESTONES_EACH(MILESTONE_VALUE) MILESTONES };
#undef MILESTONE_VALUE

#endif

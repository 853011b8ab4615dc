/* verify: somebody looked, and it holds. Which milestones must come first is the policy's
 * business. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);

    if (incident->milestones[MILESTONE_VERIFIED]) {
        return err_set(err, ERR_PHASE,
                       "%s is already verified%s, since %s. Next: <!close>", incident->id,
                       by_whom(turn, KIND_VERIFIED),
                       turn_time(turn, incident->milestones[MILESTONE_VERIFIED]));
    }
    if (!turn_add(turn, KIND_VERIFIED, NULL, text_of("note", turn_arg(turn, "note")),
                  err)) {
        return false;
    }
    turn_say(turn, "Recorded as verified.\n", NULL);
    return true;
}

const struct command command_verify = {
    .name = "verify",
    .aliases = (const char *const[]){"verified", NULL},
    .summary = "Record that the resolution was checked and holds",
    .details = "Main functions, metrics and logs, and somebody who was hit.",
    .example = "verify 500 test orders went through, alerts are quiet",
    .args =
        (const struct arg[]){{"note", ARG_TEXT, 0, "what was checked",
                              (const char *const[]){"how it was checked",
                                                    "comment cela a été vérifié", NULL}},
                             ARG_AT,
                             {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_NEEDS_TIMELINE,
    .run = run,
};

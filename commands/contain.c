/* contain: the damage no longer spreads. Not yet less damage, which is `mitigate`. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);

    if (incident->milestones[MILESTONE_CONTAINED]) {
        return err_set(err, ERR_PHASE,
                       "%s is already contained%s, since %s. What is new: <!update what "
                       "is new>",
                       incident->id, by_whom(turn, KIND_CONTAINED),
                       turn_time(turn, incident->milestones[MILESTONE_CONTAINED]));
    }
    if (!turn_add(turn, KIND_CONTAINED, NULL, text_of("note", turn_arg(turn, "note")),
                  err)) {
        return false;
    }
    turn_say(turn, "Recorded as contained.\n", NULL);
    return true;
}

const struct command command_contain = {
    .name = "contain",
    .aliases = (const char *const[]){"contained", NULL},
    .summary = "Record that the damage no longer spreads",
    .example = "contain the leaked key is revoked",
    .args =
        (const struct arg[]){{"note", ARG_TEXT, 0, "what stopped it", NULL}, ARG_AT, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS | COMMAND_NEEDS_TIMELINE,
    .run = run,
};

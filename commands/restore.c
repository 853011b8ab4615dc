/* restore: the service works again for those who use it. The end of the outage and of the
 * duration that is reported; the cause may still have to be removed. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);

    if (incident->milestones[MILESTONE_RECOVERED]) {
        return err_set(err, ERR_PHASE,
                       "%s is already recorded as restored. If it failed again: "
                       "<!reopen what failed>",
                       incident->id);
    }
    if (!turn_add(turn, KIND_RESTORED, NULL, text_of("note", turn_arg(turn, "note")),
                  err)) {
        return false;
    }
    turn_say(turn, "Recorded: the service is restored after {{{down}}}.\n",
             json_pack("{s:s}", "down",
                       turn_duration(turn, turn_incident(turn)->restored_ms)));
    return true;
}

const struct command command_restore = {
    .name = "restore",
    .aliases = (const char *const[]){"restored", "recovered", "recover", NULL},
    .summary = "Record that the service works again",
    .example = "restore error rate back at its usual level",
    .args =
        (const struct arg[]){{"note", ARG_TEXT, 0, "how you know", NULL}, ARG_AT, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = run,
};

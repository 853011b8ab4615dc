/* ack: "somebody is on it". Stops the acknowledge deadline and its climb; who runs the
 * incident is a different question, asked by `role`. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);

    if (incident->milestones[MILESTONE_ACKNOWLEDGED]) {
        return err_set(err, ERR_PHASE,
                       "%s is already acknowledged%s, since %s. To take command: "
                       "<!role take>",
                       incident->id, by_whom(turn, KIND_ACKNOWLEDGED),
                       turn_time(turn, incident->milestones[MILESTONE_ACKNOWLEDGED]));
    }
    if (!turn_add(turn, KIND_ACKNOWLEDGED, NULL, NULL, err)) {
        return false;
    }
    turn_say(turn, "Acknowledged.\n", NULL);
    return true;
}

const struct command command_ack = {
    .name = "ack",
    .aliases = (const char *const[]){"acknowledge", NULL},
    .summary = "Acknowledge: you are looking at it",
    .details = "Stops the acknowledgement deadline. Taking a role, posting an update or "
               "recording a mitigation acknowledges as well.",
    .example = "ack",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_NEEDS_TIMELINE,
    .run = run,
};

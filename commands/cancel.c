/* cancel: there was no incident: a false alarm, a mistake, a drill that nobody announced.
 *
 * Not a resolution: nothing was repaired, nobody is apologised to, and nothing of it
 * counts in the figures. Those who were told hear one line. Deadlines end, those of its
 * actions too, which stay on record: whoever reopens it has them again. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *view;

    if (incident->milestones[MILESTONE_RESOLVED] != 0 ||
        incident->milestones[MILESTONE_RECOVERED] != 0) {
        return err_set(
            err, ERR_PHASE,
            "%s is recorded as %s, so it was an incident. To end it: <!close>\nIf it was "
            "none, open it again, then cancel it: <!reopen it was none>",
            incident->id,
            incident->milestones[MILESTONE_RESOLVED] != 0 ? "resolved" : "restored");
    }
    if (!turn_add(turn, KIND_CANCELLED, NULL, text_of("why", turn_arg(turn, "why")),
                  err)) {
        return false;
    }
    view = json_pack("{s:s}", "id", incident->id);
    view_count(view, "actions", (int64_t)turn_incident(turn)->nactions);
    turn_say(
        turn,
        "*{{id}}* is cancelled. Whoever was told of it is told so.\n"
        "{{#actions}}Actions still open, without reminders from now on: {{actions}}. "
        "<!action list>\n{{/actions}}",
        view);
    turn->answered = true;
    return true;
}

const struct command command_cancel = {
    .name = "cancel",
    .aliases = (const char *const[]){"abort", "mistake", "false-alarm", "false_alarm",
                                     "falsealarm", NULL},
    .summary = "End it: it is no incident (false alarm)",
    .details = "Reminders end, it stays on record and out of the figures, and <!reopen> "
               "undoes it. What another incident already covers: <!duplicate>.",
    .example = "cancel the alert came from a load test on staging",
    .args = (const struct arg[]){{"why", ARG_TEXT, ARG_REQUIRED, "why it is none", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_FINAL,
    .run = run,
};

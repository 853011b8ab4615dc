/* reopen: it came back, or never went. Undoes resolution and closure; the time in between
 * is not counted as outage, the earlier outage still is. */
#include "common.h"

/* Where the policy wants a reopened incident; without a word from it, the beginning. */
static const char *phase_after(const struct policy *policy, const char *current) {
    const struct policy_step *step = policy_step(policy, "reopen");

    if (step && step->phase) {
        return step->phase;
    }
    return policy->nphases ? policy->phases[0].key : current;
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *phase = phase_after(turn->world->policy, incident->phase);
    json_t *view;

    if (!incident->closed && !incident->milestones[MILESTONE_RESOLVED] &&
        !incident->milestones[MILESTONE_RECOVERED]) {
        return err_set(err, ERR_PHASE,
                       "%s is open and not resolved: there is nothing to reopen.",
                       incident->id);
    }
    if (!turn_add(turn, KIND_REOPENED, json_pack("{s:s}", "phase", phase),
                  text_of("reason", turn_arg(turn, "reason")), err)) {
        return false;
    }
    view = json_pack("{s:s, s:s}", "id", incident->id, "phase", phase_title(turn, phase));
    view_update_due(turn, turn_incident(turn), view);
    turn_say(turn,
             "*{{id}}* is open again, in phase {{phase}}."
             "{{#update_due}} Next update due {{{update_due}}}.{{/update_due}}\n",
             view);
    return true;
}

const struct command command_reopen = {
    .name = "reopen",
    .summary = "Open it again: it came back",
    .details = "For a resolved or a closed incident. Deadlines start anew.",
    .example = "reopen errors are back since 14:05",
    .args =
        (const struct arg[]){{"reason", ARG_TEXT, ARG_REQUIRED, "what came back", NULL},
                             {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = run,
};

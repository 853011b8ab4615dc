/* reopen: it came back, or never went. Undoes resolution and closure; the time in between
 * is not counted as outage, the earlier outage still is. What was cancelled or ended as a
 * duplicate is taken back whole: it goes on in the phase it was in. */
#include "common.h"

/* Where the policy wants a reopened incident; without a word from it, the beginning. */
static const char *phase_after(const struct policy *policy, const char *current) {
    const struct policy_step *step = policy_step(policy, "reopen");

    if (step && step->phase) {
        return step->phase;
    }
    return policy->nphases ? policy->phases[0].key : current;
}

/* The original of a duplicate is told. Whoever writes on a restricted one may read it from
 * then on (audience.h): for somebody who may not, the bot writes it. */
static bool tell_original(struct turn *turn, const char *original, struct error *err) {
    const struct incident *other = turn->other;
    const char *actor = turn->input->actor;
    json_t *data;

    if (!original || !other || !text_equal(other->id, original) || other->read_only) {
        return true;
    }
    data = json_pack("{s:s, s:s, s:b}", "other", turn->before->id, "as", LINK_RELATED,
                     "reopened", 1);
    if (visible(turn->world->directory, actor, other)) {
        return turn_add_other(turn, KIND_LINKED, data, NULL, err);
    }
    jsonx_set_string(data, "who", actor);
    return turn_add_other_as(turn, ACTOR_BOT, KIND_LINKED, data, NULL, err);
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *original = arena_strdup(turn->arena, incident_original(incident));
    /* What was cancelled or a duplicate goes on where it was. */
    const char *phase = incident->end && !incident->milestones[MILESTONE_RESOLVED]
                            ? incident->phase
                            : phase_after(turn->world->policy, incident->phase);
    json_t *view;

    if (!incident->closed && !incident->milestones[MILESTONE_RESOLVED] &&
        !incident->milestones[MILESTONE_RECOVERED]) {
        return err_set(err, ERR_PHASE,
                       "%s is open and not resolved: there is nothing to reopen.",
                       incident->id);
    }
    if (!turn_add(turn, KIND_REOPENED, json_pack("{s:s}", "phase", phase),
                  text_of("reason", turn_arg(turn, "reason")), err) ||
        !tell_original(turn, original, err)) {
        return false;
    }
    view = json_pack("{s:s, s:s, s:s*}", "id", incident->id, "phase",
                     phase_title(turn, phase), "original", original);
    view_update_due(turn, turn_incident(turn), view);
    turn_say(
        turn,
        "*{{id}}* is open again, in phase {{phase}}."
        "{{#update_due}} Next update due {{{update_due}}}.{{/update_due}}\n"
        "{{#original}}It is no duplicate of *{{original}}* any more. What went there "
        "stays there.\n{{/original}}",
        view);
    return true;
}

const struct command command_reopen = {
    .name = "reopen",
    .summary = "Open it again: it came back",
    .details = "For what is resolved, closed, cancelled or a duplicate. Deadlines start "
               "anew.",
    .example = "reopen errors are back since 14:05",
    .args = (const struct arg[]){{"reason", ARG_TEXT, ARG_REQUIRED, "what came back",
                                  (const char *const[]){"why", "what failed", "pourquoi",
                                                        NULL}},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_ORIGINAL,
    .run = run,
};

/* escalate: call for more, on purpose and with a reason, before a deadline does it. To a
 * rung of the policy's ladder, to whoever holds a role, or to a person. */
#include "common.h"

/* What the entry names: a rung that is no role stays a rung, a role becomes its holder.
 * NULL with err set when nobody would hear it. */
static const char *target(struct turn *turn, const char *word, struct error *err) {
    const struct world *world = turn->world;
    const struct policy_role *role;
    const char *who;

    for (size_t i = 0; world->policy->ladder && world->policy->ladder[i]; i++) {
        const char *rung = world->policy->ladder[i];

        if (text_equal_nocase(rung, word) && !policy_role(world->policy, rung))
            return rung;
    }
    role = policy_parse_role(world->policy, word);
    if (role) {
        who = incident_role(turn_incident(turn), role->key);
        if (!who) {
            err_set(err, ERR_PHASE,
                    "Nobody is %s. Name somebody first: <!role assign %s @name>",
                    role->name, role->key);
        }
        return who;
    }
    who = people_parse(turn->arena, world->directory, turn->input->actor, word);
    if (!who) {
        err_set(err, ERR_INVALID,
                "Nobody of that name. Escalate to a role, to a rung of the ladder "
                "or to @somebody: <!escalate @name why>");
    }
    return who;
}

static bool run(struct turn *turn, struct error *err) {
    const char *to = target(turn, turn_arg(turn, "to"), err);

    if (!to)
        return false;
    if (people_same(turn->world->directory, to, turn->input->actor))
        return err_set(err, ERR_INVALID, "That is you. Escalate to somebody else.");
    if (!turn_add(turn, KIND_ESCALATED, json_pack("{s:s}", "to", to),
                  text_of("reason", turn_arg(turn, "reason")), err))
        return false;
    turn_say(turn, "Escalated to *{{to}}*.\n",
             json_pack("{s:s}", "to", strchr(to, ':') ? name_of(turn, to) : to));
    return true;
}

const struct command command_escalate = {
    .name = "escalate",
    .aliases = (const char *const[]){"page", NULL},
    .summary = "Call for help: a role, a rung of the ladder or a person",
    .details = "They are told at once, with the reason and the state of the incident.",
    .example = "escalate leadership vendor does not answer, four hours are at risk",
    .args =
        (const struct arg[]){
            {"to", ARG_WORD, ARG_REQUIRED, "role, rung or @person", NULL},
            {"reason", ARG_TEXT, ARG_REQUIRED, "what is needed, and why", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .run = run,
};

/* resolve: the cause is dealt with. Says what fixed it, because that is the one thing
 * that everybody asks afterwards; what the cause was may still be unknown, and then says
 * so. */
#include "common.h"

static const char *const causes[] = {"fixed", "isolated", "unknown", NULL};

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *cause = turn_arg(turn, "cause");
    json_t *data = NULL, *text = NULL;

    if (incident->milestones[MILESTONE_RESOLVED]) {
        return err_set(
            err, ERR_PHASE,
            "%s is already resolved%s, since %s. If it came back: <!reopen what came "
            "back>",
            incident->id, by_whom(turn, KIND_RESOLVED),
            turn_time(turn, incident->milestones[MILESTONE_RESOLVED]));
    }
    if (cause) {
        data = json_pack("{s:s}", "cause", cause);
    }
    text = text_of("resolution", turn_arg(turn, "resolution"));
    jsonx_set_string(text, "cause", turn_arg(turn, "root-cause"));
    if (!turn_add(turn, KIND_RESOLVED, data, text, err)) {
        return false;
    }
    turn_say(turn,
             "Recorded as resolved.{{#unknown}} The cause is open: note it when it is "
             "known, or add an action to find it.{{/unknown}}\n",
             json_pack("{s:b}", "unknown", text_equal(cause, "unknown")));
    return true;
}

const struct command command_resolve = {
    .name = "resolve",
    .aliases = (const char *const[]){"resolved", "fixed", NULL},
    .summary = "Record that the cause is dealt with",
    .details =
        "Say what fixed it. `cause=` says whether the cause is fixed, only isolated, "
        "or unknown; `cause:` describes it. A mitigation that leaves the cause in "
        "place is <!mitigate>.",
    .example =
        "resolve build 407 is back on all nodes cause: pool size lowered by the release",
    .args =
        (const struct arg[]){{"cause", ARG_CHOICE, ARG_KEY, "state of the cause", causes},
                             {"resolution", ARG_TEXT, ARG_REQUIRED, "what fixed it",
                              (const char *const[]){"ce qui l'a résolu", NULL}},
                             {"root-cause", ARG_PART, 0, "what the cause was",
                              (const char *const[]){"root cause", "cause", NULL}},
                             ARG_AT,
                             {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS | COMMAND_NEEDS_TIMELINE,
    .run = run,
};

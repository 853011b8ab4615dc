/* severity: up and down. Deadlines follow by themselves; what each severity means is in
 * <!help severity>. */
#include "common.h"

static const char said[] =
    "Severity is now *{{to}}* (was {{from}}).\n"
    "{{#update_due}}Next update due {{{update_due}}}"
    "{{#overdue}}, overdue by {{{overdue}}}{{/overdue}}.\n{{/update_due}}"
    "{{#unexplained}}No reason given. If it is not obvious: <!note "
    "why>\n{{/unexplained}}";

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int from = incident->severity;
    int to = (int)turn_arg_int(turn, "severity", 0);
    const char *reason = turn_arg(turn, "reason");
    json_t *view;

    if (to == 0) {
        turn_say(turn,
                 "It is *{{now}}*. To change it: <!severity sev{{other}} why>\nWhat each "
                 "means: <!help severity>\n",
                 json_pack("{s:s, s:i}", "now", severity_title(turn, from), "other",
                           from > SEVERITY_HIGHEST ? from - 1 : from + 1));
        return true;
    }
    if (!policy_severity(turn->world->policy, to)) {
        return err_set(err, ERR_INVALID, "The policy has no severity %d.", to);
    }
    if (to == from) {
        return err_set(err, ERR_INVALID, "%s is %s already.", incident->id,
                       severity_title(turn, to));
    }
    if (!turn_add(turn, KIND_SEVERITY, json_pack("{s:i, s:i}", "from", from, "to", to),
                  text_of("reason", reason), err)) {
        return false;
    }
    view = json_pack("{s:s, s:s, s:b}", "from", severity_title(turn, from), "to",
                     severity_title(turn, to), "unexplained", !reason);
    view_update_due(turn, turn_incident(turn), view);
    turn_say(turn, said, view);
    return true;
}

const struct command command_severity = {
    .name = "severity",
    .aliases = (const char *const[]){"sev", NULL},
    .summary = "Change the severity, up or down",
    .details = "When in doubt, the higher one. Deadlines and audiences follow the new "
               "severity at once.",
    .example = "severity sev1 the second region fails as well",
    .args = (const struct arg[]){{"severity", ARG_SEVERITY, ARG_REQUIRED,
                                  "the new severity", NULL},
                                 {"reason", ARG_TEXT, 0, "why", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_BARE,
    .run = run,
};

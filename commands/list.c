/* list: which incidents there are, one line each. Of a restricted one those who may not
 * read it learn existence and state, nothing else. */
#include "common.h"

static const char said[] =
    "{{#lines}}- *{{id}}* {{severity}}, {{phase}}"
    "{{#restricted}}, restricted{{/restricted}}"
    "{{^restricted}}{{#summary}}, {{summary}}{{/summary}}; "
    "{{#commander}}commander {{commander}}{{/commander}}"
    "{{^commander}}*no commander*{{/commander}}; "
    "{{#age}}open for {{{age}}}{{/age}}{{^age}}closed{{/age}}"
    "{{#update_due}}; {{#overdue}}*update overdue by {{{overdue}}}*{{/overdue}}"
    "{{^overdue}}next update {{{update_due}}}{{/overdue}}{{/update_due}}"
    "{{/restricted}}\n{{/lines}}"
    "{{^lines}}No {{^closed}}open{{/closed}}{{#closed}}closed{{/closed}} incidents.\n"
    "{{/lines}}"
    "{{#more}}and {{more}} more.\n{{/more}}"
    "{{#aside}}What is restricted is not shown where everybody reads it. Only for you: "
    "<!list>\n{{/aside}}";

static json_t *line_of(const struct turn *turn, const struct incident *incident) {
    const struct policy *policy = turn->world->policy;
    const struct policy_severity *severity = policy_severity(policy, incident->severity);
    json_t *line = json_pack("{s:s, s:s, s:s}", "id", incident->id, "severity",
                             severity->name, "phase", phase_title(turn, incident->phase));

    if (!turn_reads(turn, incident)) {
        json_object_set_new(line, "restricted", json_true());
        return line;
    }
    jsonx_set_string(line, "summary", incident->summary);
    jsonx_set_string(line, "commander",
                     name_of(turn, incident_role(incident, policy_commander(policy))));
    if (!incident->closed) {
        jsonx_set_string(line, "age",
                         turn_duration(turn, turn->world->now - incident->opened));
    }
    view_update_due(turn, incident, line);
    return line;
}

static bool run(struct turn *turn, struct error *err) {
    json_t *lines = json_array();
    bool aside = false;
    size_t shown = turn->nlisted < LIMIT_LIST ? turn->nlisted : LIMIT_LIST;
    json_t *view;

    (void)err;
    for (size_t i = 0; i < shown; i++) {
        json_array_append_new(lines, line_of(turn, turn->listed[i]));
        aside = aside || (turn->input->shown && turn->listed[i]->restricted);
    }
    view = json_pack("{s:o, s:b, s:b}", "lines", lines, "closed",
                     turn_arg_bool(turn, "closed"), "aside", aside);
    view_count(view, "more", turn->listed_total - (int64_t)shown);
    turn_say(turn, said, view);
    turn->answered = true;
    return true;
}

const struct command command_list = {
    .name = "list",
    .aliases = (const char *const[]){"ls", "incidents", NULL},
    .summary = "List open or closed incidents",
    .example = "list",
    .args =
        (const struct arg[]){
            {"closed", ARG_FLAG, 0, "closed ones, the latest first", NULL}, {0}},
    .scope = SCOPE_ANY,
    .flags =
        COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OPEN | COMMAND_NEEDS_CLOSED,
    .run = run,
};

/* who: who holds which role, which role nobody holds, and who else has responded. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct policy *policy = turn->world->policy;
    json_t *roles = json_array(), *others = json_array();

    (void)err;
    for (size_t i = 0; i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];
        const char *holder = incident_role(incident, role->key);

        json_array_append_new(roles,
                              json_pack("{s:s, s:s, s:s*, s:s*}", "name", role->name,
                                        "key", role->key, "holder",
                                        shown_as(turn, holder), "duties", role->duties));
    }
    for (size_t i = 0; i < incident->nresponders; i++) {
        json_array_append_new(others, json_pack("{s:s, s:b}", "who",
                                                shown_as(turn, incident->responders[i]),
                                                "last", i + 1 == incident->nresponders));
    }
    turn_say(turn,
             "{{#roles}}- {{name}}: {{#holder}}*{{{holder}}}*{{/holder}}"
             "{{^holder}}nobody{{/holder}}{{#duties}} ({{duties}}){{/duties}}"
             "{{^holder}}{{#open}}. To take it: <!role take {{key}}>{{/open}}{{/holder}}"
             "\n{{/roles}}"
             "{{#any}}Responders:{{#others}} "
             "{{{who}}}{{^last}},{{/last}}{{/others}}\n{{/any}}",
             json_pack("{s:o, s:b, s:b, s:o}", "roles", roles, "open", !incident->closed,
                       "any", incident->nresponders > 0, "others", others));
    return true;
}

const struct command command_who = {
    .name = "who",
    .aliases = (const char *const[]){"responders", NULL},
    .summary = "Show roles and responders",
    .example = "who",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
    .run = run,
};

/* catchup: what somebody must know who joins now or takes over: the state, who does what,
 * what is open, and the last things that mattered. Notes and reminders do not: whoever
 * needs them reads the timeline. */
#include "lines.h"

enum { LATELY = 5 };

static const char said[] =
    "# {{id}} {{title}}, {{phase_name}}{{#closed}}, closed{{/closed}}\n"
    "{{#summary}}*{{summary}}*\n{{/summary}}"
    "{{#services}}Hit: {{services}}\n{{/services}}"
    "{{#impact}}Impact: {{impact}}\n{{/impact}}"
    "{{#last_update}}Last update: {{last_update}}\n{{/last_update}}"
    "{{^last_update}}No update yet.\n{{/last_update}}"
    "{{^restored}}{{#next_steps}}Next steps: {{next_steps}}\n{{/next_steps}}"
    "{{#workaround}}Workaround: {{workaround}}\n{{/workaround}}"
    "{{#eta}}Expected end: {{{eta}}}\n{{/eta}}{{/restored}}"
    "{{^near_miss}}{{#duration}}Outage: {{{duration}}}\n{{/duration}}{{/near_miss}}"
    "{{#roles}}- {{name}}: {{holder}}\n{{/roles}}"
    "{{^commander}}{{^closed}}- *No commander*: <!role take>\n{{/closed}}{{/commander}}"
    "{{#bridge}}Bridge: {{bridge}}\n{{/bridge}}"
    "{{#has_actions}}*Open actions*\n{{/has_actions}}"
    "{{#open_actions}}- {{number}}. {{title}}{{#owner}}, {{{owner}}}{{/owner}}"
    "{{#due}}, due {{{due}}}{{/due}}\n{{/open_actions}}"
    "{{#more_actions}}- and {{more_actions}} more: <!action list>\n{{/more_actions}}"
    "*Lately*\n{{#lately}}- {{{.}}}\n{{/lately}}"
    "{{#update_due}}Next update due {{{update_due}}}"
    "{{#overdue}}, *overdue by {{{overdue}}}*{{/overdue}}\n{{/update_due}}";

static const char *const weighty[] = {
    KIND_OPENED,    KIND_SEVERITY,  KIND_ROLE,      KIND_UPDATE,   KIND_DECISION,
    KIND_CONTAINED, KIND_MITIGATED, KIND_RESOLVED,  KIND_RESTORED, KIND_VERIFIED,
    KIND_CLOSED,    KIND_REOPENED,  KIND_ESCALATED, NULL};

static json_t *lately(const struct turn *turn) {
    json_t *lines = json_array();
    bool cut = false;

    for (size_t i = turn->ntimeline; i > 0 && json_array_size(lines) < LATELY; i--) {
        const struct entry *entry = &turn->timeline[i - 1];

        if (text_in(entry->kind, weighty)) {
            json_array_insert_new(lines, 0, json_string(line_of(turn, entry, &cut)));
        }
    }
    return lines;
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *view = incident_view(turn->arena, turn->world, incident);

    (void)err;
    jsonx_set_string(view, "title", severity_title(turn, incident->severity));
    json_object_set_new(view, "lately", lately(turn));
    view_update_due(turn, incident, view);
    turn_say(turn, said, view);
    return true;
}

const struct command command_catchup = {
    .name = "catchup",
    .aliases = (const char *const[]){"catch-up", "summarize", NULL},
    .summary = "Tell what somebody must know who joins now",
    .example = "catchup",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};

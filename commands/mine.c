/* mine: what one person has to know and to do: the open incidents, and the action items
 * that are theirs, those of closed incidents too. */
#include "common.h"

static const char said[] =
    "# Open incidents\n"
    "{{#open}}- *{{id}}* {{severity}}, {{phase}}{{#summary}}: {{summary}}{{/summary}}"
    "{{#roles}}; you are {{roles}}{{/roles}}{{#due}}; next update {{#late}}overdue since "
    "{{/late}}{{{due}}}{{/due}}\n"
    "{{/open}}"
    "{{^open}}Nothing is open.\n{{/open}}"
    "{{#more}}and {{more}} more: <!list>\n{{/more}}"
    "# Your action items\n"
    "{{#actions}}- {{id}} #{{number}} {{#title}}{{title}}{{/title}}"
    "{{^title}}(restricted: its commander says what it is){{/title}}"
    "{{#due}}, due {{{due}}}{{/due}}{{#overdue}} *overdue*{{/overdue}}\n{{/actions}}"
    "{{^actions}}None.\n{{/actions}}"
    "{{#aside}}What is restricted is not shown where everybody reads it. Only for you: "
    "<!mine>\n{{/aside}}";

static bool is_me(const struct turn *turn, const char *actor) {
    return actor && people_same(turn->world->directory, actor, turn->input->actor);
}

static const char *roles_of(const struct turn *turn, const struct incident *incident) {
    const char *all = NULL;

    for (size_t i = 0; i < incident->nroles; i++) {
        const struct policy_role *role =
            policy_role(turn->world->policy, incident->roles[i].role);

        if (role && is_me(turn, incident->roles[i].actor)) {
            all = all ? arena_printf(turn->arena, "%s, %s", all, role->name) : role->name;
        }
    }
    return all;
}

static json_t *incident_line(const struct turn *turn, const struct incident *incident) {
    const struct policy *policy = turn->world->policy;
    bool readable = turn_reads(turn, incident);
    int64_t due = deadline_update_due(incident, policy, turn->world->civil);
    json_t *line = json_pack("{s:s, s:s, s:s}", "id", incident->id, "severity",
                             policy_severity(policy, incident->severity)->name, "phase",
                             phase_title(turn, incident->phase));

    if (readable) {
        jsonx_set_string(line, "summary", incident->summary);
        jsonx_set_string(line, "roles", roles_of(turn, incident));
    }
    if (readable && due != NEVER) {
        jsonx_set_string(line, "due", turn_time(turn, due));
        json_object_set_new(line, "late", json_boolean(due < turn->world->now));
    }
    return line;
}

/* Whoever was given an action hears of it; being given one lets nobody in. In the open
 * not even that is said of a restricted incident: who works on it is part of it. */
static void add_actions(const struct turn *turn, const struct incident *incident,
                        json_t *actions) {
    bool readable = turn_reads(turn, incident);

    /* Cancelled, or gone on as another one: nobody waits for its actions. */
    if ((!readable && turn->input->shown) || incident->end != NULL) {
        return;
    }
    for (size_t i = 0; i < incident->nactions; i++) {
        const struct action *action = &incident->actions[i];
        json_t *line;

        if (!is_me(turn, action->owner)) {
            continue;
        }
        line = json_pack("{s:s, s:I, s:b}", "id", incident->id, "number",
                         (json_int_t)action->number, "overdue",
                         action->due && action->due < turn->world->now);
        jsonx_set_string(line, "title", readable ? action->title : NULL);
        if (action->due) {
            jsonx_set_string(line, "due", turn_time(turn, action->due));
        }
        json_array_append_new(actions, line);
    }
}

static bool run(struct turn *turn, struct error *err) {
    json_t *open = json_array(), *actions = json_array(), *view;
    bool aside = false;

    (void)err;
    for (size_t i = 0; i < turn->nlisted; i++) {
        aside = aside || (turn->input->shown && turn->listed[i]->restricted);
        if (!turn->listed[i]->closed && json_array_size(open) < LIMIT_LIST) {
            json_array_append_new(open, incident_line(turn, turn->listed[i]));
        }
        add_actions(turn, turn->listed[i], actions);
    }
    view = json_pack("{s:o, s:o, s:b}", "open", open, "actions", actions, "aside", aside);
    view_count(view, "more", turn->listed_total - (int64_t)json_array_size(open));
    turn_say(turn, said, view);
    turn->answered = true;
    return true;
}

const struct command command_mine = {
    .name = "mine",
    .aliases = (const char *const[]){"home", NULL},
    .summary = "Show the open incidents and your own action items",
    .example = "mine",
    .scope = SCOPE_ANY,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OPEN | COMMAND_NEEDS_TODO,
    .run = run,
};

/* mine: what one person has to know and to do: the open incidents with the way to each,
 * and the action items that are theirs, those of closed incidents too. It is the home tab
 * as well, where what is needed most is pressed. */
#include "base/address.h"
#include "common.h"
#include "core/buttons.h"
#include "core/deadline_due.h"
#include "core/view_fields.h"

static const char said[] =
    "# Open incidents\n"
    "{{#open}}- *{{id}}* *{{severity}}*, {{phase}}{{#restricted}}, "
    "restricted{{/restricted}}{{#summary}}: {{summary}}{{/summary}}"
    "{{#place}}; {{{place}}}{{/place}}{{#roles}}; you are {{roles}}{{/roles}}{{#due}}; "
    "next update {{#late}}overdue since "
    "{{/late}}{{{due}}}{{/due}}\n"
    "{{/open}}"
    "{{^open}}{{^unread}}Nothing is open.\n{{/unread}}{{/open}}"
    "{{#unread}}- *{{id}}* *cannot be read*: damaged in the database\n{{/unread}}"
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

/* Its channel, where the asker can go: on their own network. */
static const char *place_of(const struct turn *turn, const struct incident *incident) {
    const char *actor = turn->input->actor;

    for (size_t i = 0; i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (bound->place && !bound->failed && address_same_network(bound->place, actor) &&
            !text_equal(turn->here, incident->id)) {
            return view_place(turn->arena, bound->place);
        }
    }
    return NULL;
}

/* "001: Post an update": one per incident that waits for it. `short`: beside its line. */
static void add_button(const struct turn *turn, const struct incident *incident,
                       json_t *buttons) {
    const char *number = strrchr(incident->id, '-');
    char made[INCIDENT_MADE];
    json_t *item;
    const char *label;

    if (!turn_reads(turn, incident) || !button_applies(turn->world, incident, "update")) {
        return;
    }
    item = json_pack("{s:s, s:s, s:s, s:b}", "command", "update", "incident",
                     incident->id, "made", incident_made(incident, made), "form", 1);
    label = button_label(turn->arena, turn->world, item, "update");
    jsonx_set_string(item, "short", label);
    jsonx_set_string(
        item, "label",
        arena_printf(turn->arena, "%s: %s", number ? number + 1 : incident->id, label));
    json_array_append_new(buttons, item);
}

static void add_declare(const struct turn *turn, json_t *buttons) {
    json_t *item = json_pack("{s:s, s:b}", "command", "declare", "form", 1);

    jsonx_set_string(item, "label",
                     button_label(turn->arena, turn->world, item, "Declare an incident"));
    json_array_append_new(buttons, item);
}

static json_t *incident_line(const struct turn *turn, const struct incident *incident) {
    const struct policy *policy = turn->world->policy;
    bool readable = turn_reads(turn, incident);
    int64_t due = deadline_update_due(incident, policy, turn->world->civil);
    json_t *line = json_pack("{s:s, s:s, s:s}", "id", incident->id, "severity",
                             policy_severity(policy, incident->severity)->name, "phase",
                             phase_title(turn, incident->phase));

    if (!readable) {
        json_object_set_new(line, "restricted", json_true());
    } else {
        jsonx_set_string(line, "summary", incident->summary);
        jsonx_set_string(line, "roles", roles_of(turn, incident));
        jsonx_set_string(line, "place", place_of(turn, incident));
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
    if ((!readable && turn->input->shown) || incident->end) {
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

static void add_unread(const struct turn *turn, json_t *view) {
    json_t *ids = json_array(), *id;
    size_t i;

    json_array_foreach(turn->unread, i, id) {
        json_array_append_new(ids, json_pack("{s:O}", "id", id));
    }
    if (i > 0) {
        json_object_set(view, "unread", ids);
    }
    json_decref(ids);
}

static bool run(struct turn *turn, struct error *err) {
    json_t *open = json_array(), *actions = json_array(), *view;
    bool aside = false;

    (void)err;
    turn->buttons = arena_json(turn->arena, json_array());
    for (size_t i = 0; i < turn->nlisted; i++) {
        aside = aside || (turn->input->shown && turn->listed[i]->restricted);
        if (!turn->listed[i]->closed && json_array_size(open) < LIMIT_LIST) {
            json_array_append_new(open, incident_line(turn, turn->listed[i]));
            add_button(turn, turn->listed[i], turn->buttons);
        }
        add_actions(turn, turn->listed[i], actions);
    }
    add_declare(turn, turn->buttons);
    view = json_pack("{s:o, s:o, s:b}", "open", open, "actions", actions, "aside", aside);
    add_unread(turn, view);
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

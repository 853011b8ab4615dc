/* action: what somebody has to do, with an owner and a due time so that it gets done.
 * Actions outlive the incident, and so do their reminders. */
#include "common.h"

static bool add(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *owner = turn_arg(turn, "owner");
    int64_t due = turn_arg_int(turn, "due", 0);
    int64_t number = incident->actions_added + 1;
    json_t *data, *view;

    if (incident->nactions >= LIMIT_OPEN_ACTIONS) {
        return err_set(err, ERR_LIMIT,
                       "%s has %d open actions, which is the limit. Finish one first: "
                       "<!action list>",
                       incident->id, LIMIT_OPEN_ACTIONS);
    }
    if (due && due <= turn->world->now) {
        return err_set(err, ERR_INVALID, "That due time has passed. Give one to come.");
    }
    data = json_pack("{s:I}", "number", (json_int_t)number);
    jsonx_set_string(data, "owner", owner);
    jsonx_set_string(data, "place", turn->input->place);
    if (due) {
        jsonx_set_int(data, "due", due);
    }
    if (!turn_add(turn, KIND_ACTION_ADDED, data,
                  text_of("title", turn_arg(turn, "title")), err)) {
        return false;
    }
    view = json_pack("{s:I, s:s*, s:b}", "number", (json_int_t)number, "owner",
                     shown_as(turn, owner), "outside", outside(turn, owner));
    if (due) {
        jsonx_set_string(view, "due", turn_time(turn, due));
        jsonx_set_string(view, "ended", incident->end ? incident_end(incident) : NULL);
    }
    turn_say(
        turn,
        "Action {{number}} added{{#owner}} for {{{owner}}}{{/owner}}"
        "{{#due}}, due {{{due}}}{{/due}}."
        "{{^owner}} Nobody owns it yet.{{/owner}}{{#ended}} Nobody is reminded of it: "
        "the incident is {{ended}}.{{/ended}}\n"
        "{{#outside}}{{{owner}}} hears that there is an action, not what it is: the "
        "incident is restricted. To let them in: <!role assign …>\n{{/outside}}",
        view);
    return true;
}

static bool done(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t number = turn_arg_int(turn, "number", 0);
    json_t *view;

    if (!incident_action(incident, number)) {
        return err_set(err, number > incident->actions_added ? ERR_NOT_FOUND : ERR_PHASE,
                       number > incident->actions_added
                           ? "There is no action %lld. The open ones: <!action list>"
                           : "Action %lld is done already. The open ones: <!action list>",
                       (long long)number);
    }
    if (!turn_add(turn, KIND_ACTION_DONE,
                  json_pack("{s:I}", "number", (json_int_t)number), NULL, err)) {
        return false;
    }
    view = json_pack("{s:I}", "number", (json_int_t)number);
    view_count(view, "left", (int64_t)turn_incident(turn)->nactions);
    turn_say(turn, "Action {{number}} is done.{{#left}} Still open: {{left}}.{{/left}}\n",
             view);
    return true;
}

static bool list(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *lines = json_array(), *view;

    (void)err;
    for (size_t i = 0; i < incident->nactions; i++) {
        const struct action *action = &incident->actions[i];
        json_t *line =
            json_pack("{s:I, s:s, s:s*}", "number", (json_int_t)action->number, "title",
                      action->title, "owner", shown_as(turn, action->owner));

        if (action->due) {
            jsonx_set_string(line, "due", turn_time(turn, action->due));
        }
        if (action->due && action->due <= turn->world->now) {
            json_object_set_new(line, "overdue", json_true());
        }
        json_array_append_new(lines, line);
    }
    view = json_pack("{s:o}", "lines", lines);
    view_count(view, "done", incident->actions_done);
    turn_say(turn,
             "{{#lines}}- {{number}}. {{title}} ({{#owner}}{{{owner}}}{{/owner}}"
             "{{^owner}}nobody{{/owner}}{{#due}}, due {{{due}}}{{/due}}"
             "{{#overdue}}, *overdue*{{/overdue}})\n{{/lines}}"
             "{{^lines}}No open actions. To add one: <!action add what is to be done>\n"
             "{{/lines}}"
             "{{#done}}Done: {{done}}.\n{{/done}}",
             view);
    return true;
}

static const struct command sub_add = {
    .name = "add",
    .aliases = (const char *const[]){"new", NULL},
    .summary = "Add an action",
    .example = "action add owner=@ana due=2d raise the alert threshold",
    .args = (const struct arg[]){{"owner", ARG_ACTOR, ARG_KEY, "who does it", NULL},
                                 {"due", ARG_DUE, ARG_KEY, "until when", NULL},
                                 {"title", ARG_TEXT, ARG_REQUIRED, "what is to be done",
                                  NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = add,
};

static const struct command sub_done = {
    .name = "done",
    .aliases = (const char *const[]){"finish", "finished", NULL},
    .summary = "Say that an action is done",
    .example = "action done 2",
    .args = (const struct arg[]){{"number", ARG_NUMBER, ARG_REQUIRED, "its number", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = done,
};

static const struct command sub_list = {
    .name = "list",
    .aliases = (const char *const[]){"ls", NULL},
    .summary = "List the open actions",
    .example = "action list",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
    .run = list,
};

const struct command command_action = {
    .name = "action",
    .aliases = (const char *const[]){"actions", "task", "todo", "follow-up", NULL},
    .summary = "Add, finish and list actions",
    .details =
        "Its owner hears of it at once. One with a due time is reminded of at that time, "
        "also after closure.",
    .example = "action add owner=@ana due=2d raise the alert threshold",
    .subs = (const struct command *const[]){&sub_add, &sub_done, &sub_list, NULL},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
};

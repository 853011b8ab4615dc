/* help: all commands in groups, or one with its usage, from the same table that parses
 * them. A command that no group names is listed last, so that none can be forgotten. */
#include "common.h"

static const struct {
    const char *title;
    const char *const *names;
} groups[] = {
    {"Start", (const char *const[]){"declare", "ack", "role", "severity", NULL}},
    {"Say", (const char *const[]){"update", "snooze", "impact", "summary", "escalate",
                                  "bridge", NULL}},
    {"Work", (const char *const[]){"status", "contain", "mitigate", "resolve", "restore",
                                   "broken", "verify", "close", "cancel", "duplicate",
                                   "reopen", NULL}},
    {"Record",
     (const char *const[]){"note", "decision", "evidence", "action", "link", "detected",
                           "started", "set", "undo", "correct", "redact", NULL}},
    {"Look", (const char *const[]){"show", "catchup", "timeline", "who", "list", "mine",
                                   "help", NULL}},
};
enum { GROUPS = sizeof groups / sizeof *groups };

static bool grouped(const char *name) {
    for (size_t i = 0; i < GROUPS; i++) {
        if (text_in(name, groups[i].names)) {
            return true;
        }
    }
    return false;
}

static void append(json_t *list, const struct command *command) {
    if (command) {
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", command->name,
                                              "summary", command->summary));
    }
}

static void say_all(struct turn *turn) {
    json_t *list = json_array(), *rest = json_array();

    for (size_t i = 0; i < GROUPS; i++) {
        json_t *commands = json_array();

        for (size_t j = 0; groups[i].names[j]; j++) {
            append(commands, command_find(turn->commands, groups[i].names[j]));
        }
        json_array_append_new(list, json_pack("{s:s, s:o}", "title", groups[i].title,
                                              "commands", commands));
    }
    for (size_t i = 0; i < turn->commands->n; i++) {
        if (!grouped(turn->commands->list[i]->name)) {
            append(rest, turn->commands->list[i]);
        }
    }
    json_array_append_new(list, json_pack("{s:s, s:b, s:o}", "title", "More", "empty",
                                          json_array_size(rest) == 0, "commands", rest));
    turn_say(
        turn,
        "{{#groups}}{{^empty}}# {{title}}\n{{#commands}}- <!{{name}}> {{summary}}\n"
        "{{/commands}}{{/empty}}{{/groups}}"
        "Usage and an example of each: <!help update>. In an incident's channel no id "
        "is needed; elsewhere its number comes first: <!001 show>\n"
        "A name=value or label: that a command lacks is asked about in front of a text, "
        "and stays text elsewhere: the answer says so. Quotes make anything text.\n",
        json_pack("{s:o}", "groups", list));
}

static json_t *usage_of(struct turn *turn, const struct command *command,
                        const struct command *sub) {
    const struct command *leaf = sub ? sub : command;
    json_t *args = json_array();

    for (const struct arg *arg = leaf->args; arg && arg->name; arg++) {
        json_array_append_new(args, json_pack("{s:s, s:s*, s:b}", "name", arg->name,
                                              "help", arg->help, "required",
                                              (arg->flags & ARG_REQUIRED) != 0));
    }
    return json_pack("{s:s, s:s, s:o}", "usage", command_usage(turn->arena, command, sub),
                     "summary", leaf->summary, "args", args);
}

/* What the policy calls an incident, and what counts as which severity. */
static void say_severities(struct turn *turn) {
    const struct policy *policy = turn->world->policy;
    json_t *choices = json_array();

    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        json_array_append_new(
            choices, json_pack("{s:s, s:o}", "title", severity_title(turn, level),
                               "criteria", criteria_of(policy_severity(policy, level))));
    }
    turn_say(
        turn,
        "{{#definition}}{{definition}}\n{{/definition}}"
        "{{#choices}}- *{{title}}*{{#criteria}} {{.}}.{{/criteria}}\n{{/choices}}",
        json_pack("{s:s*, s:o}", "definition", policy->definition, "choices", choices));
}

/* Does it ask for a severity? */
static bool asks_severity(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_SEVERITY) {
            return true;
        }
    }
    return false;
}

/* `only`: that subcommand; NULL: all there is. */
static void say_one(struct turn *turn, const struct command *command,
                    const struct command *only) {
    json_t *usages = json_array(), *aliases = json_array();

    if (!command->subs) {
        json_array_append_new(usages, usage_of(turn, command, NULL));
    }
    for (size_t i = 0; command->subs && command->subs[i]; i++) {
        if (!only || only == command->subs[i]) {
            json_array_append_new(usages, usage_of(turn, command, command->subs[i]));
        }
    }
    for (size_t i = 0; command->aliases && command->aliases[i]; i++) {
        json_array_append_new(aliases, json_string(command->aliases[i]));
    }
    turn_say(turn,
             "# {{name}}\n{{summary}}.\n{{#details}}{{{details}}}\n{{/details}}"
             "{{#usages}}`{{usage}}`\n"
             "{{#args}}- {{name}}: {{help}}{{#required}} (needed){{/required}}\n{{/args}}"
             "{{/usages}}"
             "{{#named}}Also:{{#aliases}} `{{.}}`{{/aliases}}\n{{/named}}"
             "{{#example}}Example: <!{{{example}}}>\n{{/example}}",
             json_pack("{s:s, s:s, s:s*, s:o, s:b, s:o, s:s*}", "name", command->name,
                       "summary", command->summary, "details", command->details, "usages",
                       usages, "named", json_array_size(aliases) > 0, "aliases", aliases,
                       "example", only ? only->example : command->example));
}

static const char *nearest(const struct turn *turn, const char *word) {
    const char **names = arena_array(turn->arena, turn->commands->n + 1, sizeof *names);

    for (size_t i = 0; i < turn->commands->n; i++) {
        names[i] = turn->commands->list[i]->name;
    }
    return text_nearest(word, names);
}

static bool run(struct turn *turn, struct error *err) {
    const char *word = turn_arg(turn, "command");
    const struct command *command = word ? command_find(turn->commands, word) : NULL;
    const char *near;

    turn->answered = true;
    if (!word) {
        say_all(turn);
        return true;
    }
    if (command) {
        say_one(turn, command,
                turn_arg(turn, "second")
                    ? command_find_sub(command, turn_arg(turn, "second"))
                    : NULL);
        if (asks_severity(command)) {
            say_severities(turn);
        }
        return true;
    }
    /* Words of other tools are answered before it comes here (dispatch_head.c). */
    near = nearest(turn, word);
    return err_set(err, ERR_NOT_FOUND, "There is no such command. %s<!help%s%s>",
                   near ? "The nearest: " : "All of them: ", near ? " " : "",
                   near ? near : "");
}

const struct command command_help = {
    .name = "help",
    .aliases = (const char *const[]){"commands", "usage", NULL},
    .summary = "Show all commands, or how to use one",
    .example = "help update",
    .args = (const struct arg[]){{"command", ARG_WORD, 0, "name of a command", NULL},
                                 {"second", ARG_WORD, 0,
                                  "its second word, as in role take", NULL},
                                 {0}},
    .scope = SCOPE_ANY,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
    .run = run,
};

/* args_table.c: what the table of a command says. See args_table.h. */
#include "core/args_table.h"
#include "base/err.h"
#include "base/text.h"
#include "core/markup_text.h"

const struct arg *args_find(const struct command *command, const char *name) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (text_equal(arg->name, name)) {
            return arg;
        }
    }
    return NULL;
}

bool args_takes_text(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_TEXT) {
            return true;
        }
    }
    return false;
}

size_t arg_words(const struct arg *arg) {
    switch (arg->type) {
    case ARG_SEVERITY:
        return 2; /* "sev 1" */
    case ARG_ROLE:
    case ARG_ACTOR:
    case ARG_PHASE:
    case ARG_TIME:
    case ARG_DUE:
        return 3; /* "communications lead", "Ana Lopes", "20 minutes ago", "in 2 hours" */
    case ARG_DURATION:
    case ARG_INCIDENT:
        return 2; /* "2 hours", "incident 001" */
    default:
        return 1;
    }
}

bool args_has(const struct parse *parse, const struct arg *arg) {
    return json_object_get(parse->args, arg->name) != NULL;
}

static bool is_named_only(const struct arg *arg) {
    return (arg->flags & ARG_KEY) != 0 || arg->type == ARG_WORDS || arg->type == ARG_PART;
}

const struct arg *args_positional(const struct parse *parse) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if (!is_named_only(arg) && arg->type != ARG_FLAG && arg->type != ARG_TEXT &&
            (arg->flags & ARG_ANYWHERE) == 0 && !args_has(parse, arg)) {
            return arg;
        }
    }
    return NULL;
}

const struct arg *args_anywhere(const struct parse *parse) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if ((arg->flags & ARG_ANYWHERE) != 0 && !args_has(parse, arg)) {
            return arg;
        }
    }
    return NULL;
}

/* ---- errors ---- */

bool args_wrong(const struct parse *parse, const struct arg *arg) {
    if (parse->err) {
        parse->err->field = arg->name;
    }
    return false;
}

bool args_explain(const struct parse *parse, bool usage) {
    const struct turn *turn = parse->turn;
    const struct command *command = turn->command;
    const struct command *sub = parse->command != command ? parse->command : NULL;
    struct error *err = parse->err;
    const char *line = "";

    if (!err || turn->input->command) { /* nobody typed it */
        return false;
    }
    if (usage) {
        line = arena_printf(
            turn->arena, "\nUsage: `%s`",
            markup_escaped(turn->arena, command_usage(turn->arena, command, sub)));
    }
    return err_set(err, err->code, "%s%s\nExample: <!%s>", err->text, line,
                   parse->command->example);
}

/* A labelled part goes on to the end: what is typed behind it would be of that part. */
static void lacks(const struct parse *parse) {
    bool parts = false;

    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        parts = parts || (arg->type == ARG_PART && args_has(parse, arg));
    }
    if (parse->err) {
        parse->err->missing = !parts;
    }
}

bool args_complete(const struct parse *parse) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if ((arg->flags & ARG_REQUIRED) != 0 && !args_has(parse, arg)) {
            if (parse->turn->input->command) {
                err_set(parse->err, ERR_INVALID, "Fill this in: %s.", arg->help);
            } else {
                err_set(parse->err, ERR_INVALID, "%s is missing: %s.", arg->name,
                        arg->help);
            }
            args_wrong(parse, arg);
            lacks(parse);
            return args_explain(parse, true);
        }
    }
    return true;
}

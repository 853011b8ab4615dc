/* args_form.c: what comes from outside before it is parsed: typed text made clean, and
 * the fields of a form, which are the same arguments given by name. */
#include "core/args_form.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args.h"
#include "core/args_ago.h"
#include "core/args_at.h"
#include "core/args_doubt.h"
#include "core/args_labels.h"
#include "core/args_parts.h"
#include "core/args_shown.h"
#include "core/args_stand.h"
#include "core/args_success.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/args_values.h"

bool args_clean(struct arena *arena, const char *text, const char **ret_text,
                struct error *err) {
    size_t len = text ? strlen(text) : 0;
    char *copy = arena_strndup(arena, text ? text : "", len);
    char *out = copy;

    if (len > LIMIT_INPUT) {
        return err_set(err, ERR_LIMIT,
                       "That is too long: %s. Shorten it, or send it in pieces.",
                       arg_room(arena, copy, LIMIT_INPUT));
    }
    for (const char *c = copy; *c != '\0'; c++) {
        if (c[0] == '\r' && c[1] == '\n') {
            continue;
        }
        *out++ = (char)(*c == '\r' ? '\n' : *c);
    }
    *ret_text = text_clean(arena, copy, (size_t)(out - copy));
    return true;
}

static bool put_at(const struct parse *parse, const char *at) {
    const struct arg *arg = args_find(parse->command, ARG_AT_NAME);
    json_t *value = arg_value(parse->turn, arg, at, parse->err);

    return value && args_put(parse->args, arg, value, parse->err);
}

/* The text of a form says what a typed one says, and is asked about alike: a moment in front
 * of it or behind, a value or a part that it names, an end that it is none of. In quotes it
 * is text. */
static bool read_text(const struct parse *parse, const struct arg *arg,
                      const char *text) {
    const struct turn *turn = parse->turn;
    const char *plain = args_unquoted(turn->arena, text), *at;
    json_t *value;

    if (plain == text && (parse->command->flags & COMMAND_READ) == 0) {
        text = args_take_at(turn, parse->command, text, &at);
        if ((at && !put_at(parse, at)) || (!at && !args_doubt_at(parse, text)) ||
            !args_take_keys(turn, parse->command, text, parse->args, &text, parse->err) ||
            !args_doubt_names(parse, text) || !args_take_parts(parse, text, &text) ||
            !args_take_ago(parse, text, &text) || !args_doubt_severity(parse, text)) {
            return false;
        }
        plain = text;
    }
    if (args_blank(turn->arena, plain)) {
        return true;
    }
    if (!args_doubt_words(parse, arg, plain, plain != text) ||
        (plain == text && !args_doubt_success(parse, text))) {
        return false;
    }
    value = arg_value(turn, arg, plain, parse->err);
    return value && args_put(parse->args, arg, value, parse->err);
}

static bool read_field(const struct parse *parse, const struct arg *arg,
                       const char *field) {
    const char *text = "";
    bool set = true;
    json_t *value;

    if (!args_clean(parse->turn->arena, field, &text, parse->err)) {
        return false;
    }
    text = token_trim(parse->turn->arena, text, strlen(text));
    if (args_blank(parse->turn->arena, text)) {
        return true;
    }
    if (arg->type == ARG_TEXT) {
        return read_text(parse, arg, text);
    }
    if (arg->type == ARG_FLAG) {
        if (args_flag(text, &set) && !set) {
            return true;
        }
        if (!set) {
            return err_set(parse->err, ERR_INVALID, "%s is either yes or no.", arg->name);
        }
        value = json_true();
    } else if (!args_doubt_words(parse, arg, text, false)) {
        return false;
    } else {
        value = arg_value(parse->turn, arg, text, parse->err);
    }
    return value && args_put(parse->args, arg, value, parse->err);
}

static bool read_member(const struct parse *parse, const struct arg *arg,
                        const json_t *member) {
    if (json_is_string(member)) {
        return read_field(parse, arg, json_string_value(member));
    }
    if (json_is_boolean(member) && arg->type == ARG_FLAG) {
        return read_field(parse, arg, json_is_true(member) ? "yes" : "no");
    }
    return err_set(parse->err, ERR_INVALID, "%s must be text.", arg->name);
}

static bool read_members(const struct parse *parse, const struct arg *arg,
                         const json_t *member) {
    size_t i;
    json_t *word;

    if (!json_is_array(member) || arg->type != ARG_WORDS) {
        return read_member(parse, arg, member);
    }
    json_array_foreach(member, i, word) {
        if (!read_member(parse, arg, word)) {
            return false;
        }
    }
    return true;
}

bool args_from_map(const struct turn *turn, const struct command *command,
                   const json_t *map, json_t **ret_args, struct error *err) {
    struct parse parse = {turn, command, arena_json(turn->arena, json_object()), err,
                          args_parse};
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)map, name, member) {
        const struct arg *arg = args_find(command, name);

        if (!arg) {
            return err_set(err, ERR_INVALID, "%s has no field \"%s\".", command->name,
                           arg_shown(turn->arena, name));
        }
        if (!read_members(&parse, arg, member)) {
            return args_wrong(&parse, arg);
        }
    }
    if (!args_complete(&parse)) {
        return false;
    }
    *ret_args = parse.args;
    return true;
}

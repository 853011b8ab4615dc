/* args.c: giving the words of a command to the arguments of its table.
 *
 * In order: name=value and labelled parts come out of the text first. Then a run of
 * recognised words at the beginning: flags, what may stand anywhere, and the positional
 * arguments in their order. Then a run at the end (args_end.c). What is left is the text;
 * without one in the table it is an error. */
#include "core/args.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_ago.h"
#include "core/args_at.h"
#include "core/args_doubt.h"
#include "core/args_end.h"
#include "core/args_extra.h"
#include "core/args_fit.h"
#include "core/args_labels.h"
#include "core/args_named.h"
#include "core/args_options.h"
#include "core/args_parts.h"
#include "core/args_stand.h"
#include "core/args_success.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/args_whom.h"

static const struct arg *text_arg(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_TEXT) {
            return arg;
        }
    }
    return NULL;
}

/* ---- words ---- */

/* A flag where the reader stands: bare, or with dashes. */
static bool read_flag(const struct parse *parse, struct token_reader *reader) {
    struct token_reader ahead = *reader;
    struct token token;
    const struct arg *flag;
    const char *word;

    if (!token_next(&ahead, &token) || token.len > LIMIT_WORD) {
        return false;
    }
    word = arena_strndup(parse->turn->arena, token.start, token.len);
    flag = args_find_flag(parse, word + token_dashes(word));
    if (!flag) {
        return false;
    }
    json_object_set_new(parse->args, flag->name, json_true());
    *reader = ahead;
    return true;
}

/* What a value that may stand anywhere cannot begin with: a quote, and for a severity a
 * lone digit, which in front of a text is a count ("3 nodes are down"), or the name of a
 * store ("s3 is down"). */
static bool is_text_only(const struct arg *arg, const struct token_reader *reader) {
    struct token_reader ahead = *reader;
    struct token token;

    return !token_next(&ahead, &token) || token.quoted ||
           (arg->type == ARG_SEVERITY &&
            (strspn(token.start, "0123456789") >= token.len ||
             (token.len == 2 && (token.start[0] | 0x20) == 's' &&
              token.start[1] == '3')));
}

static bool read_anywhere(const struct parse *parse, struct token_reader *reader) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        size_t words;

        if ((arg->flags & ARG_ANYWHERE) == 0 || args_has(parse, arg) ||
            is_text_only(arg, reader)) {
            continue;
        }
        words = args_fit(parse, arg, reader);
        if (words > 0) {
            const char *text = args_join(parse->turn->arena, reader, words);

            json_object_set_new(parse->args, arg->name, arg_try(parse->turn, arg, text));
            return true;
        }
    }
    return false;
}

/* ---- the beginning ---- */

/* "role assign comander @ana": the word before a mention is not the person, it is a role
 * that was mistyped. Nobody must get a role by a slip of somebody's finger. */
static const struct arg *misspelt(const struct parse *parse, const struct arg *arg,
                                  const struct token_reader *reader) {
    struct token_reader ahead = *reader;
    struct token first, second;

    if (arg->type != ARG_ACTOR || !token_next(&ahead, &first) ||
        !token_next(&ahead, &second) || *first.value == '@' || *second.value != '@') {
        return NULL;
    }
    return args_anywhere(parse);
}

/* "started 02:45 CET", where clocks show another zone: the name belongs to the time, which
 * cannot be read then. As a reason it would be published beside a wrong time. */
static size_t zone_behind(const struct parse *parse, const struct arg *arg,
                          const struct token_reader *reader, size_t words) {
    struct token_reader ahead = *reader;
    const char *typed = words > 0 ? args_join(parse->turn->arena, &ahead, words) : NULL;

    return (arg->type == ARG_TIME || arg->type == ARG_DUE) && typed &&
                   typed[strlen(typed) - 1] <= '9' && args_zone_at(ahead.at)
               ? 1
               : 0;
}

static bool read_positional(const struct parse *parse, const struct arg *arg,
                            struct token_reader *reader) {
    const struct arg *meant = misspelt(parse, arg, reader);
    size_t words = !meant ? args_fit(parse, arg, reader) : 1;
    const char *typed;
    json_t *value;

    words += zone_behind(parse, arg, reader, words);
    typed = args_join(parse->turn->arena, reader, words > 0 ? words : 1);
    arg = meant ? meant : arg;
    if (!args_doubt_target(parse, arg, typed)) {
        return false;
    }
    value = arg_value(parse->turn, arg, typed, parse->err);
    if (!value) {
        return args_explain(parse, false);
    }
    json_object_set_new(parse->args, arg->name, value);
    return true;
}

/* "action add @ana fix the disk": a person in front of a text, where the command knows a
 * person by name only, is that person. */
static bool read_person(const struct parse *parse, struct token_reader *reader) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        struct token_reader ahead = *reader, behind;
        struct token token;
        const char *word;
        json_t *value;

        if (arg->type != ARG_ACTOR || (arg->flags & ARG_KEY) == 0 ||
            args_has(parse, arg) || !token_next(&ahead, &token) || *token.start != '@') {
            continue;
        }
        word = arena_strndup(parse->turn->arena, token.start, token.len);
        behind = ahead;
        value = arg_try(parse->turn, arg, args_whole_name(parse->turn, word, &behind));
        if (value) {
            json_object_set_new(parse->args, arg->name, value);
            *reader = behind;
            return true;
        }
    }
    return false;
}

static bool read_beginning(const struct parse *parse, struct token_reader *reader) {
    while (*token_skip_space(reader->at) != '\0') {
        const struct arg *arg;

        if (read_flag(parse, reader) || read_anywhere(parse, reader) ||
            args_skip_filler(parse, reader) || read_person(parse, reader)) {
            continue;
        }
        arg = args_positional(parse);
        if (!arg || ((arg->flags & ARG_MAYBE) != 0 &&
                     (is_text_only(arg, reader) || args_fit(parse, arg, reader) == 0))) {
            break;
        }
        args_skip_preposition(parse, arg, reader);
        if (!read_positional(parse, arg, reader)) {
            return false;
        }
    }
    return true;
}

/* ---- the text ---- */

/* "resolve it": a word that says nothing where a text is needed. */
static bool says_nothing(const char *text) {
    static const char *const words[] = {
        "it", "this", "that", "now", "incident", "the incident", "this incident", NULL};

    return text_in_nocase(text, words);
}

/* "ack please" */
static const char *without_please(const struct parse *parse, const char *text) {
    static const char *const words[] = {"please", "pls", "plz", "thanks", NULL};
    struct token_reader reader;
    struct token token = {.start = text};

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
    }
    return !token.quoted &&
                   text_in_nocase(
                       arena_strndup(parse->turn->arena, token.start, token.len), words)
               ? token_trim(parse->turn->arena, text, (size_t)(token.start - text))
               : text;
}

static bool read_text(const struct parse *parse, struct token_reader *reader) {
    const struct arg *arg = text_arg(parse->command);
    const char *rest = token_skip_space(reader->at);
    const char *text, *typed;
    json_t *value;

    if (*rest == '\0') {
        return true;
    }
    if (!arg) {
        return args_unexpected(parse, reader);
    }
    text = args_end(parse, token_trim(parse->turn->arena, rest, strlen(rest)));
    if (!args_take_ago(parse, text, &text)) {
        return false;
    }
    if (!args_doubt_severity(parse, text) || !args_doubt_person(parse, text) ||
        !args_doubt_role(parse, text) || !args_doubt_since(parse, text) ||
        !args_doubt_question(parse, text)) {
        return false;
    }
    typed = text;
    text = args_unquoted(parse->turn->arena, text);
    if (args_blank(parse->turn->arena, text) ||
        ((arg->flags & ARG_REQUIRED) != 0 && *rest == *text && says_nothing(text))) {
        return true;
    }
    if (!args_doubt_words(parse, arg, text, text != typed) ||
        (!(parse->turn->trial && arg_is_stand_in(parse->turn->arena, arg, text)) &&
         !args_doubt_success(parse, typed))) {
        return false;
    }
    value = arg_value(parse->turn, arg, text, parse->err);
    return value && args_put(parse->args, arg, value, parse->err);
}

static bool put_at(const struct parse *parse, const char *text) {
    const struct arg *arg = args_find(parse->command, ARG_AT_NAME);
    json_t *value = arg_value(parse->turn, arg, text, parse->err);

    return value && args_put(parse->args, arg, value, parse->err);
}

bool args_parse(const struct turn *turn, const struct command *command, const char *text,
                json_t **ret_args, struct error *err) {
    struct parse parse = {turn, command, arena_json(turn->arena, json_object()), err,
                          args_parse};
    bool bare = *token_skip_space(text) == '\0';
    struct token_reader reader;
    const char *at;

    text = args_take_at(turn, command, text, &at);
    if (at && !put_at(&parse, at)) {
        return args_explain(&parse, false);
    }
    if (!at && !args_doubt_at(&parse, text)) {
        return false;
    }
    if (!args_take_options(&parse, text, &text)) {
        return false;
    }
    if (!args_take_keys(turn, command, text, parse.args, &text, err)) {
        return args_explain(&parse, false);
    }
    if (!args_doubt_names(&parse, text)) {
        return false;
    }
    if (!args_take_parts(&parse, text, &text)) {
        return args_explain(&parse, false);
    }
    text = args_takes_text(command) ? text : without_please(&parse, text);
    token_start(&reader, text);
    if (!read_beginning(&parse, &reader) || !read_text(&parse, &reader) ||
        (!(bare && (command->flags & COMMAND_BARE) != 0) && !args_complete(&parse))) {
        return false;
    }
    *ret_args = parse.args;
    return true;
}

/* args_options.c: arguments in front of a text as other tools spell them: "--severity sev1",
 * "--severity=sev1" and "-s sev1" become severity=sev1, "--sev1" the severity itself. One
 * that the command does not have is asked about: it would be published as text. A single
 * letter counts when one argument alone can be meant: the only one that begins with it, or
 * the only one that can have that value. */
#include "core/args_options.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_end.h"
#include "core/args_fit.h"
#include "core/args_meant.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/args_values.h"

static const struct arg *option(const struct parse *parse, const char *name) {
    const struct arg *args = parse->command->args;

    for (const struct arg *arg = args; arg && arg->name; arg++) {
        if (text_equal_nocase(arg->name, name) && arg->type != ARG_FLAG &&
            arg->type != ARG_PART) {
            return arg;
        }
    }
    return NULL;
}

static bool is_option(const char *word, size_t dashes) {
    int c = dashes > 0 ? word[dashes] | 0x20 : 0;

    return c >= 'a' && c <= 'z';
}

/* "-s", "-severity": one dash and a letter. "-5 degrees" is none. */
static size_t dashes_of(const char *word) {
    int c = word[0] == '-' ? word[1] | 0x20 : 0;

    return c >= 'a' && c <= 'z' ? 1 : token_dashes(word);
}

/* Can the argument be told from others by its value? */
static bool is_checked(const struct arg *arg) {
    return arg->type != ARG_WORD && arg->type != ARG_WORDS;
}

/* "-s" in front of "sev1": severity, though service and source begin so as well. NULL: none
 * or several. */
static const struct arg *by_letter(const struct parse *parse, char letter,
                                   const struct token_reader *reader) {
    const struct arg *only = NULL, *fits = NULL;
    size_t n = 0, nfits = 0;

    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if ((arg->name[0] | 0x20) != (letter | 0x20) || arg->type == ARG_FLAG ||
            arg->type == ARG_PART || arg->type == ARG_TEXT) {
            continue;
        }
        only = arg;
        n++;
        if (is_checked(arg) && args_fit(parse, arg, reader) > 0) {
            fits = arg;
            nfits++;
        }
    }
    return nfits == 1 ? fits : n == 1 ? only : NULL;
}

/* "--sev1": the value of what may stand anywhere, with an option's dashes. */
static const struct arg *by_value(const struct parse *parse, const char *name) {
    const struct arg *arg = args_anywhere(parse);
    json_t *value = arg ? arg_try(parse->turn, arg, name) : NULL;
    bool is = value != NULL;

    json_decref(value);
    return is ? arg : NULL;
}

static bool ask(const struct parse *parse, const char *text, const char *word) {
    return err_set(parse->err, ERR_INVALID, "%s has no \"%s\". Nothing was done.\n%s",
                   parse->command->name, arg_shown(parse->turn->arena, word),
                   args_to_keep(parse, text, word));
}

/* "database is full --severity critical": the same behind the text, when the command has
 * it. NULL: there is none; else *ret_rest is the text without it. */
static const char *behind_text(const struct parse *parse, const char *text,
                               const char **ret_rest) {
    struct arena *arena = parse->turn->arena;
    struct token_reader reader;
    struct token token, value;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        const char *word = arena_strndup(arena, token.start, token.len);
        const struct arg *arg;
        const char *end;
        size_t len;
        size_t dashes = dashes_of(word);

        if (token.quoted || dashes == 0 || dashes > 2 || !is_option(word, dashes)) {
            continue;
        }
        len = strcspn(word + dashes, "=:");
        arg = dashes == 2       ? option(parse, arena_strndup(arena, word + 2, len))
              : word[2] == '\0' ? by_letter(parse, word[1], &reader)
                                : NULL;
        if (!arg || arg->type == ARG_TEXT ||
            (dashes == 1 && (!is_checked(arg) || args_fit(parse, arg, &reader) == 0))) {
            continue;
        }
        if (word[dashes + len] != '\0') {
            value = token;
            value.start += dashes + len + 1;
            value.len -= dashes + len + 1;
        } else if (!token_next(&reader, &value)) {
            return NULL;
        }
        end = token_skip_space(reader.at);
        *ret_rest = arena_printf(arena, "%.*s%s", (int)(token.start - text), text, end);
        return arena_printf(arena, "%s=%.*s ", arg->name, (int)value.len, value.start);
    }
    return NULL;
}

bool args_take_options(const struct parse *parse, const char *text,
                       const char **ret_text) {
    struct arena *arena = parse->turn->arena;
    const char *taken = "", *rest = text;

    for (;;) {
        struct token_reader reader;
        struct token token;
        const char *word, *name;
        const struct arg *arg;
        size_t dashes, len;

        token_start(&reader, rest);
        if (!token_next(&reader, &token) || token.quoted || token.len > LIMIT_INPUT) {
            break;
        }
        word = arena_strndup(arena, token.start, token.len);
        dashes = dashes_of(word);
        if (!is_option(word, dashes)) {
            break;
        }
        len = strcspn(word + dashes, "=:");
        name = arena_strndup(arena, word + dashes, len);
        if (args_find_flag(parse, name) && word[dashes + len] == '\0') {
            taken = arena_printf(arena, "%s%s ", taken, word);
            rest = token_skip_space(reader.at);
            continue;
        }
        arg = by_value(parse, name);
        if (arg) {
            taken = arena_printf(arena, "%s%s=%s ", taken, arg->name, name);
            rest = token_skip_space(reader.at);
            continue;
        }
        arg = name[1] == '\0' ? by_letter(parse, *name, &reader) : option(parse, name);
        if (!arg) {
            return ask(parse, text, word);
        }
        rest = word[dashes + len] != '\0' ? token.start + dashes + len + 1
                                          : token_skip_space(reader.at);
        if (arg->type == ARG_TEXT) {
            break;
        }
        token_start(&reader, rest);
        if (!token_next(&reader, &token)) {
            return ask(parse, text, word);
        }
        taken = arena_printf(arena, "%s%s=%.*s ", taken, arg->name, (int)token.len,
                             token.start);
        rest = token_skip_space(reader.at);
    }
    for (const char *late = behind_text(parse, rest, &rest); late;
         late = behind_text(parse, rest, &rest)) {
        taken = arena_printf(arena, "%s%s", taken, late);
    }
    *ret_text = *taken != '\0' ? arena_printf(arena, "%s%s", taken, rest) : rest;
    return true;
}

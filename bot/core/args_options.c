/* args_options.c: arguments in front of a text as other tools spell them: "--severity sev1"
 * and "--severity=sev1" become severity=sev1. One that the command does not have is asked
 * about: it would be published as text. */
#include "base/err.h"
#include "base/text.h"
#include "core/args.h"

static const struct arg *option(const struct parse *parse, const char *name) {
    const struct arg *args = parse->command->args;

    for (const struct arg *arg = args; arg != NULL && arg->name != NULL; arg++) {
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

        if (token.quoted || token_dashes(word) != 2 || !is_option(word, 2)) {
            continue;
        }
        len = strcspn(word + 2, "=:");
        arg = option(parse, arena_strndup(arena, word + 2, len));
        if (arg == NULL || arg->type == ARG_TEXT) {
            continue;
        }
        if (word[2 + len] != '\0') {
            value = token;
            value.start += 2 + len + 1;
            value.len -= 2 + len + 1;
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
        dashes = token_dashes(word);
        if (!is_option(word, dashes)) {
            break;
        }
        len = strcspn(word + dashes, "=:");
        name = arena_strndup(arena, word + dashes, len);
        if (args_find_flag(parse, name) != NULL && word[dashes + len] == '\0') {
            taken = arena_printf(arena, "%s%s ", taken, word);
            rest = token_skip_space(reader.at);
            continue;
        }
        arg = option(parse, name);
        if (arg == NULL) {
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
    for (const char *late = behind_text(parse, rest, &rest); late != NULL;
         late = behind_text(parse, rest, &rest)) {
        taken = arena_printf(arena, "%s%s", taken, late);
    }
    *ret_text = *taken != '\0' ? arena_printf(arena, "%s%s", taken, rest) : rest;
    return true;
}

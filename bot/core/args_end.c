/* args_end.c: what stands behind a text and does not belong to it: "web is down SEV-1".
 *
 * Only forms that nobody writes by accident are taken off, and never the whole text. */
#include "core/args_end.h"
#include "base/text.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/policy.h"
#include "core/told.h"

enum { WORDS_MAX = 3 };

static bool is_spelling(const struct arg *flag, const char *word) {
    return text_equal_nocase(flag->name, word) || text_in_nocase(word, flag->choices);
}

const struct arg *args_find_flag(const struct parse *parse, const char *word) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_FLAG && is_spelling(arg, word)) {
            return arg;
        }
    }
    return NULL;
}

/* A flag that cannot be a word of the sentence: it has a hyphen or dashes. */
static bool is_plain_flag(const struct parse *parse, const char *word) {
    size_t dashes = token_dashes(word);
    const struct arg *flag = args_find_flag(parse, word + dashes);

    if (!flag || (dashes == 0 && !strchr(word, '-'))) {
        return false;
    }
    json_object_set_new(parse->args, flag->name, json_true());
    return true;
}

/* A severity that nobody writes by accident: letters and a digit. */
static bool is_plain_severity(const struct parse *parse, const char *words) {
    const struct arg *arg = args_anywhere(parse);
    int level;

    if (!arg || arg->type != ARG_SEVERITY ||
        strspn(words, "0123456789") == strlen(words)) {
        return false;
    }
    level = policy_parse_severity(parse->turn->world->policy, words, true);
    if (level == 0) {
        return false;
    }
    json_object_set_new(parse->args, arg->name, json_integer(level));
    return true;
}

/* "(sev1)" and "sev1." are what is between the marks. */
static char *without_marks(struct arena *arena, const char *s, size_t len) {
    while (len > 0 && strchr(".,;:!)", s[len - 1]) != NULL) {
        len--;
    }
    return arena_strndup(arena, s + (len > 0 && *s == '(' ? 1 : 0),
                         len - (len > 0 && *s == '(' ? 1 : 0));
}

/* Takes one recognised form off the end of the text, never the whole of it. */
static const char *shorten(const struct parse *parse, const char *text) {
    struct arena *arena = parse->turn->arena;
    struct token_reader reader;
    struct token token, last[WORDS_MAX] = {{0}};
    const char *word, *before;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        last[0] = last[1];
        last[1] = last[2];
        last[2] = token;
    }
    if (!last[1].start || last[2].quoted || last[2].len > LIMIT_WORD) {
        return NULL;
    }
    word = without_marks(arena, last[2].start, last[2].len);
    if (is_plain_flag(parse, word) || is_plain_severity(parse, word)) {
        return token_trim(arena, text, (size_t)(last[2].start - text));
    }
    if (!last[0].start || last[1].quoted || last[1].len > LIMIT_WORD ||
        strspn(word, "0123456789") != last[2].len) {
        return NULL;
    }
    before = arena_strndup(arena, last[1].start, last[1].len);
    return is_plain_severity(parse, arena_printf(arena, "%s %s", before, word))
               ? token_trim(arena, text, (size_t)(last[1].start - text))
               : NULL;
}

/* "raise the limit due 2d", "... by tomorrow": when, of a command that has a due time. */
static const char *without_due(const struct parse *parse, const char *text) {
    static const char *const words[] = {"due", "by", "until", NULL};
    struct arena *arena = parse->turn->arena;
    const struct arg *arg = args_find(parse->command, "due");
    struct token_reader reader;
    struct token token;
    json_t *value = NULL;

    if (!arg || arg->type != ARG_DUE || json_object_get(parse->args, "due")) {
        return text;
    }
    token_start(&reader, text);
    while (!value && token_next(&reader, &token)) {
        const char *behind = token_skip_space(reader.at);

        if (token.start > token_skip_space(text) && !token.quoted &&
            text_in_nocase(arena_strndup(arena, token.start, token.len), words)) {
            value = arg_try(parse->turn, arg,
                            text_starts(behind, "in ") ? behind + strlen("in ") : behind);
        }
    }
    if (!value) {
        return text;
    }
    json_object_set_new(parse->args, "due", value);
    return token_trim(arena, text, (size_t)(token.start - text));
}

/* "since 22:00", typed at 10:00: yesterday's or none. */
bool args_doubt_since(const struct parse *parse, const char *text) {
    struct arena *arena = parse->turn->arena;
    struct token_reader reader;
    struct token token;

    if (!args_find(parse->command, "started") || parse->command->scope != SCOPE_ANY ||
        parse->turn->input->command) {
        return true;
    }
    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        const char *behind = token_skip_space(reader.at);

        if (!token.quoted && token.len == strlen("since") &&
            text_equal_nocase(arena_strndup(arena, token.start, token.len), "since") &&
            strlen(behind) < LIMIT_WORD && !told_clear(parse->turn, behind, parse->err)) {
            return false;
        }
    }
    return true;
}

/* "cart is empty since 02:40": when users began to be hit, of a command that asks for it.
 * Which time it was taken for is said in the answer; "since the deploy" is text. */
static const char *without_since(const struct parse *parse, const char *text) {
    struct arena *arena = parse->turn->arena;
    const struct arg *arg = args_find(parse->command, "started");
    struct token_reader reader;
    struct token token;

    if (!arg || (parse->command->flags & COMMAND_READ) != 0 ||
        parse->command->scope != SCOPE_ANY || json_object_get(parse->args, "started")) {
        return text;
    }
    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        const char *behind = token_skip_space(reader.at);
        json_t *value;

        if (token.start == token_skip_space(text) || token.quoted || token.len != 5 ||
            !text_equal_nocase(arena_strndup(arena, token.start, token.len), "since")) {
            continue;
        }
        value = strlen(behind) < LIMIT_WORD ? arg_try(parse->turn, arg, behind) : NULL;
        if (value) {
            json_object_set_new(parse->args, "started", value);
            return token_trim(arena, text, (size_t)(token.start - text));
        }
    }
    return text;
}

const char *args_end(const struct parse *parse, const char *text) {
    const char *shorter;

    while ((shorter = shorten(parse, text)) != NULL) {
        text = shorter;
    }
    return without_since(parse, without_due(parse, text));
}

/* args_extra.c: a word behind a command that takes no text. Nothing is done, and the line
 * without it is there to be copied. */
#include "core/args_extra.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/which.h"

/* In an incident's channel a short number behind a command is not taken for another
 * incident (dispatch.h); whoever meant one is told how to say it. */
static const char *number_hint(const struct parse *parse, const char *word) {
    const struct turn *turn = parse->turn;
    const char *sub = parse->command != turn->command ? parse->command->name : NULL;
    const char *ref = arg_incident(turn->arena, word);

    if (!ref || parse->command->scope != SCOPE_INCIDENT) {
        return "";
    }
    return arena_printf(turn->arena, " To name an incident, put it first: <!%s %s%s%s>",
                        ref, turn->command->name, sub ? " " : "", sub ? sub : "");
}

/* The line as it was typed, up to the word that is too much; "" when that is no line. */
static const char *without_it(const struct parse *parse, const char *at) {
    const struct turn *turn = parse->turn;
    const char *rest = turn->rest ? turn->rest : "", *there = strstr(rest, at);

    if (!there || turn->input->command || text_equal(turn->command->name, "help") ||
        !args_complete(parse)) {
        return "";
    }
    return arena_printf(
        turn->arena, " Without it: %s",
        which_line(turn->arena, which_head(turn, turn->named),
                   token_trim(turn->arena, rest, (size_t)(there - rest))));
}

bool args_unexpected(const struct parse *parse, const struct token_reader *reader) {
    const struct arg *arg = args_anywhere(parse);
    const char *left = without_it(parse, token_skip_space(reader->at)), *word;
    struct token_reader ahead = *reader;
    struct token token = {.start = ""};
    json_t *value;

    token_next(&ahead, &token);
    word = arena_strndup(parse->turn->arena, token.key > 0 ? token.start : token.value,
                         token.key > 0 ? token.len : token.value_len);
    value = arg ? arg_value(parse->turn, arg, word, parse->err) : NULL;
    if (value || !arg) {
        json_decref(value);
        err_set(parse->err, ERR_INVALID, "\"%s\" is one word too many.%s%s",
                arg_shown(parse->turn->arena, word), left, number_hint(parse, word));
    }
    return args_explain(parse, true);
}

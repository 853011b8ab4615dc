/* advice_whole.c: lines to type, made whole: what a command still needs stands behind what
 * there is. See advice.h. */
#include "core/advice_whole.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args.h"
#include "core/args_stand.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"

enum { MISSING_MOST = 3 }; /* arguments of a command that a line may lack */

const struct command *advice_leaf(const struct turn *turn, const char *line,
                                  const char **ret_behind) {
    struct token_reader reader, behind;
    struct token token;
    const struct command *command, *sub = NULL;

    token_start(&reader, line);
    if (!token_next(&reader, &token)) {
        return NULL;
    }
    command =
        command_find(turn->commands, arena_strndup(turn->arena, token.start, token.len));
    behind = reader;
    if (command && command->subs && token_next(&behind, &token)) {
        sub =
            command_find_sub(command, arena_strndup(turn->arena, token.start, token.len));
        reader = sub ? behind : reader;
    }
    *ret_behind = token_skip_space(reader.at);
    return sub ? sub : command;
}

/* A text is what the command is for, though its parts may do without it. */
static const struct arg *text_with_parts(const struct command *command) {
    const struct arg *text = NULL;
    bool parts = false;

    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        text = arg->type == ARG_TEXT ? arg : text;
        parts = parts || arg->type == ARG_PART;
    }
    return parts ? text : NULL;
}

/* Does that text parse behind the command? *ret_missing: no, for this argument is left
 * out; NULL: for another reason. */
static bool parses(const struct turn *turn, const struct command *leaf, const char *text,
                   const struct arg **ret_missing) {
    struct turn typed = *turn; /* as if that line had been typed */
    struct error err = {0};
    const struct arg *arg = NULL;
    json_t *args;

    *ret_missing = NULL;
    typed.command = leaf;
    typed.sub = NULL;
    typed.trial = true;
    if (args_parse(&typed, leaf, text, &args, &err)) {
        return true;
    }
    arg = err.field ? args_find(leaf, err.field) : NULL;
    *ret_missing = arg && (arg->flags & ARG_REQUIRED) != 0 ? arg : NULL;
    return false;
}

const char *advice_joined(const struct turn *turn, const char *a, const char *b) {
    return arena_printf(turn->arena, "%s%s%s", a, *a != '\0' && *b != '\0' ? " " : "", b);
}

/* The part whose label the text ends with, and nothing behind it ("... eta:"). */
static const struct arg *open_part(const struct turn *turn, const struct command *leaf,
                                   const char *text) {
    struct token_reader reader;
    struct token token = {.start = text};
    const struct arg *arg;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
    }
    if (token.len < 2 || token.start[token.len - 1] != ':') {
        return NULL;
    }
    arg = args_find(leaf, arena_strndup(turn->arena, token.start, token.len - 1));
    return arg && arg->type == ARG_PART ? arg : NULL;
}

/* The text with what the command still needs behind it. NULL: it does not fit it. */
static const char *completed(const struct turn *turn, const struct command *leaf,
                             const char *text) {
    static const char *const pronouns[] = {"it", "this", "that", "them", NULL};
    const struct arg *missing, *before = NULL;
    const struct arg *first = command_first(leaf);

    if (text_in_nocase(text, pronouns)) { /* "resovle it" says nothing of what was done */
        text = "";
    }
    if (*text == '\0' && text_with_parts(leaf)) {
        return arg_stand_in(turn->arena, text_with_parts(leaf));
    }
    if (*text == '\0' && first && first->type == ARG_URL) {
        return arg_stand_in(turn->arena, first);
    }
    if (open_part(turn, leaf, text)) {
        text = advice_joined(turn, text,
                             arg_stand_in(turn->arena, open_part(turn, leaf, text)));
    }
    for (size_t i = 0; i < MISSING_MOST && !parses(turn, leaf, text, &missing); i++) {
        if (!missing || missing == before) {
            return NULL; /* it does not come behind what is there */
        }
        before = missing;
        text = advice_joined(turn, text, arg_stand_in(turn->arena, missing));
    }
    return text;
}

const char *advice_whole(const struct turn *turn, const char *head, const char *text,
                         bool quotes) {
    const char *behind = "";
    const struct command *leaf =
        advice_leaf(turn, advice_joined(turn, head, text), &behind);
    const char *fixed, *quoted, *left;

    if (!leaf || leaf->subs || strlen(behind) < strlen(text)) {
        return text;
    }
    fixed = arena_strndup(turn->arena, behind, strlen(behind) - strlen(text));
    left = completed(turn, leaf, behind);
    if (!left && *text != '\0') {
        quoted = args_quoted(turn->arena, text);
        left = quoted ? completed(turn, leaf, advice_joined(turn, fixed, quoted)) : NULL;
        if (left && !quotes) {
            return text; /* there is a doubt about it, which it will be asked itself */
        }
        left = left ? left : completed(turn, leaf, fixed);
    }
    return left && strlen(left) >= strlen(fixed) ? token_skip_space(left + strlen(fixed))
                                                 : text;
}

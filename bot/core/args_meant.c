/* args_meant.c: what was meant by a name=value or "label:" that a command does not have,
 * in the words of the answer: the name that it is near to, the line with it, and how the
 * words stay text. */
#include "core/args_meant.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_own.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/which.h"

static const char *as_typed(const struct parse *parse, const struct arg *arg) {
    return arena_printf(parse->turn->arena, "%s%s", arg->name,
                        arg->type == ARG_PART ? ":" : "=");
}

static const char *possible(const struct parse *parse) {
    const char *list = "";

    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if (args_has_mark(arg) && (arg->flags & ARG_ANYWHERE) == 0) {
            list = arena_printf(parse->turn->arena, "%s%s%s", list,
                                *list != '\0' ? ", " : " It has ", as_typed(parse, arg));
        }
    }
    return *list != '\0' ? arena_printf(parse->turn->arena, "%s.", list) : "";
}

/* The whole word that begins with what was typed, as it stands in the line. */
static const char *whole_word(const struct parse *parse, const char *typed) {
    const char *rest = parse->turn->rest ? parse->turn->rest : "";
    size_t len = strlen(typed);
    struct token_reader reader;
    struct token token;

    token_start(&reader, rest);
    while (token_next(&reader, &token)) {
        if (!token.quoted && token.len >= len &&
            text_equal(args_lower(parse, token.start, len), typed)) {
            return arena_strndup(parse->turn->arena, token.start, token.len);
        }
    }
    return NULL;
}

/* How the words stay text: all of it in quotes where that is all there is, else those
 * words alone. Always a line that can be sent. */
const char *args_to_keep(const struct parse *parse, const char *text, const char *typed) {
    const struct turn *turn = parse->turn;
    const struct arg *first = command_first(parse->command);
    const char *quoted = args_quoted(turn->arena, text);
    const char *word = whole_word(parse, text_lower(turn->arena, typed));
    const char *word_quoted = word ? args_quoted(turn->arena, word) : NULL;

    if (quoted && !turn->input->command && json_object_size(parse->args) == 0 && first &&
        first->type == ARG_TEXT) {
        return arena_printf(
            turn->arena, "As text, in quotes: %s",
            which_line(turn->arena, which_head(turn, turn->named), quoted));
    }
    return word_quoted ? arena_printf(turn->arena, "As text, in quotes: %s",
                                      which_instead(turn, word, word_quoted))
                       : "To keep it as text, put it in quotes.";
}

/* What other tools and forms call the parts of an update, and how it is said in French. */
const char *args_usual_part(const char *word) {
    static const char *const usual[][13] = {
        {"impact", "problem", "issue", "symptom", "affected", "users", "scope",
         "problème", "touchés", "conséquence", NULL},
        {"next", "plan", "action", "actions", "todo", "steps", "then", "prochaine",
         "suite", "ensuite", "étape", "prochain", NULL},
        {"workaround", "fix", "mitigation", "temporary", "bypass", "contournement", NULL},
        {"eta", "until", "expected", "when", "time", "délai", "prévu", NULL},
        {"root-cause", "cause", "reason", "why", "root", "raison", "origine", NULL},
    };

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (text_in(word, usual[i] + 1)) {
            return usual[i][0];
        }
    }
    return NULL;
}

/* What stands for the text that the command cannot do without; NULL: it can. */
static const char *needed_text(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_TEXT && (arg->flags & (ARG_REQUIRED | ARG_WANTED)) != 0) {
            return arg->help;
        }
    }
    return NULL;
}

/* The text with that label in place of the one that it begins with; NULL: it begins with
 * none, or the command has no such part. */
static const char *relabelled(const struct parse *parse, const char *text,
                              const char *word) {
    const struct turn *turn = parse->turn;
    const char *part = args_usual_part(word);
    const struct arg *arg = part ? args_find(parse->command, part) : NULL;
    const char *rest = token_skip_space(text);
    const char *needed = needed_text(parse->command);

    if (!arg || arg->type != ARG_PART || strlen(rest) <= strlen(word) + 1 ||
        rest[strlen(word)] != ':') {
        return NULL;
    }
    return which_line(turn->arena, which_head(turn, turn->named),
                      arena_printf(turn->arena, "%s%s%s:%s", needed ? needed : "",
                                   needed ? " " : "", part, rest + strlen(word) + 1));
}

/* The whole line with the argument's name in place of what was typed at `at`: "" when that
 * is not all there was, or too long to be copied. */
static const char *renamed(const struct parse *parse, const char *text, const char *at,
                           const char *typed, const struct arg *arg) {
    enum { MOST = 120 };
    const struct turn *turn = parse->turn;
    const char *needed = needed_text(parse->command);
    bool first = arg->type == ARG_PART && needed && token_skip_space(text) == at;

    if (json_object_size(parse->args) > 0 || strlen(text) > MOST) {
        return "";
    }
    return arena_printf(
        turn->arena, "\nThen: %s",
        which_line(turn->arena, which_head(turn, turn->named),
                   arena_printf(turn->arena, "%s%s%.*s%s%s%s", first ? needed : "",
                                first ? " " : "", (int)(at - text), text,
                                as_typed(parse, arg), arg->type == ARG_PART ? " " : "",
                                token_skip_space(at + strlen(typed)))));
}

static const char *not_ours(const struct parse *parse, const char *text, const char *at,
                            const char *word, const char *typed) {
    struct arena *arena = parse->turn->arena;
    const struct arg *near = args_own(parse->command, word, true);
    const char *line = !near ? relabelled(parse, text, word) : NULL;
    const char *what = arena_printf(arena, "%s has no \"%s\".", parse->command->name,
                                    arg_shown(arena, typed));

    if (near) {
        return arena_printf(arena, "%s Did you mean %s?%s", what, as_typed(parse, near),
                            renamed(parse, text, at, typed, near));
    }
    return line ? arena_printf(arena, "%s Did you mean %s?", what, line)
                : arena_printf(arena, "%s%s", what, possible(parse));
}

bool args_strange(const struct parse *parse, const char *text, const char *at,
                  const char *word, enum mark mark) {
    struct arena *arena = parse->turn->arena;
    const char *typed = arena_printf(arena, "%s%s", word,
                                     mark == MARK_KEY     ? "="
                                     : mark == MARK_LABEL ? ":"
                                                          : "");
    const struct arg *own = args_own(parse->command, word, false);
    const char *what =
        !own ? not_ours(parse, text, at, word, typed)
        : own->type == ARG_TEXT
            ? arena_printf(arena, "The text of %s needs no name.", parse->command->name)
            : arena_printf(arena, "Write %s in place of %s%s", as_typed(parse, own),
                           typed, renamed(parse, text, at, typed, own));

    return err_set(parse->err, ERR_INVALID, "%s\n%s", what,
                   args_to_keep(parse, text, typed));
}

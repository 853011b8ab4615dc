/* args_ago.c: a moment with which a text ends: "fixed 10m ago", "rolled back at 02:45".
 *
 * What a command records happened then, when nothing else is said. In a longer text it may be
 * when something else was ("the cause was a deploy 10m ago"): a wrong end of an outage is
 * reported for ever, so it is asked. A note, an update and a decision say the time
 * themselves; that it does not order the timeline is said in the answer (args_kept). */
#include "core/args_ago.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_at.h"
#include "core/args_parts.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/saying.h"
#include "core/which.h"

enum { MOMENT_WORDS = 6 };

static bool records(const struct command *command) {
    static const char *const names[] = {"contain", "mitigate", "restore", "resolve",
                                        "verify",  "broken",   NULL};

    return text_in(command->name, names) && args_find(command, ARG_AT_NAME);
}

static const char *joined(struct arena *arena, const struct saying *saying, size_t from) {
    const char *words = "";

    for (size_t i = from; i < saying->n; i++) {
        words = arena_printf(arena, "%s%s%s", words, *words != '\0' ? " " : "",
                             saying->words[i].plain);
    }
    return words;
}

/* "10m ago", "yesterday 23:50", "il y a 10 min" stand alone, a clock behind its word. */
static bool stands_alone(const char *words) {
    size_t len = strlen(words);

    return (len > 4 && text_equal(words + len - 4, " ago") && *words >= '0' &&
            *words <= '9') ||
           text_starts(words, "yesterday ") || text_starts(words, "il y a ");
}

const char *args_moment_behind(const struct turn *turn, const char *text,
                               const char **ret_before) {
    static const char *const at[] = {"at", "\xC3\xA0", NULL};
    struct saying saying = saying_of(turn->arena, text);
    size_t from = saying.n > MOMENT_WORDS ? saying.n - MOMENT_WORDS : 1;

    for (size_t i = from; i < saying.n; i++) {
        const char *words = joined(turn->arena, &saying, i);
        const char *found = NULL;

        if (saying_is(&saying, i, at)) {
            found = args_moment(turn, joined(turn->arena, &saying, i + 1));
        } else if (stands_alone(words)) {
            found = args_moment(turn, words);
        }
        if (found) {
            *ret_before =
                token_trim(turn->arena, text, (size_t)(saying.words[i].typed - text));
            return found;
        }
    }
    return NULL;
}

/* "it was fixed", "all back again": nothing is said but that it is so. */
static bool says_only_so(const struct turn *turn, const char *text) {
    static const char *const words[] = {
        "it",        "its",       "this",     "that",    "was",      "is",
        "are",       "has",       "been",     "were",    "all",      "everything",
        "service",   "the",       "fixed",    "done",    "resolved", "restored",
        "mitigated", "contained", "verified", "checked", "works",    "working",
        "worked",    "back",      "up",       "ok",      "okay",     "again",
        "now",       "normal",    "green",    "stable",  "healthy",  "recovered",
        "already",   "fully",     "happened", "of",      "to",       "réparé",
        "résolu",    "rétabli",   "marche",   "tout",    "cest",     "est",
        "corrigé",   NULL};
    struct saying saying = saying_of(turn->arena, text);

    for (size_t i = 0; i < saying.n; i++) {
        if (!saying_is(&saying, i, words)) {
            return false;
        }
    }
    return true;
}

bool args_take_ago(const struct parse *parse, const char *text, const char **ret_text) {
    const struct turn *turn = parse->turn;
    const struct arg *arg = args_find(parse->command, ARG_AT_NAME);
    const char *before = "", *moment, *quoted;
    json_t *value;

    *ret_text = text;
    if (!records(parse->command) || json_object_get(parse->args, ARG_AT_NAME) ||
        args_unquoted(turn->arena, text) != text) {
        return true;
    }
    moment = args_moment_behind(turn, text, &before);
    if (!moment) {
        return true;
    }
    if (says_only_so(turn, before)) {
        value = arg_value(turn, arg, moment, parse->err);
        *ret_text = before;
        return value && args_put(parse->args, arg, value, parse->err);
    }
    if (turn->input->command) {
        return err_set(parse->err, ERR_INVALID,
                       "Nothing is recorded: was that %s, or is it part of the text?\n"
                       "It was then: at %s %s\nPart of the text: put it in quotes.",
                       arg_shown(turn->arena, moment), arg_shown(turn->arena, moment),
                       arg_shown(turn->arena, before));
    }
    quoted = args_quoted(turn->arena, text);
    return err_set(parse->err, ERR_INVALID,
                   "Nothing is recorded: was that %s, or is it part of the text?\n"
                   "It was then: %s\nPart of the text: %s",
                   arg_shown(turn->arena, moment),
                   which_line(turn->arena, which_head(turn, turn->named),
                              arena_printf(turn->arena, "at %s %s", moment, before)),
                   quoted ? which_instead(turn, text, quoted) : "put it in quotes.");
}

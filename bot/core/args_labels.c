/* args_labels.c: name=value and "label:" that a command does not have.
 *
 * They were meant for an argument and would be published as text. The rule for what is
 * doubtful stands in args.h; the answer says which there are, and how the words stay text
 * (args_meant.c).
 */
#include "core/args_labels.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_ago.h"
#include "core/args_at.h"
#include "core/args_bare.h"
#include "core/args_clock.h"
#include "core/args_meant.h"
#include "core/args_own.h"
#include "core/args_parts.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/people.h"
#include "core/people_unknown.h"
#include "core/saying.h"
#include "core/which.h"

static bool is_foreign(const struct turn *turn, const struct command *command,
                       const char *word) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (args_has_mark(arg) && args_spelled(arg, word, false)) {
            return true;
        }
    }
    for (size_t i = 0; command->subs && command->subs[i]; i++) {
        if (is_foreign(turn, command->subs[i], word)) {
            return true;
        }
    }
    return false;
}

/* Some command has an argument of this name, or other tools do. */
static bool is_known_elsewhere(const struct turn *turn, const char *word) {
    static const char *const usual[] = {"at",       "sev",   "severity",
                                        "priority", "title", NULL};

    for (size_t i = 0; turn->commands && i < turn->commands->n; i++) {
        if (is_foreign(turn, turn->commands->list[i], word)) {
            return true;
        }
    }
    return text_in(word, usual);
}

static const char *text_named(const struct command *command, const char *name) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if ((arg->type == ARG_TEXT || arg->type == ARG_PART) &&
            (text_equal_nocase(arg->name, name) ||
             (arg->type == ARG_PART && text_in_nocase(name, arg->choices)))) {
            /* What is typed as root-cause: is kept as the cause. */
            return text_equal(arg->name, "root-cause") ? "cause" : arg->name;
        }
    }
    return NULL;
}

const char *args_text_named(const struct turn *turn, const char *name) {
    for (size_t i = 0; turn->commands && i < turn->commands->n; i++) {
        const struct command *command = turn->commands->list[i];
        const char *found = text_named(command, name);

        if (found && !text_equal(found, "text") && !text_equal(found, "filter")) {
            return found;
        }
    }
    return NULL;
}
/* Length of the label at s ("nxt: wait", "nxt:wait"), 0: there is none. */
static size_t label_at(const char *s) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    size_t n = 0;

    while (s[n] != '\0' && (strchr(letters, s[n]) || (unsigned char)s[n] >= 0x80)) {
        n++; /* "étape:" */
    }
    return n > 0 && s[n] == ':' && s[n + 1] != '/' && s[n + 1] != ':' ? n : 0;
}

/* Does a label at s begin the text, a line or a sentence of it? */
static bool begins_part(const char *text, const char *s) {
    const char *from = s;

    while (s > text && (s[-1] == ' ' || s[-1] == '\t')) {
        s--;
    }
    return s == text || s[-1] == '\n' || (s < from && strchr(".,;!?|-", s[-1]));
}

/* Words with a colon that begin an ordinary sentence. */
static bool is_opening(const char *word) {
    static const char *const words[] = {"note",       "nb",         "ps",
                                        "fyi",        "info",       "news",
                                        "good",       "bad",        "warning",
                                        "attention",  "important",  "careful",
                                        "edit",       "heads-up",   "correction",
                                        "reminder",   "again",      "also",
                                        "ok",         "so",         "now",
                                        "result",     "results",    "question",
                                        "answer",     "good-news",  "bad-news",
                                        "context",    "background", "theory",
                                        "guess",      "update",     "investigating",
                                        "identified", "monitoring", "resolved",
                                        "fixed",      "mitigated",  "confirmed",
                                        "restored",   "http",       "https",
                                        "error",      "errors",     "exception",
                                        "log",        "logs",       "output",
                                        "message",    "hint",       "example",
                                        "eg",         "ie",         "remarque",
                                        "erreur",     "donc",       "merci",
                                        "bref",       NULL};

    return text_in(word, words);
}

static bool is_of_incident(const struct incident *incident, const char *word) {
    for (size_t i = 0; incident && i < incident->nservices; i++) {
        if (text_equal_nocase(incident->services[i], word)) {
            return true;
        }
    }
    return false;
}

/* "Lind:" behind "Bo": a part of somebody's name. */
static bool is_of_name(const struct directory *directory, const char *word) {
    for (size_t i = 0; i < directory->npeople; i++) {
        if (people_called(directory->people[i].name, word)) {
            return true;
        }
    }
    return false;
}

/* A service of the incident, or somebody: "web: it is back", "ben: is looking". */
static bool is_named_here(const struct turn *turn, const char *word) {
    return is_of_incident(turn->before, word) ||
           is_of_name(turn->world->directory, word) ||
           people_find(turn->world->directory,
                       people_parse(turn->arena, turn->world->directory,
                                    turn->input->actor, word));
}

/* Where the text begins with a word and a colon, in a command that has labels, the word is
 * taken for one ("problem: x"): unless it opens a sentence, or names somebody or
 * something. */
static bool like_label(const struct parse *parse, const char *text, const char *s,
                       size_t len, const char *word) {
    const struct turn *turn = parse->turn;
    bool parts = false;

    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        parts = parts || arg->type == ARG_PART;
    }
    return parts && token_skip_space(text) == s &&
           token_skip_space(s + len + 1) > s + len + 1 && !is_opening(word) &&
           !is_named_here(turn, word);
}

/* In front of a text a name=value is no prose: "region=eu all is well". */
static bool leads(const char *text, const struct token *token) {
    enum { NAME_LEAST = 3 };

    return token->key >= NAME_LEAST && token_skip_space(text) == token->start &&
           token->value_len > 0;
}

/* ---- what stays text, and is said to ---- */

static bool is_text_key(const struct parse *parse, const struct token *token,
                        const char *word) {
    return token->key > 0 && token->value_len > 0 && !args_find(parse->command, word) &&
           !args_own(parse->command, word, false) && strlen(word) <= LIMIT_WORD;
}

/* "found the cause: a leak", "foo: bar": a word with a colon, though no argument has it, or
 * that of another command. */
static bool is_text_label(const struct parse *parse, const struct token *token,
                          const char *word) {
    const struct turn *turn = parse->turn;

    if (token->key > 0 || *word == '\0' || args_is_part(parse->command, token->start) ||
        strlen(word) > LIMIT_WORD) {
        return false;
    }
    return is_known_elsewhere(turn, word) || args_usual_part(word) ||
           (token->len == strlen(word) + 1 && strlen(word) > 1 && !is_opening(word) &&
            !is_named_here(turn, word));
}

/* "by next week", "until 25:00": meant as a time, and none that is understood. */
static bool lacks_due(const struct parse *parse, const struct token *token,
                      const struct token_reader *reader) {
    static const char *const words[] = {"due", "by", "until", NULL};
    static const char *const times[] = {"next",  "end", "eow",  "eom",   "this", "week",
                                        "month", "mid", "noon", "later", NULL};
    struct token_reader ahead = *reader;
    struct token next;
    const char *word;

    if (!args_find(parse->command, "due") || json_object_get(parse->args, "due") ||
        !text_in(args_lower(parse, token->start, token->len), words) ||
        !token_next(&ahead, &next) || next.quoted || next.len > LIMIT_WORD) {
        return false;
    }
    word = args_lower(parse, next.start, next.len);
    return (*word >= '0' && *word <= '9') || text_in(word, times);
}

/* "note failover began 10m ago", "note 09:40 it began": the entry has the time of now. */
static const char *kept_moment(const struct parse *parse) {
    const struct turn *turn = parse->turn;
    const char *before = "", *moment, *first, *zone;
    int hour, minute;
    struct saying saying = saying_of(turn->arena, turn->rest);

    if (!args_find(parse->command, ARG_AT_NAME) ||
        json_object_get(parse->args, ARG_AT_NAME) || saying.n < 2) {
        return NULL;
    }
    first = saying.words[0].plain;
    if (strchr(first, '.') || !arg_clock(first, &hour, &minute, &zone)) {
        first = NULL; /* "4.11 is out" has no clock in front */
    }
    first = first ? args_moment(turn, first) : NULL;
    moment = first ? first : args_moment_behind(turn, turn->rest, &before);
    if (!moment || (!first && !strstr(moment, " ago"))) { /* a clock says when it was */
        return NULL;
    }
    if (first) {
        const struct said_word *word = &saying.words[0];

        before = token_skip_space(word->typed + word->len);
    }
    /* It stays text, decided: "10:36 to 10:40" and "14:00 UTC is the window" begin so as
     * well, and what was announced with a time that was guessed cannot be called back. */
    return arena_printf(
        turn->arena,
        "\"%s\" is part of the text, which has the time of now. To tell it "
        "for then: <!undo>, then %s",
        arg_shown(turn->arena, moment),
        which_line(turn->arena, which_head(turn, turn->named),
                   arena_printf(turn->arena, "at %s %s", moment, before)));
}

/* Where the text begins, behind "leadership:" and the like. */
static const char *text_from(const struct parse *parse) {
    const char *rest = parse->turn->rest;
    bool parts = false;

    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        const char *text =
            arg->type == ARG_TEXT ? jsonx_string(parse->args, arg->name, NULL) : NULL;
        const char *at = text ? strstr(rest, text) : NULL;

        if (at) {
            return at;
        }
        parts = parts || text ||
                (arg->type == ARG_PART && json_object_get(parse->args, arg->name));
    }
    return parts ? rest : rest + strlen(rest); /* "role assign deputy: @ben" has none */
}

const char *args_kept(const struct turn *turn) {
    struct error ignored = {0};
    const struct parse parse = {turn, turn_leaf(turn), turn->args, &ignored, NULL};
    struct token_reader reader;
    struct token token;
    const char *from;

    if (turn->input->command || !turn->rest || !args_takes_text(parse.command)) {
        return NULL;
    }
    if (kept_moment(&parse)) {
        return kept_moment(&parse);
    }
    from = text_from(&parse);
    token_start(&reader, turn->rest);
    while (token_next(&reader, &token)) {
        size_t label = token.quoted ? 0 : label_at(token.start);
        const char *word =
            args_lower(&parse, token.start, token.key > 0 ? token.key : label);

        if (token.quoted || token.start < from) {
            continue;
        }
        if (lacks_due(&parse, &token, &reader)) {
            return arena_printf(
                turn->arena,
                "\"%s\" is part of the title, and no due time. To give one: due=2d, "
                "due=17:00, due=friday.",
                arg_shown(turn->arena, token.start));
        }
        if (is_text_key(&parse, &token, word) || is_text_label(&parse, &token, word)) {
            return arena_printf(
                turn->arena, "\"%s\" is part of the text: %s has no \"%s%s\".",
                arg_shown(turn->arena,
                          arena_strndup(turn->arena, token.start,
                                        token.key > 0 ? token.len : label + 1)),
                parse.command->name, arg_shown(turn->arena, word),
                token.key > 0 ? "=" : ":");
        }
    }
    return NULL;
}

/* ---- asking ---- */

bool args_doubt_names(const struct parse *parse, const char *text) {
    struct token_reader reader;
    struct token token;

    if (!args_takes_text(parse->command)) {
        return true;
    }
    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        size_t label = token.quoted ? 0 : label_at(token.start);
        const char *word =
            args_lower(parse, token.start, token.key > 0 ? token.key : label);

        if (args_bare(parse, text, &token, &reader)) {
            return args_strange(parse, text, token.start,
                                args_lower(parse, token.start, token.len), MARK_NONE);
        }
        if (args_is_part(parse->command, token.start) || (label == 0 && token.key == 0) ||
            strlen(word) > LIMIT_WORD) {
            continue;
        }
        if (args_own(parse->command, word, true) || leads(text, &token) ||
            (token.key > 0 && (args_own(parse->command, word, false) ||
                               is_known_elsewhere(parse->turn, word))) ||
            (label > 0 && begins_part(text, token.start) &&
             (args_own(parse->command, word, false) ||
              is_known_elsewhere(parse->turn, word))) ||
            (label > 0 && like_label(parse, text, token.start, label, word))) {
            return args_strange(parse, text, token.start, word,
                                token.key > 0 ? MARK_KEY : MARK_LABEL);
        }
    }
    return true;
}

/* args_doubt.c: words that were meant for an argument and would end up in a text.
 *
 * What is published cannot be called back, so a doubt is asked, never guessed: the answer
 * says what is possible and how to keep the words as text. The rule for what is doubtful
 * stands in args.h. */
#include "core/args_doubt.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_fit.h"
#include "core/args_table.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/policy.h"
#include "core/saying.h"
#include "core/which.h"

/* ---- near ---- */

/* One slip in a short word, two in a longer one, but never in the first letter, unless it
 * changed places with the second. */
bool args_near(const char *typed, const char *name) {
    size_t len = strlen(typed);
    size_t most = len < 5 ? 1 : 2;
    bool begins = typed[0] == name[0] || (typed[0] == name[1] && typed[1] == name[0]);

    return len >= 3 && begins && text_distance(typed, name, most) <= most;
}

static char *lower_word(const struct parse *parse, const char *s, size_t len) {
    return text_lower(parse->turn->arena, arena_strndup(parse->turn->arena, s, len));
}

/* ---- a severity that there is not ---- */

/* "sev9", "SEV-0", "severity9", "p0": letters and a digit that nobody writes by accident.
 * "p99" is a latency, "s3" is a store. */
bool args_like_severity(const char *word) {
    size_t n = text_starts(word, "severity") ? 8
               : text_starts(word, "sev")    ? 3
               : word[0] == 'p'              ? 1
                                             : 0;
    size_t digits;

    if (n == 0) {
        return false;
    }
    n += word[n] == '-' || word[n] == '_' ? 1 : 0;
    digits = strspn(word + n, "0123456789");
    return digits > 0 && word[n + digits] == '\0' && (word[0] != 'p' || digits == 1);
}

bool args_doubt_severity(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    const struct arg *arg = args_anywhere(parse);
    struct token_reader reader;
    struct token token, first = {0}, second = {0}, last = {0};
    const char *words[3] = {NULL};

    if (!arg || arg->type != ARG_SEVERITY) {
        return true;
    }
    token_start(&reader, text);
    for (size_t i = 0; token_next(&reader, &token); i++) {
        first = i == 0 ? token : first;
        second = i == 1 ? token : second;
        last = token;
    }
    words[0] = lower_word(parse, first.start, first.len);
    words[1] = second.start
                   ? lower_word(parse, first.start,
                                (size_t)(second.start - first.start) + second.len)
                   : "";
    words[2] = lower_word(parse, last.start, last.len);
    for (size_t i = 0; i < 3; i++) {
        char *word = arena_strdup(turn->arena, words[i]);
        size_t len = strlen(word);

        if (len > 0 && strchr(":,.", word[len - 1])) {
            word[len - 1] = '\0';
        }
        if (i == 1 && strchr(word, ' ')) {
            *strchr(word, ' ') = '-'; /* "sev 9" */
        }
        if (args_like_severity(word) &&
            policy_parse_severity(turn->world->policy, word, true) == 0 &&
            (i == 0 || word[0] == 's')) {
            json_decref(arg_value(turn, arg, words[i], parse->err));
            return err_set(parse->err, ERR_INVALID,
                           "%s\nIf it is text, put all of the text in quotes.",
                           parse->err->text);
        }
    }
    return true;
}

/* ---- a role behind the person ---- */

static bool is_filler(const char *word) {
    static const char *const fillers[] = {"as", "to", "the", "is",           "a", "an",
                                          ":",  "=",  "->",  "\xE2\x86\x92", NULL};

    return text_in_nocase(word, fillers);
}

static bool is_article(const char *word) {
    static const char *const articles[] = {"the", "is", "a", "an", NULL};

    return text_in_nocase(word, articles);
}

static const struct arg *role_arg(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_ROLE && (arg->flags & ARG_ANYWHERE) != 0) {
            return arg;
        }
    }
    return NULL;
}

bool args_skip_filler(const struct parse *parse, struct token_reader *reader) {
    const struct arg *role = args_anywhere(parse);
    const struct arg *next = args_positional(parse);
    struct token_reader ahead = *reader;
    struct token token;

    if (!role_arg(parse->command) || !token_next(&ahead, &token) || token.quoted ||
        !is_filler(arena_strndup(parse->turn->arena, token.start, token.len))) {
        return false;
    }
    if ((role && args_fit(parse, role, &ahead) > 0) ||
        (next && next->type == ARG_ACTOR && *token_skip_space(ahead.at) != '\0')) {
        *reader = ahead;
        return true;
    }
    /* "as the scribe" */
    if (args_skip_filler(parse, &ahead)) {
        *reader = ahead;
        return true;
    }
    return false;
}

void args_skip_preposition(const struct parse *parse, const struct arg *arg,
                           struct token_reader *reader) {
    static const char *const words[] = {"at", "to",   "until", "till", "for",  "of",
                                        "in", "from", "since", "by",   "with", NULL};
    struct token_reader ahead = *reader;
    struct token token;
    bool plain = arg->type == ARG_TEXT || arg->type == ARG_WORD ||
                 arg->type == ARG_ACTOR || arg->type == ARG_CHOICE;

    if (!plain && args_fit(parse, arg, reader) == 0 && token_next(&ahead, &token) &&
        !token.quoted &&
        text_in_nocase(arena_strndup(parse->turn->arena, token.start, token.len),
                       words) &&
        args_fit(parse, arg, &ahead) > 0) {
        *reader = ahead;
    }
}

/* The name of a role that the word is near to; NULL: none. */
static bool near_role(const struct policy *policy, const char *word) {
    for (size_t i = 0; i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];

        if (args_near(word, role->key)) {
            return true;
        }
        for (const char *const *alias = role->aliases; alias && *alias; alias++) {
            if (args_near(word, *alias)) {
                return true;
            }
        }
    }
    return false;
}

/* "@cho please scribe", "Kurt Lea as tech": a role behind a word or two. NULL: none. */
static const struct policy_role *role_at_end(const struct turn *turn, const char *text) {
    enum { MOST_WORDS = 4 };
    struct saying saying = saying_of(turn->arena, text);

    return saying.n > 0 && saying.n <= MOST_WORDS
               ? policy_parse_role(turn->world->policy,
                                   saying_word(&saying, saying.n - 1))
               : NULL;
}

/* Somebody would become the commander, and another one would not be it any more. */
static bool ask_role(const struct parse *parse, const struct policy_role *role,
                     const char *text) {
    const struct turn *turn = parse->turn;
    const char *at = turn->rest ? strstr(turn->rest, text) : NULL;
    const char *who =
        at ? token_trim(turn->arena, turn->rest, (size_t)(at - turn->rest)) : "";

    return err_set(parse->err, ERR_INVALID,
                   "Nothing was done: is %s the role that was meant? Then: %s\n"
                   "If it is a note, put it in quotes.",
                   role->key,
                   which_line(turn->arena, which_head(turn, turn->named),
                              arena_printf(turn->arena, "%s %s", role->key, who)));
}

bool args_doubt_role(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    const struct arg *role = args_anywhere(parse);
    const struct policy_role *last;
    struct token_reader reader;
    struct token token;
    const char *word;
    bool filler, alone;

    if (!role || role->type != ARG_ROLE) {
        return true;
    }
    token_start(&reader, text);
    if (!token_next(&reader, &token) || token.quoted) {
        return true;
    }
    last = turn->trial ? NULL : role_at_end(turn, text);
    if (last) {
        return ask_role(parse, last, text);
    }
    word = arena_strndup(turn->arena, token.start, token.len);
    /* "as", "to" and signs announce a role; "the disk is full" is a note. */
    filler = is_filler(word) && !is_article(word);
    while (is_filler(word) && token_next(&reader, &token)) {
        word = arena_strndup(turn->arena, token.start, token.len);
    }
    alone = *token_skip_space(reader.at) == '\0';
    if (!filler && !alone &&
        !near_role(turn->world->policy, text_lower(turn->arena, word))) {
        return true;
    }
    json_decref(arg_value(turn, role, word, parse->err));
    return err_set(parse->err, ERR_INVALID, "%s\nIf it is a note, put it in quotes.",
                   parse->err->text);
}

/* args_bare.c: the name of an argument without its mark: "impact none", "due friday". See
 * args.h.
 *
 * Of a part the name counts where a sentence begins, unless what follows makes it one: "the
 * impact is lower", "next step is a failover". Of a name=value it counts in front of the
 * text, when the next word can be its value. */
#include "core/args_bare.h"
#include "base/text.h"
#include "core/args_fit.h"
#include "core/args_own.h"
#include "core/args_tokens.h"
#include "core/policy.h"

/* Behind "impact", "next", "workaround": the words go on as a sentence. */
static bool goes_on(const char *word) {
    static const char *const words[] = {
        "is",     "are",     "was",      "were",    "has",       "have",    "had",
        "will",   "would",   "can",      "could",   "may",       "might",   "should",
        "must",   "on",      "of",       "for",     "to",        "in",      "at",
        "by",     "with",    "from",     "and",     "or",        "as",      "than",
        "seems",  "looks",   "remains",  "stays",   "grows",     "spreads", "shrinks",
        "works",  "worked",  "helps",    "helped",  "failed",    "fails",   "holds",
        "found",  "posted",  "step",     "steps",   "stays",     "update",  "estimate",
        "moved",  "changed", "improved", "unclear", "confirmed", "gone",    "over",
        "under",  "up",      "down",     "does",    "did",       "needs",   "assessment",
        "window", "deploy",  "release",  "page",    "time",      "one",     NULL};

    return text_in(word, words);
}

static bool begins_sentence(const char *text, const char *s) {
    const char *from = s;

    while (s > text && (s[-1] == ' ' || s[-1] == '\t')) {
        s--;
    }
    return s == text || s[-1] == '\n' || (s < from && strchr(".;!?|", s[-1]));
}

/* "eta 20 min": nothing else is meant by it, wherever it stands. */
static bool is_eta(const struct arg *arg, const char *word, const char *behind) {
    return text_equal(arg->name, "eta") && text_equal(word, "eta") && *behind >= '0' &&
           *behind <= '9';
}

static bool is_part(const struct arg *arg, const char *text, const struct token *token,
                    const char *next) {
    return arg->type == ARG_PART && begins_sentence(text, token->start) &&
           *next != '\0' && !goes_on(next) && !strpbrk(next, ":=");
}

/* Only values of which a type knows whether they are one: a service can be any word. */
static bool is_value(const struct parse *parse, const struct arg *arg,
                     const struct token_reader *reader) {
    const struct policy *policy = parse->turn->world->policy;
    struct token_reader ahead = *reader;
    struct token token;

    if (text_equal(arg->name, ARG_AT_NAME)) { /* args_at.c reads "at 02:45" */
        return false;
    }
    switch (arg->type) {
    case ARG_CHOICE:
    case ARG_TIME:
    case ARG_DUE:
        return args_fit(parse, arg, reader) > 0;
    case ARG_ACTOR:
        return *token_skip_space(reader->at) == '@';
    case ARG_WORD:
        return text_equal(arg->name, "type") && token_next(&ahead, &token) &&
               text_in_nocase(arena_strndup(parse->turn->arena, token.start, token.len),
                              policy->types);
    default:
        return false;
    }
}

bool args_bare(const struct parse *parse, const char *text, const struct token *token,
               const struct token_reader *reader) {
    const char *behind = token_skip_space(reader->at), *word, *next = "";
    struct token_reader ahead = *reader;
    struct token second;
    const struct arg *arg;

    if (token->quoted || token->key > 0 || token->len > LIMIT_WORD || *behind == '\0') {
        return false;
    }
    word = args_lower(parse, token->start, token->len);
    arg = args_own(parse->command, word, false);
    if (!arg) {
        return false;
    }
    if (token_next(&ahead, &second) && !second.quoted && second.len <= LIMIT_WORD) {
        next = args_lower(parse, second.start, second.len);
    }
    return is_eta(arg, word, behind) || is_part(arg, text, token, next) ||
           ((arg->flags & ARG_KEY) != 0 && token_skip_space(text) == token->start &&
            is_value(parse, arg, reader));
}

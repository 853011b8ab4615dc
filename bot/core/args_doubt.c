/* args_doubt.c: words that were meant for an argument and would end up in a text.
 *
 * What is published cannot be called back, so a doubt is asked, never guessed: the answer
 * says what is possible and how to keep the words as text. The rule for what is doubtful
 * stands in args.h. */
#include "base/err.h"
#include "base/text.h"
#include "core/args.h"
#include "core/markup.h"
#include "core/policy.h"
#include "core/which.h"

/* ---- near ---- */

/* One slip in a short word, two in a longer one, but never in the first letter, unless it
 * changed places with the second. */
static bool is_near(const char *typed, const char *name) {
    size_t len = strlen(typed);
    size_t most = len < 5 ? 1 : 2;
    bool begins = typed[0] == name[0] || (typed[0] == name[1] && typed[1] == name[0]);

    return len >= 3 && begins && text_distance(typed, name, most) <= most;
}

static char *lower_word(const struct parse *parse, const char *s, size_t len) {
    return text_lower(parse->turn->arena, arena_strndup(parse->turn->arena, s, len));
}

/* ---- name=value and label: that the command does not have ---- */

enum mark { MARK_KEY, MARK_LABEL };

/* May the argument be given by name, as name= or as label:? */
static bool has_mark(const struct arg *arg) {
    return arg->type == ARG_PART || arg->type == ARG_WORDS ||
           (arg->flags & (ARG_KEY | ARG_ANYWHERE)) != 0;
}

/* The name of the argument's that `word` is (or is near to); NULL: none. */
static const char *spelled(const struct arg *arg, const char *word, bool near) {
    if (near ? is_near(word, arg->name) : text_equal_nocase(arg->name, word)) {
        return arg->name;
    }
    for (const char *const *alias = arg->choices;
         arg->type != ARG_CHOICE && arg->type != ARG_FLAG && alias != NULL &&
         *alias != NULL;
         alias++) {
        if (near ? is_near(word, *alias) : text_equal_nocase(*alias, word)) {
            return arg->name;
        }
    }
    return NULL;
}

static const struct arg *own_arg(const struct command *command, const char *word,
                                 bool near) {
    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
        if ((has_mark(arg) || (!near && arg->type == ARG_TEXT)) &&
            spelled(arg, word, near) != NULL) {
            return arg;
        }
    }
    return NULL;
}

static bool is_foreign(const struct turn *turn, const struct command *command,
                       const char *word) {
    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
        if (has_mark(arg) && spelled(arg, word, false) != NULL) {
            return true;
        }
    }
    for (size_t i = 0; command->subs != NULL && command->subs[i] != NULL; i++) {
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

    for (size_t i = 0; turn->commands != NULL && i < turn->commands->n; i++) {
        if (is_foreign(turn, turn->commands->list[i], word)) {
            return true;
        }
    }
    return text_in(word, usual);
}

static const char *as_typed(const struct parse *parse, const struct arg *arg) {
    return arena_printf(parse->turn->arena, "%s%s", arg->name,
                        arg->type == ARG_PART ? ":" : "=");
}

static const char *possible(const struct parse *parse) {
    const char *list = "";

    for (const struct arg *arg = parse->command->args; arg != NULL && arg->name != NULL;
         arg++) {
        if (has_mark(arg) && (arg->flags & ARG_ANYWHERE) == 0) {
            list = arena_printf(parse->turn->arena, "%s%s%s", list,
                                *list != '\0' ? ", " : " It has ", as_typed(parse, arg));
        }
    }
    return *list != '\0' ? arena_printf(parse->turn->arena, "%s.", list) : "";
}

/* How the words stay text: all of it in quotes where that is all there is, else those
 * words alone. */
static const char *to_keep(const struct parse *parse, const char *text,
                           const char *typed) {
    const struct turn *turn = parse->turn;
    const struct arg *first = parse->command->args;
    const char *quoted = args_quoted(turn->arena, text);

    if (quoted == NULL || json_object_size(parse->args) > 0 || first == NULL ||
        first->type != ARG_TEXT) {
        return arena_printf(turn->arena, "As text, in quotes: \"%s\"",
                            arg_shown(turn->arena, typed));
    }
    return arena_printf(turn->arena, "As text, in quotes: %s",
                        which_line(turn->arena, which_head(turn, turn->named), quoted));
}

static bool strange(const struct parse *parse, const char *text, const char *word,
                    enum mark mark) {
    struct arena *arena = parse->turn->arena;
    const char *typed = arena_printf(arena, "%s%s", word, mark == MARK_KEY ? "=" : ":");
    const struct arg *own = own_arg(parse->command, word, false);
    const struct arg *near = own == NULL ? own_arg(parse->command, word, true) : NULL;
    const char *what;

    if (own != NULL && own->type == ARG_TEXT) {
        what = arena_printf(arena, "The text of %s needs no name.", parse->command->name);
    } else if (own != NULL) {
        what =
            arena_printf(arena, "Write %s in place of %s", as_typed(parse, own), typed);
    } else {
        what = arena_printf(arena, "%s has no \"%s\".%s%s%s%s", parse->command->name,
                            arg_shown(arena, typed), near != NULL ? " Did you mean " : "",
                            near != NULL ? as_typed(parse, near) : "",
                            near != NULL ? "?" : "", near != NULL ? "" : possible(parse));
    }
    return err_set(parse->err, ERR_INVALID, "%s\n%s", what, to_keep(parse, text, typed));
}

/* Length of the label at s ("nxt: wait", "nxt:wait"), 0: there is none. */
static size_t label_at(const char *s) {
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    return n > 0 && s[n] == ':' && s[n + 1] != '/' && s[n + 1] != ':' ? n : 0;
}

/* Does a label at s begin the text or a line of it? */
static bool begins_line(const char *text, const char *s) {
    while (s > text && (s[-1] == ' ' || s[-1] == '\t')) {
        s--;
    }
    return s == text || s[-1] == '\n';
}

/* In front of a text a name=value is no prose: "region=eu all is well". */
static bool leads(const char *text, const struct token *token) {
    enum { NAME_LEAST = 3 };

    return token->key >= NAME_LEAST && token_skip_space(text) == token->start &&
           token->value_len > 0;
}

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
            lower_word(parse, token.start, token.key > 0 ? token.key : label);

        if (args_is_part(parse->command, token.start) || (label == 0 && token.key == 0) ||
            strlen(word) > LIMIT_WORD) {
            continue;
        }
        if (own_arg(parse->command, word, true) != NULL || leads(text, &token) ||
            (token.key > 0 && (own_arg(parse->command, word, false) != NULL ||
                               is_known_elsewhere(parse->turn, word))) ||
            (label > 0 && begins_line(text, token.start) &&
             (own_arg(parse->command, word, false) != NULL ||
              is_known_elsewhere(parse->turn, word)))) {
            return strange(parse, text, word, token.key > 0 ? MARK_KEY : MARK_LABEL);
        }
    }
    return true;
}

/* ---- a severity that there is not ---- */

/* "sev9", "SEV-0", "severity9", "p0": letters and a digit that nobody writes by accident.
 * "p99" is a latency, "s3" is a store. */
static bool like_severity(const char *word) {
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

    if (arg == NULL || arg->type != ARG_SEVERITY) {
        return true;
    }
    token_start(&reader, text);
    for (size_t i = 0; token_next(&reader, &token); i++) {
        first = i == 0 ? token : first;
        second = i == 1 ? token : second;
        last = token;
    }
    words[0] = lower_word(parse, first.start, first.len);
    words[1] = second.start != NULL
                   ? lower_word(parse, first.start,
                                (size_t)(second.start - first.start) + second.len)
                   : "";
    words[2] = lower_word(parse, last.start, last.len);
    for (size_t i = 0; i < 3; i++) {
        char *word = arena_strdup(turn->arena, words[i]);
        size_t len = strlen(word);

        if (len > 0 && strchr(":,.", word[len - 1]) != NULL) {
            word[len - 1] = '\0';
        }
        if (i == 1 && strchr(word, ' ') != NULL) {
            *strchr(word, ' ') = '-'; /* "sev 9" */
        }
        if (like_severity(word) &&
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
    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
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

    if (role_arg(parse->command) == NULL || !token_next(&ahead, &token) || token.quoted ||
        !is_filler(arena_strndup(parse->turn->arena, token.start, token.len))) {
        return false;
    }
    if ((role != NULL && args_fit(parse, role, &ahead) > 0) ||
        (next != NULL && next->type == ARG_ACTOR &&
         *token_skip_space(ahead.at) != '\0')) {
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

/* The name of a role that the word is near to; NULL: none. */
static bool near_role(const struct policy *policy, const char *word) {
    for (size_t i = 0; i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];

        if (is_near(word, role->key)) {
            return true;
        }
        for (const char *const *alias = role->aliases; alias != NULL && *alias != NULL;
             alias++) {
            if (is_near(word, *alias)) {
                return true;
            }
        }
    }
    return false;
}

bool args_doubt_role(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    const struct arg *role = args_anywhere(parse);
    struct token_reader reader;
    struct token token;
    const char *word;
    bool filler, alone;

    if (role == NULL || role->type != ARG_ROLE) {
        return true;
    }
    token_start(&reader, text);
    if (!token_next(&reader, &token) || token.quoted) {
        return true;
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

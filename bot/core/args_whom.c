/* args_whom.c: who is meant, where a command takes one: a second person who would get lost
 * in the text, and a slip in the name of whom to call. */
#include "core/args_whom.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_doubt.h"
#include "core/args_named.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/notice.h"
#include "core/policy.h"
#include "core/which.h"

/* ---- two people, of whom one would be text ---- */

/* The argument that names one person; NULL: the command has none, or nobody was named. */
static const struct arg *person_arg(const struct parse *parse) {
    for (const struct arg *arg = parse->command->args; arg && arg->name; arg++) {
        if ((arg->type == ARG_ACTOR || text_equal(arg->name, ARG_TO_NAME)) &&
            json_object_get(parse->args, arg->name)) {
            return arg;
        }
    }
    return NULL;
}

static const char *word_of(const struct parse *parse, const struct token *token) {
    size_t len = token->len;

    while (len > 1 && strchr(",;", token->start[len - 1])) {
        len--;
    }
    return arena_strndup(parse->turn->arena, token->start, len);
}

/* A mention, or behind nothing else a name that is somebody's. */
static bool names_person(const struct parse *parse, const char *word, bool alone) {
    return (*word == '@' && word[1] != '\0') ||
           (text_starts(word, "<@") && word[2] != '\0') ||
           (alone && !args_names_nobody(word) && !text_equal_nocase(word, "me") &&
            arg_person(parse->turn, word));
}

/* The first mention in the words that were typed, which is not the one at `but`. NULL: none
 * stands there. */
static const char *first_person(const struct parse *parse, const char *but,
                                const char **ret_word) {
    struct token_reader reader;
    struct token token;

    token_start(&reader, parse->turn->rest ? parse->turn->rest : "");
    while (token_next(&reader, &token) && token.start < but) {
        const char *word = token.key > 0 ? arena_strndup(parse->turn->arena, token.value,
                                                         token.value_len)
                                         : word_of(parse, &token);

        if (names_person(parse, word, true)) {
            *ret_word = word;
            return token.start;
        }
    }
    return NULL;
}

/* The line with one of the two alone: what stands from `from` to `to` is left out. */
static const char *line_without(const struct parse *parse, const char *from,
                                const char *to) {
    const struct turn *turn = parse->turn;
    const char *behind = token_skip_space(to);
    const char *before = token_trim(turn->arena, turn->rest, (size_t)(from - turn->rest));

    return which_line(turn->arena, which_head(turn, turn->named),
                      arena_printf(turn->arena, "%s%s%s", before,
                                   *before != '\0' && *behind != '\0' ? " " : "",
                                   behind));
}

bool args_doubt_person(const struct parse *parse, const char *text) {
    static const char *const joins[] = {"and", "&", "+", "or", ",", NULL};
    const struct turn *turn = parse->turn;
    const char *first, *second, *word, *one = "", *behind;
    struct token_reader reader;
    struct token token = {0};
    bool joined = false;

    if (!person_arg(parse) || turn->input->command) {
        return true;
    }
    token_start(&reader, text);
    while (token_next(&reader, &token) && !token.quoted &&
           text_in_nocase(word_of(parse, &token), joins)) {
        joined = true;
    }
    if (!token.start || token.quoted) {
        return true;
    }
    word = word_of(parse, &token);
    behind = token_skip_space(reader.at);
    second = turn->rest ? strstr(turn->rest, text) : NULL;
    if (!second || !names_person(parse, word, joined || *behind == '\0')) {
        return true;
    }
    first = first_person(parse, second, &one);
    if (!first) {
        return true;
    }
    return err_set(parse->err, ERR_INVALID,
                   "Nothing was done: %s takes one person at a time.\n"
                   "With %s: %s\nWith %s: %s",
                   which_head(turn, NULL), arg_shown(turn->arena, one),
                   line_without(parse, second, second + (reader.at - text)),
                   arg_shown(turn->arena, word),
                   line_without(parse, first, second + (token.start - text)));
}

/* ---- a slip in whom to call ---- */

static const char *nearer(const char *typed, const char *name, const char *found) {
    return !found && args_near(typed, name) ? name : found;
}

/* A rung, a role or one of its names that the word is a slip for; NULL: none, or it is one
 * as it stands. */
static const char *target_meant(const struct turn *turn, const char *word) {
    const struct policy *policy = turn->world->policy;
    const char *typed, *found = NULL;
    size_t len = strlen(word);

    if (len > 1 && strchr(":,", word[len - 1])) { /* "leadership: it burns" */
        word = arena_strndup(turn->arena, word, len - 1);
    }
    typed = text_lower(turn->arena, word);

    if (*word == '@' || strlen(word) > LIMIT_WORD || policy_parse_role(policy, word) ||
        arg_person(turn, word)) {
        return NULL;
    }
    found = nearer(typed, AUDIENCE_LEADERSHIP, found);
    for (size_t i = 0; policy->ladder && policy->ladder[i]; i++) {
        if (text_equal_nocase(policy->ladder[i], word)) {
            return NULL;
        }
        found = nearer(typed, policy->ladder[i], found);
    }
    for (size_t i = 0; i < policy->nroles; i++) {
        const struct policy_role *role = &policy->roles[i];

        found = nearer(typed, role->key, found);
        for (const char *const *alias = role->aliases; alias && *alias; alias++) {
            found = nearer(typed, *alias, found);
        }
    }
    return text_equal_nocase(found, word) ? NULL : found;
}

bool args_doubt_target(const struct parse *parse, const struct arg *arg,
                       const char *word) {
    const struct turn *turn = parse->turn;
    const char *meant, *person;

    if (!text_equal(arg->name, ARG_TO_NAME) || turn->trial || !word) {
        return true;
    }
    meant = target_meant(turn, word);
    if (!meant) {
        return true;
    }
    person = arg_person_line(turn, word);
    return err_set(parse->err, ERR_INVALID,
                   "There is no role, rung or person \"%s\". Did you mean %s?%s%s",
                   arg_shown(turn->arena, word), which_instead(turn, word, meant),
                   person ? "\nIf it is a person: " : "", person ? person : "");
}

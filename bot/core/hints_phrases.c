/* hints_phrases.c: phrases that mean one of our commands: "commander pam", "set severity
 * sev2", "i'm on it". See hints.h. */
#include "core/hints_phrases.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_labels.h"
#include "core/args_named.h"
#include "core/args_questions.h"
#include "core/args_tokens.h"
#include "core/policy.h"

const char *hints_joined(const struct turn *turn, const char *words, const char *rest) {
    return arena_printf(turn->arena, "%s%s%s", words, *rest != '\0' ? " " : "", rest);
}

/* The first word of `rest`; *ret_behind is what follows it. NULL: there is none. */
const char *hints_word(const struct turn *turn, const char *rest,
                       const char **ret_behind) {
    struct token_reader reader;
    struct token token;

    token_start(&reader, rest);
    if (!token_next(&reader, &token)) {
        return NULL;
    }
    *ret_behind = token_skip_space(reader.at);
    return arena_strndup(turn->arena, token.start, token.len);
}

/* ---- "commander pam", "lead me" ---- */

/* The role that a first word names. By its key or, for the commander, by the words that
 * everybody has for it: "backup failed" is no deputy. Where a person is mentioned behind
 * it, also by any other name of the role. */
const struct policy_role *hints_role(const struct policy *policy, const char *word,
                                     bool mentioned) {
    static const char *const commanders[] = {
        "commander",        "ic",   "lead",    "incident-commander",
        "command",          "im",   "manager", "captain",
        "incident-manager", "imoc", NULL};

    if (text_in_nocase(word, commanders)) {
        return policy_role(policy, policy_commander(policy));
    }
    for (size_t i = 0; i < policy->nroles; i++) {
        if (text_equal_nocase(policy->roles[i].key, word)) {
            return &policy->roles[i];
        }
    }
    return mentioned ? policy_parse_role(policy, word) : NULL;
}

/* A role in front and one word behind it, which must be a person: "me", "@pam", somebody
 * who is known. Behind the commander any word is one, which is asked about there. */
const char *hints_role_line(const struct turn *turn, const char *word, const char *rest) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *who = hints_word(turn, rest, &behind);
    bool person = who && (*who == '@' || arg_person(turn, who));
    const struct policy_role *role = hints_role(policy, word, person && *behind == '\0');

    if (!role) {
        return NULL;
    }
    if (!who) {
        return "who";
    }
    if (*behind != '\0') {
        return NULL;
    }
    if (text_equal_nocase(who, "me")) {
        return arena_printf(turn->arena, "role take %s", role->key);
    }
    return person || text_equal(role->key, policy_commander(policy))
               ? arena_printf(turn->arena, "role assign %s %s", role->key, who)
               : NULL;
}

/* "role commander @ben", "role @ben": the second word is no subcommand. */
static const char *role_phrase(const struct turn *turn, const char *rest) {
    const struct command *command = command_find(turn->commands, "role");
    const char *behind = "";
    const char *word = hints_word(turn, rest, &behind);

    if (!command || !command->subs || (word && command_find_sub(command, word))) {
        return NULL;
    }
    if (!word) {
        return "who";
    }
    return *word == '@' ? hints_joined(turn, "role assign", rest)
                        : hints_role_line(turn, word, behind);
}

/* ---- sentences ---- */

/* "im on it", "i'm on it": said by whoever takes care of it. */
static const char *on_it(const struct turn *turn, const char *word, const char *rest) {
    static const char *const said[] = {
        "im on it", "i'm on it", "i\xE2\x80\x99m on it", "i am on it", "me on it",
        "got it",   "i got it",  "i've got it",          "i take it",  "looking at it",
        NULL};
    const char *line = hints_joined(turn, word, rest);
    size_t len = strlen(line);

    while (len > 0 && strchr(".!, ", line[len - 1])) {
        len--;
    }
    return text_in_nocase(arena_strndup(turn->arena, line, len), said) ? "ack" : NULL;
}

/* Words that stand between whoever says it and the role: "i will take the", "i'm in". */
static bool leads_to_role(const char *word) {
    static const char *const words[] = {
        "am",   "will",   "take", "taking", "have", "be",   "the", "in", "on",    "now",
        "your", "acting", "as",   "an",     "a",    "over", "got", "is", "being", NULL};

    return text_in_nocase(word, words);
}

/* The role that up to three words name, "now" and "here" left out behind them: "technical
 * lead now". NULL: another thing is said. */
static const struct policy_role *role_alone(const struct turn *turn, const char *rest) {
    static const char *const ends[] = {" now", " here", " then", " for now", " please"};
    enum { WORDS = 3 };
    size_t len = strlen(rest), words = 1;
    const char *name;

    while (len > 0 && strchr(".!, ", rest[len - 1])) {
        len--;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);

        if (len > n &&
            text_equal_nocase(arena_strndup(turn->arena, rest + len - n, n), ends[i])) {
            len -= n;
        }
    }
    name = arena_strndup(turn->arena, rest, len);
    for (const char *c = name; *c != '\0'; c++) {
        words += *c == ' ' ? 1 : 0;
    }
    return *name != '\0' && words <= WORDS ? hints_role(turn->world->policy, name, true)
                                           : NULL;
}

/* "im commander", "i am the ic", "i'll take command": whoever says so takes the role. */
static const char *i_am(const struct turn *turn, const char *word, const char *rest) {
    static const char *const said[] = {"i",    "im",     "i'm",  "i\xE2\x80\x99m",
                                       "iam",  "ill",    "i'll", "i\xE2\x80\x99ll",
                                       "i've", "taking", "ive",  NULL};
    const char *behind = rest, *next;
    const struct policy_role *found;

    if (!text_in_nocase(word, said)) {
        return NULL;
    }
    while ((found = role_alone(turn, rest)) == NULL &&
           (next = hints_word(turn, rest, &behind)) != NULL && leads_to_role(next)) {
        rest = behind;
    }
    return found ? arena_printf(turn->arena, "role take %s", found->key) : NULL;
}

/* "@ben is commander", "ben is the ic": somebody who is known takes the role. */
static const char *somebody_is(const struct turn *turn, const char *word,
                               const char *rest) {
    const char *behind = "", *next = hints_word(turn, rest, &behind);
    const struct policy_role *found;

    if (!next || !arg_person(turn, word)) {
        return NULL;
    }
    if (!text_equal_nocase(next, "is")) { /* "ben commander" */
        found = role_alone(turn, rest);
        return found ? arena_printf(turn->arena, "role assign %s %s", found->key, word)
                     : NULL;
    }
    rest = behind;
    while ((found = role_alone(turn, rest)) == NULL &&
           (next = hints_word(turn, rest, &behind)) != NULL && leads_to_role(next)) {
        rest = behind;
    }
    return found ? arena_printf(turn->arena, "role assign %s %s", found->key, word)
                 : NULL;
}

/* "who's in charge": there is one answer to it. */
static const char *whos(const char *word) {
    static const char *const words[] = {"who's", "whos", "who\xE2\x80\x99s", NULL};

    return text_in_nocase(word, words) ? "who" : NULL;
}

/* "how do i close this": how that command is used. */
static const char *how_to(const struct turn *turn, const char *word, const char *rest) {
    struct saying saying = saying_of(turn->arena, rest);

    if (!text_equal_nocase(word, "how") ||
        !args_asks(turn->arena, hints_joined(turn, word, rest))) {
        return NULL;
    }
    for (size_t i = 0; i < saying.n; i++) {
        const struct command *command =
            command_find(turn->commands, saying.words[i].plain);

        if (command) {
            return arena_printf(turn->arena, "help %s", command->name);
        }
    }
    return "help";
}

/* "correct impact: all users", "correct 12 next=wait": which text of the entry. Any name
 * of a text or a part of any command's is one. */
static const char *correct_phrase(const struct turn *turn, const char *rest) {
    const char *behind = "", *number = "";
    const char *word = hints_word(turn, rest, &behind);
    size_t len;

    if (word && strspn(word, "#0123456789") == strlen(word)) {
        number = word;
        rest = behind;
    }
    len = strcspn(rest, ":=\n");
    if (len == 0 || len > LIMIT_WORD || rest[len] == '\0' || rest[len + 1] == '/') {
        return NULL;
    }
    word = args_text_named(turn, token_trim(turn->arena, rest, len));
    return word ? arena_printf(turn->arena, "correct %s%sfield=%s %s", number,
                               *number != '\0' ? " " : "", word,
                               token_skip_space(rest + len + 1))
                : NULL;
}

/* "who is oncall": there is one answer to it. */
static const char *who_phrase(const struct turn *turn, const char *rest) {
    const char *behind = "";
    const char *word = hints_word(turn, rest, &behind);

    return word && !arg_incident(turn->arena, word) ? "who" : NULL;
}

/* "set severity sev2", "change status to triage", "edit summary ...": what is set is a
 * command of its own. "set comms @ana" gives a role. */
static const char *set_phrase(const struct turn *turn, const char *rest) {
    static const char *const own[] = {"severity", "status",  "impact",   "summary",
                                      "bridge",   "started", "detected", NULL};
    const char *behind = "", *after = "";
    const char *word = hints_word(turn, rest, &behind);
    const struct command *command = word ? command_find(turn->commands, word) : NULL;
    const char *next = word ? hints_word(turn, behind, &after) : NULL;

    if (next && *next == '@') {
        return hints_role_line(turn, word, behind);
    }
    if (!command || !text_in(command->name, own)) {
        return NULL;
    }
    return hints_joined(turn, command->name,
                        next && text_equal_nocase(next, "to") ? after : behind);
}

/* "add @cho as scribe" */
static const char *role_given(const struct turn *turn, const char *rest) {
    const char *behind = "", *after = "", *end = "";
    const char *who = hints_word(turn, rest, &behind);
    const char *filler = who && *who == '@' ? hints_word(turn, behind, &after) : NULL;
    const char *role = filler ? hints_word(turn, after, &end) : NULL;

    if (!role || *end != '\0' ||
        (!text_equal_nocase(filler, "as") && !text_equal_nocase(filler, "to")) ||
        !policy_parse_role(turn->world->policy, role)) {
        return NULL;
    }
    return hints_joined(turn, "role assign", rest);
}

/* Commands whose names mean in other tools that somebody is brought in. */
bool hints_brings_in(const struct command *command, const char *word) {
    static const char *const words[] = {"add",  "new",  "create", "start",
                                        "open", "call", "report", NULL};

    return command && text_in_nocase(word, words);
}

const char *hints_phrase(const struct turn *turn, const struct command *command,
                         const char *word, const char *rest) {
    const char *line;

    if (!command) {
        line = on_it(turn, word, rest);
        line = line ? line : i_am(turn, word, rest);
        line = line ? line : whos(word);
        line = line ? line : how_to(turn, word, rest);
        return line ? line : somebody_is(turn, word, rest);
    }
    return text_equal(command->name, "role")      ? role_phrase(turn, rest)
           : text_equal(command->name, "correct") ? correct_phrase(turn, rest)
           : text_equal(command->name, "who")     ? who_phrase(turn, rest)
           : text_equal(command->name, "set")     ? set_phrase(turn, rest)
           : hints_brings_in(command, word)       ? role_given(turn, rest)
                                                  : NULL;
}

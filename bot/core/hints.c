/* hints.c: words of other tools, put into ours. See hints.h; the words themselves stand in
 * hints_words.c. */
#include "core/hints.h"
#include "base/text.h"
#include "core/args.h"
#include "core/policy.h"

static const char *joined(const struct turn *turn, const char *words, const char *rest) {
    return arena_printf(turn->arena, "%s%s%s", words, *rest != '\0' ? " " : "", rest);
}

/* The first word of `rest`; *ret_behind is what follows it. NULL: there is none. */
static const char *first_word(const struct turn *turn, const char *rest,
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
static const struct policy_role *role_named(const struct policy *policy, const char *word,
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
static const char *role_line(const struct turn *turn, const char *word,
                             const char *rest) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *who = first_word(turn, rest, &behind);
    bool person = who != NULL && (*who == '@' || arg_person(turn, who) != NULL);
    const struct policy_role *role = role_named(policy, word, person && *behind == '\0');

    if (role == NULL) {
        return NULL;
    }
    if (who == NULL) {
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
    const char *word = first_word(turn, rest, &behind);

    if (command == NULL || command->subs == NULL ||
        (word != NULL && command_find_sub(command, word) != NULL)) {
        return NULL;
    }
    if (word == NULL) {
        return "who";
    }
    return *word == '@' ? joined(turn, "role assign", rest)
                        : role_line(turn, word, behind);
}

/* ---- sentences ---- */

/* "im on it", "i'm on it": said by whoever takes care of it. */
static const char *on_it(const struct turn *turn, const char *word, const char *rest) {
    static const char *const said[] = {
        "im on it", "i'm on it", "i\xE2\x80\x99m on it", "i am on it", "me on it",
        "got it",   "i got it",  "i've got it",          "i take it",  "looking at it",
        NULL};
    const char *line = joined(turn, word, rest);
    size_t len = strlen(line);

    while (len > 0 && strchr(".!, ", line[len - 1]) != NULL) {
        len--;
    }
    return text_in_nocase(arena_strndup(turn->arena, line, len), said) ? "ack" : NULL;
}

/* "im commander", "i am ic": whoever says so takes the role. */
static const char *i_am(const struct turn *turn, const char *word, const char *rest) {
    static const char *const said[] = {"im", "i'm", "i\xE2\x80\x99m", "iam", NULL};
    const char *behind = rest, *role = rest;
    const struct policy_role *found;

    if (text_equal_nocase(word, "i")) {
        word = first_word(turn, rest, &behind);
        if (word == NULL || !text_equal_nocase(word, "am")) {
            return NULL;
        }
        word = "iam";
    }
    if (!text_in_nocase(word, said)) {
        return NULL;
    }
    role = first_word(turn, behind, &behind);
    found = role != NULL && *behind == '\0' ? role_named(turn->world->policy, role, true)
                                            : NULL;
    return found != NULL ? arena_printf(turn->arena, "role take %s", found->key) : NULL;
}

/* "correct impact: all users", "correct 12 next=wait": which text of the entry. Any name
 * of a text or a part of any command's is one. */
static const char *correct_phrase(const struct turn *turn, const char *rest) {
    const char *behind = "", *number = "";
    const char *word = first_word(turn, rest, &behind);
    size_t len;

    if (word != NULL && strspn(word, "#0123456789") == strlen(word)) {
        number = word;
        rest = behind;
    }
    len = strcspn(rest, ":=\n");
    if (len == 0 || len > LIMIT_WORD || rest[len] == '\0' || rest[len + 1] == '/') {
        return NULL;
    }
    word = args_text_named(turn, token_trim(turn->arena, rest, len));
    return word != NULL ? arena_printf(turn->arena, "correct %s%sfield=%s %s", number,
                                       *number != '\0' ? " " : "", word,
                                       token_skip_space(rest + len + 1))
                        : NULL;
}

/* ---- looking it up ---- */

/* "sev1 the second region fails": letters and a digit, but not "s3 is down". */
static bool is_severity(const struct turn *turn, const char *word) {
    return (word[0] | 0x20) != 's' || (word[1] | 0x20) == 'e'
               ? policy_parse_severity(turn->world->policy, word, true) != 0 &&
                     strspn(word, "0123456789") != strlen(word)
               : false;
}

static const struct hint *pair_of(const struct turn *turn, const char *word,
                                  const char *rest, const char **ret_behind) {
    const char *second = first_word(turn, rest, ret_behind);
    size_t len = second != NULL ? strlen(second) : 0;

    if (second == NULL) {
        return NULL;
    }
    len -= len > 1 && strchr(":,", second[len - 1]) != NULL ? 1 : 0;
    return hints_find(arena_printf(turn->arena, "%s %.*s", word, (int)len, second), true);
}

/* "who is oncall": there is one answer to it. */
static const char *who_phrase(const struct turn *turn, const char *rest) {
    const char *behind = "";
    const char *word = first_word(turn, rest, &behind);

    return word != NULL && arg_incident(turn->arena, word) == NULL ? "who" : NULL;
}

/* "set severity sev2", "change status to triage", "edit summary ...": what is set is a
 * command of its own. "set comms @ana" gives a role. */
static const char *set_phrase(const struct turn *turn, const char *rest) {
    static const char *const own[] = {"severity", "status",  "impact",   "summary",
                                      "bridge",   "started", "detected", NULL};
    const char *behind = "", *after = "";
    const char *word = first_word(turn, rest, &behind);
    const struct command *command =
        word != NULL ? command_find(turn->commands, word) : NULL;
    const char *next = word != NULL ? first_word(turn, behind, &after) : NULL;

    if (next != NULL && *next == '@') {
        return role_line(turn, word, behind);
    }
    if (command == NULL || !text_in(command->name, own)) {
        return NULL;
    }
    return joined(turn, command->name,
                  next != NULL && text_equal_nocase(next, "to") ? after : behind);
}

/* "add @cho as scribe" */
static const char *role_given(const struct turn *turn, const char *rest) {
    const char *behind = "", *after = "", *end = "";
    const char *who = first_word(turn, rest, &behind);
    const char *filler =
        who != NULL && *who == '@' ? first_word(turn, behind, &after) : NULL;
    const char *role = filler != NULL ? first_word(turn, after, &end) : NULL;

    if (role == NULL || *end != '\0' ||
        (!text_equal_nocase(filler, "as") && !text_equal_nocase(filler, "to")) ||
        policy_parse_role(turn->world->policy, role) == NULL) {
        return NULL;
    }
    return joined(turn, "role assign", rest);
}

/* Commands whose names mean in other tools that somebody is brought in. */
static bool brings_in(const struct command *command, const char *word) {
    static const char *const words[] = {"add",  "new",  "create", "start",
                                        "open", "call", "report", NULL};

    return command != NULL && text_in_nocase(word, words);
}

/* A word that stands for what goes on, "monitoring", where no phase is called so. */
static const struct hint *status_word(const struct turn *turn, const char *rest) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *word = first_word(turn, rest, &behind);
    const struct hint *hint = word != NULL ? hints_find(word, false) : NULL;

    if (hint == NULL || hint->ways[0].line == NULL ||
        !text_starts(hint->ways[0].line, "update ")) {
        return NULL;
    }
    for (size_t i = 0; i < policy->nphases; i++) {
        if (text_distance(policy->phases[i].key, hint->word, 3) <= 3) {
            return NULL; /* "investigating": the phase, nearly */
        }
    }
    return hint;
}

/* "status resolved": what is recorded by a command of that name. NULL: a phase, or no
 * such command. */
static const struct command *recorded_by(const struct turn *turn, const char *rest) {
    static const char *const names[] = {"contain", "mitigate", "resolve", "restore",
                                        "verify",  "close",    NULL};
    const char *behind = "";
    const char *word = first_word(turn, rest, &behind);
    const struct command *command =
        word != NULL ? command_find(turn->commands, word) : NULL;

    return command != NULL && text_in(command->name, names) &&
                   policy_parse_phase(turn->world->policy, word) == NULL
               ? command
               : NULL;
}

static bool names_status(const struct command *command, const char *word) {
    static const char *const words[] = {"stage", "state", NULL};

    return command != NULL ? text_equal(command->name, "status")
                           : text_in_nocase(word, words);
}

const char *hints_line(const struct turn *turn, const char *word, const char *rest,
                       bool on_incident) {
    const struct command *command = command_find(turn->commands, word);
    const char *behind = "";
    const struct hint *hint = pair_of(turn, word, rest, &behind);

    if (hint != NULL && hint->means != NULL) {
        return joined(turn, hint->means, behind);
    }
    if (command != NULL) {
        return text_equal(command->name, "role")      ? role_phrase(turn, rest)
               : text_equal(command->name, "correct") ? correct_phrase(turn, rest)
               : text_equal(command->name, "who")     ? who_phrase(turn, rest)
               : text_equal(command->name, "set")     ? set_phrase(turn, rest)
               : brings_in(command, word)             ? role_given(turn, rest)
                                                      : NULL;
    }
    if (on_it(turn, word, rest) != NULL) {
        return on_it(turn, word, rest);
    }
    if (i_am(turn, word, rest) != NULL) {
        return i_am(turn, word, rest);
    }
    if (is_severity(turn, word)) {
        return on_incident
                   ? arena_printf(turn->arena, "severity %s", joined(turn, word, rest))
                   : NULL;
    }
    if (text_equal_nocase(word, "at")) {
        return args_at_front(turn, rest);
    }
    hint = hint != NULL ? hint : hints_find(word, false);
    if (hint == NULL) {
        return role_line(turn, word, rest);
    }
    if (*rest == '\0' && hint->bare != NULL) {
        return hint->bare;
    }
    if (names_status(NULL, word) &&
        (status_word(turn, rest) != NULL || recorded_by(turn, rest) != NULL)) {
        return NULL;
    }
    if (text_equal_nocase(word, "done") && strspn(rest, "#0123456789") == strlen(rest) &&
        *rest != '\0') {
        return joined(turn, "action done", rest);
    }
    return hint->means != NULL ? joined(turn, hint->means, rest) : NULL;
}

/* ---- what is said of it ---- */

/* "timeline restarted db-4" writes it down in other tools. */
static bool writes_down(const struct turn *turn, const struct command *command,
                        const char *rest) {
    struct token_reader reader;

    token_start(&reader, rest);
    return command != NULL && arg_incident_at(turn->arena, &reader) == NULL &&
           text_equal(command->name, "timeline") && strchr(rest, ' ') != NULL &&
           strpbrk(rest, "0123456789#") != rest && !text_starts(rest, "all") &&
           !text_starts(rest, "INC-");
}

bool hints_doubt(const struct turn *turn, const char *word, const char *rest) {
    const struct command *command = command_find(turn->commands, word);
    const char *behind = "";
    const struct hint *pair = pair_of(turn, word, rest, &behind);

    return (command != NULL && pair != NULL && pair->means == NULL) ||
           writes_down(turn, command, rest) ||
           (*rest == '@' && brings_in(command, word)) ||
           (command != NULL && names_status(command, word) &&
            (status_word(turn, rest) != NULL || recorded_by(turn, rest) != NULL));
}

static void say_brought_in(const struct turn *turn, const char *rest,
                           struct advice *advice) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *who = first_word(turn, rest, &behind);

    advice->lead = arena_printf(turn->arena, "Nothing was done: what is wanted of %s?",
                                arg_shown(turn->arena, who));
    advice_add(turn, advice, "To call them:", "escalate", rest);
    advice_add(turn, advice, "To give them a role:",
               arena_printf(turn->arena, "role assign %s",
                            policy->nroles > 1 ? policy->roles[policy->nroles - 1].key
                                               : policy_commander(policy)),
               who != NULL ? who : "");
    advice_add(turn, advice, "As a note:", "note", rest);
}

static void say_role(const struct turn *turn, const struct policy_role *role,
                     struct advice *advice) {
    advice_add(turn, advice, "To name somebody:",
               arena_printf(turn->arena, "role assign %s @name", role->key), "");
    advice_add(turn, advice, "To take it yourself:",
               arena_printf(turn->arena, "role take %s", role->key), "");
}

static void say_hint(const struct turn *turn, const struct hint *hint, const char *rest,
                     struct advice *advice) {
    const size_t most = sizeof hint->ways / sizeof *hint->ways;

    if (hint->means != NULL) {
        advice_add(turn, advice, "Here it is", hint->means, rest);
    }
    for (size_t i = 0; i < most && hint->ways[i].say != NULL; i++) {
        const char *line = hint->ways[i].line;

        if (*line == '!') {
            advice_add(turn, advice, hint->ways[i].say, line + 1, "");
        } else {
            advice_add(turn, advice, hint->ways[i].say, line, rest);
        }
    }
}

bool hints_say(const struct turn *turn, const char *word, const char *rest,
               struct advice *advice) {
    const char *behind = "";
    const struct hint *pair = pair_of(turn, word, rest, &behind);
    const struct hint *hint = pair != NULL ? pair : hints_find(word, false);
    const struct command *command = command_find(turn->commands, word);
    const struct policy_role *role = role_named(turn->world->policy, word, false);

    if (writes_down(turn, command, rest)) {
        advice->lead = "Nothing was done: timeline only shows what there is.";
        advice_add(turn, advice, "To write something down:", "note", rest);
    } else if (*rest == '@' && brings_in(command, word)) {
        say_brought_in(turn, rest, advice);
    } else if (names_status(command, word) && recorded_by(turn, rest) != NULL) {
        advice->lead =
            arena_printf(turn->arena, "\"%s\" is not a phase.",
                         arg_shown(turn->arena, first_word(turn, rest, &behind)));
        advice_add(turn, advice, "It is recorded by:", recorded_by(turn, rest)->name,
                   behind);
    } else if (names_status(command, word) && status_word(turn, rest) != NULL) {
        advice->lead =
            arena_printf(turn->arena, "\"%s\" is not a phase.",
                         arg_shown(turn->arena, first_word(turn, rest, &behind)));
        say_hint(turn, status_word(turn, rest), behind, advice);
    } else if (text_equal_nocase(word, "at") && args_unread_at(turn, rest) != NULL) {
        advice->lead = args_unread_at(turn, rest);
        advice_add(turn, advice, "As a note:", "note",
                   arena_printf(turn->arena, "\"at %s\"", rest));
    } else if (text_equal_nocase(word, "at") && strspn(rest, "0123456789-") > 0) {
        advice->lead = "The command comes first, then the time.";
        advice_add(turn, advice, "As a note:", "note", joined(turn, "at", rest));
    } else if (is_severity(turn, word)) {
        advice_add(turn, advice, "To declare an incident:",
                   arena_printf(turn->arena, "declare %s", word), rest);
    } else if (hint != NULL) {
        if (command != NULL) {
            advice->lead = arena_printf(
                turn->arena, "Nothing was done: %s cannot do that.", command->name);
        }
        say_hint(turn, hint, pair != NULL ? behind : rest, advice);
    } else if (role != NULL) {
        say_role(turn, role, advice);
    }
    return advice->n > 0;
}

/* hints.c: words of other tools, put into ours. See hints.h; the words themselves stand in
 * hints_words.c. */
#include "core/hints.h"
#include "base/text.h"
#include "core/args_at.h"
#include "core/args_incident.h"
#include "core/args_named.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/hints_phrases.h"
#include "core/hints_words.h"
#include "core/people.h"
#include "core/policy.h"

/* ---- looking it up ---- */

/* "sev1 the second region fails": letters and a digit, but not "s3 is down". */
static bool is_severity(const struct turn *turn, const char *word) {
    return strchr("+-_.", word[0]) == NULL /* "-1" */ &&
                   ((word[0] | 0x20) != 's' || (word[1] | 0x20) == 'e')
               ? policy_parse_severity(turn->world->policy, word, true) != 0 &&
                     strspn(word, "0123456789") != strlen(word)
               : false;
}

static const struct hint *pair_of(const struct turn *turn, const char *word,
                                  const char *rest, const char **ret_behind) {
    const char *second = hints_word(turn, rest, ret_behind);
    size_t len = second ? strlen(second) : 0;

    if (!second) {
        return NULL;
    }
    len -= len > 1 && strchr(":,", second[len - 1]) ? 1 : 0;
    return hints_find(arena_printf(turn->arena, "%s %.*s", word, (int)len, second), true);
}

/* A word that stands for what goes on, "monitoring", where no phase is called so. */
static const struct hint *status_word(const struct turn *turn, const char *rest) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *word = hints_word(turn, rest, &behind);
    const struct hint *hint = word ? hints_find(word, false) : NULL;

    if (!hint || !hint->ways[0].line || !text_starts(hint->ways[0].line, "update ")) {
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
    const char *word = hints_word(turn, rest, &behind);
    const struct command *command = word ? command_find(turn->commands, word) : NULL;

    return command && text_in(command->name, names) &&
                   !policy_parse_phase(turn->world->policy, word)
               ? command
               : NULL;
}

static bool names_status(const struct command *command, const char *word) {
    static const char *const words[] = {"stage", "state", NULL};

    return command ? text_equal(command->name, "status") : text_in_nocase(word, words);
}

const char *hints_line(const struct turn *turn, const char *word, const char *rest,
                       bool on_incident) {
    const struct command *command = command_find(turn->commands, word);
    const char *behind = "", *line;
    const struct hint *hint = pair_of(turn, word, rest, &behind);

    if (hint && hint->means) {
        return hints_joined(turn, hint->means, behind);
    }
    line = hints_phrase(turn, command, word, rest);
    if (command || line) {
        return line;
    }
    if (is_severity(turn, word)) {
        return on_incident ? arena_printf(turn->arena, "severity %s",
                                          hints_joined(turn, word, rest))
                           : NULL;
    }
    if (text_equal_nocase(word, "at")) {
        return args_at_front(turn, rest);
    }
    hint = hint ? hint : hints_find(word, false);
    if (!hint) {
        return hints_role_line(turn, word, rest);
    }
    if (*rest == '\0' && hint->bare) {
        return hint->bare;
    }
    if (names_status(NULL, word) &&
        (status_word(turn, rest) || recorded_by(turn, rest))) {
        return NULL;
    }
    if (text_equal_nocase(word, "done") && strspn(rest, "#0123456789") == strlen(rest) &&
        *rest != '\0') {
        return hints_joined(turn, "action done", rest);
    }
    return hint->means ? hints_joined(turn, hint->means, rest) : NULL;
}

/* ---- what is said of it ---- */

/* "timeline restarted db-4" writes it down in other tools. */
static bool writes_down(const struct turn *turn, const struct command *command,
                        const char *rest) {
    struct token_reader reader;

    token_start(&reader, rest);
    return command && !arg_incident_at(turn->arena, &reader) &&
           text_equal(command->name, "timeline") && strchr(rest, ' ') &&
           strpbrk(rest, "0123456789#") != rest && !text_starts(rest, "all") &&
           !text_starts(rest, "INC-");
}

/* "add @cho", "add cleo to it"; "add cho" alone is no note either. */
static bool names_somebody(const struct turn *turn, const char *word, const char *rest) {
    const char *behind = "";
    const char *who = hints_word(turn, rest, &behind);

    if (!who || *who == '@') {
        return who != NULL;
    }
    return text_equal_nocase(word, "add") && *who != '"' &&
           (arg_person(turn, who) || (*behind == '\0' && strspn(who, "0123456789") == 0));
}

bool hints_doubt(const struct turn *turn, const char *word, const char *rest) {
    const struct command *command = command_find(turn->commands, word);
    const char *behind = "";
    const struct hint *pair = pair_of(turn, word, rest, &behind);

    return (command && pair && !pair->means) || writes_down(turn, command, rest) ||
           (names_somebody(turn, word, rest) && hints_brings_in(command, word)) ||
           (command && names_status(command, word) &&
            (status_word(turn, rest) || recorded_by(turn, rest)));
}

/* The name as a command takes it: "cho", whom nobody knows, is "@cho" or "console:cho". */
static const char *as_person(const struct turn *turn, const char *name) {
    const struct directory *directory = turn->world->directory;
    const char *actor =
        *name != '@' && !arg_person(turn, name)
            ? people_parse(turn->arena, directory, turn->input->actor, name)
            : NULL;

    return !actor                    ? name
           : directory->npeople == 0 ? arena_printf(turn->arena, "@%s", name)
                                     : actor;
}

static void say_brought_in(const struct turn *turn, const char *rest,
                           struct advice *advice) {
    const struct policy *policy = turn->world->policy;
    const char *behind = "";
    const char *who = hints_word(turn, rest, &behind);
    const char *called = as_person(turn, who ? who : "");

    advice->lead = arena_printf(turn->arena, "Nothing was done: what is wanted of %s?",
                                arg_shown(turn->arena, who));
    advice_add(turn, advice, "To call them:", "escalate",
               hints_joined(turn, called, behind));
    advice_add(turn, advice, "To give them a role:",
               arena_printf(turn->arena, "role assign %s",
                            policy->nroles > 1 ? policy->roles[policy->nroles - 1].key
                                               : policy_commander(policy)),
               called);
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

    if (hint->means) {
        advice_add(turn, advice, "Here it is", hint->means, rest);
    }
    for (size_t i = 0; i < most && hint->ways[i].say; i++) {
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
    const struct hint *hint = pair ? pair : hints_find(word, false);
    const struct command *command = command_find(turn->commands, word);
    const struct policy_role *role = hints_role(turn->world->policy, word, false);

    if (writes_down(turn, command, rest)) {
        advice->lead = "Nothing was done: timeline only shows what there is.";
        advice_add(turn, advice, "To write something down:", "note", rest);
    } else if (names_somebody(turn, word, rest) && hints_brings_in(command, word)) {
        say_brought_in(turn, rest, advice);
    } else if (names_status(command, word) && recorded_by(turn, rest)) {
        advice->lead =
            arena_printf(turn->arena, "\"%s\" is not a phase.",
                         arg_shown(turn->arena, hints_word(turn, rest, &behind)));
        advice_add(turn, advice, "It is recorded by:", recorded_by(turn, rest)->name,
                   behind);
    } else if (names_status(command, word) && status_word(turn, rest)) {
        advice->lead =
            arena_printf(turn->arena, "\"%s\" is not a phase.",
                         arg_shown(turn->arena, hints_word(turn, rest, &behind)));
        say_hint(turn, status_word(turn, rest), behind, advice);
    } else if (text_equal_nocase(word, "at") && args_unread_at(turn, rest)) {
        advice->lead = args_unread_at(turn, rest);
        advice_add(turn, advice, "As a note:", "note",
                   arena_printf(turn->arena, "\"at %s\"", rest));
    } else if (text_equal_nocase(word, "at") && strspn(rest, "0123456789-") > 0) {
        advice->lead = "The command comes first, then the time.";
        advice_add(turn, advice, "As a note:", "note", hints_joined(turn, "at", rest));
    } else if (is_severity(turn, word)) {
        advice_add(turn, advice, "To declare an incident:",
                   arena_printf(turn->arena, "declare %s", word), rest);
    } else if (hint) {
        if (command) {
            advice->lead = arena_printf(
                turn->arena, "Nothing was done: %s cannot do that.", command->name);
        }
        say_hint(turn, hint, pair ? behind : rest, advice);
    } else if (role) {
        say_role(turn, role, advice);
    }
    return advice->n > 0;
}

/* hints.c: words of other tools. See hints.h.
 *
 * One table. A word that a command of ours has as its name or alias has no row here, and
 * a test says so: the row would be dead, or worse, it would take the command's place. */
#include "core/hints.h"
#include "base/text.h"
#include "core/args.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/which.h"

struct hint {
    const char *word;  /* what is typed */
    const char *means; /* our words for it; NULL: not certain */
    const char *bare;  /* the same when nothing follows; NULL: as `means` */
    const char *say;   /* explained instead: what it is here ... */
    const char *line;  /* ... and what to type, with what followed the word behind it */
};

static const struct hint hints[] = {
    {"u", "update", NULL, NULL, NULL},
    {"at", NULL, NULL,
     "The command comes first, then the time: <!mitigate at 02:45 what was done>. As a "
     "note:",
     "note at"},
    {"?", "help", NULL, NULL, NULL},
    {"h", "help", NULL, NULL, NULL},
    {"tutorial", NULL, "help", "All commands:", "help"},
    {"take", "role take", NULL, NULL, NULL},
    {"claim", "role take", NULL, NULL, NULL},
    {"assign", "role assign", NULL, NULL, NULL},
    {"handoff", "role handoff", NULL, NULL, NULL},
    {"hand-off", "role handoff", NULL, NULL, NULL},
    {"handover", "role handoff", NULL, NULL, NULL},
    {"tasks", NULL, "action list", "To add an action:", "action add"},
    {"todos", NULL, "action list", "To add an action:", "action add"},
    {"followups", NULL, "action list", "To add an action:", "action add"},
    {"follow-ups", NULL, "action list", "To add an action:", "action add"},
    {"followup", "action add", "action list", NULL, NULL},
    {"join", NULL, "catchup", "To call somebody:", "escalate"},
    {"done", NULL, NULL, "When an action is done:", "action done"},
    {"oncall", NULL, NULL,
     "To call somebody: <!escalate @name why>. Who is on it:", "who"},
    {"on-call", NULL, NULL,
     "To call somebody: <!escalate @name why>. Who is on it:", "who"},
    {"invite", NULL, NULL, "To call somebody:", "escalate"},
    {"eta", NULL, NULL, "An update says it:", "update what we know eta:"},
    {"next", NULL, NULL, "An update says it:", "update what we know next:"},
    {"investigating", NULL, NULL, "An update says it:", "update investigating"},
    {"identified", NULL, NULL, "An update says it:", "update identified"},
    {"monitoring", NULL, NULL, "An update says it:", "update monitoring"},
    {"retro", NULL, NULL, "The review reads the timeline:", "timeline"},
    {"postmortem", NULL, NULL, "The review reads the timeline:", "timeline"},
    {"post-mortem", NULL, NULL, "The review reads the timeline:", "timeline"},
    {"mute", NULL, NULL, "To promise the next update for a time:", "snooze"},
    {"silence", NULL, NULL, "To promise the next update for a time:", "snooze"},
    {"zoom", NULL, NULL, "To set the link of the call:", "bridge"},
    {"meet", NULL, NULL, "To set the link of the call:", "bridge"},
    {"huddle", NULL, NULL, "To set the link of the call:", "bridge"},
    {"trigger", NULL, NULL, "To declare an incident:", "declare"},
    {"incident", NULL, NULL, "To declare an incident:", "declare"},
};

/* Two words, the first of which is a command of ours that would take the second one for
 * its text. */
static const struct hint pairs[] = {
    {"add note", "note", NULL, NULL, NULL},
    {"add task", "action add", NULL, NULL, NULL},
    {"add action", "action add", NULL, NULL, NULL},
    {"add todo", "action add", NULL, NULL, NULL},
    {"add followup", "action add", NULL, NULL, NULL},
    {"add follow-up", "action add", NULL, NULL, NULL},
    {"add evidence", "evidence add", NULL, NULL, NULL},
    {"add update", "update", NULL, NULL, NULL},
    {"new task", "action add", NULL, NULL, NULL},
    {"create task", "action add", NULL, NULL, NULL},
    {"new incident", "declare", NULL, NULL, NULL},
    {"create incident", "declare", NULL, NULL, NULL},
    {"open incident", "declare", NULL, NULL, NULL},
    {"start incident", "declare", NULL, NULL, NULL},
    {"post update", "update", NULL, NULL, NULL},
    {"assign role", "role assign", NULL, NULL, NULL},
    {"start retro", "timeline", NULL, NULL, NULL},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct hint *find(const struct hint *table, size_t n, const char *word) {
    for (size_t i = 0; i < n; i++) {
        if (text_equal_nocase(table[i].word, word)) {
            return &table[i];
        }
    }
    return NULL;
}

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
 * everybody has for it: "backup failed" is no deputy. */
static const struct policy_role *role_named(const struct policy *policy,
                                            const char *word) {
    static const char *const commanders[] = {"commander", "ic", "lead",
                                             "incident-commander", NULL};

    if (text_in_nocase(word, commanders)) {
        return policy_role(policy, policy_commander(policy));
    }
    for (size_t i = 0; i < policy->nroles; i++) {
        if (text_equal_nocase(policy->roles[i].key, word)) {
            return &policy->roles[i];
        }
    }
    return NULL;
}

/* A role in front and one word behind it, which must be a person: "me", "@pam", somebody
 * who is known, and for the commander any name. */
static const char *role_line(const struct turn *turn, const char *word,
                             const char *rest) {
    const struct policy *policy = turn->world->policy;
    const struct directory *directory = turn->world->directory;
    const struct policy_role *role = role_named(policy, word);
    const char *behind = "";
    const char *who = first_word(turn, rest, &behind);
    const char *actor;

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
    actor = people_parse(turn->arena, directory, turn->input->actor, who);
    if (*who != '@' && people_find(directory, actor) == NULL &&
        !text_equal(role->key, policy_commander(policy))) {
        return NULL;
    }
    return arena_printf(turn->arena, "role assign %s %s%s", role->key,
                        *who == '@' || strchr(who, ':') != NULL ? "" : "@", who);
}

/* "role commander @ben", "role @ben": the second word is no subcommand. */
static const char *role_phrase(const struct turn *turn, const char *rest) {
    const struct command *command = command_find(turn->commands, "role");
    const char *behind = "";
    const char *word = first_word(turn, rest, &behind);

    if (command == NULL || command->subs == NULL || word == NULL ||
        command_find_sub(command, word) != NULL) {
        return NULL;
    }
    return *word == '@' ? joined(turn, "role assign", rest)
                        : role_line(turn, word, behind);
}

/* ---- looking it up ---- */

/* "sev1 the second region fails": letters and a digit, but not "s3 is down". */
static bool is_severity(const struct turn *turn, const char *word) {
    return (word[0] | 0x20) != 's' || (word[1] | 0x20) == 'e'
               ? policy_parse_severity(turn->world->policy, word, true) != 0 &&
                     strspn(word, "0123456789") != strlen(word)
               : false;
}

static const char *pair_line(const struct turn *turn, const char *word,
                             const char *rest) {
    const char *behind = "";
    const char *second = first_word(turn, rest, &behind);
    const struct hint *hint =
        second != NULL
            ? find(pairs, COUNT(pairs), arena_printf(turn->arena, "%s %s", word, second))
            : NULL;

    return hint != NULL ? joined(turn, hint->means, behind) : NULL;
}

const char *hints_line(const struct turn *turn, const char *word, const char *rest,
                       bool on_incident) {
    const struct command *command = command_find(turn->commands, word);
    const char *pair = pair_line(turn, word, rest);
    const struct hint *hint;

    if (pair != NULL) {
        return pair;
    }
    if (command != NULL) {
        return text_equal(command->name, "role") ? role_phrase(turn, rest) : NULL;
    }
    if (is_severity(turn, word)) {
        return on_incident
                   ? arena_printf(turn->arena, "severity %s", joined(turn, word, rest))
                   : NULL;
    }
    hint = find(hints, COUNT(hints), word);
    if (hint == NULL) {
        return role_line(turn, word, rest);
    }
    if (*rest == '\0' && hint->bare != NULL) {
        return hint->bare;
    }
    if (text_equal_nocase(word, "done") && strspn(rest, "#0123456789") == strlen(rest) &&
        *rest != '\0') {
        return joined(turn, "action done", rest);
    }
    return hint->means != NULL ? joined(turn, hint->means, rest) : NULL;
}

char *hints_say(const struct turn *turn, const char *word, const char *rest) {
    const struct hint *hint = find(hints, COUNT(hints), word);
    const struct policy_role *role = role_named(turn->world->policy, word);

    if (is_severity(turn, word)) {
        return arena_printf(turn->arena, "To declare an incident: %s",
                            which_line(turn->arena,
                                       arena_printf(turn->arena, "declare %s", word),
                                       *rest != '\0' ? rest : "what is broken"));
    }
    if (hint != NULL && hint->say != NULL) {
        return arena_printf(turn->arena, "%s %s", hint->say,
                            which_line(turn->arena, hint->line, rest));
    }
    if (hint != NULL) {
        return arena_printf(turn->arena, "Here it is %s",
                            which_line(turn->arena, hint->means, rest));
    }
    return role != NULL
               ? arena_printf(turn->arena, "To name somebody: <!role assign %s @name>",
                              role->key)
               : NULL;
}

const char *hints_word(size_t i, const char **ret_means) {
    const struct hint *hint = i < COUNT(hints)                  ? &hints[i]
                              : i - COUNT(hints) < COUNT(pairs) ? &pairs[i - COUNT(hints)]
                                                                : NULL;

    *ret_means = hint == NULL || hint->say != NULL ? NULL : hint->means;
    return hint != NULL ? hint->word : NULL;
}

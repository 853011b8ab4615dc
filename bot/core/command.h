/* command.h: what a command is: one const entry that usage, help, completion, parsing and
 * rights derive from. One file a command in commands/; the table is generated. */
#ifndef TOCSIN_CORE_COMMAND_H
#define TOCSIN_CORE_COMMAND_H

#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct turn;

enum arg_type {
    /* a bare word, anywhere before the text: true. `name` is the word, `choices` other
     * spellings */
    ARG_FLAG,
    ARG_SEVERITY, /* integer 1..4 */
    ARG_WORD,     /* text_is_word() */
    ARG_WORDS,    /* key only: comma separated words, repeatable: array of strings */
    ARG_CHOICE,   /* one of `choices` */
    ARG_ACTOR,    /* "network:user" */
    ARG_ROLE,     /* policy role key */
    ARG_PHASE,    /* policy phase key */
    ARG_INCIDENT, /* incident id; short numbers are completed by the turn */
    ARG_NUMBER,   /* integer >= 1; "#3" and "3" */
    ARG_DURATION, /* integer ms > 0 */
    ARG_TIME,     /* integer UTC ms: "10:05" (today, workspace zone), "20m ago", ISO */
    ARG_DUE,      /* integer UTC ms: a time to come: duration, "10:05", ISO date */
    ARG_URL,      /* http(s) URL */
    ARG_TEXT,     /* the rest, trimmed; always last of the positional ones */
    ARG_PART,     /* labelled part of the text: "impact: ... next: ..." string */
};

enum arg_flags {
    ARG_REQUIRED = 1 << 0,
    ARG_KEY = 1 << 1,      /* given as name=value anywhere; else positional */
    ARG_ANYWHERE = 1 << 2, /* positional that may stand before or after the others */
    ARG_UNASKED = 1 << 3,  /* no field of the command's form */
    /* the last positional one in front of a text: a word that does not fit belongs to
     * the text */
    ARG_MAYBE = 1 << 4,
    ARG_WANTED = 1 << 5, /* a form requires it; on a line the command itself says why */
};

/* The row of a command that can be told later than it happened: "at 02:45 ..." or
 * at=02:45 (told.h does the rest). No form asks for it. */
#define ARG_AT_NAME "at"
#define ARG_AT                                                                           \
    { ARG_AT_NAME, ARG_TIME, ARG_KEY | ARG_UNASKED, "when it happened, if earlier", NULL }

struct arg {
    const char *name; /* key in the argument map; NULL ends the list */
    enum arg_type type;
    unsigned flags;
    const char *help; /* a few words: shown in usage and forms */
    /* ARG_CHOICE, ARG_FLAG spellings; key aliases for ARG_KEY and ARG_PART; for
     * ARG_TEXT other words by which hints stand for it. NULL-terminated or NULL */
    const char *const *choices;
};

enum command_scope {
    SCOPE_ANY,      /* needs no incident, ignores one */
    SCOPE_INCIDENT, /* needs one: the channel's, or an id as first word */
};

enum command_flags {
    COMMAND_READ = 1 << 0,           /* changes nothing: answered without a commit */
    COMMAND_WHEN_CLOSED = 1 << 1,    /* also makes sense on a closed incident */
    COMMAND_RESPONDS = 1 << 2,       /* running it acknowledges the incident */
    COMMAND_NEEDS_TIMELINE = 1 << 3, /* turn_timeline() is filled */
    COMMAND_NEEDS_OPEN = 1 << 4,     /* turn_listed() is filled with open incidents */
    COMMAND_NEEDS_OTHER = 1 << 5,    /* argument "other" is loaded: turn_other() */
    COMMAND_NEEDS_TODO = 1 << 7, /* and with those in which the asker owns an action */
    /* removes a text, or ends it for good or as none: never suggested because it is
     * near */
    COMMAND_FINAL = 1 << 8,
    /* of a duplicate, turn->other is the one that goes on; written to only by whoever
     * may see it */
    COMMAND_NEEDS_ORIGINAL = 1 << 10,
    /* listed are the open ones of the last minutes (same.h) */
    COMMAND_NEEDS_RECENT = 1 << 11,
    /* alone it shows what its required argument would change, and how to; a form asks
     * for the argument all the same */
    COMMAND_BARE = 1 << 12,
    /* says what the incident is: also when it is closed, so that its record is right; not
     * when it was none (cancelled) or is another one (a duplicate) */
    COMMAND_OF_FACTS = 1 << 9,
    COMMAND_NEEDS_CLOSED = 1 << 6, /* with "closed" in the arguments: listed are closed */
};

struct command {
    const char *name;
    const char *const *aliases; /* NULL-terminated or NULL */
    const char *summary;        /* one line, imperative: "Post an update" */
    const char *details;        /* more for `help <command>`, or NULL. Markup. */
    const char *example;    /* what follows the prefix: "update cache is warm again" */
    const struct arg *args; /* ends with name NULL; or NULL */
    const struct command *const
        *subs; /* subcommands, NULL-terminated; then no args/run */
    enum command_scope scope;
    unsigned flags;
    const char *right; /* group that may run it; NULL: everybody */
    /* Decides: appends entries and says the reply. False with err: nothing is changed.
     * Arguments are parsed and present as the table says. */
    bool (*run)(struct turn *turn, struct error *err);
};

/* A turn of our own that only looks, under a name that nobody types. */
#define COMMAND_LOOKS(word, says, where, needs, look)                                    \
    {                                                                                    \
        .name = (word), .summary = (says), .example = "show", .scope = (where),          \
        .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | (needs), .run = (look),            \
    }

struct command_table {
    const struct command *const *list; /* sorted by name */
    size_t n;
};

/* Exact name or alias, any case; NULL: none. */
const struct command *command_find(const struct command_table *table, const char *name);
const struct command *command_find_sub(const struct command *command, const char *name);
/* The first argument that is given by its place; NULL: none. */
const struct arg *command_first(const struct command *command);
/* "update <update> [impact: …]": derived from the table, words in the order of it; what
 * may be left out in brackets. Plain text, in the arena. */
struct arena;
char *command_usage(struct arena *arena, const struct command *command,
                    const struct command *sub);

#endif

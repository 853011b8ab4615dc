/* turn.h: one input, decided: pure.
 *
 * A turn gets everything it may know as parameters and ends as a reply and, for each
 * incident it touches, entries with the state after them. The runtime performs it:
 * prefetch, decide, commit, answer. Commands see this header and turn_add.h only. */
#ifndef TOCSIN_CORE_TURN_H
#define TOCSIN_CORE_TURN_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "core/command.h"
#include "core/incident.h"
#include "core/world.h"
#include "tocsin/input.h"

struct advice;

struct change {
    const char *id;
    const struct incident *before; /* NULL: the incident is opened by this turn */
    struct incident *after;        /* before + entries; owned by the turn until taken */
    struct entry entries[LIMIT_TURN_ENTRIES];
    size_t nentries;
    bool snapshot; /* store the state now, whatever the version */
};

enum { TURN_CHANGES = 2 };

struct turn {
    struct arena *arena;       /* dies with the turn */
    const struct world *world; /* policy, directory, messages, civil, now */
    const struct command_table *commands;
    const struct input *input;
    const char *input_hash; /* or NULL */

    /* Parsed command */
    const struct command *command; /* the one found (a subcommand's parent) */
    const struct command *sub;     /* subcommand or NULL */
    const char *rest;              /* what follows the command's words, cleaned */
    const char *here;              /* incident of the input's place, or NULL */
    const char *named;             /* incident as it was named, "001"; NULL: it was not */
    /* it is the channel's own number, which another open incident may have as well;
     * `rest` is behind it */
    bool mention_own;
    const char *mention_at; /* where in `rest` it stands; NULL: at its beginning */
    /* number or id with which the text begins in an incident's own channel, as typed
     * (which.h); NULL: none */
    const char *mention;
    json_t *args;                /* argument map, owned by the arena */
    const struct advice *advice; /* the line is refused, and this is why (advice.h) */
    int64_t told;                /* when it happened (told.h); 0: as it is typed */
    bool slipped; /* the last line that the asker typed was refused (undo.c) */
    bool trial; /* a line is tried out, not typed: stand-ins are values (args_stand.c) */

    /* Facts the runtime has fetched */
    const struct incident *before; /* the incident it is about, or NULL */
    const struct incident *other;  /* COMMAND_NEEDS_OTHER */
    const char *const *mentioned;  /* others that `mention` names; NULL: none does */
    const struct entry *timeline;  /* COMMAND_NEEDS_TIMELINE: all entries, in order */
    size_t ntimeline;
    const json_t
        *kept; /* with it: numbers of entries whose messages are edited where they
                           stand; NULL: none is */
    const struct incident *const *listed; /* COMMAND_NEEDS_OPEN */
    size_t nlisted;
    int64_t listed_total; /* without those of `unread` */
    const json_t *unread; /* ids that belong there and cannot be read; NULL: none */
    const char *new_id;   /* id for an incident opened by this turn */

    /* What the turn decides */
    struct change changes[TURN_CHANGES]; /* [0]: before/new, [1]: other */
    size_t nchanges;
    struct strbuf reply; /* markup */
    json_t *form;        /* INPUT_FORM: what is to be filled in (reply.h); the arena's */
    json_t *buttons;     /* of the answer (buttons.h), in the arena; NULL: none */
    bool partial;        /* it reached its end in part only: no step of the policy */
    bool answered;       /* reply complete: no next step is appended */
};

void turn_init(struct turn *turn, struct arena *arena, const struct world *world,
               const struct command_table *commands, const struct input *input);
void turn_free(struct turn *turn); /* frees states not taken; not the arena */
/* Forgets what was decided: entries, states, reply. What was fetched and parsed stays. */
void turn_drop(struct turn *turn);
/* The command that runs: the subcommand, else the command. */
const struct command *turn_leaf(const struct turn *turn);
/* Ends the reply: one that was cut says so. */
void turn_finish(struct turn *turn);

/* ---- for commands ---- */

/* May everybody who reads this turn's answer read the contents of that incident? */
bool turn_reads(const struct turn *turn, const struct incident *incident);
/* The incident as it is now in this turn: after what was appended, else before. */
const struct incident *turn_incident(const struct turn *turn);
/* Does the incident take a command with these flags? What is closed takes what makes its
 * record right; what was none takes that only which is about no incident: notes, actions,
 * evidence, links. */
bool turn_takes(const struct incident *incident, unsigned flags);

/* Appends to the reply: a mustache template over `view` (reference taken over, may be
 * NULL), rendered with the neutral escape. Text of people goes into the view, never into
 * the template. Newlines separate lines. */
void turn_say(struct turn *turn, const char *tmpl, json_t *view);

/* Arguments: NULL / otherwise when absent. */
const char *turn_arg(const struct turn *turn, const char *name);
int64_t turn_arg_int(const struct turn *turn, const char *name, int64_t otherwise);
bool turn_arg_bool(const struct turn *turn, const char *name);
const json_t *turn_arg_json(const struct turn *turn, const char *name);

/* ---- markup pieces for views; use with {{{triple}}} mustaches. In the arena. ---- */
char *turn_time(const struct turn *turn, int64_t ms); /* "<t:…>" */
/* "<d:…>", or "less than a minute". */
char *turn_duration(const struct turn *turn, int64_t ms);

#endif

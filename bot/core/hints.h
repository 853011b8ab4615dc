/* hints.h: words that people's fingers know from other tools.
 *
 * Where the meaning is certain and what it does is easily undone, the word simply works.
 * Where it is not, one line says what to type here. A real command or alias always comes
 * first: only pairs of words ("add task") are looked at before, because there the second
 * word would become the text of a note. */
#ifndef TOCSIN_CORE_HINTS_H
#define TOCSIN_CORE_HINTS_H

#include "core/advice.h"

/* What `word` with `rest` behind it is in our words, "role take commander": what to parse
 * in its place. `on_incident`: there is an incident that it can be about. NULL: nothing
 * certain. In the arena. */
const char *hints_line(const struct turn *turn, const char *word, const char *rest,
                       bool on_incident);
/* Adds what to type here in place of the words. False: they are none that we know. */
bool hints_say(const struct turn *turn, const char *word, const char *rest,
               struct advice *advice);
/* Is the word a command of ours that stands here in another tool's sense, "add @cho"?
 * Then hints_say() has more to say than the command. */
bool hints_doubt(const struct turn *turn, const char *word, const char *rest);

/* ---- hints_phrases.c ---- */

/* What the phrase is in our words; `command`: what its first word is, or NULL. NULL: nothing
 * certain. */
const char *hints_phrase(const struct turn *turn, const struct command *command,
                         const char *word, const char *rest);
/* The same of a role in front of a person: "commander pam". */
const char *hints_role_line(const struct turn *turn, const char *word, const char *rest);
/* The role that a first word names; `mentioned`: a person stands behind it. NULL: none. */
const struct policy_role *hints_role(const struct policy *policy, const char *word,
                                     bool mentioned);
/* Does the command's name mean in other tools that somebody is brought in? */
bool hints_brings_in(const struct command *command, const char *word);
/* Two pieces of a line, with a space where both say something. In the arena. */
const char *hints_joined(const struct turn *turn, const char *words, const char *rest);
/* The first word of `rest`; *ret_behind is what follows it. NULL: there is none. */
const char *hints_word(const struct turn *turn, const char *rest,
                       const char **ret_behind);

/* ---- hints_words.c: the words ---- */

struct hint_way {
    const char *say; /* "To call somebody:" */
    /* our words; what followed the word goes behind them. "!" in front: nothing does.
     * NULL: there is nothing to type */
    const char *line;
};

struct hint {
    const char *word;  /* what is typed, one word or two */
    const char *means; /* our words for it; NULL: not certain */
    const char *bare;  /* the same when nothing follows; NULL: as `means` */
    struct hint_way ways[2];
};

/* The hint for that word, in any case; `two`: for two words. NULL: none. */
const struct hint *hints_find(const char *word, bool two);
/* The i-th of all of them, NULL: there is none. */
const struct hint *hints_at(size_t i);

#endif

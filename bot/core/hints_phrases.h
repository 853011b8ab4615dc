/* hints_phrases.h: phrases whose meaning is certain. */
#ifndef TOCSIN_CORE_HINTS_PHRASES_H
#define TOCSIN_CORE_HINTS_PHRASES_H

#include "core/turn.h"

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

#endif

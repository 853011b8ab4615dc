/* form_words.h: how the arguments of a command are called where they are filled in.
 *
 * What is typed has names, marks and an order, and a refusal shows them. In a form there is
 * a field instead: it has a label, says what belongs in it, and a refusal says the same. */
#ifndef TOCSIN_CORE_FORM_WORDS_H
#define TOCSIN_CORE_FORM_WORDS_H

#include "base/arena.h"
#include "core/command.h"
#include "tocsin/error.h"

/* "root-cause" is "Root cause" to people. In the arena. */
const char *form_label(struct arena *arena, const struct arg *arg);
/* What belongs in the field, with an example where its form matters; NULL: the label says
 * it. In the arena. */
const char *form_hint(struct arena *arena, const struct arg *arg);
/* A value that people choose, as it stands in the list. In the arena. */
const char *form_choice(struct arena *arena, const char *value);
/* Takes what would be typed out of an error about what was filled in for the command (and
 * its subcommand, or NULL): the command's own words, the names in front of values. */
void form_refusal(struct arena *arena, const struct command *command,
                  const struct command *sub, struct error *err);

#endif

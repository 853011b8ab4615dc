/* advice_whole.h: a line to type, made whole: it can be sent as it stands. */
#ifndef TOCSIN_CORE_ADVICE_WHOLE_H
#define TOCSIN_CORE_ADVICE_WHOLE_H

#include "core/turn.h"

/* The command that the words begin with; *ret_behind: what follows it. NULL: none. */
const struct command *advice_leaf(const struct turn *turn, const char *line,
                                  const char **ret_behind);
/* What goes behind the head so that the line can be sent as it stands: the text, the text
 * in quotes (`quotes`: it is a text and nothing else), or what stands for it. */
const char *advice_whole(const struct turn *turn, const char *head, const char *text,
                         bool quotes);
/* Two pieces of a line, with a space where both say something. In the arena. */
const char *advice_joined(const struct turn *turn, const char *a, const char *b);

#endif

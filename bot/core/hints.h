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

#endif

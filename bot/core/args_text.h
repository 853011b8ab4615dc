/* args_text.h: what counts as a text, and quotes round one. */
#ifndef TOCSIN_CORE_ARGS_TEXT_H
#define TOCSIN_CORE_ARGS_TEXT_H

#include "core/turn.h"

/* What stands between the quotes, trimmed, when all of the text is quoted; else itself.
 */
const char *args_unquoted(struct arena *arena, const char *text);
/* The text in quotes that args_unquoted() takes off again; NULL: no quotes would do. */
const char *args_quoted(struct arena *arena, const char *text);
/* Did that text stand in quotes where it was typed? Then it is meant. */
bool args_was_quoted(const struct turn *turn, const char *text);
/* Nothing of it can be seen: white space, characters of no width, a pair of quotes. Such
 * a text is one that was left out. */
bool args_blank(struct arena *arena, const char *text);

#endif

/* codec_said.h: is a message a command to us, and which words are it? */
#ifndef TOCSIN_MATRIX_CODEC_SAID_H
#define TOCSIN_MATRIX_CODEC_SAID_H

#include "base/arena.h"
#include <jansson.h>

/* The body without the lines of what it replies to, which older clients put before it. */
const char *matrix_without_quote(struct arena *arena, const json_t *content);
/* What follows "!inc", "!incident", "/inc", "/incident" or our name at its beginning, in the
 * arena, with the people it mentions by their ids; "" when nothing does. NULL: it is
 * not said to us. `body` without the quote. */
const char *matrix_said_to(struct arena *arena, const json_t *content, const char *body,
                           const char *own);
/* The same for what is said to us alone: all of it. */
const char *matrix_said_directly(struct arena *arena, const char *body);

#endif

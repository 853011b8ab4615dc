/* markup_text.h: text into markup, and a tree back into text. */
#ifndef TOCSIN_CORE_MARKUP_TEXT_H
#define TOCSIN_CORE_MARKUP_TEXT_H

#include "base/arena.h"
#include "base/strbuf.h"
#include <jansson.h>

/* Appends `s` so that it parses back as exactly that text. */
void markup_escape(struct strbuf *out, const char *s, size_t len);
char *markup_escaped(struct arena *arena, const char *s); /* NULL gives "" */
/* All text of a tree, marks dropped, blocks joined by newlines: for tests and logs of
 * drills. In the arena. */
char *markup_plain(struct arena *arena, const json_t *tree);

#endif

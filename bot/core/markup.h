/* markup.h: the neutral text of everything tocsin says.
 *
 * Templates yield markup, core parses it into a tree, only an adapter's codec escapes for
 * its network. Text from outside is escaped by markup_escape() and therefore can never
 * become structure: no mention, link, heading or template.
 *
 *   *bold*   `code`   [label](https://url)   <@network:user> mention of a person
 *   <#network:channel> a place   <t:MS> a moment   <d:MS> a duration
 *   <!update what we know> a command to type: the codec shows it with its own prefix
 *   "# " at the start of a line: heading     "- " at the start of a line: list item
 *   \x is the character x, whatever x is (also newline: a newline of quoted text).
 *   An unterminated construct is plain text.
 *
 * One block of the tree (tocsin/tree.h) per line of markup; blocks are never empty. Buttons
 * are made by core, never by markup. */
#ifndef TOCSIN_CORE_MARKUP_H
#define TOCSIN_CORE_MARKUP_H

#include "base/arena.h"
#include "base/strbuf.h"
#include <jansson.h>

/* Never fails: whatever the bytes, a tree comes out. New reference. */
json_t *markup_parse(const char *markup, size_t len);

#endif

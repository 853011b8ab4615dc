/* typed.h: a line that somebody typed at a text console. */
#ifndef TOCSIN_CONSOLE_TYPED_H
#define TOCSIN_CONSOLE_TYPED_H

#include "shared.h"

/* Does what a typed line asks for. `finished`, when given, is called once the line was
 * answered and nothing is under way any more (possibly before this returns). */
void typed_line(struct console *console, const char *s, size_t len,
                void (*finished)(struct console *console));

#endif

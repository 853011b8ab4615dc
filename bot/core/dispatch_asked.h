/* dispatch_asked.h: "role take?", "sev1?", "undo?": whether one can, or whether it is so. A
 * question never acts, wherever in the words of a command its mark stands. */
#ifndef TOCSIN_CORE_DISPATCH_ASKED_H
#define TOCSIN_CORE_DISPATCH_ASKED_H

#include "core/args_tokens.h"
#include "core/turn.h"

/* Does the word where the reader stands end with a question mark? */
bool dispatch_asks_at(const struct token_reader *reader);
/* What such a mark makes a question of: whatever changes something, but for a command that
 * shows something when it stands alone. `line` is what the word stands for (NULL: itself),
 * `rest` what follows it. */
bool dispatch_is_step(const struct turn *turn, const char *word, const char *line,
                      const char *rest);

#endif

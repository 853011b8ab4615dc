/* record_words.h: a timeline in words. */
#ifndef TOCSIN_CORE_RECORD_WORDS_H
#define TOCSIN_CORE_RECORD_WORDS_H

#include "base/arena.h"
#include "core/entry.h"
#include "core/world.h"

/* One line of markup (markup.h), without a newline: "<t:...> *Ana* posted an update:
 * ...". Every kind has words; a text that was removed says so. In the arena. */
char *record_entry_line(struct arena *arena, const struct world *world,
                        const struct entry *entry);

#endif

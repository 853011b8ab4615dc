/* entry_words.h: words of people among the data of an entry lie in its text where it is
 * stored, so that a redaction removes them with it. */
#ifndef TOCSIN_CORE_ENTRY_WORDS_H
#define TOCSIN_CORE_ENTRY_WORDS_H

#include "core/entry.h"

/* entry_words.c: words of people among the data lie in the text where it is stored.
 * `ret_stored`: the entry as it is written. In the arena. */
void entry_words_split(struct arena *arena, const struct entry *entry,
                       struct entry *ret_stored);

/* Back into the data; false: what is stored is damaged. */
bool entry_words_merge(struct arena *arena, struct entry *entry);

/* Every text and word of people in it, as an object of strings. New reference. */
json_t *entry_words_all(const struct entry *entry);

/* As it is read once its text was removed. */
void entry_remove_text(struct arena *arena, struct entry *entry);

#endif

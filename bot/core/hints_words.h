/* hints_words.h: the words that other tools have. */
#ifndef TOCSIN_CORE_HINTS_WORDS_H
#define TOCSIN_CORE_HINTS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct hint_way {
    const char *say; /* "To call somebody:" */
    /* our words; what followed the word goes behind them. "!" in front: nothing does.
     * NULL: there is nothing to type */
    const char *line;
};

struct hint {
    const char *word;  /* what is typed, one word or two */
    const char *means; /* our words for it; NULL: not certain */
    const char *bare;  /* the same when nothing follows; NULL: as `means` */
    struct hint_way ways[2];
};

/* The hint for that word, in any case; `two`: for two words. NULL: none. */
const struct hint *hints_find(const char *word, bool two);
/* The i-th of all of them, NULL: there is none. */
const struct hint *hints_at(size_t i);

#endif

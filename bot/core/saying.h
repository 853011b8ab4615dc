/* saying.h: what a text says, word by word, so that rules about words read like rules. */
#ifndef TOCSIN_CORE_SAYING_H
#define TOCSIN_CORE_SAYING_H

#include "base/arena.h"
#include <stdbool.h>

/* A word of it. `plain` is in lower case, without apostrophes and the marks round it ("isn't,"
 * is "isnt"); what stands in quotes says nothing by its words and is "". */
struct said_word {
    const char *plain;
    char mark;         /* behind it: one of .,;:!? or '\0' */
    const char *typed; /* where it stands, `len` bytes with its marks */
    size_t len;
};

struct saying {
    const struct said_word *words;
    size_t n;
};

/* The words of a text, in the arena; they point into the text. */
struct saying saying_of(struct arena *arena, const char *text);
/* The i-th word, "" behind the last one. */
const char *saying_word(const struct saying *saying, size_t i);
bool saying_is(const struct saying *saying, size_t i, const char *const *list);
/* Do these words stand there? `words` are plain, with single spaces. */
bool saying_at(const struct saying *saying, size_t i, const char *words);
/* Do any of these stand there, each of one word or several? */
bool saying_any(const struct saying *saying, size_t i, const char *const *list);
/* Is it the last word, or does a mark divide it from the next one? */
bool saying_ends(const struct saying *saying, size_t i);

#endif

/* answers.h: what an answer has, and what it lacks. */
#ifndef TOCSIN_TESTS_ANSWERS_H
#define TOCSIN_TESTS_ANSWERS_H

#include "harness.h"

static inline void has(const struct bench *bench, const char *part) {
    if (!strstr(bench->reply, part)) {
        fail_msg("\"%s\" is not in: %s", part, bench->reply);
    }
}

static inline void lacks(const struct bench *bench, const char *part) {
    if (strstr(bench->reply, part)) {
        fail_msg("\"%s\" is in: %s", part, bench->reply);
    }
}

static inline size_t lines_of(const char *s) {
    size_t n = *s != '\0';

    for (; *s; s++) {
        n += *s == '\n' && s[1];
    }
    return n;
}

#endif

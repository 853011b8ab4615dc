/* writes.h: writes of a commit, to be read by a test. */
#ifndef TOCSIN_TESTS_WRITES_H
#define TOCSIN_TESTS_WRITES_H

#include "timeline.h"

#include "core/index.h"

/* "COMMAND key word word" lines, as one string. */
static inline const char *lines_of(struct arena *arena, const struct write *writes,
                                   size_t n) {
    const char *lines = "";

    for (size_t i = 0; i < n; i++) {
        const struct write *write = &writes[i];

        lines = arena_printf(arena, "%s%.*s %.*s", lines, (int)write->argv[0].len,
                             write->argv[0].ptr, (int)write->key.len, write->key.ptr);
        for (size_t w = 1; w < write->argc; w++) {
            lines = arena_printf(arena, "%s %.*s", lines, (int)write->argv[w].len,
                                 write->argv[w].ptr);
        }
        lines = arena_printf(arena, "%s\n", lines);
    }
    return lines;
}

#endif

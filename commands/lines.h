/* lines.h: entries as lines of an answer that has a size. */
#ifndef TOCSIN_COMMANDS_LINES_H
#define TOCSIN_COMMANDS_LINES_H

#include "common.h"
#include "core/record.h"

/* One entry may be as long as a whole answer: a line shows its beginning, an answer the
 * latest lines that fit. With the heading, both stay below LIMIT_RENDERED. */
enum { LINE_MAX_BYTES = 2 * 1024, LINES_MAX_BYTES = LIMIT_RENDERED / 4 * 3 };

/* An entry in words. What is cut ends in "…" and sets *ret_cut. Cut markup stays markup:
 * an unterminated construct is plain text, and half an escape is dropped. */
static inline char *line_of(const struct turn *turn, const struct entry *entry,
                            bool *ret_cut) {
    char *line = record_entry_line(turn->arena, turn->world, entry);
    size_t end = utf8_floor(line, strlen(line), LINE_MAX_BYTES);
    size_t slashes = 0;

    if (line[end] == '\0') {
        return line;
    }
    while (slashes < end && line[end - slashes - 1] == '\\') {
        slashes++;
    }
    *ret_cut = true;
    return arena_printf(turn->arena, "%.*s…", (int)(end - slashes % 2), line);
}

#endif

/* lines.h: entries as lines of an answer that has a size. */
#ifndef TOCSIN_COMMANDS_LINES_H
#define TOCSIN_COMMANDS_LINES_H

#include "common.h"
#include "core/record_words.h"

/* One entry may be as long as a whole answer: a line shows its beginning, an answer the
 * latest lines that fit. With the heading, both stay below LIMIT_RENDERED. */
enum { LINE_MAX_BYTES = 2 * 1024, LINES_MAX_BYTES = LIMIT_RENDERED / 4 * 3 };

/* An entry in words. What is cut ends in "…" and sets *ret_cut. Cut markup stays markup:
 * an unterminated construct is plain text, and half an escape escapes the "…". */
static inline char *line_of(const struct turn *turn, const struct entry *entry,
                            bool *ret_cut) {
    bool cut = false;
    char *line = text_cut(turn->arena, record_entry_line(turn->arena, turn->world, entry),
                          LINE_MAX_BYTES, &cut);

    *ret_cut = *ret_cut || cut;
    return line;
}

#endif

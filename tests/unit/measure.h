/* measure.h: how long an answer may be, whoever asks and whatever comes of it: four lines,
 * unless it is something to read (a list, a timeline, help). Every answer that a bench
 * gives is measured, so each refusal that any test meets is; and no span of time in it is
 * nothing. */
#ifndef TOCSIN_TESTS_MEASURE_H
#define TOCSIN_TESTS_MEASURE_H

#include "base/text.h"
#include "core/command.h"
#include "core/turn.h"

enum { ANSWER_LINES = 4 };

static inline size_t measure_lines(const char *text) {
    size_t lines = *text != '\0' ? 1 : 0;

    for (; *text != '\0'; text++) {
        lines += *text == '\n' && text[1] != '\0' ? 1 : 0;
    }
    return lines;
}

static inline void measure(const struct turn *turn, bool accepted, const char *typed,
                           const char *answer) {
    bool document = accepted && (turn->command == NULL ||
                                 (turn_leaf(turn)->flags & COMMAND_READ) != 0);

    if (!document && measure_lines(answer) > ANSWER_LINES) {
        fail_msg("%s: %zu lines:\n%s", typed, measure_lines(answer), answer);
    }
    if (strstr(answer, " 0 s") != NULL) {
        fail_msg("%s: a span of nothing:\n%s", typed, answer);
    }
}

#endif

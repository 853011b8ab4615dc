/* fingers.h: lines typed by tired fingers, each on a fresh incident: what they come to. */
#ifndef TOCSIN_TESTS_FINGERS_H
#define TOCSIN_TESTS_FINGERS_H

#include "harness.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct line {
    const char *say;
    const char *kinds; /* of the entries; NULL: refused */
    const char *said;  /* part of the answer */
};

/* Each line on a fresh incident, in its channel, with ben as its commander. */
static inline bool check_line(const struct line *line) {
    bool right = true;
    struct bench *bench = bench_new();

    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "declare sev2 checkout fails service=web"));
    assert_true(bench_say(bench, "ben", "role take"));
    if (bench_say(bench, "ana", line->say) != (line->kinds != NULL) ||
        !text_equal(bench_kinds(bench), line->kinds ? line->kinds : "") ||
        !strstr(bench->reply, line->said)) {
        print_error("%s: [%s] %s\n", line->say, bench_kinds(bench), bench->reply);
        right = false;
    }
    bench_free(bench);
    return right;
}

static inline void check_lines(const struct line *lines, size_t n) {
    size_t wrong = 0;

    for (size_t i = 0; i < n; i++) {
        wrong += check_line(&lines[i]) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

#endif

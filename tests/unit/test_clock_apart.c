/* What a server's Date says of this machine's clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock_apart.h"

#include <string.h>

#define NOON INT64_C(1759147200500) /* 2025-09-29T12:00:00.5Z */
#define DATE "Mon, 29 Sep 2025 12:00:00 GMT"

static void test_how_far_it_is(void **state) {
    static const struct {
        int64_t wall;
        const char *date;
        enum finding_level level;
        const char *what;
    } rows[] = {
        {NOON, DATE, FINDING_FINE, "Clock: 0.0 s ahead of X's"},
        {NOON + 1999, DATE, FINDING_FINE, "Clock: 1.9 s ahead of X's"},
        {NOON - 2100, DATE, FINDING_WARN, "Clock: 2.1 s behind X's"},
        {NOON + 60000, DATE, FINDING_WARN, "Clock: 60.0 s ahead of X's"},
        {NOON - 61000, DATE, FINDING_BROKEN, "Clock: 61.0 s behind X's"},
        {NOON, NULL, FINDING_WARN, "bears no time"},
        {NOON, "", FINDING_WARN, "bears no time"},
        {NOON, "Mon, 29 Spt 2025 12:00:00 GMT", FINDING_WARN, "bears no time"},
        {NOON, "Mon, 29 Sep 2025 25:00:00 GMT", FINDING_WARN, "bears no time"},
        {NOON, "2025-09-29T12:00:00Z", FINDING_WARN, "bears no time"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct finding found = clock_apart(arena, rows[i].wall, rows[i].date, "X");
        if (found.level != rows[i].level || !strstr(found.what, rows[i].what) ||
            !found.todo != (found.level == FINDING_FINE)) {
            fail_msg("row %zu: %d, %s", i, (int)found.level, found.what);
        }
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_far_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

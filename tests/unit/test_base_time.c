/* Durations as people type them, and the UTC calendar at its edges. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void durations_typed(void **state) {
    (void)state;
    static const struct {
        const char *s;
        int64_t ms; /* -1: not a duration */
    } table[] = {
        {"90s", 90000},
        {"20m", 20 * MINUTE},
        {"20", 20 * MINUTE},
        {" 20 ", 20 * MINUTE},
        {"2h", 2 * HOUR},
        {"3d", 3 * DAY},
        {"2w", 14 * DAY},
        {"1h30m", 90 * MINUTE},
        {"1 h 30 min", 90 * MINUTE},
        {"1d 2h 3m 4s", DAY + 2 * HOUR + 3 * MINUTE + 4000},
        {"2 hours", 2 * HOUR},
        {"1 Hour", HOUR},
        {"10MIN", 10 * MINUTE},
        {"0m", 0},
        {"~1 h 30 min", 90 * MINUTE},
        {"3660d", 3660 * DAY},
        {"", -1},
        {"m", -1},
        {"-5m", -1},
        {"5x", -1},
        {"5 minutesandmoreofthem", -1},
        {"1h30", -1},  /* thirty what? */
        {"30m1h", -1}, /* largest first */
        {"1h1h", -1},  /* each once */
        {"1.5h", -1},
        {"20m ago", -1},
        {"3661d", -1},
        {"3660d1s", -1},
        {"99999999999999999999s", -1},
        {"9223372036854775807w", -1},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        int64_t ms = -1;
        bool parsed = duration_parse(table[i].s, &ms);
        if (parsed != (table[i].ms >= 0) || ms != table[i].ms)
            fail_msg("\"%s\": %lld", table[i].s, (long long)ms);
    }
    int64_t untouched = 7;
    assert_false(duration_parse(NULL, &untouched));
    assert_int_equal(untouched, 7);
}

static void durations_shown(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *expected;
    } table[] = {
        {0, "0 s"},
        {999, "0 s"},
        {45000, "45 s"},
        {MINUTE, "1 min"},
        {MINUTE + 5000, "1 min 5 s"},
        {HOUR - 1, "59 min 59 s"},
        {HOUR, "1 h"},
        {HOUR + 999, "1 h"},
        {HOUR + 1000, "~1 h"},
        {2 * HOUR - 1000, "~2 h"},
        {2 * HOUR + 5 * MINUTE, "2 h 5 min"},
        {2 * HOUR + 5 * MINUTE + 59000, "~2 h 6 min"},
        {26 * HOUR + 55 * MINUTE, "1 d 2 h 55 min"},
        {72 * HOUR + 45 * MINUTE, "3 d 45 min"},
        {DAY - 1000, "~1 d"},
        {3 * DAY + 4 * HOUR, "3 d 4 h"},
        {3 * DAY + 4 * MINUTE, "3 d 4 min"},
        {30 * DAY, "30 d"},
        {-90 * MINUTE, "-1 h 30 min"},
        {INT64_MIN, "~-106751991167 d 7 h 13 min"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++)
        assert_string_equal(duration_format(arena, table[i].ms), table[i].expected);
    arena_free(arena);
}

static void moments(void **state) {
    (void)state;
    static const struct {
        int64_t ms;
        const char *s;
    } table[] = {
        {0, "1970-01-01T00:00:00Z"},
        {INT64_C(951782400000), "2000-02-29T00:00:00Z"},
        {INT64_C(951868800000), "2000-03-01T00:00:00Z"},
        {INT64_C(1759132800000), "2025-09-29T08:00:00Z"},
        {INT64_C(1709251199000), "2024-02-29T23:59:59Z"},
        {INT64_C(4107542399000), "2100-02-28T23:59:59Z"},
        {INT64_C(4107542400000), "2100-03-01T00:00:00Z"}, /* 2100 is no leap year */
        {INT64_C(253402300799000), "9999-12-31T23:59:59Z"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(time_format_utc(arena, table[i].ms), table[i].s);
        int64_t ms = -1;
        assert_true(time_parse_utc(table[i].s, &ms));
        assert_true(ms == table[i].ms);
    }
    assert_string_equal(time_format_utc(arena, 999), "1970-01-01T00:00:00Z");
    assert_string_equal(time_format_utc(arena, -1), "1969-12-31T23:59:59Z");
    assert_non_null(time_format_utc(arena, INT64_MIN));
    assert_non_null(time_format_utc(arena, INT64_MAX));
    arena_free(arena);
}

static void moments_typed(void **state) {
    (void)state;
    static const struct {
        const char *s;
        const char *same; /* NULL: not a moment */
    } table[] = {
        {"2025-09-29", "2025-09-29T00:00:00Z"},
        {"2025-09-29 10:15", "2025-09-29T10:15:00Z"},
        {"2025-09-29T10:15Z", "2025-09-29T10:15:00Z"},
        {"2025-09-29 10:15:03", "2025-09-29T10:15:03Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"2025-02-29", NULL},
        {"1900-01-01", NULL},
        {"2025-13-01", NULL},
        {"2025-00-01", NULL},
        {"2025-04-31", NULL},
        {"2025-04-00", NULL},
        {"2025-9-29", NULL},
        {"2025-09-29 24:00", NULL},
        {"2025-09-29 10:60", NULL},
        {"2025-09-29 10:15:60", NULL},
        {"2025-09-29 10", NULL},
        {"2025-09-29Z", NULL},
        {"2025-09-29 10:15+02:00", NULL},
        {"2025-09-29 10:15:", NULL},
        {"10:15", NULL},
        {"", NULL},
        {"tomorrow", NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        int64_t ms = -1;
        bool parsed = time_parse_utc(table[i].s, &ms);
        if (parsed != (table[i].same != NULL))
            fail_msg("\"%s\"", table[i].s);
        if (parsed) {
            assert_string_equal(time_format_utc(arena, ms), table[i].same);
        } else {
            assert_int_equal(ms, -1);
        }
    }
    arena_free(arena);
}

/* Counts days one by one, with a calendar of its own, over 400 years. */
static void every_day(void **state) {
    (void)state;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t ms = 0;
    for (int year = 1970; year < 2370; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int last = days[month - 1] + (leap && month == 2 ? 1 : 0);
            for (int day = 1; day <= last; day++, ms += DAY) {
                int y;
                int m;
                int d;
                time_utc_day(ms + DAY - 1, &y, &m, &d);
                if (y != year || m != month || d != day)
                    fail_msg("%d-%d-%d came out as %d-%d-%d", year, month, day, y, m, d);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_typed), cmocka_unit_test(durations_shown),
        cmocka_unit_test(moments),         cmocka_unit_test(moments_typed),
        cmocka_unit_test(every_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

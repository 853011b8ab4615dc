/* Civil time over the days that are not 24 hours long. What is expected was computed
 * apart from the product, by Python's zoneinfo; local times a zone skips or has twice
 * follow the rule in civil.h. */
#include "base/text.h"
#include "io/civil.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { WEDNESDAY = 1 << 3, FRIDAY = 1 << 5, SATURDAY = 1 << 6, WHOLE_WEEK = 127 };

#define PARIS "Europe/Paris"
#define NEW_YORK "America/New_York"
#define LORD_HOWE "Australia/Lord_Howe"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int64_t moment(const char *iso) {
    int64_t ms = 0;
    assert_true(time_parse_utc(iso, &ms));
    return ms;
}

static struct civil *zone(const char *name) {
    struct error err = {0};
    struct civil *civil = civil_new(&(struct civil_options){.zone = name}, &err);
    assert_non_null(civil);
    return civil;
}

static void assert_moment(const char *what, int64_t at, const char *expected) {
    struct arena *arena = arena_new();
    if (at != moment(expected))
        fail_msg("%s: %s instead of %s", what, time_format_utc(arena, at), expected);
    arena_free(arena);
}

static void assert_business_days(const struct civil_options *options, const char *what,
                                 const char *from, int n, const char *to) {
    struct error err = {0};
    struct civil *civil = civil_new(options, &err);
    assert_non_null(civil);
    assert_moment(what, civil->add_business_days(civil->self, moment(from), n), to);
    civil_free(civil);
}

static void test_business_days(void **state) {
    (void)state;
    static const struct {
        const char *what, *zone, *from;
        int n;
        const char *to;
    } cases[] = {
        {"an ordinary day", PARIS, "2025-09-30 08:15", 1, "2025-10-01 08:15"},
        {"friday to monday", PARIS, "2025-10-03 14:00", 1, "2025-10-06 14:00"},
        {"saturday counts from monday", PARIS, "2025-10-04 12:00", 1, "2025-10-06 22:00"},
        {"sunday evening, too", PARIS, "2025-10-05 21:30", 2, "2025-10-07 22:00"},
        {"saturday there, friday in utc", PARIS, "2025-10-03 22:30", 1,
         "2025-10-06 22:00"},
        {"friday there, saturday in utc", NEW_YORK, "2025-10-04 03:30", 1,
         "2025-10-07 03:30"},
        {"zero days on a business day", PARIS, "2025-10-01 08:00", 0, "2025-10-01 08:00"},
        {"zero days on a saturday", PARIS, "2025-10-04 08:00", 0, "2025-10-05 22:00"},
        {"over the day of 25 hours", PARIS, "2025-10-24 14:00", 1, "2025-10-27 15:00"},
        {"over the day of 23 hours", PARIS, "2026-03-27 14:00", 1, "2026-03-30 13:00"},
        {"over new york's 25 hours", NEW_YORK, "2025-10-31 15:00", 1, "2025-11-03 16:00"},
        {"over new york's 23 hours", NEW_YORK, "2026-03-06 15:00", 1, "2026-03-09 14:00"},
        {"five days over a change", PARIS, "2025-10-22 06:45", 5, "2025-10-29 07:45"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct civil_options options = {.zone = cases[i].zone};
        assert_business_days(&options, cases[i].what, cases[i].from, cases[i].n,
                             cases[i].to);
    }
}

static void test_holidays(void **state) {
    (void)state;
    static const struct {
        const char *what, *zone, *holidays[4], *from;
        int n;
        const char *to;
    } cases[] = {
        {"a holiday in the week",
         PARIS,
         {"2025-11-11"},
         "2025-11-10 09:00",
         1,
         "2025-11-12 09:00"},
        {"long weekend",
         NEW_YORK,
         {"2025-09-01"},
         "2025-08-29 16:00",
         1,
         "2025-09-02 16:00"},
        {"christmas",
         PARIS,
         {"2025-12-25", "2025-12-26"},
         "2025-12-24 10:00",
         1,
         "2025-12-29 10:00"},
        {"on a holiday",
         PARIS,
         {"2025-12-25", "2025-12-26"},
         "2025-12-25 10:00",
         1,
         "2025-12-29 23:00"},
        {"twenty days",
         NEW_YORK,
         {"2025-06-19"},
         "2025-06-02 13:00",
         20,
         "2025-07-01 13:00"},
        {"new year, in order of no kind",
         PARIS,
         {"2026-01-02", "2026-01-01"},
         "2025-12-31 09:00",
         1,
         "2026-01-05 09:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct civil_options options = {.zone = cases[i].zone,
                                              .holidays = cases[i].holidays};
        assert_business_days(&options, cases[i].what, cases[i].from, cases[i].n,
                             cases[i].to);
    }
}

/* Zones change on Sundays; where a Sunday is a business day, its skipped and doubled
 * hours count. */
static void test_other_weekends(void **state) {
    (void)state;
    static const struct {
        const char *what, *zone, *from, *to;
        unsigned weekend;
        int n;
    } cases[] = {
        {"a weekend of friday and saturday", "Asia/Dubai", "2025-10-02 06:00",
         "2025-10-05 06:00", FRIDAY | SATURDAY, 1},
        {"skipped local time", PARIS, "2026-03-28 01:30", "2026-03-29 01:00", WEDNESDAY,
         1},
        {"doubled local time", PARIS, "2025-10-25 00:30", "2025-10-26 00:30", WEDNESDAY,
         1},
        {"skipped in new york", NEW_YORK, "2026-03-07 07:30", "2026-03-08 07:00",
         WEDNESDAY, 1},
        {"doubled in new york", NEW_YORK, "2025-11-01 05:30", "2025-11-02 05:30",
         WEDNESDAY, 1},
        {"no days, in a doubled hour", PARIS, "2025-10-26 01:30", "2025-10-26 01:30",
         WEDNESDAY, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct civil_options options = {.zone = cases[i].zone,
                                              .weekend = cases[i].weekend};
        assert_business_days(&options, cases[i].what, cases[i].from, cases[i].n,
                             cases[i].to);
    }
}

/* Milliseconds belong to the local time of day, also before 1970. */
static void test_milliseconds_stay(void **state) {
    (void)state;
    struct civil *civil = zone(PARIS);
    int64_t friday = moment("2025-10-03 14:00") + 789;
    assert_int_equal(civil->add_business_days(civil->self, friday, 1),
                     moment("2025-10-06 14:00") + 789);
    civil_free(civil);
    char text[32];
    civil = zone("UTC");
    civil->format_local(civil->self, -1, text, sizeof(text));
    assert_string_equal(text, "1969-12-31 23:59 UTC");
    civil_free(civil);
}

static void test_format(void **state) {
    (void)state;
    static const struct {
        const char *zone, *at, *text;
    } cases[] = {
        {PARIS, "2025-09-29 08:15", "2025-09-29 10:15 CEST"},
        {PARIS, "2025-12-01 23:59", "2025-12-02 00:59 CET"},
        {PARIS, "2025-10-26 00:59", "2025-10-26 02:59 CEST"},
        {PARIS, "2025-10-26 01:00", "2025-10-26 02:00 CET"},
        {PARIS, "2026-03-29 00:59", "2026-03-29 01:59 CET"},
        {PARIS, "2026-03-29 01:00", "2026-03-29 03:00 CEST"},
        {NEW_YORK, "2025-11-02 05:59", "2025-11-02 01:59 EDT"},
        {NEW_YORK, "2025-11-02 06:00", "2025-11-02 01:00 EST"},
        {NEW_YORK, "2026-03-08 06:59", "2026-03-08 01:59 EST"},
        {NEW_YORK, "2026-03-08 07:00", "2026-03-08 03:00 EDT"},
        {"UTC", "2025-09-29 08:15", "2025-09-29 08:15 UTC"},
        {"Asia/Kolkata", "2025-09-29 08:15", "2025-09-29 13:45 IST"},
        {LORD_HOWE, "2025-09-29 08:15", "2025-09-29 18:45 +1030"},
        {LORD_HOWE, "2025-12-29 08:15", "2025-12-29 19:15 +11"},
        {"America/Sao_Paulo", "2025-09-29 01:15", "2025-09-28 22:15 -03"},
        {"Europe/Dublin", "2025-07-01 12:00", "2025-07-01 13:00 IST"},
        {"Europe/Dublin", "2025-12-01 12:00", "2025-12-01 12:00 GMT"},
        {"Asia/Tokyo", "2024-02-28 15:00", "2024-02-29 00:00 JST"},
        {"America/St_Johns", "2025-07-01 12:00", "2025-07-01 09:30 NDT"},
        {"Pacific/Kiritimati", "2025-12-31 11:00", "2026-01-01 01:00 +14"},
        {"Africa/Casablanca", "2025-07-01 12:00", "2025-07-01 13:00 +01"},
        {PARIS, "2035-07-01 12:00", "2035-07-01 14:00 CEST"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct civil *civil = zone(cases[i].zone);
        char text[64];
        civil->format_local(civil->self, moment(cases[i].at), text, sizeof(text));
        assert_string_equal(text, cases[i].text);
        civil_free(civil);
    }
}

static void test_format_in_little_room(void **state) {
    (void)state;
    struct civil *civil = zone("UTC");
    char text[11];
    memset(text, 'x', sizeof(text));
    civil->format_local(civil->self, moment("2025-09-29 08:15"), text, sizeof(text));
    assert_string_equal(text, "2025-09-29");
    civil_free(civil);
}

static void test_local_time_on_day(void **state) {
    (void)state;
    static const struct {
        const char *what, *zone, *at;
        int hour, minute;
        const char *moment;
    } cases[] = {
        {"an ordinary day", PARIS, "2025-09-29 20:00", 10, 15, "2025-09-29 08:15"},
        {"already tomorrow in paris", PARIS, "2025-09-29 22:30", 10, 15,
         "2025-09-30 08:15"},
        {"still yesterday in new york", NEW_YORK, "2025-09-30 02:00", 10, 15,
         "2025-09-29 14:15"},
        {"skipped: first time after the gap", PARIS, "2026-03-29 12:00", 2, 30,
         "2026-03-29 01:00"},
        {"the first skipped minute", PARIS, "2026-03-29 12:00", 2, 0, "2026-03-29 01:00"},
        {"just before the gap", PARIS, "2026-03-29 12:00", 1, 59, "2026-03-29 00:59"},
        {"after the gap", PARIS, "2026-03-29 12:00", 3, 0, "2026-03-29 01:00"},
        {"doubled: the first", PARIS, "2025-10-26 12:00", 2, 30, "2025-10-26 00:30"},
        {"doubled, asked in the second", PARIS, "2025-10-26 01:45", 2, 30,
         "2025-10-26 00:30"},
        {"after both", PARIS, "2025-10-26 12:00", 3, 0, "2025-10-26 02:00"},
        {"skipped in new york", NEW_YORK, "2026-03-08 12:00", 2, 30, "2026-03-08 07:00"},
        {"doubled in new york", NEW_YORK, "2025-11-02 12:00", 1, 30, "2025-11-02 05:30"},
        {"midnight of a long day", PARIS, "2025-10-26 12:00", 0, 0, "2025-10-25 22:00"},
        {"last minute of a long day", PARIS, "2025-10-26 12:00", 23, 59,
         "2025-10-26 22:59"},
        {"half an hour is skipped", LORD_HOWE, "2025-10-05 00:00", 2, 15,
         "2025-10-04 15:30"},
        {"half an hour comes twice", LORD_HOWE, "2025-04-06 00:00", 1, 45,
         "2025-04-05 14:45"},
        {"a midnight that is skipped", "Africa/Cairo", "2025-04-25 12:00", 0, 30,
         "2025-04-24 22:00"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct civil *civil = zone(cases[i].zone);
        assert_moment(cases[i].what,
                      civil->local_time_on_day(civil->self, moment(cases[i].at),
                                               cases[i].hour, cases[i].minute),
                      cases[i].moment);
        civil_free(civil);
    }
}

/* A day of the zone has 23, 24 or 25 hours; between two midnights lies exactly one. */
static void test_lengths_of_days(void **state) {
    (void)state;
    static const struct {
        const char *zone, *noon;
        int hours;
    } cases[] = {
        {PARIS, "2026-03-29 12:00", 23},    {PARIS, "2026-03-30 12:00", 24},
        {PARIS, "2025-10-26 12:00", 25},    {NEW_YORK, "2026-03-08 16:00", 23},
        {NEW_YORK, "2025-11-02 16:00", 25}, {"UTC", "2026-03-29 12:00", 24},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct civil *civil = zone(cases[i].zone);
        int64_t noon = moment(cases[i].noon);
        int64_t first = civil->local_time_on_day(civil->self, noon, 0, 0);
        int64_t second =
            civil->local_time_on_day(civil->self, noon + INT64_C(86400000), 0, 0);
        assert_int_equal((second - first) / 3600000, cases[i].hours);
        civil_free(civil);
    }
}

static void test_refusals(void **state) {
    (void)state;
    static const struct {
        const char *zone, *holidays[2];
        unsigned weekend;
        const char *text; /* begins so */
    } cases[] = {
        {"Europe/Pariss", {NULL}, 0, "\"Europe/Pariss\" is no time zone of this system"},
        {"../../../etc/passwd", {NULL}, 0, "\"../../../etc/passwd\" is no time zone"},
        {"/etc/passwd", {NULL}, 0, "\"/etc/passwd\" is no time zone"},
        {"../zoneinfo/Europe/Paris",
         {NULL},
         0,
         "\"../zoneinfo/Europe/Paris\" is no time"},
        {"", {NULL}, 0, "\"\" is no time zone"},
        {NULL, {NULL}, 0, "\"\" is no time zone"},
        {"UTC", {"2025-02-29"}, 0, "\"2025-02-29\" is not a date"},
        {"UTC", {"25-12-2025"}, 0, "\"25-12-2025\" is not a date"},
        {"UTC", {"2025-12-25T10:00:00Z"}, 0, "\"2025-12-25T10:00:00Z\" is not a date"},
        {"UTC", {NULL}, WHOLE_WEEK, "the weekend takes up the whole week"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = {0};
        const struct civil_options options = {cases[i].zone, cases[i].holidays,
                                              cases[i].weekend};
        assert_null(civil_new(&options, &err));
        assert_int_equal(err.code, ERR_INVALID);
        if (!text_starts(err.text, cases[i].text))
            assert_string_equal(err.text, cases[i].text);
    }
}

static void test_two_at_once(void **state) {
    (void)state;
    struct civil *paris = zone(PARIS), *tokyo = zone("Asia/Tokyo"), *again = zone(PARIS);
    char text[64];
    int64_t at = moment("2025-09-29 08:15");
    civil_free(paris);
    tokyo->format_local(tokyo->self, at, text, sizeof(text));
    assert_string_equal(text, "2025-09-29 17:15 JST");
    again->format_local(again->self, at, text, sizeof(text));
    assert_string_equal(text, "2025-09-29 10:15 CEST");
    civil_free(tokyo);
    civil_free(again);
    civil_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_business_days),
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_other_weekends),
        cmocka_unit_test(test_milliseconds_stay),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_format_in_little_room),
        cmocka_unit_test(test_local_time_on_day),
        cmocka_unit_test(test_lengths_of_days),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_two_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

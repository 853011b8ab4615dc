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
    const char *iso = time_format_utc(arena, at);
    if (!text_equal(iso, expected))
        print_error("%s\n", what);
    assert_string_equal(iso, expected);
    arena_free(arena);
}

static void test_business_days(void **state) {
    (void)state;
    static const struct {
        const char *what, *zone, *holidays[4];
        unsigned weekend; /* 0: Saturday and Sunday */
        const char *from;
        int n;
        const char *to;
    } cases[] = {
        {"an ordinary day",
         "Europe/Paris",
         {NULL},
         0,
         "2025-09-30T08:15:00Z",
         1,
         "2025-10-01T08:15:00Z"},
        {"friday to monday",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-03T14:00:00Z",
         1,
         "2025-10-06T14:00:00Z"},
        {"saturday counts from monday 00:00",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-04T12:00:00Z",
         1,
         "2025-10-06T22:00:00Z"},
        {"sunday evening, too",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-05T21:30:00Z",
         2,
         "2025-10-07T22:00:00Z"},
        {"saturday in paris, friday in utc",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-03T22:30:00Z",
         1,
         "2025-10-06T22:00:00Z"},
        {"friday in new york, saturday in utc",
         "America/New_York",
         {NULL},
         0,
         "2025-10-04T03:30:00Z",
         1,
         "2025-10-07T03:30:00Z"},
        {"zero days on a business day",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-01T08:00:00Z",
         0,
         "2025-10-01T08:00:00Z"},
        {"zero days on a saturday",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-04T08:00:00Z",
         0,
         "2025-10-05T22:00:00Z"},
        {"over the day of 25 hours",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-24T14:00:00Z",
         1,
         "2025-10-27T15:00:00Z"},
        {"over the day of 23 hours",
         "Europe/Paris",
         {NULL},
         0,
         "2026-03-27T14:00:00Z",
         1,
         "2026-03-30T13:00:00Z"},
        {"over new york's 25 hours",
         "America/New_York",
         {NULL},
         0,
         "2025-10-31T15:00:00Z",
         1,
         "2025-11-03T16:00:00Z"},
        {"over new york's 23 hours",
         "America/New_York",
         {NULL},
         0,
         "2026-03-06T15:00:00Z",
         1,
         "2026-03-09T14:00:00Z"},
        {"five days over a change",
         "Europe/Paris",
         {NULL},
         0,
         "2025-10-22T06:45:00Z",
         5,
         "2025-10-29T07:45:00Z"},
        {"a holiday in the week",
         "Europe/Paris",
         {"2025-11-11", NULL},
         0,
         "2025-11-10T09:00:00Z",
         1,
         "2025-11-12T09:00:00Z"},
        {"long weekend",
         "America/New_York",
         {"2025-09-01", NULL},
         0,
         "2025-08-29T16:00:00Z",
         1,
         "2025-09-02T16:00:00Z"},
        {"christmas",
         "Europe/Paris",
         {"2025-12-25", "2025-12-26", NULL},
         0,
         "2025-12-24T10:00:00Z",
         1,
         "2025-12-29T10:00:00Z"},
        {"on a holiday",
         "Europe/Paris",
         {"2025-12-25", "2025-12-26", NULL},
         0,
         "2025-12-25T10:00:00Z",
         1,
         "2025-12-29T23:00:00Z"},
        {"twenty days",
         "America/New_York",
         {"2025-06-19", NULL},
         0,
         "2025-06-02T13:00:00Z",
         20,
         "2025-07-01T13:00:00Z"},
        {"new year, in order of no kind",
         "Europe/Paris",
         {"2026-01-02", "2026-01-01", NULL},
         0,
         "2025-12-31T09:00:00Z",
         1,
         "2026-01-05T09:00:00Z"},
        {"a weekend of friday and saturday",
         "Asia/Dubai",
         {NULL},
         FRIDAY | SATURDAY,
         "2025-10-02T06:00:00Z",
         1,
         "2025-10-05T06:00:00Z"},
        {"skipped local time",
         "Europe/Paris",
         {NULL},
         WEDNESDAY,
         "2026-03-28T01:30:00Z",
         1,
         "2026-03-29T01:00:00Z"},
        {"doubled local time",
         "Europe/Paris",
         {NULL},
         WEDNESDAY,
         "2025-10-25T00:30:00Z",
         1,
         "2025-10-26T00:30:00Z"},
        {"skipped in new york",
         "America/New_York",
         {NULL},
         WEDNESDAY,
         "2026-03-07T07:30:00Z",
         1,
         "2026-03-08T07:00:00Z"},
        {"doubled in new york",
         "America/New_York",
         {NULL},
         WEDNESDAY,
         "2025-11-01T05:30:00Z",
         1,
         "2025-11-02T05:30:00Z"},
        {"second half of a doubled hour, no days",
         "Europe/Paris",
         {NULL},
         WEDNESDAY,
         "2025-10-26T01:30:00Z",
         0,
         "2025-10-26T01:30:00Z"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = {0};
        const struct civil_options options = {cases[i].zone, cases[i].holidays,
                                              cases[i].weekend};
        struct civil *civil = civil_new(&options, &err);
        assert_non_null(civil);
        int64_t from = moment(cases[i].from);
        assert_moment(cases[i].what,
                      civil->add_business_days(civil->self, from, cases[i].n),
                      cases[i].to);
        civil_free(civil);
    }
}

/* Milliseconds belong to the local time of day, also before 1970. */
static void test_milliseconds_stay(void **state) {
    (void)state;
    struct civil *civil = zone("Europe/Paris");
    int64_t friday = moment("2025-10-03T14:00:00Z") + 789;
    assert_int_equal(civil->add_business_days(civil->self, friday, 1),
                     moment("2025-10-06T14:00:00Z") + 789);
    char text[32];
    civil->format_local(civil->self, -1, text, sizeof(text));
    assert_string_equal(text, "1970-01-01 00:59 CET");
    civil_free(civil);
}

static void test_format(void **state) {
    (void)state;
    static const struct {
        const char *zone, *at, *text;
    } cases[] = {
        {"Europe/Paris", "2025-09-29T08:15:00Z", "2025-09-29 10:15 CEST"},
        {"Europe/Paris", "2025-12-01T23:59:59Z", "2025-12-02 00:59 CET"},
        {"Europe/Paris", "2025-10-26T00:59:59Z", "2025-10-26 02:59 CEST"},
        {"Europe/Paris", "2025-10-26T01:00:00Z", "2025-10-26 02:00 CET"},
        {"Europe/Paris", "2026-03-29T00:59:00Z", "2026-03-29 01:59 CET"},
        {"Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29 03:00 CEST"},
        {"America/New_York", "2025-11-02T05:59:00Z", "2025-11-02 01:59 EDT"},
        {"America/New_York", "2025-11-02T06:00:00Z", "2025-11-02 01:00 EST"},
        {"America/New_York", "2026-03-08T06:59:00Z", "2026-03-08 01:59 EST"},
        {"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00 EDT"},
        {"UTC", "2025-09-29T08:15:00Z", "2025-09-29 08:15 UTC"},
        {"Asia/Kolkata", "2025-09-29T08:15:00Z", "2025-09-29 13:45 IST"},
        {"Australia/Lord_Howe", "2025-09-29T08:15:00Z", "2025-09-29 18:45 +1030"},
        {"Australia/Lord_Howe", "2025-12-29T08:15:00Z", "2025-12-29 19:15 +11"},
        {"America/Sao_Paulo", "2025-09-29T01:15:00Z", "2025-09-28 22:15 -03"},
        {"Europe/Dublin", "2025-07-01T12:00:00Z", "2025-07-01 13:00 IST"},
        {"Europe/Dublin", "2025-12-01T12:00:00Z", "2025-12-01 12:00 GMT"},
        {"Asia/Tokyo", "2024-02-28T15:00:00Z", "2024-02-29 00:00 JST"},
        {"America/St_Johns", "2025-07-01T12:00:00Z", "2025-07-01 09:30 NDT"},
        {"Pacific/Kiritimati", "2025-12-31T11:00:00Z", "2026-01-01 01:00 +14"},
        {"Africa/Casablanca", "2025-07-01T12:00:00Z", "2025-07-01 13:00 +01"},
        {"Europe/Paris", "2035-07-01T12:00:00Z", "2035-07-01 14:00 CEST"},
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
    civil->format_local(civil->self, moment("2025-09-29T08:15:00Z"), text, sizeof(text));
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
        {"an ordinary day", "Europe/Paris", "2025-09-29T20:00:00Z", 10, 15,
         "2025-09-29T08:15:00Z"},
        {"already tomorrow in paris", "Europe/Paris", "2025-09-29T22:30:00Z", 10, 15,
         "2025-09-30T08:15:00Z"},
        {"still yesterday in new york", "America/New_York", "2025-09-30T02:00:00Z", 10,
         15, "2025-09-29T14:15:00Z"},
        {"skipped: first time after the gap", "Europe/Paris", "2026-03-29T12:00:00Z", 2,
         30, "2026-03-29T01:00:00Z"},
        {"the first skipped minute", "Europe/Paris", "2026-03-29T12:00:00Z", 2, 0,
         "2026-03-29T01:00:00Z"},
        {"just before the gap", "Europe/Paris", "2026-03-29T12:00:00Z", 1, 59,
         "2026-03-29T00:59:00Z"},
        {"after the gap", "Europe/Paris", "2026-03-29T12:00:00Z", 3, 0,
         "2026-03-29T01:00:00Z"},
        {"doubled: the first", "Europe/Paris", "2025-10-26T12:00:00Z", 2, 30,
         "2025-10-26T00:30:00Z"},
        {"doubled, asked in the second half", "Europe/Paris", "2025-10-26T01:45:00Z", 2,
         30, "2025-10-26T00:30:00Z"},
        {"after both", "Europe/Paris", "2025-10-26T12:00:00Z", 3, 0,
         "2025-10-26T02:00:00Z"},
        {"skipped in new york", "America/New_York", "2026-03-08T12:00:00Z", 2, 30,
         "2026-03-08T07:00:00Z"},
        {"doubled in new york", "America/New_York", "2025-11-02T12:00:00Z", 1, 30,
         "2025-11-02T05:30:00Z"},
        {"midnight of a long day", "Europe/Paris", "2025-10-26T12:00:00Z", 0, 0,
         "2025-10-25T22:00:00Z"},
        {"last minute of a long day", "Europe/Paris", "2025-10-26T12:00:00Z", 23, 59,
         "2025-10-26T22:59:00Z"},
        {"half an hour is skipped", "Australia/Lord_Howe", "2025-10-05T00:00:00Z", 2, 15,
         "2025-10-04T15:30:00Z"},
        {"half an hour comes twice", "Australia/Lord_Howe", "2025-04-06T00:00:00Z", 1, 45,
         "2025-04-05T14:45:00Z"},
        {"a midnight that is skipped", "Africa/Cairo", "2025-04-25T12:00:00Z", 0, 30,
         "2025-04-24T22:00:00Z"},
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
        {"Europe/Paris", "2026-03-29T12:00:00Z", 23},
        {"Europe/Paris", "2026-03-30T12:00:00Z", 24},
        {"Europe/Paris", "2025-10-26T12:00:00Z", 25},
        {"America/New_York", "2026-03-08T16:00:00Z", 23},
        {"America/New_York", "2025-11-02T16:00:00Z", 25},
        {"UTC", "2026-03-29T12:00:00Z", 24},
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
    struct civil *paris = zone("Europe/Paris"), *tokyo = zone("Asia/Tokyo"),
                 *again = zone("Europe/Paris");
    char text[64];
    int64_t at = moment("2025-09-29T08:15:00Z");
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

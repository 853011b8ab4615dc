/* test_args_times.c: moments that were and moments to come, in three zones. It is
 * 2025-09-29T08:00:00Z. */
#include "rows.h"

static int64_t floor_day(int64_t at) {
    return at - ((at % DAYS(1)) + DAYS(1)) % DAYS(1);
}

static int64_t ahead(const void *self) {
    return *(const int64_t *)self;
}

static int64_t local_time(const void *self, int64_t at, int hour, int minute) {
    return floor_day(at + ahead(self)) + HOURS(hour) + MINUTES(minute) - ahead(self);
}

static void format_local(const void *self, int64_t at, char *buf, size_t size) {
    struct arena *arena = arena_new();

    snprintf(buf, size, "%.10s", time_format_utc(arena, at + ahead(self)));
    arena_free(arena);
}

struct moment {
    const char *typed;
    const char *at; /* UTC, NULL: refused */
};

static void check_moments(const struct command *command, const char *name, int64_t zone,
                          const struct moment *rows, size_t n) {
    const struct civil civil = {&zone, fixture_business_days, format_local, local_time};

    for (size_t i = 0; i < n; i++) {
        struct desk desk;
        const char *shown, *is = NULL;

        desk_open(&desk, NULL, NULL);
        desk.fixture->world.civil = &civil;
        shown = parse(&desk, command, rows[i].typed);
        if (shown != NULL) {
            int64_t at = strtoll(shown + strlen(name) + 1, NULL, 10);

            is = time_format_utc(desk.fixture->arena, at);
        }
        if (!text_equal(is, rows[i].at)) {
            fail_msg("%s %s: %s, expected %s", command->name, rows[i].typed,
                     is != NULL ? is : desk.err.text,
                     rows[i].at != NULL ? rows[i].at : "a refusal");
        }
        desk_close(&desk);
    }
}

static void moments_that_were(void **state) {
    static const struct moment rows[] = {
        {"10:00", "2025-09-29T08:00:00Z"}, /* now, at two hours ahead */
        {"09:59", "2025-09-29T07:59:00Z"},
        {"9:59 or so", "2025-09-29T07:59:00Z"},
        {"10:01", "2025-09-29T08:00:00Z"}, /* clocks differ: now */
        {"10:05", "2025-09-29T08:00:00Z"},
        {"10:06", NULL}, /* still to come: nobody means yesterday's in silence */
        {"10:40", NULL},
        {"21:59", NULL},
        {"22:00", NULL},
        {"23:59", NULL}, /* ten hours ago: was last night meant? */
        {"00:00", "2025-09-28T22:00:00Z"},
        {"0959", "2025-09-29T07:59:00Z"}, /* a clock, and no 959 minutes */
        {"0245 or so", "2025-09-29T00:45:00Z"},
        {"0700Z", "2025-09-29T07:00:00Z"},
        {"1440", NULL}, /* still to come */
        {"9999", NULL}, /* no year, no minutes */
        {"20", "2025-09-29T07:40:00Z"},
        {"9:59 CET", NULL}, /* clocks here show another zone: the time is not guessed */
        {"0959 EST first alert", NULL},
        {"20m EST team saw it", "2025-09-29T07:40:00Z"},
        {"20m", "2025-09-29T07:40:00Z"},
        {"20m ago", "2025-09-29T07:40:00Z"},
        {"20 minutes ago", "2025-09-29T07:40:00Z"},
        {"2 hours", "2025-09-29T06:00:00Z"},
        {"1h30m AGO", "2025-09-29T06:30:00Z"},
        {"2025-09-29", "2025-09-28T22:00:00Z"},
        {"2025-09-29 07:15", "2025-09-29T05:15:00Z"},
        {"2025-09-29T07:15", "2025-09-29T05:15:00Z"},
        {"2025-09-29T07:15Z", "2025-09-29T07:15:00Z"},
        {"2025-09-29T07:15:30Z", "2025-09-29T07:15:30Z"},
        {"2025-09-29T07:15:30", "2025-09-29T05:15:30Z"},
        {"24:00", NULL},
        {"10:60", NULL},
        {"10:5", NULL},
        {"1:2:3", NULL},
        {"2025-02-30", NULL},
        {"noon", NULL},
        {"ago", NULL},
    };
    static const struct moment far[] = {
        {"2025-09-29", "2025-09-28T11:00:00Z"},
        {"2025-09-29 20:00", "2025-09-29T07:00:00Z"},
        {"20:30", "2025-09-29T07:30:00Z"},
        {"21:01", "2025-09-29T08:00:00Z"},
        {"21:30", NULL},
    };
    static const struct moment night[] = {
        {"23:30", "2025-09-29T00:00:00Z"}, /* half past seven: last night */
        {"23:29", NULL},
        {"07:30", "2025-09-29T08:00:00Z"},
    };

    (void)state;
    check_moments(&since, "since", HOURS(2), rows, COUNT(rows));
    check_moments(&since, "since", HOURS(13), far, COUNT(far));
    check_moments(&since, "since", -HOURS(1) / 2, night, COUNT(night));
}

static void moments_to_come(void **state) {
    static const struct moment rows[] = {
        {"20m", "2025-09-29T08:20:00Z"},
        {"1700", "2025-09-29T15:00:00Z"},
        {"1440m", "2025-09-30T08:00:00Z"},
        {"17:00 CET", NULL},
        {"in 20m", "2025-09-29T08:20:00Z"},
        {"in 2 hours", "2025-09-29T10:00:00Z"},
        {"2 hours of peace", "2025-09-29T10:00:00Z"},
        {"2d", "2025-10-01T08:00:00Z"},
        {"17:00", "2025-09-29T15:00:00Z"},
        {"10:01", "2025-09-29T08:01:00Z"},
        {"10:00", "2025-09-30T08:00:00Z"}, /* now is not to come: tomorrow's */
        {"09:00", "2025-09-30T07:00:00Z"},
        {"2025-10-01", "2025-10-01T21:59:00Z"},
        {"2025-09-29", "2025-09-29T21:59:00Z"},
        {"2025-10-01 12:00", "2025-10-01T10:00:00Z"},
        {"2025-10-01T12:00Z", "2025-10-01T12:00:00Z"},
        {"2025-09-28", NULL},
        {"0m", NULL},
        {"2025-09-29 10:00", NULL},
        {"soon", NULL},
    };
    static const struct moment behind[] = {
        {"2025-09-28", "2025-09-29T11:59:00Z"},
        {"2025-10-01", "2025-10-02T11:59:00Z"},
    };

    (void)state;
    check_moments(&snooze, "until", HOURS(2), rows, COUNT(rows));
    check_moments(&snooze, "until", -HOURS(12), behind, COUNT(behind));
    check_row(&snooze, &(struct row){"2025-09-28", NULL,
                                     "\"2025-09-28\" has passed. Give a time to come."});
    check_row(&snooze, &(struct row){"soon", NULL,
                                     "\"soon\" is not a time to come: write 20m, 2d, "
                                     "17:00, friday or 2025-10-01."});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_that_were),
        cmocka_unit_test(moments_to_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_told.c: what happened earlier than it was typed: the clock as people type it, also
 * in the hour that comes twice; what is refused; and that milestones, durations, record
 * and export follow what was told while order and cadence follow the typing. */
#include "harness.h"

#include "core/args_times.h"
#include "core/deadlines.h"
#include "core/record.h"
#include "core/told.h"

/* ---- Paris, in the night of 2025-10-26: 03:00 CEST is 02:00 CET ------------------- */

#define BACK INT64_C(1761440400000) /* 2025-10-26T01:00:00Z */
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static int64_t paris(int64_t at) {
    return at < BACK ? 2 * HOUR : HOUR;
}

static void paris_format(const void *self, int64_t at, char *buf, size_t size) {
    char utc[64];

    bench_format_local(self, at + paris(at), utc, sizeof utc);
    snprintf(buf, size, "%.16s %s", utc, at < BACK ? "CEST" : "CET");
}

/* The first of two, as civil.h promises. */
static int64_t paris_time(const void *self, int64_t at, int hour, int minute) {
    int64_t local = at + paris(at), wall;

    (void)self;
    wall = local - local % DAY + hour * HOUR + minute * MINUTE;
    return wall - 2 * HOUR < BACK ? wall - 2 * HOUR : wall - HOUR;
}

static void the_clock_of_a_night(void **state) {
    static const struct {
        int64_t now; /* minutes after 01:00Z, when the clocks are set back */
        const char *typed;
        int64_t at; /* the same */
    } rows[] = {
        {-10, "02:45", -15}, /* only the first has been */
        {-10, "01:30", -90},
        {-10, "02:55", -10}, /* five minutes ahead: clocks differ */
        {-10, "03:30", NEVER},
        {-10, "23:30", -210},
        {20, "02:45", -15}, /* 02:20 CET: the second is to come */
        {50, "02:45", 45},  /* 02:50 CET: both have been, the latest counts */
        {50, "02:45 CEST", -15},
        {50, "02:45 cet", 45},
        {20, "02:45 CET", NEVER}, /* to come, and yesterday had none */
        {50, "00:45 UTC", -15},
        {50, "00:45Z", -15},
        {50, "01:55Z", 50},
        {50, "02:45Z", NEVER},
        {600, "02:45", 45},
        {600, "03:30", 90},
        {50, "45m ago", 5},
        {50, "2025-10-26 00:45 UTC", -15},
        {50, "02:45 pm", NEVER}, /* today's is nearer, and to come */
        {50, "10:45 pm", -255},
        {50, "10:45PM", -255},
        {50, "11pm", -240},
        {50, "22h45", -255},
        {50, "02:45:30", 45},
        {50, "yesterday 23:50", -190},
        {50, "today 01:10", -110},
        {50, "yesterday 23:50 UTC", -70},
        {50, "-20m", 30},
        {50, "-5", NEVER},
        {50, "13pm", NEVER},
        {50, "0am", NEVER},
        {50, "14h5", NEVER},
        {50, "today 23:50", NEVER},
        {50, "tomorrow 01:10", NEVER},
        {50, "02:45 rollback", NEVER},
    };
    struct bench *bench = bench_new();

    (void)state;
    bench->civil.format_local = paris_format;
    bench->civil.local_time_on_day = paris_time;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t at = NEVER;

        bench->world.now = BACK + rows[i].now * MINUTE;
        if (arg_past(&bench->world, rows[i].typed, &at)) {
            at = (at - BACK) / MINUTE;
        }
        if (at != rows[i].at) {
            fail_msg("%s at %lld: %lld, expected %lld", rows[i].typed,
                     (long long)rows[i].now, (long long)at, (long long)rows[i].at);
        }
    }
    bench_free(bench);
}

/* ---- "at" and prose -------------------------------------------------------------- */

#define OPENED                                                                           \
    {                                                                                    \
        0, "ana", "declare sev2 service=web detected=09:40 web is slow", ERR_OK, NULL,   \
            NULL                                                                         \
    }

static void what_is_a_time_and_what_is_text(void **state) {
    static const struct {
        const char *typed, *text;
        int64_t when; /* minutes before now, 0: none */
    } rows[] = {
        {"note at 10:02 db-3 restarted", "db-3 restarted", 18},
        {"note At 10:02, db-3 restarted", "db-3 restarted", 18},
        {"note at 10:02 UTC db-3 restarted", "db-3 restarted", 18},
        {"note db-3 restarted at=10:02", "db-3 restarted", 18},
        {"note at=10:02 db-3 restarted", "db-3 restarted", 18},
        {"note at 18m ago db-3 restarted", "db-3 restarted", 18},
        {"note at 18 minutes ago db-3 restarted", "db-3 restarted", 18},
        {"note at 2025-09-29 10:02 db-3 restarted", "db-3 restarted", 18},
        {"decision at 10:02 roll back", "roll back", 18},
        {"note at noon we roll back", "at noon we roll back", 0},
        {"note at 5 nodes it stops", "at 5 nodes it stops", 0},
        {"note at 2 minutes per restart", "at 2 minutes per restart", 0},
        {"note at least 3 shops", "at least 3 shops", 0},
        {"note attic 10:02", "attic 10:02", 0},
        {"note we saw it at 10:02", "we saw it at 10:02", 0},
        {"note at 10:30 we roll back", "at 10:30 we roll back", 0}, /* it is 10:20 */
        {"note \"at 10:02 it was well\"", "at 10:02 it was well", 0},
        {"note at 09:20 build 412 went out", "build 412 went out", 60},
    };
    struct bench *bench = bench_new();

    (void)state;
    bench_step(bench, &(struct step)OPENED);
    bench->world.now += 20 * MINUTE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text;
        int64_t when;

        if (!bench_say(bench, "ana", rows[i].typed)) {
            fail_msg("%s: %s", rows[i].typed, bench->reply);
        }
        text = bench_field(bench, 0, "note");
        text = text != NULL ? text : bench_field(bench, 0, "decision");
        when = bench_number(bench, 0, "when");
        if (!text_equal(text, rows[i].text) ||
            when != (rows[i].when ? bench->world.now - rows[i].when * MINUTE : 0)) {
            fail_msg("%s: \"%s\", %lld", rows[i].typed, text, (long long)when);
        }
        assert_int_equal(bench->added[0].at, bench->world.now);
    }
    bench_free(bench);
}

/* ---- what it does, and what is refused ------------------------------------------- */

static void told_times(void **state) {
    static const struct step steps[] = {
        OPENED,
        {40, "ana", "mitigate at 09:30 failover", ERR_INVALID, "", "detected 09:30"},
        {0, "ana", "restore at=9999-12-31 x", ERR_INVALID, "", "years away"},
        {0, "ana", "note at=2025-08-01 x", ERR_INVALID, "", "too far back"},
        {0, "ana", "note at=2025-10-01 x", ERR_INVALID, "", "still to come"},
        /* Never a day away in silence, whichever way the time is told. */
        {0, "ana", "detected 11:20 alert", ERR_INVALID, "",
         "11:20 is still to come: it is 10:40 UTC. Yesterday's? detected "
         "2025-09-28T11:20 alert"},
        {0, "ana", "started 11:20 first order", ERR_INVALID, "",
         "started 2025-09-28T11:20 first order"},
        {0, "ana", "set detected=11:20", ERR_INVALID, "",
         "set detected=2025-09-28T11:20"},
        {0, "ana", "set detected=2025-08-01", ERR_INVALID, "", "too far back"},
        {0, "ana", "set started=2025-08-01", ERR_INVALID, "", "too far back"},
        {0, "ana", "mitigate at 11:20 second region", ERR_INVALID, "",
         "mitigate at 2025-09-28T11:20 second region"},
        {0, "ana", "restore at=11:20 works", ERR_INVALID, "",
         "restore at=2025-09-28T11:20 works"},
        {0, "ana", "note at=11:20 works", ERR_INVALID, "", "at=2025-09-28T11:20"},
        {0, "ana", "update it goes on eta: 10:10", ERR_INVALID, "",
         "that end has passed"},
        {0, "ana", "detected 2025-09-28T11:20 alert", ERR_OK, "incident.changed",
         "Noticed at 2025-09-28 11:20 UTC, 23 h 20 min ago"},
        {0, "ana", "update it goes on eta: 08:10", ERR_INVALID, "",
         "Tomorrow's? Give its date too."},
        {0, "ana", "update it goes on eta: 25:99", ERR_INVALID, "",
         "\"25:99\" is no time"},
        {0, "ana", "detected 23:30", ERR_INVALID, "", "detected 2025-09-28T23:30"},
        {0, "ana", "detected 02:39", ERR_OK, "incident.changed", "8 h 1 min ago"},
        {0, "ana", "detected 09:40", ERR_OK, "incident.changed", NULL},
        {0, "ana", "note at 11:20 we switch over", ERR_OK, NULL,
         "11:20 is still to come, so it stays part of the text."},
        {0, "ana", "note at 10:01 at=10:02 x", ERR_INVALID, "", "given twice"},
        {0, "ana", "update at 10:30 all orders go through", ERR_OK,
         "incident.acknowledged update.posted", "Time: 10:30 UTC, 10 min ago"},
        {0, "ana", "mitigate at 10:10 second region", ERR_OK,
         "incident.mitigated phase.changed", NULL},
        {0, "ana", "mitigate at 10:05 cache off", ERR_OK, "incident.mitigated", NULL},
        {0, "ana", "restore at 10:20 rates are back", ERR_OK, "service.restored",
         "restored after 40 min"},
        {0, "ana", "resolve at 10:25 rolled back", ERR_OK,
         "incident.resolved phase.changed", NULL},
        /* What was done before the end may be told after it, a check of it may not. */
        {0, "ana", "mitigate at 10:15 second pool", ERR_OK, "incident.mitigated", NULL},
        {0, "ana", "verify at 10:24 looked", ERR_INVALID, "", "note at 10:24"},
        {0, "ana", "verify at 10:35 500 orders", ERR_OK,
         "incident.verified phase.changed", NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);
    json_t *record = record_json(incident);

    (void)state;
    assert_int_equal(incident->milestones[MILESTONE_MITIGATED], BENCH_START + 5 * MINUTE);
    assert_int_equal(incident->milestones[MILESTONE_RECOVERED],
                     BENCH_START + 20 * MINUTE);
    assert_int_equal(incident->milestones[MILESTONE_RESOLVED], BENCH_START + 25 * MINUTE);
    assert_int_equal(incident->milestones[MILESTONE_VERIFIED], BENCH_START + 35 * MINUTE);
    assert_int_equal(incident->restored_ms, 40 * MINUTE);
    assert_int_equal(json_integer_value(json_object_get(record, "mttr_minutes")), 40);
    /* Reminders count from the typing. */
    assert_int_equal(incident->cadence.base, BENCH_START + 40 * MINUTE);
    assert_int_equal(incident->anchors[MILESTONE_RESOLVED], BENCH_START + 40 * MINUTE);
    json_decref(record);
    bench_free(bench);
}

static void after_a_reopening(void **state) {
    static const struct step steps[] = {
        OPENED,
        {10, "ana", "resolve fixed", ERR_OK, NULL, NULL},
        {10, "ana", "reopen it is back", ERR_OK, NULL, NULL},
        {10, "ana", "restore at 10:15 works", ERR_INVALID, "", "note at 10:15"},
        {0, "ana", "restore at 10:25 works", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    /* 09:40 to 10:10, when it was resolved, and 10:20 to 10:25. */
    assert_int_equal(bench_state(bench, 0)->restored_ms, 35 * MINUTE);
    bench_free(bench);
}

/* ---- when it was noticed --------------------------------------------------------- */

static void noticed_earlier(void **state) {
    static const struct step steps[] = {
        OPENED,
        {20, "ana", "detected 10:10", ERR_INVALID, "", "declared at 10:00 UTC"},
        {0, "ana", "detected 09:40", ERR_INVALID, "", "already"},
        {0, "ana", "detected 2025-08-20", ERR_INVALID, "", "too far back"},
        {0, "ana", "detected 2026-01-01", ERR_INVALID, "", "to come"},
        {0, "ana", "detected", ERR_INVALID, "", "time is missing"},
        {0, "ana", "noticed 09:30 first alert", ERR_OK, "incident.changed",
         "Noticed at 09:30 UTC, 50 min ago (it was 09:40 UTC)"},
        {0, "ana", "mitigate at 09:35 failover", ERR_OK, NULL, NULL},
        {0, "ana", "detected 09:36", ERR_INVALID, "", "mitigated since 09:35 UTC"},
        {0, "ana", "restore at 10:00 works", ERR_OK, NULL, "after 30 min"},
        {0, "ana", "detected 09:20", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_int_equal(incident->milestones[MILESTONE_DETECTED], BENCH_START - 40 * MINUTE);
    assert_int_equal(incident->restored_ms, 40 * MINUTE);
    assert_int_equal(incident->down_since, 0);
    bench_free(bench);
}

/* When users began to be hit is another moment: durations follow it, detection does not. */
static void hit_from_another_time_on(void **state) {
    static const struct step steps[] = {
        OPENED,
        {20, "ana", "started 2026-01-01", ERR_INVALID, "", "to come"},
        {0, "ana", "started 2025-08-20", ERR_INVALID, "", "too far back"},
        {0, "ana", "started 09:10 the first failed order", ERR_OK, "incident.changed",
         "Users were hit from 09:10 UTC, 1 h 10 min ago (it was 09:40 UTC)"},
        {0, "ana", "began 09:10", ERR_INVALID, "", "already"},
        {0, "ana", "detected 09:30", ERR_OK, NULL, NULL},
        {0, "ana", "restore at 10:10 works", ERR_OK, NULL, "after 1 h"},
        {0, "ana", "started 10:15", ERR_INVALID, "", "recovered since 10:10 UTC"},
        {0, "ana", "started 09:40", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_int_equal(incident->milestones[MILESTONE_DETECTED], BENCH_START - 30 * MINUTE);
    assert_int_equal(incident->impact_from, BENCH_START - 20 * MINUTE);
    assert_int_equal(incident->restored_ms, 30 * MINUTE);
    assert_int_equal(incident->down_since, 0);
    bench_free(bench);
}

static void hit_before_it_was_declared(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 started=09:10 detected=09:40 web is slow", ERR_OK, NULL,
         NULL},
        {10, "ana", "restore works", ERR_OK, NULL, "after 1 h"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->restored_ms, 60 * MINUTE);
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_of_a_night),
        cmocka_unit_test(what_is_a_time_and_what_is_text),
        cmocka_unit_test(told_times),
        cmocka_unit_test(after_a_reopening),
        cmocka_unit_test(noticed_earlier),
        cmocka_unit_test(hit_from_another_time_on),
        cmocka_unit_test(hit_before_it_was_declared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

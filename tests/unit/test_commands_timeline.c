/* test_commands_timeline.c: show, timeline and catchup: an incident as it is read. */
#include "answers.h"
#include "harness.h"

static void show(void **state) {
    static const struct step steps[] = {
        {0, "ana",
         "declare sev1 service=web env=prod detected=40m near-miss checkout is down",
         ERR_OK, NULL, NULL},
        {0, "ana", "bridge https://meet.example.org/1", ERR_OK, NULL, NULL},
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {5, "ana",
         "update restarting impact: all of Europe next: failover workaround: call us "
         "eta: unknown",
         ERR_OK, NULL, NULL},
        {0, "ana", "action add write it up", ERR_OK, NULL, NULL},
        {0, "ana", "evidence add a graph", ERR_OK, NULL, NULL},
        {0, "ana", "info", ERR_OK, "", "INC-2025-09-29-001 Sev1 (Critical), Detection"},
    };
    static const char *const parts[] = {"checkout is down",
                                        "Hit: web",
                                        "Environment: prod",
                                        "A near miss",
                                        "Impact: all of Europe",
                                        "Last update: restarting",
                                        "Next steps: failover",
                                        "Workaround: call us",
                                        "Expected end: unknown",
                                        "Commander: Ana Alba",
                                        "Bridge: join\n",
                                        "Next update due",
                                        "Open actions: 1",
                                        "Evidence: 1",
                                        "Updates: 1",
                                        "acknowledged",
                                        "Missed deadlines: 1"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    lacks(bench, "overdue");
    lacks(bench, "Resolution:");
    assert_true(bench_say(bench, "ana", "resolve failed over cause: dns"));
    assert_true(bench_say(bench, "cleo", "001 show"));
    has(bench, "Resolution: failed over");
    has(bench, "Cause: dns");
    /* What was planned is no news once it is over. */
    lacks(bench, "Expected end");
    lacks(bench, "Next steps");
    lacks(bench, "Workaround");
    assert_true(bench_say(bench, "ana", "restore"));
    assert_true(bench_say(bench, "ana", "show"));
    lacks(bench, "Expected end");
    lacks(bench, "Next steps");
    bench_free(bench);
}

/* A false alarm that was none after all was never over; what was resolved was. */
static void show_reopened(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "cancel a load test"));
    bench->world.now += 60 * MINUTE;
    assert_true(bench_say(bench, "ana", "reopen it was no test"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "Outage: "));
    lacks(bench, "without the time in which it was over");
    assert_true(bench_say(bench, "ana", "resolve restarted"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "Outage: "));
    lacks(bench, "without the time in which it was over");
    bench->world.now += 60 * MINUTE;
    assert_true(bench_say(bench, "ana", "reopen it fails again"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "without the time in which it was over"));
    bench_free(bench);
}

/* A short number behind a command is no incident in a channel that has one; the refusal
 * says where it belongs. A near miss was no outage, however long ago it was noticed. */
static void show_elsewhere(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 near-miss detected=10m disk nearly full", ERR_OK, NULL,
         NULL},
        {0, "ana", "show 001", ERR_OK, "", "web is slow"},
        {0, "ana", "001 show", ERR_OK, "", "web is slow"},
        {0, "ana", "show INC-2025-09-29-001", ERR_OK, "", "web is slow"},
        {5, "ana", "001 show", ERR_OK, "", "Outage: 5"},
        {0, "ana", "show", ERR_OK, "", "A near miss: nothing broke."},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    lacks(bench, "Outage");
    bench_free(bench);
}

static void timeline(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 2; i <= 50; i++) {
        char line[32];

        snprintf(line, sizeof line, "note item-%02d", i);
        assert_true(bench_say(bench, "ana", line));
    }
    assert_true(bench_say(bench, "ana", "timeline"));
    has(bench, "item-50");
    has(bench, "item-31");
    lacks(bench, "item-30");
    has(bench, "timeline 2");
    assert_true(bench_say(bench, "ana", "tl 2"));
    has(bench, "item-30");
    has(bench, "item-11");
    lacks(bench, "item-31");
    lacks(bench, "item-10");
    assert_true(bench_say(bench, "ana", "timeline 3"));
    has(bench, "web is slow");
    has(bench, "item-10");
    lacks(bench, "item-11");
    lacks(bench, "timeline 4");
    assert_false(bench_say(bench, "ana", "timeline 4"));
    assert_int_equal(bench->err.code, ERR_NOT_FOUND);
    assert_true(bench_say(bench, "ana", "timeline all"));
    has(bench, "web is slow");
    has(bench, "item-02");
    has(bench, "item-50");
    bench_free(bench);
}

/* Entries that are together larger than an answer: the latest are there all the same,
 * each on a line of its own, and what was cut or left out is said. */
static void long_timeline(void **state) {
    enum { NOTES = 45, LONG = 7000 };
    static char line[LONG + 32];
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 1; i <= NOTES; i++) {
        int head = snprintf(line, sizeof line, "note n%02d%.*s", i, i % 2, "x");

        memset(line + head, '*', LONG);
        line[head + LONG] = '\0';
        assert_true(bench_say(bench, "ana", line));
    }
    assert_true(bench_say(bench, "ana", "timeline"));
    assert_int_equal(lines_of(bench->reply), 20 + 2);
    has(bench, "n45");
    has(bench, "n26");
    has(bench, "The last 20 of 46 entries. The 26 before them: timeline 2");
    has(bench, "Entries that end in");
    assert_true(bench_say(bench, "ana", "timeline all"));
    has(bench, "n45");
    has(bench, "The last ");
    has(bench, " of 46 entries. The ");
    has(bench, " before them: timeline all 2");
    lacks(bench, "n01");
    assert_true(bench_say(bench, "ana", "timeline all 2"));
    has(bench, "n01");
    has(bench, " of 46 entries. The ");
    has(bench, " after them: timeline all 1");
    lacks(bench, "before them");
    assert_true(bench_say(bench, "ana", "timeline all"));
    lacks(bench, "too long for one answer");
    bench_free(bench);
}

static void catchup(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev1 service=web checkout is down", ERR_OK, NULL, NULL},
        {0, "ben", "role take", ERR_OK, NULL, NULL},
        {1, "ben", "decision fail over", ERR_OK, NULL, NULL},
        {1, "ben", "note a detail", ERR_OK, NULL, NULL},
        {1, "ben", "mitigate second region", ERR_OK, NULL, NULL},
        {1, "ben", "update failing over", ERR_OK, NULL, NULL},
        {0, "ben", "action add owner=@ana write it up", ERR_OK, NULL, NULL},
        {1, "cleo", "catchup", ERR_OK, "", "checkout is down"},
    };
    static const char *const parts[] = {
        "Sev1 (Critical)", "Incident Commander: Ben Berg",
        "failing over",    "first #1 write it up (Ana Alba)",
        "fail over",       "second region",
        "Next update due"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    lacks(bench, "a detail");
    lacks(bench, "No commander");
    assert_true(bench_say(bench, "cleo", "catch-up"));
    assert_true(bench_say(bench, "cleo", "summarize"));
    bench_free(bench);
}

/* Twelve lines, whatever happened: containment and decisions are among them when twenty
 * handoffs came later. */
static void catchup_is_short(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev1 service=web checkout is down", ERR_OK, NULL, NULL},
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "role take scribe", ERR_OK, NULL, NULL},
        {1, "ana", "contain the bad node is out", ERR_OK, NULL, NULL},
        {1, "ana", "decision no failover", ERR_OK, NULL, NULL},
        {1, "ana", "mitigate second region", ERR_OK, NULL, NULL},
        {0, "ana", "bridge https://meet.example.org/1", ERR_OK, NULL, NULL},
        {0, "ana", "action add write it up", ERR_OK, NULL, NULL},
        {0, "ana", "action add owner=@ben tell the shops", ERR_OK, NULL, NULL},
        {1, "ana",
         "update warming up impact: all shops next: more nodes workaround: cash", ERR_OK,
         NULL, NULL},
    };
    static const char *const parts[] = {
        "the bad node is out",         "no failover", "second region",
        "Impact: all shops",           "more nodes",  "Open actions: 2, first #1 write",
        "Incident Commander: Ben Berg"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (int i = 0; i < 20; i++) {
        assert_true(bench_say(bench, i % 2 ? "ben" : "ana",
                              i % 2 ? "role handoff @ana" : "role handoff @ben"));
    }
    assert_true(bench_say(bench, "ana", "role handoff @ben"));
    assert_true(bench_say(bench, "cleo", "catchup"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    if (lines_of(bench->reply) > 12) {
        fail_msg("%zu lines: %s", lines_of(bench->reply), bench->reply);
    }
    bench_free(bench);
}

/* Entry of tocsin itself, as a network's answer or the clock would bring it. */
static void add_own(struct bench *bench, const char *kind, int64_t due, int step) {
    struct bench_incident *one = &bench->incidents[0];

    assert_true(one->nentries < BENCH_ENTRIES);
    one->entries[one->nentries] = (struct entry){
        .n = (int64_t)one->nentries + 1,
        .at = bench->world.now,
        .actor = ACTOR_BOT,
        .kind = kind,
        .v = 1,
        .data = arena_json(bench->arena,
                           json_pack("{s:s, s:I, s:I, s:i, s:s}", "deadline", "update",
                                     "ref", (json_int_t)0, "due", (json_int_t)due, "step",
                                     step, "place", "console:#incidents")),
        .known = true,
    };
    one->nentries++;
}

/* Three hundred deliveries do not hide three notes; a missed deadline is one line however
 * often it was reminded of, and so is a place that refuses. */
static void timeline_of_people(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "note first"));
    for (int i = 0; i < 100; i++) {
        add_own(bench, KIND_MISSED, BENCH_START + (i < 60 ? 1 : 2), i);
        add_own(bench, KIND_NUDGE_SENT, BENCH_START, i);
        add_own(bench, KIND_DELIVERY_FAILED, BENCH_START, i);
    }
    assert_true(bench_say(bench, "cleo", "timeline"));
    has(bench, "first");
    has(bench, "web is slow");
    assert_int_equal(lines_of(bench->reply), 2 + 2 + 1 + 1);
    has(bench,
        "All 5 entries. Without 297 that only say what was sent, or were taken back: "
        "timeline all");
    lacks(bench, "before them");
    assert_true(bench_say(bench, "cleo", "timeline all"));
    has(bench, "The last 50 of 302 entries. The 252 before them: timeline all 2");
    lacks(bench, "Without");
    assert_true(bench_say(bench, "cleo", "timeline all 7"));
    has(bench, "2 of 302 entries. The 300 after them: timeline all 6");
    lacks(bench, "before them");
    assert_false(bench_say(bench, "cleo", "timeline all 8"));
    has(bench, "The first entries: timeline all 7");
    /* From elsewhere, what is to be typed names the incident. */
    bench->place_incident = NULL;
    assert_true(bench_say(bench, "cleo", "001 timeline all"));
    has(bench, "timeline INC-2025-09-29-001 all 2");
    assert_true(bench_say(bench, "cleo", "timeline INC-2025-09-29-001 all 2"));
    has(bench, "50 of 302 entries. The 50 after them: timeline INC-2025-09-29-001 all 1. "
               "The 202 before them: timeline INC-2025-09-29-001 all 3");
    bench_free(bench);
}

/* What was taken back is on the pages of `timeline all` alone. */
static void taken_back(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "decision not-this", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_OK, NULL, NULL},
        {0, "ana", "decision but-that", ERR_OK, NULL, NULL},
        {0, "cleo", "timeline", ERR_OK, "", "but-that"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    lacks(bench, "not-this");
    assert_true(bench_say(bench, "cleo", "catchup"));
    has(bench, "but-that");
    lacks(bench, "not-this");
    assert_true(bench_say(bench, "cleo", "timeline all"));
    has(bench, "not-this");
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(show),
        cmocka_unit_test(show_elsewhere),
        cmocka_unit_test(show_reopened),
        cmocka_unit_test(timeline),
        cmocka_unit_test(long_timeline),
        cmocka_unit_test(catchup),
        cmocka_unit_test(catchup_is_short),
        cmocka_unit_test(timeline_of_people),
        cmocka_unit_test(taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* update, snooze, note, decision, summary, impact, bridge: what is said and when the next
 * word is due. */
#include "core/deadline_due.h"
#include "harness.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL }

static void update(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "update", ERR_INVALID, "", "an update says what we know now"},
        {0, "ana", "update impact: half of Europe", ERR_INVALID, "",
         "Nothing was posted"},
        {10, "ana",
         "update cause found impact: half of Europe next: restart workaround: wait",
         ERR_OK, "incident.acknowledged update.posted",
         "Update posted. The next one is due"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_string_equal(incident->last_update, "cause found");
    assert_string_equal(incident->impact, "half of Europe");
    assert_string_equal(incident->next, "restart");
    assert_string_equal(incident->workaround, "wait");
    assert_int_equal(incident->cadence.base, BENCH_START + 10 * MINUTE);
    assert_null(strstr(bench->reply, "cause found"));
    assert_true(bench_say(bench, "ana", "restore"));
    assert_true(bench_say(bench, "ana", "update all good"));
    assert_null(strstr(bench->reply, "due"));
    bench_free(bench);
}

/* An estimate that names a moment to come is kept as one; anything else as it was typed.
 */
static void estimates(void **state) {
    enum { REFUSED = -1 };
    static const struct {
        const char *eta;
        int64_t at; /* minutes from now; 0: kept as text; a moment nobody can mean */
    } cases[] = {
        {"30m", 30},
        {"in 2 hours", 120},
        {"10:45", 45},
        {"2025-09-29 11:00", 60},
        {"2025-09-29T12:00:00Z", 120},
        {"09:45", REFUSED}, /* just passed: nobody means tomorrow */
        {"08:45", REFUSED}, /* tomorrow's is 23 h away: asked */
        {"21:59", 12 * 60 - 1},
        {"in 20 hours", 20 * 60},
        {"25:00", REFUSED},
        {"10:61", REFUSED},
        {"2024-01-01", REFUSED},
        {"9999-01-01", REFUSED},
        {"unknown", 0},
        {"when the vendor answers", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = bench_new();
        char line[128];

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        snprintf(line, sizeof line, "update on it eta: %s", cases[i].eta);
        assert_int_equal(bench_say(bench, "ana", line), cases[i].at != REFUSED);
        if (cases[i].at == REFUSED) {
            assert_int_equal(bench->nadded, 0);
        } else if (cases[i].at) {
            assert_int_equal(bench_number(bench, bench->nadded - 1, "eta"),
                             BENCH_START + cases[i].at * MINUTE);
            assert_null(json_object_get(bench->added[bench->nadded - 1].text, "eta"));
        } else {
            assert_null(json_object_get(bench->added[bench->nadded - 1].data, "eta"));
            assert_string_equal(bench_field(bench, bench->nadded - 1, "eta"),
                                cases[i].eta);
        }
        bench_free(bench);
    }
}

/* Minutes after opening, the severity, what is promised, and whether it may be. */
static void snooze_limits(void **state) {
    static const struct {
        const char *severity;
        int64_t after;
        const char *say;
        enum error_code code;
        const char *reply;
    } cases[] = {
        /* no snooze beyond the cadence: at the limit, after it, sooner than it */
        {"sev1", 0, "snooze 15m", ERR_OK, "promised"},
        {"sev1", 0, "snooze 16m", ERR_INVALID, "snooze 15m"},
        {"sev1", 5, "nextupdate 10m", ERR_OK, "promised"},
        {"sev1", 5, "nextupdate 11m", ERR_INVALID, "snooze 10m"},
        {"sev1", 14, "next-update 2m", ERR_INVALID, "snooze 1m"},
        {"sev1", 0, "snooze 5m", ERR_OK, "promised"},
        {"sev1", 15, "snooze 1m", ERR_PHASE, "The update was due"},
        {"sev2", 0, "snooze 10:30", ERR_OK, "promised"},
        {"sev2", 0, "snooze 10:31", ERR_INVALID, "latest"},
        {"sev2", 0, "snooze 30m restore is running", ERR_OK, "promised"},
        /* a longer snooze is allowed: counted from now, also when overdue */
        {"sev3", 0, "snooze 12h", ERR_OK, "promised"},
        {"sev3", 0, "snooze 12h1m", ERR_INVALID, "snooze 720m"},
        {"sev3", 300, "snooze 12h", ERR_OK, "promised"},
        /* nothing is due */
        {"sev4", 0, "snooze 5m", ERR_PHASE, "nothing to snooze"},
        {"sev1", 0, "snooze", ERR_INVALID, "snooze"},
        {"sev1", 0, "snooze whenever", ERR_INVALID, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = bench_new();
        const struct step step = {cases[i].after,
                                  "ana",
                                  cases[i].say,
                                  cases[i].code,
                                  cases[i].code ? "" : "cadence.snoozed",
                                  cases[i].reply};
        char line[64];

        snprintf(line, sizeof line, "declare %s web is slow", cases[i].severity);
        assert_true(bench_say(bench, "ana", line));
        bench_step(bench, &step);
        bench_free(bench);
    }
}

static void snoozed(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "snooze 20m restore is running", ERR_OK, "cadence.snoozed", NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_number(bench, 0, "until"), BENCH_START + 20 * MINUTE);
    assert_string_equal(bench_field(bench, 0, "reason"), "restore is running");
    assert_int_equal(
        deadline_update_due(bench_state(bench, 0), &bench->policy, &bench->civil),
        BENCH_START + 20 * MINUTE);
    assert_true(bench_say(bench, "ana", "restore"));
    assert_false(bench_say(bench, "ana", "snooze 5m"));
    assert_int_equal(bench->err.code, ERR_PHASE);
    bench_free(bench);
}

static void words(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "note", ERR_INVALID, "", "note"},
        {0, "ana", "note restarted db-3", ERR_OK, "note.added", "Noted"},
        {0, "ana", "add and db-4", ERR_OK, "note.added", "Noted"},
        {0, "ana", "log and db-5", ERR_OK, "note.added", "Noted"},
        {0, "ana", "decision", ERR_INVALID, "", "decision"},
        {0, "ana", "decision roll back", ERR_OK, "decision.made", "Decision 1"},
        {0, "ana", "decision and wait", ERR_OK, "decision.made", "Decision 2"},
        {0, "ana", "summary", ERR_OK, "", "To change it: summary"},
        {0, "ana", "summary web is slow", ERR_INVALID, "", "already"},
        {0, "ana", "summary web is down", ERR_OK, "summary.changed", "Summary changed"},
        {0, "ana", "impact", ERR_OK, "", "impact who is hit"},
        {0, "ana", "impact all of Europe", ERR_OK, "impact.changed", "Impact changed"},
        {0, "ana", "impact all of Europe", ERR_INVALID, "", "already"},
        {0, "ana", "bridge", ERR_OK, "", "No bridge yet"},
        {0, "ana", "bridge somewhere", ERR_INVALID, "", NULL},
        {0, "ana", "bridge https://meet.example.org/1", ERR_OK, "bridge.set",
         "Bridge set"},
        {0, "ana", "bridge https://meet.example.org/1", ERR_INVALID, "", "already"},
        {0, "ana", "call", ERR_OK, "", "Bridge: join"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_string_equal(incident->summary, "web is down");
    assert_string_equal(incident->impact, "all of Europe");
    assert_string_equal(incident->bridge, "https://meet.example.org/1");
    /* none of it is an update */
    assert_int_equal(incident->cadence.base, BENCH_START);
    assert_int_equal(incident->updates, 0);
    bench_free(bench);
}

/* What people type is data: not a template, not markup, and stored as it was typed. */
static void hostile_text(void **state) {
    static const char text[] = "{{id}} {{{x}}} <@console:ben> *b* `c` %s%n <!close> \\";
    static const char *const fields[] = {"note", "decision", "impact", "summary",
                                         "update"};

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct bench *bench = bench_new();
        char line[160];

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        snprintf(line, sizeof line, "%s %s", fields[i], text);
        assert_true(bench_say(bench, "ana", line));
        assert_string_equal(bench_field(bench, bench->nadded - 1, fields[i]), text);
        assert_null(strstr(bench->reply, "{{"));
        assert_true(bench_say(bench, "ana", "show"));
        if (i >= 2) {
            assert_non_null(strstr(bench->reply, text));
        }
        bench_free(bench);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(update),        cmocka_unit_test(estimates),
        cmocka_unit_test(snooze_limits), cmocka_unit_test(snoozed),
        cmocka_unit_test(words),         cmocka_unit_test(hostile_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

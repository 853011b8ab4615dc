/* Which deadlines there are and when they are due: the sentences of deadlines.h, one
 * after another. Times are minutes after T0. */
#include "fixture.h"

static void test_which(void **state) {
    enum { ACKED = 1, LED = 2, RESOLVED = 4, RESTORED = 8, VERIFIED = 16, CLOSED = 32 };
    static const struct {
        const char *name;
        int severity;
        unsigned is;
        int64_t acknowledge, command, update, resolve, verify;
    } cases[] = {
        {"new", 1, 0, 15, 15, 15, 240, NO},
        {"acknowledged", 1, ACKED, NO, 15, 15, 240, NO},
        {"commanded", 1, LED, 15, NO, 15, 240, NO},
        {"resolved, not restored: updates go on", 1, ACKED | LED | RESOLVED, NO, NO, 15,
         NO, 340},
        {"restored, not resolved", 1, ACKED | LED | RESTORED, NO, NO, NO, 240, NO},
        {"both", 2, ACKED | LED | RESOLVED | RESTORED, NO, NO, NO, NO, 580},
        {"verified", 1, ACKED | LED | RESOLVED | RESTORED | VERIFIED, NO, NO, NO, NO, NO},
        {"closed", 1, CLOSED, NO, NO, NO, NO, NO},
        {"high", 2, 0, 60, 60, 30, 480, NO},
        {"medium", 3, 0, 240, 240, 240, 4320, NO},
        {"low: the sooner of a business day and 72 h", 4, 0, 1440, 1440, 1440, 7200, NO},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(cases[i].severity);
        struct deadline list[DEADLINES_MAX];
        const int64_t expected[] = {cases[i].acknowledge, cases[i].command,
                                    cases[i].update, cases[i].resolve, cases[i].verify};
        static const char *const kinds[] = {DEADLINE_ACKNOWLEDGE, DEADLINE_COMMAND,
                                            DEADLINE_UPDATE, DEADLINE_RESOLVE,
                                            DEADLINE_VERIFY};
        size_t n, some = 0;
        unsigned is = cases[i].is;

        incident->nroles = is & LED ? 1 : 0;
        incident->milestones[MILESTONE_ACKNOWLEDGED] = is & ACKED ? M(1) : 0;
        incident->milestones[MILESTONE_RESOLVED] = is & RESOLVED ? M(100) : 0;
        incident->anchor_resolved = is & RESOLVED ? M(100) : 0;
        incident->milestones[MILESTONE_RECOVERED] = is & RESTORED ? M(90) : 0;
        incident->milestones[MILESTONE_VERIFIED] = is & VERIFIED ? M(110) : 0;
        incident->closed = (is & CLOSED) != 0;
        n = deadlines(incident, &policy, &fixture_civil, M(0), list);
        for (size_t k = 0; k < 5; k++) {
            const struct deadline *one = find_deadline(list, n, kinds[k]);
            int64_t due = one != NULL ? one->due : NEVER;

            if (due != moment(expected[k])) {
                fail_msg("%s: %s is due %lld, not %lld", cases[i].name, kinds[k],
                         (long long)due, (long long)moment(expected[k]));
            }
            some += one != NULL ? 1 : 0;
        }
        assert_int_equal(n, some);
        for (size_t k = 1; k < n; k++) {
            assert_true(list[k - 1].due <= list[k].due);
        }
        incident_free(incident);
    }
}

/* A policy that gives no time makes no deadline. */
static void test_no_figures(void **state) {
    struct policy policy = fixture_moko();
    struct deadline list[DEADLINES_MAX];

    (void)state;
    for (int severity = 1; severity <= 4; severity++) {
        struct incident *incident = fixture_incident(severity);

        incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
        incident->nroles = 0;
        assert_int_equal(deadlines(incident, &policy, &fixture_civil, M(0), list),
                         severity <= 2 ? 1 : 0);
        assert_true(deadlines_alarm(incident, &policy, &fixture_civil) ==
                    (severity == 1   ? M(13)
                     : severity == 2 ? M(25)
                                     : NEVER));
        incident_free(incident);
    }
}

/* Deadlines count from the anchors, which a clock step moves, not from what is told. */
static void test_anchors(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    incident->cadence.changed = 0;
    incident->anchor_opened = M(-60);
    incident->anchor_detected = M(-90);
    n = deadlines(incident, &policy, &fixture_civil, M(0), list);
    assert_true(find_deadline(list, n, DEADLINE_ACKNOWLEDGE)->due == M(-45));
    assert_true(find_deadline(list, n, DEADLINE_RESOLVE)->due == M(150));
    incident->milestones[MILESTONE_RESOLVED] = M(50);
    incident->anchor_resolved = M(20);
    n = deadlines(incident, &policy, &fixture_civil, M(0), list);
    assert_true(find_deadline(list, n, DEADLINE_VERIFY)->due == M(260));
    incident_free(incident);
}

/* Raised after six hours: what should have been done by then is due now, not hours ago.
 */
static void test_not_before_change(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    incident->nroles = 0;
    incident->cadence.changed = M(360);
    n = deadlines(incident, &policy, &fixture_civil, M(360), list);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].due == M(360));
        assert_int_equal(list[i].step, STEP_NUDGE);
    }
    /* Deadlines of one moment keep the order of the specification. */
    assert_string_equal(list[0].kind, DEADLINE_ACKNOWLEDGE);
    assert_string_equal(list[1].kind, DEADLINE_COMMAND);
    assert_string_equal(list[2].kind, DEADLINE_UPDATE);
    assert_string_equal(list[3].kind, DEADLINE_RESOLVE);
    incident_free(incident);
}

static void test_update_due(void **state) {
    static const struct {
        const char *name;
        int severity;
        int64_t base, changed, snoozed, snoozed_at, due; /* snoozed NO: none */
    } cases[] = {
        {"from opening", 1, 0, 0, NO, 0, 15},
        {"an update moves it", 1, 40, 0, NO, 0, 55},
        {"raised from Sev3 after an hour: at once", 1, 0, 60, NO, 0, 60},
        {"raised from Sev2 after five minutes", 1, 0, 5, NO, 0, 15},
        {"lowered to Sev2: later, from the same base", 2, 0, 10, NO, 0, 30},
        {"lowered to Sev3", 3, 0, 10, NO, 0, 240},
        {"reopened: base and change are one", 1, 500, 500, NO, 0, 515},
        {"snooze is refused beyond the cadence", 1, 0, 0, 60, 5, 15},
        {"a promise may be sooner", 1, 0, 0, 8, 5, 8},
        {"Sev2 too", 2, 0, 0, 90, 5, 30},
        {"Sev3 sleeps as promised", 3, 0, 0, 400, 10, 400},
        {"no longer than the longest snooze", 3, 0, 0, 5000, 10, 1450},
        {"longest snooze counts from when it was set", 3, 0, 0, 5000, 100, 1540},
        {"an update ends it", 3, 200, 0, 400, 10, 440},
        {"set in the moment of the update it still holds", 3, 200, 0, 600, 200, 600},
        {"raised to Sev1 while asleep", 1, 0, 60, 400, 10, 60},
        {"promised before the change: not before it", 3, 0, 60, 30, 10, 60},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(cases[i].severity);
        int64_t due;

        incident->cadence.base = M(cases[i].base);
        incident->cadence.changed = M(cases[i].changed);
        if (cases[i].snoozed != NO) {
            incident->cadence.snoozed = M(cases[i].snoozed);
            incident->cadence.snoozed_at = M(cases[i].snoozed_at);
        }
        due = deadline_update_due(incident, &policy, &fixture_civil);
        if (due != M(cases[i].due)) {
            fail_msg("%s: due at minute %lld, not %lld", cases[i].name,
                     (long long)((due - T0) / MINUTES(1)), (long long)cases[i].due);
        }
        incident->milestones[MILESTONE_RECOVERED] = M(1);
        assert_true(deadline_update_due(incident, &policy, &fixture_civil) == NEVER);
        incident_free(incident);
    }
}

/* Sev4 in business days: from Friday to Monday, snoozed at most two of them. */
static void test_business_days(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(4);
    const int64_t friday = T0 + DAYS(4);
    struct deadline list[DEADLINES_MAX];
    const struct deadline *update;
    size_t n;

    (void)state;
    incident->cadence.base = friday;
    assert_true(deadline_update_due(incident, &policy, &fixture_civil) == T0 + DAYS(7));
    policy.severity[4].snooze = (struct span){0, 2};
    incident->cadence.snoozed = T0 + DAYS(30);
    incident->cadence.snoozed_at = friday;
    assert_true(deadline_update_due(incident, &policy, &fixture_civil) == T0 + DAYS(8));
    /* Due on Monday, ladder until 12 h later, then each business day. */
    incident->cadence.snoozed = 0;
    n = deadlines(incident, &policy, &fixture_civil, T0 + DAYS(14), list);
    update = find_deadline(list, n, DEADLINE_UPDATE);
    assert_int_equal(update->missed, 6);
    assert_int_equal(update->step, 3 + 5);
    assert_true(update->step_at == T0 + DAYS(14));
    assert_true(update->next_at == T0 + DAYS(15));
    incident_free(incident);
}

static void test_span_after(void **state) {
    static const struct {
        struct span span;
        int64_t from, after; /* minutes */
    } cases[] = {
        {{0, 0}, 0, NO},
        {{MINUTES(7), 0}, 3, 10},
        {{0, 1}, 0, 1440},
        {{HOURS(72), 1}, 0, 1440},
        {{HOURS(72), 1}, 5760, 10080}, /* Friday: Monday is 72 h away */
        {{HOURS(71), 1}, 5760, 10020},
        {{0, 1}, 7200, 11040}, /* Saturday counts from Monday 00:00 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(span_after(&cases[i].span, &fixture_civil, M(cases[i].from)) ==
                    moment(cases[i].after));
    }
}

static void test_stands(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    const struct {
        const char *kind;
        int64_t ref, due;
        bool stands;
    } cases[] = {
        {DEADLINE_UPDATE, 0, M(15), true},
        {DEADLINE_UPDATE, 0, M(16), false},
        {DEADLINE_UPDATE, 1, M(15), false},
        {DEADLINE_ACKNOWLEDGE, 0, M(15), false}, /* acknowledged */
        {DEADLINE_RESOLVE, 0, M(240), true},
        {DEADLINE_VERIFY, 0, NEVER, false},
        {DEADLINE_ACTION, 7, M(100), true},
        {DEADLINE_ACTION, 7, M(101), false},
        {DEADLINE_ACTION, 8, M(100), false},
        {DEADLINE_LOGGING, 0, M(0), false},
        {"unheard-of", 0, M(15), false},
    };

    (void)state;
    fixture_action(incident, 7, M(100));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(deadline_stands(incident, &policy, &fixture_civil, cases[i].kind,
                                         cases[i].ref, cases[i].due),
                         cases[i].stands);
    }
    incident->milestones[MILESTONE_RECOVERED] = M(10);
    assert_false(
        deadline_stands(incident, &policy, &fixture_civil, DEADLINE_UPDATE, 0, M(15)));
    incident_free(incident);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which),      cmocka_unit_test(test_no_figures),
        cmocka_unit_test(test_anchors),    cmocka_unit_test(test_not_before_change),
        cmocka_unit_test(test_update_due), cmocka_unit_test(test_business_days),
        cmocka_unit_test(test_span_after), cmocka_unit_test(test_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

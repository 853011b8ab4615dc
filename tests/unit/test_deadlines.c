/* The sentences of deadlines.h, one after another. Times are minutes after T0. */
#include "fixture.h"

#include "core/deadlines.h"

#define M(n) (T0 + MINUTES(n))
#define NO INT64_MIN /* minutes: there is no such moment */

static int64_t moment(int64_t minutes) {
    return minutes == NO ? NEVER : M(minutes);
}

static const struct deadline *find(const struct deadline *list, size_t n,
                                   const char *kind) {
    for (size_t i = 0; i < n; i++) {
        if (text_equal(list[i].kind, kind)) {
            return &list[i];
        }
    }
    return NULL;
}

/* ---- which ----------------------------------------------------------------------- */

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
        {"medium", 3, 0, 240, 240, 240, 3 * 1440, NO},
        {"low: the sooner of a business day and 72 h", 4, 0, 1440, 1440, 1440, 5 * 1440,
         NO},
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
            const struct deadline *one = find(list, n, kinds[k]);
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
    assert_true(find(list, n, DEADLINE_ACKNOWLEDGE)->due == M(-45));
    assert_true(find(list, n, DEADLINE_RESOLVE)->due == M(150));
    incident->milestones[MILESTONE_RESOLVED] = M(50);
    incident->anchor_resolved = M(20);
    n = deadlines(incident, &policy, &fixture_civil, M(0), list);
    assert_true(find(list, n, DEADLINE_VERIFY)->due == M(260));
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

/* ---- when is an update due ------------------------------------------------------- */

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
    update = find(list, n, DEADLINE_UPDATE);
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
        {{HOURS(72), 1}, 4 * 1440, 4 * 1440 + 72 * 60}, /* Friday: Monday is 72 h away */
        {{HOURS(71), 1}, 4 * 1440, 4 * 1440 + 71 * 60},
        {{0, 1}, 5 * 1440, 8 * 1440 - 480}, /* Saturday counts from Monday 00:00 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(span_after(&cases[i].span, &fixture_civil, M(cases[i].from)) ==
                    moment(cases[i].after));
    }
}

/* ---- steps ----------------------------------------------------------------------- */

/* Update of a Sev1: due at 15, warning at 13, rungs at 20, 25, 30, repeats at 45, 60, ...
 * (the slot at 30 is the last rung's). */
static void test_steps(void **state) {
    static const struct {
        const char *name;
        int done;
        int64_t now;
        int step;
        int64_t step_at, missed, next, alarm;
    } cases[] = {
        {"fresh", STEP_NONE, 0, STEP_NONE, NO, 0, 13, 13},
        {"warning", STEP_NONE, 13, STEP_WARN, 13, 0, 15, 13},
        {"warned", STEP_WARN, 14, STEP_NONE, NO, 0, 15, 15},
        {"due at the very moment", STEP_WARN, 15, STEP_NUDGE, 15, 1, 20, 15},
        {"the nudge overtakes the warning", STEP_NONE, 16, STEP_NUDGE, 15, 1, 20, 13},
        {"nudged", STEP_NUDGE, 19, STEP_NONE, NO, 1, 20, 20},
        {"first rung", STEP_NUDGE, 20, 1, 20, 1, 25, 20},
        {"rungs passed together are one", STEP_NUDGE, 26, 2, 25, 1, 30, 20},
        {"last rung", 2, 30, 3, 30, 2, 45, 30},
        {"after the ladder", 3, 44, STEP_NONE, NO, 2, 45, 45},
        {"repeat", 3, 45, 4, 45, 3, 60, 45},
        {"next repeat", 4, 60, 5, 60, 4, 75, 60},
        {"an hour of downtime", STEP_NONE, 75, 6, 75, 5, 90, 13},
        {"a day of it", STEP_NUDGE, 15 + 1440, 3 + 95, 15 + 1440, 97, 30 + 1440, 20},
        {"the clock stepped back", 1, 14, STEP_NONE, NO, 0, 25, 25},
    };
    struct policy policy = fixture_default();

    (void)state;
    policy.severity[1].resolve.ms = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX];

        if (cases[i].done != STEP_NONE) {
            fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), cases[i].done);
        }
        assert_int_equal(
            deadlines(incident, &policy, &fixture_civil, M(cases[i].now), list), 1);
        if (list[0].step != cases[i].step || list[0].done != cases[i].done ||
            list[0].missed != cases[i].missed ||
            list[0].next_at != moment(cases[i].next) ||
            (list[0].step != STEP_NONE && list[0].step_at != moment(cases[i].step_at)) ||
            deadlines_alarm(incident, &policy, &fixture_civil) != M(cases[i].alarm)) {
            fail_msg("%s: step %d at %lld, missed %lld, next %lld", cases[i].name,
                     list[0].step, (long long)((list[0].step_at - T0) / MINUTES(1)),
                     (long long)list[0].missed,
                     (long long)((list[0].next_at - T0) / MINUTES(1)));
        }
        incident_free(incident);
    }
}

/* What is recorded for an older due counts for nothing. */
static void test_another_due(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];

    (void)state;
    fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), 3);
    incident->cadence.base = M(20);
    deadlines(incident, &policy, &fixture_civil, M(35), list);
    assert_int_equal(list[0].done, STEP_NONE);
    assert_int_equal(list[0].step, STEP_NUDGE);
    incident_free(incident);
}

/* A severity that does not climb goes from the nudge to the repeats, which keep their
 * numbers. */
static void test_no_climb(void **state) {
    struct policy policy = fixture_moko();
    struct incident *incident = fixture_incident(2);
    struct deadline list[DEADLINES_MAX];

    (void)state;
    policy.severity[2].climbs = false;
    deadlines(incident, &policy, &fixture_civil, M(45), list);
    assert_int_equal(list[0].step, STEP_NUDGE);
    assert_true(list[0].next_at == M(60));
    deadlines(incident, &policy, &fixture_civil, M(60), list);
    assert_int_equal(list[0].step, 4);
    assert_int_equal(deadline_rung(&policy, 4), 0);
    assert_int_equal(deadline_rung(&policy, 3), 3);
    assert_int_equal(deadline_rung(&policy, STEP_NUDGE), 0);
    incident_free(incident);
}

/* No warning that is not later than the base, and none without warn_ms. */
static void test_warning(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);

    (void)state;
    incident->cadence.snoozed_at = T0;
    incident->cadence.snoozed = M(2);
    assert_true(deadlines_alarm(incident, &policy, &fixture_civil) == M(2));
    incident->cadence.snoozed = M(2) + 1;
    assert_true(deadlines_alarm(incident, &policy, &fixture_civil) == T0 + 1);
    policy.severity[1].warn_ms = 0;
    assert_true(deadlines_alarm(incident, &policy, &fixture_civil) == M(2) + 1);
    incident_free(incident);
}

/* Only updates repeat; the others end with the ladder. */
static void test_others_end(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    const struct deadline *resolve;
    size_t n;

    (void)state;
    n = deadlines(incident, &policy, &fixture_civil, M(10000), list);
    resolve = find(list, n, DEADLINE_RESOLVE);
    assert_int_equal(resolve->step, 3);
    assert_int_equal(resolve->missed, 1);
    assert_true(resolve->next_at == NEVER);
    incident_free(incident);
}

static void test_actions(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];

    (void)state;
    incident->closed = true;
    fixture_action(incident, 1, M(500));
    fixture_action(incident, 2, 0);
    fixture_action(incident, 7, M(100));
    assert_int_equal(deadlines(incident, &policy, &fixture_civil, M(200), list), 2);
    assert_int_equal(list[0].ref, 7);
    assert_int_equal(list[0].step, STEP_NUDGE);
    assert_int_equal(list[0].missed, 1);
    assert_true(list[0].next_at == NEVER); /* an action never climbs */
    assert_int_equal(list[1].ref, 1);
    assert_true(deadlines_alarm(incident, &policy, &fixture_civil) == M(100));
    fixture_climbed(incident, DEADLINE_ACTION, 7, M(100), STEP_NUDGE);
    assert_true(deadlines_alarm(incident, &policy, &fixture_civil) == M(500));
    incident_free(incident);
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

/* The alarm clock: answering each ring by recording the step always moves it on, and the
 * moments are those of deadlines(). A day of silence on a Sev1, deadline by deadline. */
static void test_alarm_moves(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    int64_t now = T0, last = T0 - 1;
    int rings = 0;

    (void)state;
    policy.severity[1].resolve.ms = 0;
    for (; now < T0 + DAYS(1); rings++) {
        struct deadline list[DEADLINES_MAX];

        now = deadlines_alarm(incident, &policy, &fixture_civil);
        assert_true(now > last);
        last = now;
        assert_int_equal(deadlines(incident, &policy, &fixture_civil, now, list), 1);
        assert_true(list[0].step_at == now);
        fixture_climbed(incident, DEADLINE_UPDATE, 0, list[0].due, list[0].step);
    }
    /* warning, nudge, 3 rungs, then each slot from 45 to 1440 */
    assert_int_equal(rings, 5 + (1440 - 30) / 15);
    incident_free(incident);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which),       cmocka_unit_test(test_no_figures),
        cmocka_unit_test(test_anchors),     cmocka_unit_test(test_not_before_change),
        cmocka_unit_test(test_update_due),  cmocka_unit_test(test_business_days),
        cmocka_unit_test(test_span_after),  cmocka_unit_test(test_steps),
        cmocka_unit_test(test_another_due), cmocka_unit_test(test_no_climb),
        cmocka_unit_test(test_warning),     cmocka_unit_test(test_others_end),
        cmocka_unit_test(test_actions),     cmocka_unit_test(test_stands),
        cmocka_unit_test(test_alarm_moves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

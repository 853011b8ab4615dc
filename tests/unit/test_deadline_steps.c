/* The steps of a deadline and the alarm clock: the other half of the sentences of
 * deadlines.h. Times are minutes after T0. */
#include "fixture.h"

/* Update of a Sev1: due at 15, warning at 13, rungs at 20, 25, 30, repeats at 45, 60, ...
 * (the slot at 30 is the last rung's). */
static void test_steps(void **state) {
    static const struct {
        const char *name;
        int done, step;
        int64_t now, step_at, missed, next, alarm;
    } cases[] = {
        {"fresh", STEP_NONE, STEP_NONE, 0, NO, 0, 13, 13},
        {"warning", STEP_NONE, STEP_WARN, 13, 13, 0, 15, 13},
        {"warned", STEP_WARN, STEP_NONE, 14, NO, 0, 15, 15},
        {"due at the very moment", STEP_WARN, STEP_NUDGE, 15, 15, 1, 20, 15},
        {"the nudge overtakes the warning", STEP_NONE, STEP_NUDGE, 16, 15, 1, 20, 13},
        {"nudged", STEP_NUDGE, STEP_NONE, 19, NO, 1, 20, 20},
        {"first rung", STEP_NUDGE, 1, 20, 20, 1, 25, 20},
        {"rungs passed together are one", STEP_NUDGE, 2, 26, 25, 1, 30, 20},
        {"last rung", 2, 3, 30, 30, 2, 45, 30},
        {"after the ladder", 3, STEP_NONE, 44, NO, 2, 45, 45},
        {"repeat", 3, 4, 45, 45, 3, 60, 45},
        {"next repeat", 4, 5, 60, 60, 4, 75, 60},
        {"an hour of downtime", STEP_NONE, 6, 75, 75, 5, 90, 13},
        {"a day of it", STEP_NUDGE, 3 + 95, 15 + 1440, 15 + 1440, 97, 30 + 1440, 20},
        {"the clock stepped back", 1, STEP_NONE, 14, NO, 0, 25, 25},
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
    resolve = find_deadline(list, n, DEADLINE_RESOLVE);
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
        cmocka_unit_test(test_steps),       cmocka_unit_test(test_another_due),
        cmocka_unit_test(test_no_climb),    cmocka_unit_test(test_warning),
        cmocka_unit_test(test_others_end),  cmocka_unit_test(test_actions),
        cmocka_unit_test(test_alarm_moves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

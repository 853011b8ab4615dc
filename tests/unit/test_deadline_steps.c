/* The steps of a deadline and the alarm clock: the other half of the sentences of
 * deadlines.h. Times are minutes after T0. */
#include "fixture.h"

static const struct policy_severity *sev1(struct policy *policy) {
    policy->severity[1].resolve.ms = 0;
    return &policy->severity[1];
}

/* Update of a Sev1, due at 15, commanded by Ana; a deputy or none; leadership has a place
 * or not. A step counts from the one before it as it was taken. */
static void test_steps(void **state) {
    enum { DEPUTY = 1, SAME = 2, LEADERS = 4, NOBODY = 8, CALM = 16 };
    static const struct {
        const char *name;
        unsigned is;
        int done;
        int64_t done_at, now;
        int step;
        int64_t at, missed;
    } cases[] = {
        {"fresh", LEADERS, STEP_NONE, 0, 0, STEP_WARN, 13, 0},
        {"nobody to warn", LEADERS | NOBODY, STEP_NONE, 0, 0, STEP_NUDGE, 15, 0},
        {"warned", LEADERS, STEP_WARN, 13, 14, STEP_NUDGE, 15, 0},
        {"the nudge overtakes the warning", LEADERS, STEP_NONE, 0, 15, STEP_NUDGE, 15, 1},
        {"the deputy is next: the commander was nudged", DEPUTY | LEADERS, 0, 15, 16, 2,
         20, 1},
        {"no deputy: passed over, and its time", LEADERS, 0, 15, 16, 3, 20, 1},
        {"the deputy is the commander", DEPUTY | SAME | LEADERS, 0, 15, 16, 3, 20, 1},
        {"after the deputy", DEPUTY | LEADERS, 2, 20, 21, 3, 25, 1},
        {"asked late, time to answer", LEADERS, 0, 17, 30, 3, 22, 2},
        {"nudged early, the climb counts from due", LEADERS, 0, 13, 16, 3, 20, 1},
        {"the last rung again", LEADERS, 3, 25, 26, 4, 55, 1},
        {"and again", LEADERS, 4, 55, 56, 5, 85, 3},
        {"nobody above: the first again", 0, 0, 15, 16, 4, 45, 1},
        {"nobody at all: the declarer again", NOBODY, 0, 15, 16, 4, 45, 1},
        {"no climb: the first again", CALM | LEADERS, 0, 15, 16, 4, 45, 1},
        {"a day of silence", LEADERS, 4, 55, 15 + 1440, 5, 85, 97},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy policy = fixture_default();
        struct directory directory = fixture_directory();
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX];

        sev1(&policy);
        policy.severity[1].climbs = (cases[i].is & CALM) == 0;
        policy.severity[1].command.ms = 0;
        directory.people = fixture_oncall; /* Cleo leads, but only with a place */
        directory.npeople = cases[i].is & LEADERS ? 3 : 2;
        directory.leadership = cases[i].is & LEADERS ? fixture_leadership : NULL;
        incident->nroles = cases[i].is & NOBODY ? 0 : 1;
        if (cases[i].is & DEPUTY) {
            incident->roles[incident->nroles++] = (struct role_holder){
                "deputy", cases[i].is & SAME ? "slack:U1" : "console:ben", T0};
        }
        if (cases[i].done != STEP_NONE) {
            fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), cases[i].done);
            incident->climbs[0].at = M(cases[i].done_at);
        }
        assert_int_equal(deadlines(incident, &policy, &directory, &fixture_civil,
                                   M(cases[i].now), list),
                         1);
        if (list[0].step != cases[i].step || list[0].at != M(cases[i].at) ||
            list[0].missed != cases[i].missed) {
            fail_msg("%s: step %d at %lld, missed %lld", cases[i].name, list[0].step,
                     (long long)((list[0].at - T0) / MINUTES(1)),
                     (long long)list[0].missed);
        }
        incident_free(incident);
    }
}

/* What is recorded for an older due counts for nothing. */
static void test_another_due(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];

    (void)state;
    fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), 3);
    incident->cadence.base = M(20);
    deadlines(incident, &policy, &directory, &fixture_civil, M(35), list);
    assert_int_equal(list[0].done, STEP_NONE);
    assert_int_equal(list[0].step, STEP_NUDGE);
    incident_free(incident);
}

static void test_rungs(void **state) {
    struct policy policy = fixture_moko();

    (void)state;
    assert_int_equal(deadline_rung(&policy, 4), 0);
    assert_int_equal(deadline_rung(&policy, 3), 3);
    assert_int_equal(deadline_rung(&policy, STEP_NUDGE), 0);
}

/* No warning that is not later than the base, and none without warn_ms. */
static void test_warning(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);

    (void)state;
    incident->cadence.snoozed_at = T0;
    incident->cadence.snoozed = M(2);
    assert_true(deadlines_alarm(incident, &policy, &directory, &fixture_civil) == M(2));
    incident->cadence.snoozed = M(2) + 1;
    assert_true(deadlines_alarm(incident, &policy, &directory, &fixture_civil) == T0 + 1);
    policy.severity[1].warn_ms = 0;
    assert_true(deadlines_alarm(incident, &policy, &directory, &fixture_civil) ==
                M(2) + 1);
    incident_free(incident);
}

/* What is calm climbs at the calm pace and comes back at it; nothing is silent for good. */
static void test_calm(void **state) {
    static const struct {
        const char *kind;
        bool resolved, restored, verified;
        int64_t climb; /* after the nudge */
    } cases[] = {
        {DEADLINE_CONCLUDE, false, true, false, DAYS(1)},
        {DEADLINE_VERIFY, true, true, false, DAYS(1)},
        {DEADLINE_CLOSE, true, true, true, DAYS(1)},
        {DEADLINE_UPDATE, true, false, false, DAYS(1)},
        {DEADLINE_RESTORE, true, false, true, DAYS(1)},
        {DEADLINE_RESOLVE, false, false, false, MINUTES(5)},
    };
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();

    (void)state;
    policy.severity[1].restore.ms = HOURS(1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX];
        const struct deadline *one;
        int64_t due;
        size_t n;

        incident->milestones[MILESTONE_RESOLVED] = cases[i].resolved ? M(60) : 0;
        incident->milestones[MILESTONE_RECOVERED] = cases[i].restored ? M(60) : 0;
        incident->milestones[MILESTONE_VERIFIED] = cases[i].verified ? M(60) : 0;
        n = deadlines(incident, &policy, &directory, &fixture_civil, M(0), list);
        due = find_deadline(list, n, cases[i].kind)->due;
        fixture_climbed(incident, cases[i].kind, 0, due, STEP_NUDGE);
        n = deadlines(incident, &policy, &directory, &fixture_civil, due, list);
        one = find_deadline(list, n, cases[i].kind);
        /* Leadership: the commander was nudged. What is not closed is nobody else's. */
        assert_int_equal(one->step, text_equal(cases[i].kind, DEADLINE_CLOSE) ? 4 : 3);
        assert_true(one->at == due + cases[i].climb);
        policy.severity[1].climbs = false;
        deadlines(incident, &policy, &directory, &fixture_civil, due, list);
        assert_int_equal(find_deadline(list, n, cases[i].kind)->step, 4);
        policy.severity[1].climbs = true;
        fixture_climbed(incident, cases[i].kind, 0, due, 4);
        n = deadlines(incident, &policy, &directory, &fixture_civil, due, list);
        assert_true(find_deadline(list, n, cases[i].kind)->at == due + DAYS(1));
        incident_free(incident);
    }
}

/* No pace for the calm ones: they are asked for once. */
static void test_calm_without_a_pace(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    policy.severity[1].remind = (struct span){0};
    incident->milestones[MILESTONE_RECOVERED] = M(60);
    n = deadlines(incident, &policy, &directory, &fixture_civil, M(0), list);
    fixture_climbed(incident, DEADLINE_CONCLUDE, 0,
                    find_deadline(list, n, DEADLINE_CONCLUDE)->due, STEP_NUDGE);
    n = deadlines(incident, &policy, &directory, &fixture_civil, M(0), list);
    assert_int_equal(find_deadline(list, n, DEADLINE_CONCLUDE)->step, STEP_NONE);
    incident_free(incident);
}

static void test_actions(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];

    (void)state;
    incident->closed = true;
    fixture_action(incident, 1, M(500));
    fixture_action(incident, 2, 0);
    fixture_action(incident, 7, M(100));
    assert_int_equal(
        deadlines(incident, &policy, &directory, &fixture_civil, M(200), list), 2);
    assert_int_equal(list[0].ref, 7);
    assert_int_equal(list[0].step, STEP_NUDGE);
    assert_int_equal(list[0].missed, 1);
    assert_int_equal(list[1].ref, 1);
    assert_true(deadlines_alarm(incident, &policy, &directory, &fixture_civil) == M(100));
    fixture_climbed(incident, DEADLINE_ACTION, 7, M(100), STEP_NUDGE);
    deadlines(incident, &policy, &directory, &fixture_civil, M(200), list);
    assert_int_equal(list[0].step, STEP_NONE); /* an action has no more */
    assert_true(deadlines_alarm(incident, &policy, &directory, &fixture_civil) == M(500));
    incident_free(incident);
}

/* What comes within half a climb comes with it; a warning and the nudge of an update keep
 * their own time. */
static void test_one_moment(void **state) {
    static const struct {
        const char *name;
        int64_t acknowledge, update, now; /* due minutes; now */
        int done;                         /* of the update */
        size_t n;
    } cases[] = {
        {"nothing yet", 14, 15, 13, STEP_WARN, 0},
        {"the update keeps its time", 14, 15, 14, STEP_WARN, 1},
        {"the acknowledgement comes with the update", 17, 15, 15, STEP_WARN, 2},
        {"but not from far away", 18, 15, 15, STEP_WARN, 1},
        {"with a rung of the update", 22, 15, 20, STEP_NUDGE, 2},
        {"a warning takes nothing along", 14, 15, 13, STEP_NONE, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy policy = fixture_default();
        struct directory directory = fixture_directory();
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX];
        size_t n;

        sev1(&policy);
        policy.severity[1].acknowledge.ms = MINUTES(cases[i].acknowledge);
        incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
        if (cases[i].done != STEP_NONE) {
            fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), cases[i].done);
        }
        n = deadlines_due(incident, &policy, &directory, &fixture_civil,
                          (struct absence){0}, M(cases[i].now), list);
        if (n != cases[i].n) {
            fail_msg("%s: %zu", cases[i].name, n);
        }
        incident_free(incident);
    }
}

/* Whose time lay in an absence begins with the nudge again. */
static void test_absence(void **state) {
    static const struct {
        const char *name;
        int done;
        int64_t from, to;
        int step;
    } cases[] = {
        {"no absence", STEP_NUDGE, 0, 0, 3},
        {"the rung's time lay in it", STEP_NUDGE, 18, 60, STEP_NUDGE},
        {"its first moment", STEP_NUDGE, 20, 60, STEP_NUDGE},
        {"its end is not in it", STEP_NUDGE, 10, 20, 3},
        {"before it", STEP_NUDGE, 21, 60, 3},
        {"an \"again\" too", 3, 30, 60, STEP_NUDGE},
        {"the nudge itself", STEP_NONE, 10, 60, STEP_NUDGE},
    };
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();

    (void)state;
    sev1(&policy);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX];
        struct absence absence = {cases[i].from == 0 ? 0 : M(cases[i].from),
                                  cases[i].to == 0 ? 0 : M(cases[i].to)};

        if (cases[i].done != STEP_NONE) {
            fixture_climbed(incident, DEADLINE_UPDATE, 0, M(15), cases[i].done);
        }
        assert_int_equal(deadlines_due(incident, &policy, &directory, &fixture_civil,
                                       absence, M(60), list),
                         1);
        if (list[0].step != cases[i].step) {
            fail_msg("%s: step %d", cases[i].name, list[0].step);
        }
        incident_free(incident);
    }
}

/* The alarm clock: answering each ring by recording the step always moves it on, and the
 * moments are those of deadlines(). A day of silence on a Sev1. */
static void test_alarm_moves(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);
    int64_t now = T0, last = T0 - 1;
    int rings = 0;

    (void)state;
    sev1(&policy);
    for (; now < T0 + DAYS(1); rings++) {
        struct deadline list[DEADLINES_MAX];

        now = deadlines_alarm(incident, &policy, &directory, &fixture_civil);
        assert_true(now > last);
        last = now;
        assert_int_equal(
            deadlines(incident, &policy, &directory, &fixture_civil, now, list), 1);
        assert_true(list[0].at == now);
        fixture_climbed(incident, DEADLINE_UPDATE, 0, list[0].due, list[0].step);
        incident->climbs[0].at = now;
    }
    /* warning at 13, nudge at 15, leadership at 20, then each half hour */
    assert_int_equal(rings, 3 + (1440 - 20) / 30 + 1);
    incident_free(incident);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),       cmocka_unit_test(test_another_due),
        cmocka_unit_test(test_rungs),       cmocka_unit_test(test_warning),
        cmocka_unit_test(test_calm),        cmocka_unit_test(test_actions),
        cmocka_unit_test(test_one_moment),  cmocka_unit_test(test_absence),
        cmocka_unit_test(test_alarm_moves), cmocka_unit_test(test_calm_without_a_pace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

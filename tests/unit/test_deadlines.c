/* Which deadlines there are and when they are due: the sentences of deadlines.h, one
 * after another. Times are minutes after T0. */
#include "core/deadline_due.h"
#include "fixture.h"

static const struct directory nobody = {0};

static size_t list_at(const struct incident *incident, const struct policy *policy,
                      int64_t minutes, struct deadline *ret) {
    return deadlines(incident, policy, &nobody, &fixture_civil, M(minutes), ret);
}

/* Every deadline and every end: what is over is not waited for. */
static void test_which(void **state) {
    enum {
        ACKED = 1,
        LED = 2,
        RESOLVED = 4,
        RESTORED = 8,
        VERIFIED = 16,
        CLOSED = 32,
    };
    enum { KINDS = 8 };
    static const char *const kinds[KINDS] = {
        DEADLINE_ACKNOWLEDGE, DEADLINE_COMMAND,  DEADLINE_UPDATE, DEADLINE_RESOLVE,
        DEADLINE_RESTORE,     DEADLINE_CONCLUDE, DEADLINE_VERIFY, DEADLINE_CLOSE,
    };
    static const struct {
        const char *name;
        int severity;
        unsigned is;
        int64_t due[KINDS]; /* in the order of kinds */
    } cases[] = {
        {"new: a commander is asked for after the acknowledgement",
         1,
         0,
         {15, NO, 15, 240, NO, NO, NO, NO}},
        {"acknowledged", 1, ACKED, {NO, 16, 15, 240, NO, NO, NO, NO}},
        {"commanded", 1, LED, {15, NO, 15, 240, NO, NO, NO, NO}},
        {"resolved, not restored: updates go on, nobody has to lead",
         1,
         ACKED | RESOLVED,
         {NO, NO, 15, NO, NO, NO, NO, NO}},
        {"verified, not restored: that is left",
         1,
         RESOLVED | VERIFIED,
         {NO, NO, NO, NO, 110 + 60, NO, NO, 110 + 1440}},
        {"resolved before it was acknowledged",
         1,
         RESOLVED,
         {NO, NO, 15, NO, NO, NO, NO, NO}},
        {"restored, not resolved", 1, ACKED, {NO, 16, 15, 240, NO, NO, NO, NO}},
        {"restored, not resolved",
         1,
         ACKED | RESTORED,
         {NO, NO, NO, NO, NO, 330, NO, NO}},
        {"both", 2, ACKED | RESOLVED | RESTORED, {NO, NO, NO, NO, NO, NO, 580, NO}},
        {"verified",
         1,
         RESOLVED | RESTORED | VERIFIED,
         {NO, NO, NO, NO, NO, NO, NO, 110 + 1440}},
        {"closed", 1, CLOSED, {NO, NO, NO, NO, NO, NO, NO, NO}},
        {"closed as a duplicate: nothing was done to it",
         1,
         ACKED | CLOSED,
         {NO, NO, NO, NO, NO, NO, NO, NO}},
        {"high", 2, ACKED, {NO, 61, 30, 480, NO, NO, NO, NO}},
        {"medium", 3, 0, {240, NO, 240, 4320, NO, NO, NO, NO}},
        {"low: the sooner of a business day and 72 h",
         4,
         0,
         {1440, NO, 1440, 7200, NO, NO, NO, NO}},
    };
    struct policy policy = fixture_default();

    (void)state;
    policy.severity[1].restore.ms = MINUTES(60);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(cases[i].severity);
        struct deadline list[DEADLINES_MAX];
        size_t n, some = 0;
        unsigned is = cases[i].is;

        incident->nroles = is & LED ? 1 : 0;
        incident->milestones[MILESTONE_ACKNOWLEDGED] = is & ACKED ? M(1) : 0;
        incident->milestones[MILESTONE_RESOLVED] = is & RESOLVED ? M(100) : 0;
        incident->milestones[MILESTONE_RECOVERED] = is & RESTORED ? M(90) : 0;
        incident->milestones[MILESTONE_VERIFIED] = is & VERIFIED ? M(110) : 0;
        incident->closed = (is & CLOSED) != 0;
        n = list_at(incident, &policy, 0, list);
        for (size_t k = 0; k < KINDS; k++) {
            const struct deadline *one = find_deadline(list, n, kinds[k]);
            int64_t due = one != NULL ? one->due : NEVER;

            if (due != moment(cases[i].due[k])) {
                fail_msg("%s: %s is due %lld, not %lld", cases[i].name, kinds[k],
                         (long long)due, (long long)moment(cases[i].due[k]));
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

/* A commander who goes after 38 minutes leaves 15 minutes to name another one. */
static void test_vacancy(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    incident->nroles = 0;
    incident->vacated[0] = (struct vacancy){"deputy", M(50)};
    incident->vacated[1] = (struct vacancy){"commander", M(38)};
    incident->nvacated = 2;
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_COMMAND)->due == M(53));
    /* Where nobody has to acknowledge, it counts from the opening. */
    incident->nvacated = 0;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    policy.severity[1].acknowledge.ms = 0;
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_COMMAND)->due == M(15));
    incident_free(incident);
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
        assert_int_equal(list_at(incident, &policy, 0, list), severity <= 2 ? 1 : 0);
        /* Without a cadence nothing else asks whether what is resolved is back. */
        incident->milestones[MILESTONE_RESOLVED] = M(1);
        policy.severity[severity].restore.ms = HOURS(1);
        list_at(incident, &policy, 0, list);
        assert_string_equal(list[0].kind,
                            severity <= 2 ? DEADLINE_UPDATE : DEADLINE_RESTORE);
        incident->milestones[MILESTONE_RESOLVED] = 0;
        assert_true(deadlines_alarm(incident, &policy, &nobody, &fixture_civil) ==
                    (severity == 1   ? M(15)
                     : severity == 2 ? M(30)
                                     : NEVER));
        incident_free(incident);
    }
}

/* Deadlines count from when something was written down, clock steps considered, not from
 * what is told. */
static void test_anchors(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(1);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    incident->severities[0].since = M(-60);
    incident->anchor_opened = M(-60);
    incident->anchor_detected = M(-90);
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_ACKNOWLEDGE)->due == M(-45));
    assert_true(find_deadline(list, n, DEADLINE_RESOLVE)->due == M(150));
    /* Noticed so long ago that it would be late when it is written down. */
    incident->anchor_detected = M(-60 - 240);
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_RESOLVE)->due == M(-60 + 240));
    incident->anchor_detected = M(-60 - 239);
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_RESOLVE)->due == M(-59));
    incident->milestones[MILESTONE_RESOLVED] = M(5);
    incident->anchors[MILESTONE_RESOLVED] = M(20);
    incident->milestones[MILESTONE_RECOVERED] = M(7);
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_VERIFY)->due == M(260));
    incident_free(incident);
}

/* No deadline is older than what makes it, and none is put off by making it stricter. */
static void test_severity_changes(void **state) {
    static const struct {
        const char *name, *kind;
        struct severity_since since[4]; /* minutes */
        size_t n;
        int64_t due;
    } cases[] = {
        {"raised after an hour", "update", {{3, 0}, {1, 60}}, 2, 75},
        {"raised from Sev2 after five minutes", "update", {{2, 0}, {1, 5}}, 2, 20},
        {"not later than it was due", "update", {{2, 0}, {1, 25}}, 2, 30},
        {"raised when it was late: begun anew", "update", {{2, 0}, {1, 40}}, 2, 55},
        {"raised in the moment that it was due", "update", {{2, 0}, {1, 30}}, 2, 45},
        {"lowered long after: not late in the moment it is told",
         "update",
         {{1, 0}, {2, 40}},
         2,
         70},
        {"lowered in the moment", "update", {{1, 0}, {2, 30}}, 2, 60},
        {"raised from a long cadence after days",
         "update",
         {{4, 0}, {2, 14400}},
         2,
         14430},
        {"raised twice after days", "update", {{4, 0}, {3, 14400}, {1, 14410}}, 3, 14425},
        {"lowered: from the same base", "update", {{1, 0}, {2, 10}}, 2, 30},
        {"lowered when it was late", "update", {{1, 0}, {2, 20}}, 2, 30},
        {"to and fro does not put it off", "update", {{1, 0}, {2, 10}, {1, 12}}, 3, 27},
        {"to and fro, twice", "update", {{2, 0}, {1, 26}, {2, 27}, {1, 28}}, 4, 30},
        {"in two steps", "update", {{3, 0}, {2, 100}, {1, 110}}, 3, 125},
        {"the resolution target on day 10", "resolve", {{4, 0}, {2, 14400}}, 2, 14880},
        {"the resolution target in time", "resolve", {{3, 0}, {2, 1000}}, 2, 1480},
        {"acknowledge", "acknowledge", {{3, 0}, {1, 100}}, 2, 115},
        {"a change before the base counts for nothing",
         "update",
         {{3, -50}, {1, 0}},
         2,
         15},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident =
            fixture_incident(cases[i].since[cases[i].n - 1].level);
        struct deadline list[DEADLINES_MAX];
        size_t n;

        incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
        for (size_t k = 0; k < cases[i].n; k++) {
            incident->severities[k] = (struct severity_since){cases[i].since[k].level,
                                                              M(cases[i].since[k].since)};
        }
        incident->nseverities = cases[i].n;
        n = list_at(incident, &policy, 0, list);
        if (find_deadline(list, n, cases[i].kind)->due != M(cases[i].due)) {
            fail_msg("%s: due at minute %lld", cases[i].name,
                     (long long)((find_deadline(list, n, cases[i].kind)->due - T0) /
                                 MINUTES(1)));
        }
        incident_free(incident);
    }
}

/* A rule that there was not before has its span from the change. */
static void test_new_rule(void **state) {
    struct policy policy = fixture_default();
    struct incident *incident = fixture_incident(2);
    struct deadline list[DEADLINES_MAX];
    size_t n;

    (void)state;
    policy.severity[4].resolve.ms = 0;
    incident->severities[0].level = 4;
    incident->severities[1] = (struct severity_since){2, T0 + DAYS(10)};
    incident->nseverities = 2;
    n = list_at(incident, &policy, 0, list);
    assert_true(find_deadline(list, n, DEADLINE_RESOLVE)->due ==
                T0 + DAYS(10) + HOURS(8));
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
        {"reopened: base and change are one", 1, 500, 500, NO, 0, 515},
        {"snooze is refused beyond the cadence", 1, 0, 0, 60, 5, 15},
        {"a promise may be sooner", 1, 0, 0, 8, 5, 8},
        {"Sev2 too", 2, 0, 0, 90, 5, 30},
        {"Sev3 sleeps as promised", 3, 0, 0, 400, 10, 400},
        {"no longer than the longest snooze", 3, 0, 0, 5000, 10, 1450},
        {"longest snooze counts from when it was set", 3, 0, 0, 5000, 100, 1540},
        {"an update ends it", 3, 200, 0, 400, 10, 440},
        {"set in the moment of the update it still holds", 3, 200, 0, 600, 200, 600},
        {"a change of severity ends it", 3, 0, 60, 400, 10, 240},
        {"set in the moment of the change it still holds", 3, 0, 60, 400, 60, 400},
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
    /* Due on Monday; asked again each business day. */
    incident->cadence.snoozed = 0;
    fixture_climbed(incident, DEADLINE_UPDATE, 0, T0 + DAYS(7), 3);
    incident->climbs[0].at = T0 + DAYS(11);
    n = deadlines(incident, &policy, &nobody, &fixture_civil, T0 + DAYS(14), list);
    update = find_deadline(list, n, DEADLINE_UPDATE);
    assert_int_equal(update->missed, 6);
    assert_int_equal(update->step, 4);
    assert_true(update->at == T0 + DAYS(14));
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
        cmocka_unit_test(test_which),
        cmocka_unit_test(test_vacancy),
        cmocka_unit_test(test_no_figures),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_severity_changes),
        cmocka_unit_test(test_new_rule),
        cmocka_unit_test(test_update_due),
        cmocka_unit_test(test_business_days),
        cmocka_unit_test(test_span_after),
        cmocka_unit_test(test_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

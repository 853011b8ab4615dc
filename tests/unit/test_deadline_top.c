/* The last steps of a deadline: the top of the ladder, which all deadlines ask at one pace,
 * and what is over, which is asked for rarely. Times are minutes after T0. */
#include "fixture.h"

static void record(struct incident *incident, const struct deadline *one, int64_t now) {
    struct climb *climb = (struct climb *)incident_climb(incident, one->kind, one->ref);

    climb = climb ? climb : &incident->climbs[incident->nclimbs++];
    *climb = (struct climb){one->kind, one->ref, one->due, one->step, now};
    if (one->top != 0) {
        incident->top_rung = one->top;
        incident->top_at = now;
    }
}

/* A silent Sev2 that nobody acknowledged: two deadlines and later a third come back, and
 * leadership is asked once an hour all the same, by all of them at once. */
static void test_the_top_is_asked_at_one_pace(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(2);
    int64_t now = T0, asked = 0;
    int times = 0, most = 0;

    (void)state;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    incident->nroles = 0;
    incident->climbs = arena_array(incident->arena, DEADLINES_MAX, sizeof(struct climb));
    while ((now = deadlines_alarm(incident, &policy, &directory, &fixture_civil)) <
           T0 + DAYS(1)) {
        struct deadline list[DEADLINES_MAX];
        size_t n = deadlines_due(incident, &policy, &directory, &fixture_civil,
                                 (struct absence){0}, now, list);
        int top = 0;

        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            record(incident, &list[i], now);
            top += list[i].step >= 3;
        }
        if (top > 0) {
            assert_true(asked == 0 || now - asked >= HOURS(1));
            asked = now;
            times++;
            most = top > most ? top : most;
        }
    }
    assert_int_equal(times, 24); /* from minute 40 on, each hour */
    assert_int_equal(most, 3);
    incident_free(incident);
}

#define ROW(kind, step, at, top)                                                         \
    { kind, 0, M(30), 0, step, at, top, 0 }

/* When an update's rung comes, after leadership was asked by something else at minute 39. */
static void test_when_the_top_is_asked_next(void **state) {
    static const struct {
        const char *label;
        struct deadline before;
        bool began_anew, pace;
        int64_t at; /* minute of the rung */
    } cases[] = {
        {"by another deadline", ROW(DEADLINE_RESOLVE, 3, 0, 3), false, true, 99},
        {"which began anew since", ROW(DEADLINE_RESOLVE, 3, 0, 3), true, true, 99},
        {"another rung was the top then", ROW(DEADLINE_RESOLVE, 2, 0, 2), false, true,
         40},
        {"a step below the top", ROW(DEADLINE_RESOLVE, 2, 0, 0), false, true, 40},
        {"no pace: each at its own time", ROW(DEADLINE_RESOLVE, 3, 0, 3), false, false,
         40},
        {"an action has no rungs", ROW(DEADLINE_ACTION, 9, 0, 0), false, true, 40},
    };
    struct directory directory = fixture_directory();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct policy policy = fixture_default();
        struct incident *incident = fixture_incident(2);
        struct deadline list[DEADLINES_MAX], nudge = ROW(DEADLINE_UPDATE, 0, 0, 0);

        incident->nroles = 0;
        incident->climbs = arena_array(incident->arena, 4, sizeof(struct climb));
        if (!cases[i].pace) {
            policy.severity[2].again = (struct span){0};
        }
        record(incident, &nudge, M(30));
        record(incident, &cases[i].before, M(39));
        if (cases[i].began_anew) {
            incident->climbs[1].step = STEP_NUDGE;
            incident->climbs[1].due = M(35);
        }
        for (size_t n =
                 deadlines(incident, &policy, &directory, &fixture_civil, M(39), list);
             n-- > 0;) {
            if (text_equal(list[n].kind, DEADLINE_UPDATE)) {
                if (list[n].at != M(cases[i].at)) {
                    fail_msg("%s: %lld", cases[i].label,
                             (long long)((list[n].at - T0) / MINUTES(1)));
                }
            }
        }
        incident_free(incident);
    }
}

/* Resolved: the missing update is asked for calmly, but not while somebody's word stands
 * that a part of it is broken. Hours from the nudge to the next step. */
static void test_a_broken_part_is_an_outage(void **state) {
    static const struct {
        const char *state;
        int hours; /* 0: within one */
    } cases[] = {{NULL, 24}, {"restored", 24}, {"mitigated", 24}, {"broken", 0}};
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct part part = {.name = "eu", .state = cases[i].state, .at = M(1)};
        struct deadline list[DEADLINES_MAX], nudge = ROW(DEADLINE_UPDATE, 0, 0, 0);
        size_t found = 0;

        incident->milestones[MILESTONE_RESOLVED] = incident->anchors[MILESTONE_RESOLVED] =
            M(1);
        incident->climbs =
            arena_array(incident->arena, DEADLINES_MAX, sizeof(struct climb));
        if (part.state) {
            incident->parts[0] = part;
            incident->nparts = 1;
        }
        for (size_t n =
                 deadlines(incident, &policy, &directory, &fixture_civil, M(2), list);
             n-- > 0;) {
            if (text_equal(list[n].kind, DEADLINE_UPDATE)) {
                nudge.due = list[n].due;
                record(incident, &nudge, list[n].due);
            }
        }
        for (size_t n = deadlines(incident, &policy, &directory, &fixture_civil,
                                  nudge.due, list);
             n-- > 0;) {
            if (text_equal(list[n].kind, DEADLINE_UPDATE)) {
                found++;
                assert_int_equal((list[n].at - nudge.due) / HOURS(1), cases[i].hours);
            }
        }
        assert_int_equal(found, 1);
        incident_free(incident);
    }
}

/* What is over: daily for some days, then each week; "not closed" climbs nowhere. */
static void test_calm_is_asked_rarely(void **state) {
    static const struct {
        const char *kind;
        enum milestone first, then;
        int days[9]; /* after it was due */
        int steps[9];
    } cases[] = {
        {DEADLINE_CLOSE,
         MILESTONE_RESOLVED,
         MILESTONE_RECOVERED,
         {0, 1, 2, 3, 10, 17, 24},
         {0, 4, 5, 6, 7, 8, 9}},
        {DEADLINE_CONCLUDE,
         MILESTONE_RECOVERED,
         MILESTONE_RECOVERED,
         {0, 1, 2, 3, 4, 11, 18, 25},
         {0, 3, 4, 5, 6, 7, 8, 9}},
    };
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct deadline list[DEADLINES_MAX], one = {0};

        incident->milestones[cases[i].first] = incident->anchors[cases[i].first] = M(1);
        incident->milestones[cases[i].then] = incident->anchors[cases[i].then] = M(1);
        if (i == 0) {
            incident->milestones[MILESTONE_VERIFIED] =
                incident->anchors[MILESTONE_VERIFIED] = M(1);
        }
        incident->climbs =
            arena_array(incident->arena, DEADLINES_MAX, sizeof(struct climb));
        for (int k = 0; k == 0 || cases[i].days[k] != 0; k++) {
            for (size_t n =
                     deadlines(incident, &policy, &directory, &fixture_civil, T0, list);
                 n-- > 0;) {
                one = text_equal(list[n].kind, cases[i].kind) ? list[n] : one;
            }
            if (one.step != cases[i].steps[k] ||
                one.at != one.due + DAYS(cases[i].days[k])) {
                fail_msg("%s %d: step %d after %lld h", cases[i].kind, k, one.step,
                         (long long)((one.at - one.due) / HOURS(1)));
            }
            record(incident, &one, one.at);
        }
        incident_free(incident);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_top_is_asked_at_one_pace),
        cmocka_unit_test(test_when_the_top_is_asked_next),
        cmocka_unit_test(test_a_broken_part_is_an_outage),
        cmocka_unit_test(test_calm_is_asked_rarely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

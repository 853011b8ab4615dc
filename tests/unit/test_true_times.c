/* Times that are told are true, and the order in which people read them is that in which it
 * happened. */
#include "harness.h"

#include "base/jsonx.h"
#include "core/history.h"
#include "core/view.h"
#include "fixture.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL }

/* ---- show ---- */

static void the_start_of_impact_is_shown(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "detected 09:30", ERR_OK, NULL, NULL},
        {0, "ana", "show", ERR_OK, "", "Outage: 30 min, counted from detection\n"},
        {0, "ana", "set started=08:00", ERR_OK, "incident.changed",
         "Users were hit from 08:00 UTC, 2 h ago. Durations count from there."},
        {0, "ana", "show", ERR_OK, "",
         "users hit from 2025-09-29T08:00:00Z\ndetected 2025-09-29T09:30:00Z"},
        {0, "ana", "show", ERR_OK, "",
         "Outage: 2 h, counted from when users were first hit\n"},
        {0, "ana", "contain at 09:45 traffic is gone", ERR_OK, NULL, NULL},
        {0, "ana", "show", ERR_OK, "",
         "contained 2025-09-29T09:45:00Z\nlogged 2025-09-29T10:00:00Z"},
        {30, "ana", "restore", ERR_OK, NULL, NULL},
        {30, "ana", "show", ERR_OK, "",
         "Outage: 2 h 30 min, counted from when users were first hit to the "
         "restoration\n"},
    };

    (void)state;
    PLAYED(steps);
}

/* What a reopening put there was not worked through by anybody. */
static void nobody_triaged_what_was_reopened(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {5, "ana", "reopen it is slow again", ERR_OK, NULL, "in phase Investigation"},
        {5, "ana", "resolve restarted again", ERR_OK, NULL, NULL},
    };
    static const struct step more[] = {
        {5, "ana", "reopen and again", ERR_OK, NULL, NULL},
        {0, "ana", "status triage", ERR_OK, NULL, NULL},
        {0, "ana", "status investigation", ERR_OK, NULL, NULL},
        {0, "ana", "resolve the disk was full", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->milestones[MILESTONE_INVESTIGATED], 0);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        bench_step(bench, &more[i]);
    }
    assert_int_not_equal(bench_state(bench, 0)->milestones[MILESTONE_TRIAGED], 0);
    assert_int_not_equal(bench_state(bench, 0)->milestones[MILESTONE_INVESTIGATED], 0);
    bench_free(bench);
}

/* ---- "since" ---- */

/* Minutes after T0 that a message gives as the beginning of how it stands. */
static void since_is_when_it_became_so(void **state) {
    static const struct {
        enum milestone milestone;
        int64_t reached; /* minutes; 0: it is not */
        bool closed;
        int64_t since;
    } cases[] = {
        {MILESTONE_CONTAINED, 0, false, -30}, {MILESTONE_CONTAINED, 20, false, 20},
        {MILESTONE_MITIGATED, 25, false, 25}, {MILESTONE_RECOVERED, 40, false, 40},
        {MILESTONE_RESOLVED, 45, false, 45},  {MILESTONE_VERIFIED, 50, false, 50},
        {MILESTONE_RECOVERED, 40, true, 60},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        json_t *view;

        incident->impact_from = T0 - MINUTES(30);
        incident->milestones[cases[i].milestone] =
            cases[i].reached != 0 ? T0 + MINUTES(cases[i].reached) : 0;
        incident->closed = cases[i].closed;
        incident->milestones[MILESTONE_CLOSED] = cases[i].closed ? T0 + MINUTES(60) : 0;
        view = arena_json(fixture->arena,
                          incident_view(fixture->arena, &fixture->world, incident));
        assert_string_equal(jsonx_string(view, "since", ""),
                            arena_printf(fixture->arena, "<t:%lld>",
                                         (long long)(T0 + MINUTES(cases[i].since))));
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* ---- the timeline ---- */

static void a_timeline_is_read_by_when_it_happened(void **state) {
    static const struct step steps[] = {
        OPENED,
        {10, "ana", "note one", ERR_OK, NULL, NULL},
        {10, "ana", "note at 10:05 earlier", ERR_OK, NULL, NULL},
        {0, "ana", "note two", ERR_OK, NULL, NULL},
        {0, "ana", "timeline", ERR_OK, "",
         "3. 2025-09-29T10:05:00Z Ana Alba noted: earlier (typed 2025-09-29T10:20:00Z)\n"
         "2. 2025-09-29T10:10:00Z Ana Alba noted: one\n"
         "4. 2025-09-29T10:20:00Z Ana Alba noted: two\n"
         "All 4 entries."},
        {0, "ana", "timeline all", ERR_OK, "",
         "2. 2025-09-29T10:10:00Z Ana Alba noted: one\n"
         "3. 2025-09-29T10:05:00Z Ana Alba noted: earlier (typed 2025-09-29T10:20:00Z)\n"
         "4. "},
        {0, "ana", "decision at 10:02 we fail over", ERR_OK, NULL, NULL},
        {0, "ana", "mitigate at 10:01 second region", ERR_OK, NULL, NULL},
        {0, "ana", "catchup", ERR_OK, "",
         "recorded mitigation 1: second region (typed 2025-09-29T10:20:00Z)\n"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_true(strstr(bench->reply, "second region") <
                strstr(bench->reply, "fail over"));
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_start_of_impact_is_shown),
        cmocka_unit_test(nobody_triaged_what_was_reopened),
        cmocka_unit_test(since_is_when_it_became_so),
        cmocka_unit_test(a_timeline_is_read_by_when_it_happened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

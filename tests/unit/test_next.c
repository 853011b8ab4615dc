/* test_next.c: the one or two steps that every answer suggests. */
#include "fixture.h"

#include "core/milestone.h"
#include "core/next.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void reach(struct incident *incident, const char *milestones) {
    for (int i = 0; i < MILESTONES; i++) {
        if (strstr(milestones, milestone_name((enum milestone)i)) != NULL) {
            incident->milestones[i] = T0;
        }
    }
}

static void next_steps(void **state) {
    static const struct {
        const char *phase, *reached;
        bool commanded;
        int64_t after;
        const char *next;
    } rows[] = {
        {"detection", "", false, 0, "<!ack>, then <!role take commander>"},
        {"detection", "", true, 0, "<!ack>"},
        {"detection", "acknowledged", false, 0, "<!role take commander>"},
        {"detection", "acknowledged", true, 0, "<!status triage>"},
        {"triage", "acknowledged triaged", true, 0, "<!contain what stopped it>"},
        {"triage", "acknowledged triaged", false, 0, "<!role take commander>"},
        {"containment", "acknowledged triaged", true, 0, "<!contain what stopped it>"},
        {"containment", "acknowledged triaged contained", true, 0,
         "<!status investigation>"},
        {"investigation", "acknowledged triaged", true, 0, "<!note>"},
        {"resolution", "acknowledged triaged", true, 0, "<!resolve what fixed it>"},
        {"resolution", "acknowledged", true, 0, "<!restore how you know>"},
        {"resolution", "acknowledged triaged resolved", true, 0,
         "<!restore how you know>"},
        {"recovery", "acknowledged resolved recovered", true, 0,
         "<!verify what was checked>"},
        {"recovery", "acknowledged resolved recovered verified", true, 0, "<!close>"},
        /* an update presses shortly before it is due, and until service is restored */
        {"detection", "acknowledged", true, MINUTES(24), "<!status triage>"},
        {"detection", "acknowledged", true, MINUTES(25), "<!update what we know>"},
        {"detection", "acknowledged", true, HOURS(5), "<!update what we know>"},
        {"detection", "acknowledged", false, HOURS(5),
         "<!role take commander>, then <!update what we know>"},
        {"detection", "", false, HOURS(5), "<!ack>, then <!role take commander>"},
        {"recovery", "acknowledged resolved recovered", true, HOURS(5),
         "<!verify what was checked>"},
        /* an older policy's phase */
        {"limbo", "acknowledged triaged", true, 0, "<!resolve what fixed it>"},
        {"closure", "acknowledged resolved recovered verified closed", true, 0, NULL},
        {"closure", "closed", true, 0, "<!ack>"},
    };
    struct fixture *fixture = fixture_new();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = fixture_incident(2);
        const char *next;

        memset(incident->milestones, 0, sizeof incident->milestones);
        reach(incident, rows[i].reached);
        incident->phase = rows[i].phase;
        incident->nroles = rows[i].commanded ? 1 : 0;
        fixture->world.now = T0 + rows[i].after;
        next = next_step(fixture->arena, &fixture->world, incident, NULL);
        if (!text_equal(next, rows[i].next)) {
            fail_msg("row %zu: %s, expected %s", i, next != NULL ? next : "nothing",
                     rows[i].next != NULL ? rows[i].next : "nothing");
        }
        incident->closed = true;
        assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                            "<!reopen what came back>, should it come back");
        assert_string_equal(
            next_step(fixture->arena, &fixture->world, incident, incident->id),
            "<!INC-2025-09-29-001 reopen what came back>, should it come back");
        incident_free(incident);
    }
    fixture_free(fixture);
}

/* Reopening leads to a phase as well, but is no way forward to it. */
static void forward_is_not_back(void **state) {
    static const struct policy_step steps[] = {{"reopen", NULL, "triage", false},
                                               {"contain", NULL, "investigation", false}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(2);

    (void)state;
    fixture->policy.steps = steps;
    fixture->policy.nsteps = COUNT(steps);
    assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                        "<!status triage>");
    /* the policy's own way into a phase comes before its name */
    incident->phase = "containment";
    incident->milestones[MILESTONE_CONTAINED] = T0;
    assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                        "<!resolve what fixed it>");
    incident_free(incident);
    fixture_free(fixture);
}

/* A policy that always suggests updates is heard when there may be news. */
static void update_when_there_may_be_news(void **state) {
    static const char *const suggested[] = {"update", "mitigate", NULL};
    static const struct policy_phase phases[] = {
        {"Detection", "detection", NULL, NULL, suggested, NULL}};
    static const struct {
        int64_t after;
        const char *next;
    } rows[] = {
        {0, "<!mitigate what was done>"},
        {MINUTES(15) - 1, "<!mitigate what was done>"},
        {MINUTES(15), "<!update what we know>, then <!mitigate what was done>"},
        {MINUTES(29), "<!update what we know>, then <!mitigate what was done>"},
    };
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(2);

    (void)state;
    fixture->policy.phases = phases;
    fixture->policy.nphases = COUNT(phases);
    assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                        "<!update what we know>, then <!mitigate what was done>");
    incident->updates = 1;
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture->world.now = T0 + rows[i].after;
        assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                            rows[i].next);
    }
    /* Service is restored: none is due any more. */
    incident->milestones[MILESTONE_RECOVERED] = T0;
    assert_string_equal(next_step(fixture->arena, &fixture->world, incident, NULL),
                        "<!mitigate what was done>");
    incident_free(incident);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_steps),
        cmocka_unit_test(forward_is_not_back),
        cmocka_unit_test(update_when_there_may_be_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

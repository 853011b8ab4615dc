/* severity, status, contain, mitigate, restore, resolve, verify, close, reopen: the
 * course of an incident, its gates, and what a second time says. */
#include "harness.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL }

static void severity(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "severity", ERR_OK, "", "To change it: severity sev"},
        {0, "ana", "severity sev9", ERR_INVALID, "", NULL},
        {0, "ana", "severity sev2", ERR_INVALID, "", "Sev2 (High) already"},
        {1, "ben", "sev 1 all regions now", ERR_OK, "severity.changed",
         "Severity is now Sev1 (Critical) (was Sev2 (High))"},
        {0, "ben", "sev high", ERR_OK, "severity.changed", "Severity is now Sev2 (High)"},
        {0, "ben", "severity p3 contained to one shop", ERR_OK, "severity.changed",
         "Next update due"},
        {0, "ben", "severity sev4", ERR_OK, "severity.changed", "No reason given"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->severity, 4);
    assert_int_equal(bench_number(bench, 0, "from"), 3);
    assert_int_equal(bench_number(bench, 0, "to"), 4);
    assert_null(strstr(bench->reply, "update due"));
    assert_true(bench_say(bench, "ben", "severity sev1 worse"));
    assert_string_equal(bench_field(bench, 0, "reason"), "worse");
    assert_null(strstr(bench->reply, "No reason"));
    assert_null(strstr(bench->reply, "worse"));
    bench_free(bench);
}

static void status(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "status", ERR_OK, "",
         "phase Detection. Its aim: Find out what is hit."},
        {0, "ana", "phase", ERR_OK, "",
         "Detection Triage Mitigation Investigation Resolution Verification Closure"},
        {0, "ana", "status detection", ERR_PHASE, "", "already"},
        {0, "ana", "status triage", ERR_OK, "phase.changed", "Now in phase Triage"},
        {0, "ana", "status limbo", ERR_INVALID, "", NULL},
        {0, "ana", "status investigation logs point at db-3", ERR_OK, "phase.changed",
         NULL},
        {0, "ana", "status triage", ERR_OK, "phase.changed", NULL},
        {0, "ana", "status resolution", ERR_PHASE, "", "resolve"},
        {0, "ana", "status verification", ERR_PHASE, "", "verify"},
        {0, "ana", "status closure", ERR_PHASE, "", "close"},
        {0, "ana", "resolve restarted", ERR_OK,
         "incident.acknowledged incident.resolved phase.changed", NULL},
        {0, "ana", "status triage", ERR_PHASE, "", "reopen"},
        {20, "ana", "status", ERR_OK, "", NULL},
        {20, "ana", "status", ERR_OK, "", "overdue by"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->milestones[MILESTONE_TRIAGED], BENCH_START);
    /* The investigation was left for triage again, and the resolution came from there. */
    assert_int_equal(bench_state(bench, 0)->milestones[MILESTONE_INVESTIGATED], 0);
    bench_free(bench);
}

/* What was skipped was not done, and what was done is so by being left for later. */
static void true_milestones(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 another", ERR_OK, NULL, NULL},
        {0, "ana", "status triage", ERR_OK, NULL, NULL},
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 a third", ERR_OK, NULL, NULL},
        {0, "ana", "status investigation", ERR_OK, NULL, NULL},
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
    };
    static const struct {
        bool triaged, investigated;
    } reached[] = {{false, false}, {true, false}, {false, true}};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof reached / sizeof *reached; i++) {
        const int64_t *at = bench_state(bench, i)->milestones;

        assert_int_equal(at[MILESTONE_TRIAGED] != 0, reached[i].triaged);
        assert_int_equal(at[MILESTONE_INVESTIGATED] != 0, reached[i].investigated);
    }
    bench_free(bench);
}

/* No step leads back: what is recorded late is recorded. */
static void never_backwards(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {0, "ana", "resolve restarted", ERR_OK, "incident.resolved phase.changed", NULL},
        {0, "ana", "contain the key is revoked", ERR_OK, "incident.contained", NULL},
        {0, "ana", "mitigate second region", ERR_OK, "incident.mitigated", NULL},
        {0, "ana", "restore", ERR_OK, "service.restored", NULL},
        {0, "ana", "verify", ERR_OK, "incident.verified phase.changed", NULL},
        {0, "ana", "mitigate third region", ERR_OK, "incident.mitigated", NULL},
    };
    struct bench *bench = PLAY(steps);
    struct input form = {
        .kind = INPUT_COMMAND,
        .key = "form",
        .actor = "console:ana",
        .place = "console:#incidents",
        .incident = "INC-2025-09-29-001",
        .command = "mitigate",
        .fields = arena_json(bench->arena, json_pack("{s:s}", "note", "by form"))};

    (void)state;
    assert_string_equal(bench_state(bench, 0)->phase, "verification");
    assert_true(bench_take(bench, &form));
    assert_int_equal(bench->nadded, 1);
    assert_string_equal(bench_state(bench, 0)->phase, "verification");
    bench_free(bench);
}

/* A phase that says that something is over is not entered before it is, nor passed by. */
static void phases_are_true(void **state) {
    static const char *const acks[] = {"ack", NULL};
    static const struct policy_phase phases[] = {
        {"Detection", "detection", NULL, NULL, acks, NULL},
        {"Containment", "containment", NULL, NULL, acks, NULL},
        {"Resolution", "resolution", NULL, NULL, acks, NULL},
        {"Recovery", "recovery", NULL, NULL, acks, NULL},
        {"Closure", "closure", NULL, NULL, acks, NULL},
        {"Review", "review", NULL, NULL, acks, NULL},
    };
    static const struct policy_step phase_steps[] = {
        {"mitigate", NULL, "containment", false},
        {"resolve", NULL, "resolution", false},
        {"restore", NULL, "recovery", false},
        {"close", NULL, "closure", false},
    };
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {0, "ana", "status recovery", ERR_PHASE, "", "Record what was done: restore"},
        {0, "ana", "status resolution", ERR_PHASE, "", "resolve"},
        {0, "ana", "status closure", ERR_PHASE, "", "close"},
        {0, "ana", "status review", ERR_PHASE, "", "close"},
        {0, "ana", "status containment", ERR_OK, "phase.changed", NULL},
        {0, "ana", "restore", ERR_OK, "service.restored phase.changed", NULL},
        {0, "ana", "status containment", ERR_OK, "phase.changed", NULL},
        {0, "ana", "status recovery", ERR_OK, "phase.changed", NULL},
        {0, "ana", "resolve it was the disk", ERR_OK, "incident.resolved", NULL},
        {0, "ana", "close", ERR_OK, "incident.closed phase.changed", NULL},
        {0, "ana", "status recovery", ERR_PHASE, "", "is closed"},
        {0, "ana", "status review", ERR_OK, "phase.changed", NULL},
    };
    struct bench *bench = bench_new();

    (void)state;
    bench->policy.phases = phases;
    bench->policy.nphases = sizeof phases / sizeof *phases;
    bench->policy.steps = phase_steps;
    bench->policy.nsteps = sizeof phase_steps / sizeof *phase_steps;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        bench_step(bench, &steps[i]);
    }
    bench_free(bench);
}

static void phase_entry(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "status investigation logs point at db-3", ERR_OK, "phase.changed",
         NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_string_equal(bench_field(bench, 0, "from"), "detection");
    assert_string_equal(bench_field(bench, 0, "to"), "investigation");
    assert_null(bench_field(bench, 0, "milestone"));
    assert_null(bench_field(bench, 0, "left"));
    assert_string_equal(bench_field(bench, 0, "note"), "logs point at db-3");
    bench_free(bench);
}

/* From opening to closure and back, each step refused before its time and a second time.
 */
static void course(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, "incident.acknowledged", NULL},
        {0, "ana", "verify", ERR_PHASE, "", "resolve"},
        {0, "ana", "close", ERR_PHASE, "", "verify"},
        {0, "ana", "reopen it is back", ERR_PHASE, "", "nothing to reopen"},
        {0, "ana", "contain key revoked", ERR_OK, "incident.contained", "contained"},
        {0, "ana", "contained", ERR_PHASE, "", "already"},
        {1, "ana", "mitigate temporary second region", ERR_OK,
         "incident.mitigated phase.changed", "mitigation 1, temporary"},
        {0, "ana", "mitigate temp", ERR_PHASE, "", "already"},
        {0, "ana", "mitigate temporary third region too", ERR_OK, "incident.mitigated",
         NULL},
        {0, "ana", "mitigate", ERR_PHASE, "",
         "1 second region (in place, temporary), 2 third region too (in place, "
         "temporary). A further one: mitigate what was done"},
        {0, "ana", "mitigate 2", ERR_INVALID, "",
         "What is so now? mitigate 2 works, mitigate 2 failed, mitigate 2 taken back"},
        {0, "ana", "mitigate 2 rolled back it was full", ERR_OK, "mitigation.changed",
         "mitigation 2 is taken back"},
        {0, "ana", "catchup", ERR_OK, "", "recorded that mitigation 2 is taken back"},
        {0, "ana", "mitigate 1: works", ERR_OK, "mitigation.changed",
         "mitigation 1 works"},
        {0, "ana", "mitigate 3 failed", ERR_NOT_FOUND, "",
         "no mitigation 3. There are: 1"},
        {0, "ana", "mitigate 3 failed over to eu", ERR_OK, "incident.mitigated",
         "mitigation 3"},
        {0, "ana", "mitigate 4 servers added", ERR_OK, "incident.mitigated",
         "mitigation 4"},
        {0, "ana", "undo", ERR_OK, NULL, "recorded mitigation 4: 4 servers added"},
        {0, "ana", "show", ERR_OK, "",
         "Mitigations: 1 second region (works, temporary), 2 third region too (taken "
         "back, temporary), 3 3 failed over to eu (in place)"},
        {0, "ana", "resolve", ERR_INVALID, "", "resolve"},
        {9, "ana", "restore rates are back", ERR_OK, "service.restored",
         "restored after"},
        {0, "ana", "recovered", ERR_PHASE, "", "already"},
        {0, "ana", "resolve cause=magic x", ERR_INVALID, "", "isolated"},
        {0, "ana", "resolve rolled back cause=fixed cause: pool size", ERR_OK,
         "incident.resolved phase.changed", "resolved"},
        {0, "ana", "fixed again", ERR_PHASE, "", "already"},
        {0, "ana", "close", ERR_PHASE, "", "verify"},
        {0, "ana", "verify 500 orders", ERR_OK, "incident.verified phase.changed",
         "verified"},
        {0, "ana", "verify", ERR_PHASE, "", "already"},
        {0, "ana", "action add write it up", ERR_OK, NULL, NULL},
        {0, "ana", "close", ERR_OK, "incident.closed phase.changed",
         "INC-2025-09-29-001 is closed. Actions still open: 1"},
        {0, "ana", "close", ERR_PHASE, "", "closed"},
        {0, "ana", "status triage", ERR_PHASE, "", "is closed"},
        {0, "ana", "reopen", ERR_INVALID, "", "reason"},
        {30, "ana", "reopen it is back", ERR_OK, "incident.reopened",
         "open again, in phase Investigation. Next update due"},
        {0, "ana", "reopen it is back", ERR_PHASE, "", "nothing to reopen"},
        {0, "ana", "close", ERR_PHASE, "", NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_false(incident->closed);
    assert_string_equal(incident->phase, "investigation");
    assert_false(incident->temporary_mitigation);
    assert_int_equal(incident->reopened, 1);
    assert_int_equal(incident->milestones[MILESTONE_RESOLVED], 0);
    bench_free(bench);
}

static void resolution(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {0, "ana", "resolve rolled back to 411 cause: pool size lowered", ERR_OK, NULL,
         NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_null(json_object_get(bench->added[0].data, "cause"));
    assert_string_equal(bench_field(bench, 0, "resolution"), "rolled back to 411");
    assert_string_equal(bench_field(bench, 0, "cause"), "pool size lowered");
    assert_null(strstr(bench->reply, "rolled back"));
    assert_true(bench_say(bench, "ana", "reopen back"));
    assert_true(bench_say(bench, "ana", "resolve cause=unknown restarted"));
    assert_string_equal(bench_field(bench, 0, "cause"), "unknown");
    assert_non_null(strstr(bench->reply, "The cause is open"));
    bench_free(bench);
}

/* A resolved incident that was not closed can come back as well; the outage of before is
 * kept, the quiet time is not counted. */
static void reopened_before_closure(void **state) {
    static const struct step steps[] = {
        OPENED,
        {10, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_OK, NULL, NULL},
        {30, "ana", "reopen errors again", ERR_OK, "incident.reopened", NULL},
        {5, "ana", "restore", ERR_OK, "service.restored", "restored after"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->restored_ms, 15 * MINUTE);
    bench_free(bench);
}

/* On a closed incident: what completes the record is welcome, what runs it is not. */
static void closed(void **state) {
    static const struct {
        const char *say;
        enum error_code code;
    } cases[] = {
        {"ack", ERR_PHASE},
        {"severity sev1", ERR_PHASE},
        {"role take", ERR_PHASE},
        {"update all good", ERR_PHASE},
        {"status triage", ERR_PHASE},
        {"status", ERR_OK},
        {"summary it was dns", ERR_OK},
        {"impact nobody", ERR_OK},
        {"note more", ERR_OK},
        {"decision we waited", ERR_OK},
        {"timeline", ERR_OK},
        {"mitigate", ERR_PHASE},
        {"contain", ERR_PHASE},
        {"resolve again", ERR_PHASE},
        {"restore", ERR_PHASE},
        {"verify", ERR_PHASE},
        {"close", ERR_PHASE},
        {"escalate leadership x", ERR_PHASE},
        {"snooze 5m", ERR_PHASE},
        {"action add x", ERR_OK},
        {"action list", ERR_OK},
        {"action done 1", ERR_OK},
        {"evidence add x", ERR_OK},
        {"evidence list", ERR_OK},
        {"bridge", ERR_OK},
        {"bridge https://meet.example.org/1", ERR_PHASE},
        {"link 002", ERR_OK},
        {"duplicate 002", ERR_PHASE},
        {"cancel it was a drill", ERR_PHASE},
        {"show", ERR_OK},
        {"catchup", ERR_OK},
        {"who", ERR_OK},
        {"list", ERR_OK},
        {"list closed", ERR_OK},
        {"help", ERR_OK},
        {"reopen it is back", ERR_OK},
    };
    static const struct step before[] = {
        OPENED,
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_OK, NULL, NULL},
        {0, "ana", "verify", ERR_OK, NULL, NULL},
        {0, "ana", "close", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 another", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(before);

    (void)state;
    bench->place_incident = bench_state(bench, 0)->id;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct step step = {0, "ben", cases[i].say, cases[i].code, NULL, NULL};
        char id[64];

        snprintf(id, sizeof id, "%s", bench_state(bench, 0)->id);
        bench->place_incident = id;
        bench_step(bench, &step);
    }
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity),        cmocka_unit_test(status),
        cmocka_unit_test(phase_entry),     cmocka_unit_test(course),
        cmocka_unit_test(resolution),      cmocka_unit_test(reopened_before_closure),
        cmocka_unit_test(closed),          cmocka_unit_test(true_milestones),
        cmocka_unit_test(never_backwards), cmocka_unit_test(phases_are_true),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

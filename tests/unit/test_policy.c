/* Questions to a policy: names as people type them, gates, audiences. */
#include "fixture.h"

#include "core/policy.h"

static void test_severity_words(void **state) {
    static const struct {
        const char *word;
        int strict, loose;
    } cases[] = {
        {"sev1", 1, 1},      {"SEV-1", 1, 1},       {"sev 2", 2, 2}, {"Sev_3", 3, 3},
        {"severity1", 1, 1}, {"Severity-4", 4, 4},  {"s2", 2, 2},    {"P1", 1, 1},
        {"3", 3, 3},         {"critical", 0, 1},    {"HIGH", 0, 2},  {"Medium", 0, 3},
        {"low", 0, 4},       {"sev0", 0, 0},        {"sev5", 0, 0},  {"p12", 0, 0},
        {"crit", 0, 0},      {"criticality", 0, 0}, {"sev", 0, 0},   {"", 0, 0},
        {"-", 0, 0},         {"v1", 0, 0},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (policy_parse_severity(&policy, cases[i].word, true) != cases[i].strict ||
            policy_parse_severity(&policy, cases[i].word, false) != cases[i].loose) {
            fail_msg("\"%s\"", cases[i].word);
        }
    }
    assert_int_equal(policy_parse_severity(&policy, NULL, false), 0);
}

/* A policy's own words are accepted, whatever they are. */
static void test_own_words(void **state) {
    struct policy policy = fixture_default();

    (void)state;
    policy.severity[2].name = "Major-B";
    policy.severity[2].word = "Red 7";
    assert_int_equal(policy_parse_severity(&policy, "major b", false), 2);
    assert_int_equal(policy_parse_severity(&policy, "major b", true), 0);
    assert_int_equal(policy_parse_severity(&policy, "red-7", true), 2);
    assert_int_equal(policy_parse_severity(&policy, "high", false), 0);
}

static void test_severity_is_total(void **state) {
    struct policy policy = fixture_default();

    (void)state;
    assert_ptr_equal(policy_severity(&policy, 3), &policy.severity[3]);
    assert_ptr_equal(policy_severity(&policy, 0), &policy.severity[1]);
    assert_ptr_equal(policy_severity(&policy, 9), &policy.severity[4]);
}

static void test_phases_and_roles(void **state) {
    static const struct {
        const char *word, *phase, *role;
    } cases[] = {
        {"triage", "triage", NULL},
        {"TRIAGE", "triage", NULL},
        {"incident commander", NULL, "commander"},
        {"Incident-Commander", NULL, "commander"},
        {"ic", NULL, "commander"},
        {"COMMS", NULL, "communications-lead"},
        {"communications lead", NULL, "communications-lead"},
        {"technical owner", NULL, "technical-lead"},
        {"tri", NULL, NULL},
        {"", NULL, NULL},
        {NULL, NULL, NULL},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct policy_phase *phase = policy_parse_phase(&policy, cases[i].word);
        const struct policy_role *role = policy_parse_role(&policy, cases[i].word);

        assert_true(text_equal(phase != NULL ? phase->key : NULL, cases[i].phase));
        assert_true(text_equal(role != NULL ? role->key : NULL, cases[i].role));
    }
    /* Keys that are stored are compared exactly. */
    assert_null(policy_phase(&policy, "Triage"));
    assert_non_null(policy_phase(&policy, "triage"));
    assert_null(policy_role(&policy, "ic"));
    assert_string_equal(policy_role(&policy, "deputy")->name, "Deputy Commander");
}

static const char *const no_role_ladder[] = {"leadership", NULL};
static const char *const leadership_first[] = {"leadership", "deputy", "commander", NULL};

static void test_commander(void **state) {
    struct policy policy = fixture_default();

    (void)state;
    assert_string_equal(policy_commander(&policy), "commander");
    policy.ladder = leadership_first;
    assert_string_equal(policy_commander(&policy), "deputy");
    policy.ladder = no_role_ladder;
    assert_null(policy_commander(&policy));
    policy.ladder = NULL;
    assert_null(policy_commander(&policy));
}

static void test_gate(void **state) {
    enum { TRIAGED = 1, RESOLVED = 2, RECOVERED = 4, VERIFIED = 8 };
    static const struct {
        const char *command;
        unsigned reached;
        const char *says; /* NULL: open */
    } cases[] = {
        {"resolve", 0, "triaged first: <!status triage>"},
        {"resolve", TRIAGED, NULL},
        {"verify", TRIAGED, "resolved first: <!resolve>"},
        {"verify", RESOLVED, "recovered first: <!restore>"},
        {"verify", RESOLVED | RECOVERED, NULL},
        {"close", RESOLVED | RECOVERED, "verified first: <!verify>"},
        {"close", VERIFIED, NULL},
        {"mitigate", 0, NULL},
        {"review", 0, "must be reviewed first."}, /* no command leads there */
        {"note", 0, NULL},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        struct error err = {0};
        bool open;

        incident->milestones[MILESTONE_TRIAGED] = cases[i].reached & TRIAGED ? T0 : 0;
        incident->milestones[MILESTONE_RESOLVED] = cases[i].reached & RESOLVED ? T0 : 0;
        incident->milestones[MILESTONE_RECOVERED] = cases[i].reached & RECOVERED ? T0 : 0;
        incident->milestones[MILESTONE_VERIFIED] = cases[i].reached & VERIFIED ? T0 : 0;
        open = policy_gate(&policy, incident, cases[i].command, &err);
        assert_int_equal(open, cases[i].says == NULL);
        if (cases[i].says != NULL) {
            assert_int_equal(err.code, ERR_PHASE);
            assert_non_null(strstr(err.text, cases[i].says));
            assert_non_null(strstr(err.text, cases[i].command));
        }
        incident_free(incident);
    }
}

static void test_hears(void **state) {
    static const struct {
        const char *event, *to;
        int severity;
        bool hears;
    } cases[] = {
        {"opened", "leadership", 1, true}, {"opened", "leadership", 3, false},
        {"opened", "announce", 3, true},   {"update", "announce", 3, false},
        {"update", "announce", 2, true},   {"bridge", "incident", 4, true},
        {"bridge", "announce", 1, false},  {"severity", "leadership", 2, true},
        {"opened", "announce", 0, false},  {"opened", "nobody", 1, false},
    };
    struct policy policy = fixture_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(
            policy_hears(&policy, cases[i].event, cases[i].severity, cases[i].to),
            cases[i].hears);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_severity_words),
        cmocka_unit_test(test_own_words),
        cmocka_unit_test(test_severity_is_total),
        cmocka_unit_test(test_phases_and_roles),
        cmocka_unit_test(test_commander),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_hears),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

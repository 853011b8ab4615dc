/* The three messages of the Workflow Guide, label by label, and how ends are worded. */
#include "hearing.h"

static void assert_lines(const char *text, const char *const *lines) {
    for (; *lines != NULL; lines++) {
        assert_says(text, *lines);
    }
}

static const char *const opened_lines[] = {"INCIDENT ALERT - payments",
                                           "Status: Investigating",
                                           "Severity: Critical",
                                           "Impact: being assessed",
                                           "Affected Services: payments, cards",
                                           "Start Time: ",
                                           "affecting payments, cards",
                                           "will provide updates every ",
                                           "Next Update: ",
                                           "Status Page: https://status.example.org",
                                           NULL};
static const char *const update_lines[] = {"INCIDENT UPDATE - payments",
                                           "Status: Investigating",
                                           "Update: pool is full",
                                           "Impact: one in three fails",
                                           "Next Steps: drain it",
                                           "Next Update: ",
                                           NULL};
static const char *const resolved_lines[] = {
    "INCIDENT RESOLVED - payments",
    "Status: Resolved",
    "Resolution Time: ",
    "Duration: ",
    "Summary: Cards are refused - pool doubled",
    "Root Cause: Under investigation",
    "Prevention: to be decided in the review",
    "We apologize for the inconvenience. If you continue to experience issues, ",
    "please contact support: help@example.org.",
    NULL};

static void test_guide_messages(void **state) {
    static const struct fact opened[] = {{KIND_OPENED, "{}", NULL}, {0}};
    static const struct fact update[] = {{KIND_UPDATE, NULL, "{'update':'pool is full'}"},
                                         {0}};
    static const struct fact resolved[] = {
        {KIND_RESOLVED, NULL, "{'resolution':'pool doubled'}"}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1), *before;
    struct policy whole = *fixture->world.policy;
    struct heard heard;

    (void)state;
    /* What is not known yet is left out, but for the impact, unless the policy's document
     * demands every field. */
    after->nservices = 0;
    heard = hear(fixture, NULL, after, opened);
    assert_says(text_to(fixture, &heard, "announce"), "Impact: being assessed");
    assert_silent_on(text_to(fixture, &heard, "announce"), "Services");
    whole.whole_notices = true;
    fixture->world.policy = &whole;
    heard = hear(fixture, NULL, after, opened);
    assert_says(text_to(fixture, &heard, "announce"),
                "Affected Services: being assessed");

    after->nservices = 1;
    after->services[after->nservices++] = "cards";
    heard = hear(fixture, NULL, after, opened);
    assert_lines(text_to(fixture, &heard, "announce"), opened_lines);
    assert_silent_on(text_to(fixture, &heard, "announce"), "after it was detected");

    after->milestones[MILESTONE_DETECTED] = T0 - MINUTES(15);
    heard = hear(fixture, NULL, after, opened);
    assert_silent_on(text_to(fixture, &heard, "announce"), "after it was detected");
    after->milestones[MILESTONE_DETECTED] = T0 - MINUTES(16);
    heard = hear(fixture, NULL, after, opened);
    assert_says(text_to(fixture, &heard, "announce"), "after it was detected");

    after->impact = "one in three fails";
    after->next = "drain it";
    heard = hear(fixture, after, after, update);
    assert_lines(text_to(fixture, &heard, "announce"), update_lines);

    before = incident_clone(after);
    after->milestones[MILESTONE_RESOLVED] = T0 + MINUTES(50);
    after->milestones[MILESTONE_RECOVERED] = T0 + MINUTES(50);
    after->restored_ms = MINUTES(50);
    after->down_since = 0;
    heard = hear(fixture, before, after, resolved);
    assert_lines(text_to(fixture, &heard, "leadership"), resolved_lines);
    assert_silent_on(text_to(fixture, &heard, "leadership"), "not confirmed as restored");

    after->cause = "leak in 4.2";
    fixture_action(after, 1, 0);
    after->milestones[MILESTONE_RECOVERED] = 0;
    heard = hear(fixture, before, after, resolved);
    assert_says(text_to(fixture, &heard, "leadership"), "Root Cause: leak in 4.2");
    assert_says(text_to(fixture, &heard, "leadership"), "#1 add an alert");
    assert_silent_on(text_to(fixture, &heard, "leadership"), "to be decided");
    assert_says(text_to(fixture, &heard, "leadership"), "not confirmed as restored");
    /* Whoever worked on it is not apologised to. */
    assert_silent_on(text_to(fixture, &heard, "incident"), "apologize");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

/* A closing is read by people: no hash, and how bad it was at its worst. */
static void test_closing(void **state) {
    static const struct fact facts[] = {{KIND_CLOSED, NULL, NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(3), *after = fixture_incident(3);
    struct heard heard;

    (void)state;
    before->chain = "c0ffee";
    after->chain = "decade";
    after->severity_highest = 1;
    after->version = 4;
    after->closed = true;
    heard = hear(fixture, before, after, facts);
    assert_says(text_to(fixture, &heard, "announce"), "Closed by Ana Alba");
    assert_says(text_to(fixture, &heard, "announce"), "Sev3 (Medium), at worst Sev1");
    assert_silent_on(text_to(fixture, &heard, "announce"), "c0ffee");
    assert_silent_on(text_to(fixture, &heard, "announce"), "decade");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

/* What did not happen is one quiet line: no resolution, no apology. */
static void test_quiet_ends(void **state) {
    static const struct {
        const char *kind, *data, *text, *says;
    } cases[] = {
        {KIND_CANCELLED, NULL, "{'why':'the alert was a test'}",
         "INC-2025-09-29-001 (Cards are refused) is cancelled, there was no incident: "
         "the "
         "alert was a test"},
        {KIND_DUPLICATE, "{'other':'INC-2025-09-29-007','place':'console:#inc-7'}", NULL,
         "INC-2025-09-29-001 (Cards are refused) is a duplicate: it goes on as "
         "INC-2025-09-29-007 in console:#inc-7"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {{cases[i].kind, cases[i].data, cases[i].text}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        struct heard heard = hear(fixture, before, after, facts);

        assert_string_equal(text_to(fixture, &heard, "leadership"), cases[i].says);
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* A new estimate says what it was; one that has passed is none. */
static void test_estimates(void **state) {
    static const struct {
        const char *name;
        int64_t before, after; /* minutes from now; 0: none */
        const char *said;      /* eta of the update */
        const char *says, *silent_on;
    } cases[] = {
        {"first", 0, 30, "{'eta':1}", "Expected Resolution: ", "it was"},
        {"changed", 20, 30, "{'eta':1}", "(it was ", NULL},
        {"changed after it had passed", -5, 30, "{'eta':1}", "(it was ", NULL},
        {"said again", 30, 30, "{'eta':1}", "Expected Resolution: ", "it was"},
        {"not mentioned", 30, 30, NULL, "Expected Resolution: ", "it was"},
        {"passed", -5, -5, NULL, "Update: x", "Expected Resolution"},
        {"passes just now", 0, 0, NULL, "Update: x", "Expected Resolution"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {{KIND_UPDATE, cases[i].said, "{'update':'x'}"}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        const char *text;
        struct heard heard;

        before->eta = cases[i].before != 0 ? T0 + MINUTES(cases[i].before) : 0;
        after->eta = cases[i].after != 0 ? T0 + MINUTES(cases[i].after) : 0;
        heard = hear(fixture, before, after, facts);
        text = text_to(fixture, &heard, "announce");
        if (strstr(text, cases[i].says) == NULL ||
            (cases[i].silent_on != NULL && strstr(text, cases[i].silent_on) != NULL)) {
            fail_msg("%s:\n%s", cases[i].name, text);
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Whoever is asked for an update is asked for a new estimate as well. */
static void test_passed_estimate_is_asked_for(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':0}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct heard heard;

    (void)state;
    incident->eta = T0 + 1;
    heard = hear(fixture, incident, incident, facts);
    assert_silent_on(text_to(fixture, &heard, "incident"), "has passed");
    incident->eta = T0;
    heard = hear(fixture, incident, incident, facts);
    assert_says(text_to(fixture, &heard, "incident"), "has passed");
    assert_says(text_to(fixture, &heard, "incident"), "eta: 30m");
    incident_free(incident);
    fixture_free(fixture);
}

/* Every message that is announced speaks the workspace's language. */
static void test_french(void **state) {
    static const struct fact facts[] = {{KIND_OPENED, "{}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    fixture->messages.language = "fr";
    heard = hear(fixture, NULL, after, facts);
    assert_says(text_to(fixture, &heard, "announce"), "ALERTE INCIDENT - payments");
    assert_says(text_to(fixture, &heard, "announce"), "Statut\u00a0: En cours d'analyse");
    assert_silent_on(text_to(fixture, &heard, "announce"), "Next Update");
    incident_free(after);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guide_messages),
        cmocka_unit_test(test_closing),
        cmocka_unit_test(test_quiet_ends),
        cmocka_unit_test(test_estimates),
        cmocka_unit_test(test_passed_estimate_is_asked_for),
        cmocka_unit_test(test_french),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

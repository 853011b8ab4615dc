/* The three messages of the Workflow Guide, label by label, and the closing notice. */
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
    struct incident *after = fixture_incident(1);
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

    after->milestones[MILESTONE_RESOLVED] = T0 + MINUTES(50);
    after->milestones[MILESTONE_RECOVERED] = T0 + MINUTES(50);
    after->restored_ms = MINUTES(50);
    after->down_since = 0;
    heard = hear(fixture, after, after, resolved);
    assert_lines(text_to(fixture, &heard, "leadership"), resolved_lines);
    assert_silent_on(text_to(fixture, &heard, "leadership"), "not confirmed as restored");

    after->cause = "leak in 4.2";
    fixture_action(after, 1, 0);
    after->milestones[MILESTONE_RECOVERED] = 0;
    heard = hear(fixture, after, after, resolved);
    assert_says(text_to(fixture, &heard, "leadership"), "Root Cause: leak in 4.2");
    assert_says(text_to(fixture, &heard, "leadership"), "#1 add an alert");
    assert_silent_on(text_to(fixture, &heard, "leadership"), "to be decided");
    assert_says(text_to(fixture, &heard, "leadership"), "not confirmed as restored");
    incident_free(after);
    fixture_free(fixture);
}

/* The copy of the chain's head that lies outside is the one before the closing entry. */
static void test_closing_head(void **state) {
    static const struct fact facts[] = {{KIND_CLOSED, NULL, NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(1), *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    before->chain = "c0ffee";
    after->chain = "decade";
    after->version = 4;
    after->closed = true;
    heard = hear(fixture, before, after, facts);
    assert_says(text_to(fixture, &heard, "announce"), "Closed by Ana Alba");
    assert_says(text_to(fixture, &heard, "announce"), "version 3: c0ffee");
    assert_silent_on(text_to(fixture, &heard, "announce"), "decade");
    incident_free(before);
    incident_free(after);
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
    assert_says(text_to(fixture, &heard, "announce"), "Statut : En cours d'analyse");
    assert_silent_on(text_to(fixture, &heard, "announce"), "Next Update");
    incident_free(after);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guide_messages),
        cmocka_unit_test(test_closing_head),
        cmocka_unit_test(test_french),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

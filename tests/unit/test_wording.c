/* What the messages say, to whom it is worded how, and what they keep to themselves. */
#include "hearing.h"

static void test_warning(void **state) {
    static const struct fact facts[] = {
        {KIND_WARNED, "{'deadline':'update','ref':0,'due':1759133700000}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    after->roles[after->nroles++] =
        (struct role_holder){"communications-lead", "console:cleo", T0};
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard), "incident:warning");
    assert_string_equal(heard.notices[0].guard.deadline, "update");
    assert_int_equal(heard.notices[0].guard.step, STEP_WARN);
    text = text_to(fixture, &heard, "incident");
    assert_says(text, "cleo"); /* the communications lead comes before the commander */
    assert_says(text, "update what we know now");
    incident_free(after);
    fixture_free(fixture);
}

static void test_reminder_words(void **state) {
    static const struct {
        const char *deadline;
        int64_t ago; /* how long ago it was due */
        int done, step;
        int64_t late, missed; /* as the entry has them */
        bool commanded;
        const char *says, *silent_on;
    } cases[] = {
        {"update", 0, STEP_WARN, 0, 0, 1, true, "console:ana: this is for you", "late"},
        {"update", 0, STEP_WARN, 0, 0, 1, true, "Update due", "overdue"},
        {"update", 0, STEP_WARN, 0, 0, 1, false, "Everyone in this channel", NULL},
        {"update", 60000, STEP_WARN, 0, 60000, 1, true, "Update due", "missed"},
        {"update", 60001, STEP_WARN, 0, 60001, 1, true, "1 update was missed",
         "updates were"},
        {"update", MINUTES(47), STEP_NONE, 5, 0, 3, true,
         "47 min late; 3 updates were missed", NULL},
        {"update", MINUTES(10), STEP_NUDGE, 2, 0, 1, true, "5 min late; 1 update", NULL},
        {"update", MINUTES(5), STEP_NUDGE, 1, 0, 1, true, "5 min overdue", "late"},
        {"update", MINUTES(62), 3, 6, MINUTES(2), 5, true, "2 min late; 5 updates", NULL},
        {"update", MINUTES(5), STEP_NUDGE, 1, 0, 1, true,
         "Incident Commander: console:ana", "nobody"},
        {"update", MINUTES(5), STEP_NUDGE, 1, 0, 1, false,
         "Incident Commander: nobody holds this role", NULL},
        {"acknowledge", 0, STEP_NONE, 0, 0, 1, false, "type ack", "update"},
        {"command", 0, STEP_NONE, 0, 0, 1, false, "role take", "update"},
        {"resolve", MINUTES(2), STEP_NONE, 0, 0, 1, true, "2 min late.", "missed"},
        {"resolve", 0, STEP_NONE, 0, 0, 1, true, "resolve what fixed it", NULL},
        {"verify", 0, STEP_NONE, 0, 0, 1, true, "verify how it was checked", NULL},
        {"action", 0, STEP_NONE, 0, 0, 1, true, "Action #7: add an alert", NULL},
        {"action", 0, STEP_NONE, 0, 0, 1, true, "slack:U2: this is for you", "ana"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        int64_t due = fixture->world.now - cases[i].ago;
        int64_t ref = text_equal(cases[i].deadline, "action") ? 7 : 0;
        const struct fact facts[] = {
            {KIND_MISSED,
             arena_printf(fixture->arena,
                          "{'deadline':'%s','ref':%d,'due':%lld,'step':%d,'late':%lld,"
                          "'missed':%lld}",
                          cases[i].deadline, (int)ref, (long long)due, cases[i].step,
                          (long long)cases[i].late, (long long)cases[i].missed),
             NULL},
            {0}};
        struct heard heard;
        const char *text;

        fixture_action(incident, 7, T0);
        incident->nroles = cases[i].commanded ? 1 : 0;
        if (cases[i].done != STEP_NONE) {
            fixture_climbed(incident, cases[i].deadline, ref, due, cases[i].done);
        }
        heard = hear(fixture, incident, incident, facts);
        text = text_to(fixture, &heard, "incident");
        assert_says(text, cases[i].says);
        if (cases[i].silent_on != NULL) {
            assert_silent_on(text, cases[i].silent_on);
        }
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* In its own channel no id is typed; elsewhere it is, and the channel is named. */
static void test_here_and_elsewhere(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':3}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    after->places[0] = (struct bound_place){"console", "console:#inc-1", false};
    after->nplaces = 1;
    heard = hear(fixture, after, after, facts);
    assert_says(text_to(fixture, &heard, "incident"), "update what we know now");
    assert_silent_on(text_to(fixture, &heard, "incident"), "#inc-1");
    assert_says(text_to(fixture, &heard, "leadership"),
                "update INC-2025-09-29-001 what we know now");
    assert_says(text_to(fixture, &heard, "leadership"), "#inc-1");
    incident_free(after);
    fixture_free(fixture);
}

/* ---- the three messages of the Workflow Guide, label by label -------------------- */

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
static const char *const resolved_lines[] = {"INCIDENT RESOLVED - payments",
                                             "Status: Resolved",
                                             "Resolution Time: ",
                                             "Duration: ",
                                             "Summary: Cards are refused - pool doubled",
                                             "Root Cause: Under investigation",
                                             "Prevention: to be decided in the review",
                                             "We apologize for the inconvenience. If you "
                                             "continue to experience issues, please "
                                             "contact support: help@example.org.",
                                             NULL};

static void test_guide_messages(void **state) {
    static const struct fact opened[] = {{KIND_OPENED, "{}", NULL}, {0}};
    static const struct fact update[] = {{KIND_UPDATE, NULL, "{'update':'pool is full'}"},
                                         {0}};
    static const struct fact resolved[] = {
        {KIND_RESOLVED, NULL, "{'resolution':'pool doubled'}"}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    after->services[after->nservices++] = "cards";
    heard = hear(fixture, NULL, after, opened);
    assert_lines(text_to(fixture, &heard, "announce"), opened_lines);
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
    assert_says(text_to(fixture, &heard, "announce"), "version 3: c0ffee");
    assert_silent_on(text_to(fixture, &heard, "announce"), "decade");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

static void test_restricted(void **state) {
    static const struct fact cases[][3] = {
        {{KIND_OPENED, "{}", "{'summary':'Cards are refused'}"}},
        {{KIND_SEVERITY, "{'from':3,'to':1}", "{'reason':'Cards leak'}"}},
        {{KIND_RESOLVED, NULL, "{'resolution':'Cards replaced'}"}},
        {{KIND_ESCALATED, "{'to':'leadership'}", "{'reason':'Cards leak'}"}},
        {{KIND_MISSED, "{'deadline':'update','due':5,'step':3}", NULL}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        struct heard heard;

        after->restricted = true;
        heard = hear(fixture, i == 0 ? NULL : after, after, cases[i]);
        for (size_t k = 0; k < heard.n; k++) {
            const struct notice *notice = &heard.notices[k];
            const char *text = markup_plain(fixture->arena, notice->body);
            bool outside = text_equal(notice->audience, "announce") ||
                           text_equal(notice->audience, "leadership");

            assert_int_equal(text_equal(notice->message, "restricted"), outside);
            if (outside) {
                assert_says(text, "INC-2025-09-29-001 is a restricted incident: Sev1");
                assert_silent_on(text, "Cards");
                assert_silent_on(text, "payments");
                assert_silent_on(text, "ana");
                assert_int_equal(strstr(text, "attention") != NULL, notice->urgent);
            }
        }
        text_to(fixture, &heard, "leadership");
        incident_free(after);
        fixture_free(fixture);
    }
}

static bool has_node(const json_t *tree, const char *kind, const char *value) {
    size_t index;
    json_t *node;

    json_array_foreach(tree, index, node) {
        if ((text_equal(jsonx_string(node, "k", ""), kind) &&
             text_equal(jsonx_string(node, "s", ""), value)) ||
            has_node(json_object_get(node, "c"), kind, value)) {
            return true;
        }
    }
    return false;
}

static void test_text_is_data(void **state) {
    static const struct fact facts[] = {
        {KIND_UPDATE, NULL,
         "{'update':'<@console:all> {{id}} *x*\\n# head','by':'Mallory','id':'no'}"},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    after->summary = "<@console:all> `x` {{{severity.name}}}";
    heard = hear(fixture, after, after, facts);
    text = text_to(fixture, &heard, "incident");
    assert_says(text, "<@console:all> {{id}} *x*\n# head");
    assert_says(text, "<@console:all> `x` {{{severity.name}}}");
    assert_false(has_node(heard.notices[0].body, "m", "console:all"));
    assert_silent_on(text, "Mallory");
    incident_free(after);
    fixture_free(fixture);
}

/* An actor that could end its token is plain text. */
static void test_odd_actor(void **state) {
    static const struct fact facts[] = {
        {KIND_ROLE, "{'role':'scribe','to':'console:a> *b*'}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard = hear(fixture, after, after, facts);

    (void)state;
    assert_says(text_to(fixture, &heard, "incident"), "console:a> *b*");
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
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_reminder_words),
        cmocka_unit_test(test_here_and_elsewhere),
        cmocka_unit_test(test_guide_messages),
        cmocka_unit_test(test_closing_head),
        cmocka_unit_test(test_restricted),
        cmocka_unit_test(test_text_is_data),
        cmocka_unit_test(test_odd_actor),
        cmocka_unit_test(test_french),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

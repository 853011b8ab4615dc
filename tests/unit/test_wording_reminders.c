/* test_wording_reminders.c: how reminders are worded, and for whom. */
#include "core/markup_text.h"
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
        int step;
        int64_t late, missed; /* as the entry has them */
        bool commanded;
        const char *says, *silent_on;
    } cases[] = {
        {"update", 0, 0, 0, 1, true, "console:ana: Sev1 (Critical)", "late"},
        {"update", 0, 0, 0, 1, true, "Update due", "overdue"},
        {"update", 0, 0, 0, 1, true, "No update for 30 min.", "acknowledge"},
        {"update", 0, 0, 0, 1, false, "console:ana, slack:U9: Sev1 (Critical)", "nobody"},
        {"update", 60000, 0, 60000, 1, true, "Update due", "missed"},
        {"update", 60001, 0, 60001, 1, true, "1 update was missed", "updates were"},
        {"update", 30000, 0, 0, 1, true, "Update due", "overdue"},
        {"update", MINUTES(2), 0, MINUTES(2), 0, true, "2 min late.", "missed"},
        {"update", MINUTES(47), 0, MINUTES(47), 3, true,
         "47 min late; 3 updates were missed", "goes up"},
        {"update", MINUTES(5), 3, 0, 1, true, "5 min overdue", "late"},
        {"update", MINUTES(5), 3, 0, 1, true, "console:cleo: Sev1", "nobody"},
        {"update", MINUTES(5), 3, 0, 1, true, "so it goes up to leadership", "again"},
        {"update", MINUTES(5), 2, 0, 1, true, "so it goes up to the Deputy Commander",
         "again"},
        {"update", MINUTES(35), 4, 0, 1, true, "Asked again: no answer from Ana Alba.",
         "has spoken"},
        {"verify", MINUTES(35), 4, 0, 1, true, "console:ana", "goes up"},
        {"verify", MINUTES(35), 3, 0, 1, true,
         "No answer from Ana Alba yet, so it goes up to leadership", "again"},
        {"resolve", MINUTES(35), 4, 0, 1, true, "nobody has spoken for", "goes up"},
        {"update", MINUTES(5), 3, 0, 1, true, "No answer from Ana Alba yet", "says"},
        {"acknowledge", 0, 0, 0, 1, false, "type ack", "update"},
        {"command", 0, 0, 0, 1, false, "role take", "update"},
        {"resolve", MINUTES(2), 0, MINUTES(2), 1, true, "2 min late.", "missed"},
        {"resolve", 0, 0, 0, 1, true, "resolve what fixed it", NULL},
        {"conclude", 0, 0, 0, 1, true, "The service is back, but it is not resolved",
         "late"},
        {"restore", 0, 0, 0, 1, true, "restore what is back", "late"},
        {"verify", 0, 0, 0, 1, true, "verify how it was checked", NULL},
        {"close", 0, 0, 0, 1, true, "but it is still open", "late"},
        {"action", 0, 0, 0, 1, true, "Action #7 is due: add an alert", NULL},
        {"action", 0, 0, 0, 1, true, "slack:U2: Sev1", "ana"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        int64_t ref = text_equal(cases[i].deadline, "action") ? 7 : 0;
        const struct fact facts[] = {
            {KIND_MISSED,
             arena_printf(fixture->arena,
                          "{'deadline':'%s','ref':%d,'due':%lld,'step':%d,'late':%lld,"
                          "'missed':%lld}",
                          cases[i].deadline, (int)ref,
                          (long long)(T0 + MINUTES(30) - cases[i].ago), cases[i].step,
                          (long long)cases[i].late, (long long)cases[i].missed),
             NULL},
            {0}};
        struct heard heard;
        const char *text;

        fixture->directory.people = fixture_oncall;
        fixture->directory.npeople = 3;
        fixture->world.now = T0 + MINUTES(30);
        fixture->world.networks = NULL;
        fixture_action(incident, 7, T0);
        incident->nroles = cases[i].commanded ? 1 : 0;
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

/* What is due together has a sentence each and one command; the mention comes first. */
static void test_one_moment(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'acknowledge','due':1759133700000,'step':0}", NULL},
        {KIND_MISSED, "{'deadline':'update','due':1759133700000,'step':0}", NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    after->nroles = 0;
    fixture->world.now = T0 + MINUTES(15);
    heard = hear(fixture, after, after, facts);
    assert_string_equal(
        text_to(fixture, &heard, "incident"),
        "Update due: INC-2025-09-29-001\n"
        "console:ana: Sev1 (Critical), Detection: Cards are refused\n"
        "No update for 15 min. Nobody has acknowledged it.\n"
        "Type update what we know now. It acknowledges as well. That nothing is new is "
        "worth saying too.");
    incident_free(after);
    fixture_free(fixture);
}

/* Resolved under a policy that waits for the restoration: that is what is missing, and an
 * update would not end it. */
static void test_resolved_not_restored(void **state) {
    static const struct fact due[] = {
        {KIND_MISSED, "{'deadline':'update','due':1759133700000,'step':0}", NULL}, {0}};
    static const struct fact both[] = {
        {KIND_MISSED, "{'deadline':'update','due':1759133700000,'step':0}", NULL},
        {KIND_MISSED, "{'deadline':'restore','due':1759133700000,'step':0}", NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    after->milestones[MILESTONE_RESOLVED] = T0;
    after->cadence.base = T0 + MINUTES(5); /* an update came after it */
    fixture->world.now = T0 + MINUTES(20);
    heard = hear(fixture, after, after, due);
    text = text_to(fixture, &heard, "incident");
    assert_says(text, "Resolved, not restored: INC-2025-09-29-001");
    assert_says(text,
                "It was resolved 20 min ago, and nobody has said that the service is "
                "back.\nWhen it works, type restore how you know. When it does not: "
                "update what is still missing");
    assert_silent_on(text, "No update for");
    heard = hear(fixture, after, after, both);
    assert_silent_on(text_to(fixture, &heard, "incident"), "It was resolved");
    after->milestones[MILESTONE_RECOVERED] = T0;
    heard = hear(fixture, after, after, due);
    assert_says(text_to(fixture, &heard, "incident"), "No update for 15 min.");
    incident_free(after);
    fixture_free(fixture);
}

/* Asked in person one is not called by a mention; nobody else is either. */
static void test_in_person(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':1759133700000,'step':0}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    size_t persons = 0;

    (void)state;
    fixture->directory.people = fixture_oncall;
    fixture->directory.npeople = 3;
    fixture->world.networks = NULL;
    after->nroles = 0;
    fixture->world.now = T0 + MINUTES(15);
    heard = hear(fixture, after, after, facts);
    assert_says(text_to(fixture, &heard, "incident"), "console:ana, slack:U9: Sev1");
    for (size_t i = 0; i < heard.n; i++) {
        if (heard.notices[i].person != NULL) {
            const char *text = markup_plain(fixture->arena, heard.notices[i].body);

            assert_says(text, "\nSev1 (Critical), Detection: Cards are refused\n");
            persons++;
        }
    }
    assert_int_equal(persons, 2); /* who declared it, and the on-call */
    /* Restricted: the same without the contents. */
    after->restricted = true;
    after->open_channel = false;
    heard = hear(fixture, after, after, facts);
    assert_says(text_to(fixture, &heard, "person"), "INC-2025-09-29-001");
    for (size_t i = 0; i < heard.n; i++) {
        if (heard.notices[i].person != NULL) {
            assert_silent_on(markup_plain(fixture->arena, heard.notices[i].body), "U9: ");
        }
    }
    incident_free(after);
    fixture_free(fixture);
}

/* Outsiders learn how it stands and whom to ask, not in which phase those are who work. */
static void test_outsiders_know_whom_to_ask(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':3}", NULL}, {0}};
    static const struct fact phase[] = {
        {KIND_PHASE, "{'from':'detection','to':'triage'}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1), *before;
    struct heard heard;
    const char *text;

    (void)state;
    after->restricted = true;
    after->open_channel = false;
    heard = hear(fixture, after, after, facts);
    text = text_to(fixture, &heard, "leadership");
    assert_says(text, "Sev1 (Critical), Investigating.");
    assert_silent_on(text, "Detection");
    assert_says(text, "Please ask its commander, ");
    after->nroles = 0;
    heard = hear(fixture, after, after, facts);
    text = text_to(fixture, &heard, "leadership");
    assert_says(text, "Nobody commands it yet. Who may read it can take it: "
                      "INC-2025-09-29-001 role take");
    assert_silent_on(text, "ask its commander");
    /* A phase is no news to them. */
    before = incident_clone(after);
    after->phase = "triage";
    heard = hear(fixture, before, after, phase);
    for (size_t i = 0; i < heard.n; i++) {
        assert_string_equal(heard.notices[i].audience, AUDIENCE_INCIDENT);
    }
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

/* An estimate that has passed is asked for anew, once; one that has not is not. */
static void test_passed_estimate(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':1759133700000,'step':0}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    fixture->world.now = T0 + MINUTES(15);
    after->eta = T0 + MINUTES(15);
    heard = hear(fixture, after, after, facts);
    text = strstr(text_to(fixture, &heard, "incident"), "has passed");
    assert_non_null(text);
    assert_silent_on(text + 1, "has passed");
    after->eta++;
    heard = hear(fixture, after, after, facts);
    assert_silent_on(text_to(fixture, &heard, "incident"), "has passed");
    incident_free(after);
    fixture_free(fixture);
}

/* After downtime nobody is blamed for not having answered. */
static void test_away(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED,
         "{'deadline':'update','due':1759133700000,'step':0,'late':3600000,'missed':5,"
         "'away_from':1759133000000,'away_to':1759137300000}",
         NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    fixture->world.now = INT64_C(1759137300000);
    heard = hear(fixture, after, after, facts);
    text = text_to(fixture, &heard, "incident");
    assert_says(text, "tocsin was away from ");
    assert_says(text, "so this comes late; 5 updates were missed.");
    assert_silent_on(text, "answer");
    incident_free(after);
    fixture_free(fixture);
}

/* Who is called because one deadline climbs reads first of that one, and what ends it. */
static void test_what_climbs_comes_first(void **state) {
    static const struct {
        struct fact facts[3];
        const char *audience, *says, *silent_on;
    } cases[] = {
        {{{KIND_MISSED, "{'deadline':'command','due':1759134600000,'step':3}", NULL},
          {KIND_MISSED, "{'deadline':'update','due':1759134900000,'step':0}", NULL}},
         "leadership",
         "No commander: INC-2025-09-29-001, 5 min overdue\n",
         "Type update"},
        {{{KIND_MISSED, "{'deadline':'command','due':1759134600000,'step':3}", NULL},
          {KIND_MISSED, "{'deadline':'update','due':1759134900000,'step':0}", NULL}},
         "leadership",
         "\nNobody is in command. No update for ",
         "\nNobody is in command.\n"},
        {{{KIND_MISSED, "{'deadline':'command','due':1759134600000,'step':0}", NULL},
          {KIND_WARNED, "{'deadline':'update','due':1759135000000}", NULL}},
         "incident",
         "No commander: INC-2025-09-29-001, 5 min overdue\n",
         "Type update"},
        /* asked again at the last rung, and another one reaches it */
        {{{KIND_MISSED, "{'deadline':'command','due':1759134600000,'step':5}", NULL},
          {KIND_MISSED, "{'deadline':'update','due':1759134600000,'step':3}", NULL}},
         "leadership",
         "Update due: INC-2025-09-29-001, 5 min overdue\n",
         "role take"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        struct heard heard;
        const char *text;

        after->nroles = 0;
        fixture->world.now = 1759134900000;
        heard = hear(fixture, after, after, cases[i].facts);
        text = text_to(fixture, &heard, cases[i].audience);
        assert_says(text, cases[i].says);
        assert_silent_on(text, cases[i].silent_on);
        incident_free(after);
        fixture_free(fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_climbs_comes_first),
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_reminder_words),
        cmocka_unit_test(test_one_moment),
        cmocka_unit_test(test_passed_estimate),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_resolved_not_restored),
        cmocka_unit_test(test_in_person),
        cmocka_unit_test(test_outsiders_know_whom_to_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

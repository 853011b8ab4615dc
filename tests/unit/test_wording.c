/* How the messages are worded, for whom, and what they keep to themselves. */
#include "core/markup_text.h"
#include "core/view.h"
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

/* Leadership is told who did not answer and whom to call: the channel knows. */
static void test_leadership_knows_whom_to_call(void **state) {
    static const struct {
        const char *deadline;
        int step;
        bool commanded;
        const char *says, *silent_on;
    } cases[] = {
        {"update", 3, true, "No answer from Ana Alba yet", "Nobody"},
        {"update", 3, true, "Commander: Ana Alba", "Nobody"},
        {"update", 4, true, "no answer from Ana Alba.\nCommander: Ana Alba", "Nobody"},
        {"update", 4, false, "\nNobody is in command.", "Commander:"},
        {"command", 4, false, "Nobody is in command.", "\nNobody is in command.\nType"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        const struct fact facts[] = {
            {KIND_MISSED,
             arena_printf(fixture->arena, "{'deadline':'%s','due':5,'step':%d}",
                          cases[i].deadline, cases[i].step),
             NULL},
            {0}};
        struct heard heard;

        fixture->directory.people = fixture_oncall;
        fixture->directory.npeople = 3;
        after->nroles = cases[i].commanded ? 1 : 0;
        heard = hear(fixture, after, after, facts);
        assert_says(text_to(fixture, &heard, "leadership"), cases[i].says);
        assert_silent_on(text_to(fixture, &heard, "leadership"), cases[i].silent_on);
        assert_silent_on(text_to(fixture, &heard, "incident"), "Commander:");
        incident_free(after);
        fixture_free(fixture);
    }
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

/* Nobody assesses what is over. */
static void test_impact_of_what_is_over(void **state) {
    static const struct fact facts[] = {{KIND_SEVERITY, "{'from':3,'to':1}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    after->impact = NULL;
    heard = hear(fixture, after, after, facts);
    assert_says(text_to(fixture, &heard, "incident"), "Impact: being assessed");
    after->milestones[MILESTONE_RESOLVED] = T0;
    heard = hear(fixture, after, after, facts);
    assert_silent_on(text_to(fixture, &heard, "incident"), "Impact");
    incident_free(after);
    fixture_free(fixture);
}

/* What a role means is said to whom it was given first, and to nobody else. */
static void test_what_a_role_means(void **state) {
    static const struct {
        const char *data;
        bool means;
    } cases[] = {
        {"{'role':'commander','to':'console:ben'}", true},
        {"{'role':'commander','to':'console:ana'}", false}, /* takes it */
        {"{'role':'commander','to':'console:ben','from':'console:cleo'}", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {{KIND_ROLE, cases[i].data, NULL}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        struct heard heard = hear(fixture, after, after, facts);
        const char *text = text_to(fixture, &heard, "incident");

        assert_int_equal(strstr(text, "What it means") != NULL, cases[i].means);
        incident_free(after);
        fixture_free(fixture);
    }
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

static void test_severity_words(void **state) {
    static const struct {
        int severity;
        const char *data, *says;
    } cases[] = {
        {1, "{'from':3,'to':1}",
         "Severity raised: INC-2025-09-29-001 is now Sev1 (Critical)"},
        {3, "{'from':1,'to':3}",
         "Severity lowered: INC-2025-09-29-001 is now Sev3 (Medium)"},
        {1, "{'from':3,'to':1}", "It was Sev3 (Medium). Ana Alba changed it: r"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(cases[i].severity);
        const struct fact facts[] = {{KIND_SEVERITY, cases[i].data, "{'reason':'r'}"},
                                     {0}};
        struct heard heard = hear(fixture, incident, incident, facts);

        assert_says(text_to(fixture, &heard, "announce"), cases[i].says);
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* Status is the furthest that was reached. */
static void test_status(void **state) {
    static const struct {
        enum milestone reached[3]; /* DETECTED: no more */
        bool closed;
        const char *status;
    } cases[] = {
        {{MILESTONE_DETECTED}, false, "Investigating"},
        {{MILESTONE_CONTAINED}, false, "Contained"},
        {{MILESTONE_CONTAINED, MILESTONE_MITIGATED}, false, "Mitigated"},
        {{MILESTONE_MITIGATED, MILESTONE_RESOLVED},
         false,
         "Resolved, restoration not confirmed"},
        {{MILESTONE_MITIGATED, MILESTONE_RECOVERED}, false, "Service restored"},
        {{MILESTONE_RESOLVED, MILESTONE_RECOVERED, MILESTONE_VERIFIED},
         false,
         "Resolved and verified"},
        {{MILESTONE_RECOVERED, MILESTONE_RESOLVED}, false, "Resolved"},
        {{MILESTONE_VERIFIED}, true, "Closed"},
    };
    struct fixture *fixture = fixture_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = fixture_incident(1);
        json_t *view;

        for (size_t k = 0; k < 3; k++) {
            incident->milestones[cases[i].reached[k]] = T0;
        }
        incident->closed = cases[i].closed;
        view = incident_view(fixture->arena, &fixture->world, incident);
        assert_string_equal(jsonx_string(view, "status", ""), cases[i].status);
        json_decref(view);
        incident_free(incident);
    }
    fixture_free(fixture);
}

/* The pinned summary of what is over says which end it had. */
static void test_summary_of_what_is_over(void **state) {
    static const struct {
        enum milestone reached[2];
        const char *status, *next;
    } cases[] = {
        {{MILESTONE_RECOVERED, MILESTONE_RECOVERED},
         "Status: Service restored",
         "Next Update: none planned, the service is restored"},
        {{MILESTONE_RESOLVED, MILESTONE_RECOVERED},
         "Status: Resolved (",
         "Next Update: none planned, it is resolved"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        const char *text;

        for (size_t k = 0; k < 2; k++) {
            incident->milestones[cases[i].reached[k]] = T0;
        }
        text = markup_plain(
            fixture->arena,
            arena_json(fixture->arena, mirror_render(fixture->arena, &fixture->world,
                                                     incident, "summary")));
        assert_says(text, cases[i].status);
        assert_says(text, cases[i].next);
        incident_free(incident);
        fixture_free(fixture);
    }
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
        struct incident *before = fixture_incident(2), *after = fixture_incident(1);
        struct heard heard;

        before->restricted = after->restricted = true;
        heard = hear(fixture, i == 0 ? NULL : before, after, cases[i]);
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
                assert_int_equal(strstr(text, "Please ask its commander") != NULL,
                                 notice->urgent);
            }
        }
        text_to(fixture, &heard, "leadership");
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Outside, what changes nothing that may be known is not said at all. */
static void test_restricted_quiet(void **state) {
    static const struct fact update[] = {{KIND_UPDATE, NULL, "{'update':'Cards leak'}"},
                                         {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(1), *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    heard = hear(fixture, before, after, update);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:update announce:update");
    before->restricted = after->restricted = true;
    heard = hear(fixture, before, after, update);
    assert_string_equal(written(fixture->arena, &heard), "incident:update");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
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
        {KIND_ROLE, "{'role':'scribe','to':'console:a><@console:all'}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard = hear(fixture, after, after, facts);

    (void)state;
    assert_says(text_to(fixture, &heard, "incident"), "console:a><@console:all is now");
    assert_false(has_node(heard.notices[0].body, "m", "console:all"));
    incident_free(after);
    fixture_free(fixture);
}

/* Who lost a role to somebody else hears it in person, at once; who gave it away does
 * not. Of a restricted incident nothing is told but that. */
static void test_displaced(void **state) {
    static const struct {
        const char *data;
        bool restricted;
        const char *written, *says;
    } cases[] = {
        {"{'role':'commander','from':'console:ben','to':'console:cleo'}", false,
         "person@console:ben:displaced! incident:role",
         "you are no longer Incident Commander"},
        {"{'role':'commander','from':'console:ben','to':'console:cleo'}", true,
         "person@console:ben:displaced! incident:role",
         "you are no longer Incident Commander"},
        {"{'role':'commander','from':'console:ben','to':'console:ana'}", false,
         "person@console:ben:displaced! incident:role", "has taken it over"},
        {"{'role':'commander','from':'console:ana','to':'console:cleo'}", false,
         "incident:role", NULL},
        {"{'role':'commander','to':'console:cleo'}", false, "incident:role", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {
            {KIND_ROLE, cases[i].data, "{'note':'the vault is open'}"}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        struct heard heard;

        after->restricted = cases[i].restricted;
        heard = hear(fixture, after, after, facts);
        assert_string_equal(written(fixture->arena, &heard), cases[i].written);
        if (cases[i].says != NULL) {
            const char *text = text_to(fixture, &heard, "person");

            assert_says(text, cases[i].says);
            assert_says(text, after->id);
            assert_silent_on(text, "vault");
            assert_silent_on(text, after->summary);
        }
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Nobody can be counted on for an action that they have not heard of: who works on it is
 * called in the channel, who does not hears it in person, who may not read the incident
 * hears that there is one and nothing of it. */
static void test_owner(void **state) {
    static const struct {
        const char *owner;
        bool works, restricted, open_channel, silent;
        const char *written, *says;
    } cases[] = {
        {"console:ben", true, false, false, false, "incident:action",
         "console:ben has action #1 from Ana Alba, due 2025-09-29T10:30:00Z: call the "
         "bank"},
        {"console:ben", false, false, false, false, "person@console:ben:action!",
         "you have action #1 from Ana Alba, due 2025-09-29T10:30:00Z: call the bank"},
        {"console:ben", true, true, false, false, "incident:action", "call the bank"},
        {"console:ben", true, true, true, false, "person@console:ben:action!",
         "call the bank"},
        {"console:ben", true, false, false, true, "person@console:ben:action!",
         "call the bank"},
        {"console:ben", false, true, false, false, "person@console:ben:restricted!",
         "Ana Alba gave you action #1 of it, due"},
        {"console:ana", true, false, false, false, "", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        const struct fact facts[] = {
            {KIND_ACTION_ADDED,
             arena_printf(fixture->arena, "{'number':1,'owner':'%s','due':1759141800000}",
                          cases[i].owner),
             "{'title':'call the bank'}"},
            {0}};
        struct incident *after = fixture_incident(1);
        struct heard heard;

        after->restricted = cases[i].restricted;
        after->open_channel = cases[i].open_channel;
        if (cases[i].works) {
            after->roles[after->nroles++] =
                (struct role_holder){"scribe", cases[i].owner, T0};
        }
        if (cases[i].silent) {
            after->places[after->nplaces++] =
                (struct bound_place){"console", "console:#inc", false};
            after->silent[after->nsilent++] = "console:#inc";
        }
        heard = hear(fixture, after, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].written)) {
            fail_msg("case %zu: %s", i, written(fixture->arena, &heard));
        }
        if (cases[i].says != NULL) {
            const char *text = markup_plain(fixture->arena, heard.notices[0].body);

            assert_says(text, cases[i].says);
            if (strstr(cases[i].written, "restricted") != NULL) {
                assert_silent_on(text, "bank");
            }
        }
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Who was told of an action hears that it was taken back, or is open again. */
static void test_owner_back(void **state) {
    static const struct {
        bool had, has;
        const char *says; /* NULL: nothing is said */
    } cases[] = {
        {true, false,
         "action #1 (add an alert) is no longer for you: Ana Alba took it back"},
        {false, true, "action #1 (add an alert) of yours is open again"},
        {true, true, NULL},
    };
    static const struct fact facts[] = {
        {KIND_UNDONE, "{'from':4,'to':4,'kind':'action.added'}", NULL}, {0}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        struct heard heard;

        if (cases[i].had) {
            fixture_action(before, 1, 0);
            before->actions[0].owner = "console:ben";
        }
        if (cases[i].has) {
            fixture_action(after, 1, 0);
            after->actions[0].owner = "console:ben";
        }
        heard = hear(fixture, before, after, facts);
        if (cases[i].says == NULL) {
            assert_string_equal(written(fixture->arena, &heard), "");
        } else {
            assert_string_equal(written(fixture->arena, &heard),
                                "person@console:ben:action!");
            assert_says(text_to(fixture, &heard, "person"), cases[i].says);
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* And that its title was wrong. */
static void test_owner_corrected(void **state) {
    static const struct fact facts[] = {
        {KIND_CORRECTED, "{'number':4,'kind':'action.added','field':'title'}",
         "{'text':'call the bank'}"},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(1), *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    fixture_action(before, 1, 0);
    fixture_action(after, 1, 0);
    before->actions[0].owner = after->actions[0].owner = "console:ben";
    after->actions[0].title = "call the bank";
    heard = hear(fixture, before, after, facts);
    assert_string_equal(written(fixture->arena, &heard), "person@console:ben:action!");
    assert_says(text_to(fixture, &heard, "person"),
                "action #1 of yours was corrected by Ana Alba: call the bank");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

/* Where the channel is not told, who is given a role hears it in person: they may read it
 * from then on. Who takes one knows it. */
static void test_role_given(void **state) {
    static const struct {
        const char *data;
        bool restricted, open_channel, silent;
        const char *written;
    } cases[] = {
        {"{'role':'commander','to':'console:cleo'}", true, true, false,
         "person@console:cleo:role_given!"},
        {"{'role':'commander','from':'console:ana','to':'console:cleo','handoff':true}",
         true, true, false, "person@console:cleo:role_given!"},
        {"{'role':'commander','from':'console:ben','to':'console:cleo'}", true, true,
         false, "person@console:ben:displaced! person@console:cleo:role_given!"},
        {"{'role':'scribe','to':'console:ana'}", true, true, false, ""},
        {"{'role':'commander','to':'console:cleo'}", true, false, false, "incident:role"},
        {"{'role':'commander','to':'console:cleo'}", true, false, true,
         "person@console:cleo:role_given! incident:role"},
        {"{'role':'commander','to':'console:cleo'}", false, true, false, "incident:role"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {
            {KIND_ROLE, cases[i].data, "{'note':'the vault is open'}"}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        struct heard heard;

        after->restricted = cases[i].restricted;
        after->open_channel = cases[i].open_channel;
        if (cases[i].silent) {
            after->places[after->nplaces++] =
                (struct bound_place){"console", "console:#inc", false};
            after->silent[after->nsilent++] = "console:#inc";
        }
        after->roles[after->nroles++] =
            (struct role_holder){"deputy", "console:cleo", T0}; /* may read it */
        heard = hear(fixture, after, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].written)) {
            fail_msg("case %zu: %s", i, written(fixture->arena, &heard));
        }
        if (i == 0) {
            const char *text = text_to(fixture, &heard, "person");

            assert_says(text, "you are Incident Commander now. Ana Alba gave you the "
                              "role: the vault is open\nWhat it means: ");
            assert_says(text, "To read it: show INC-2025-09-29-001");
        }
        incident_free(after);
        fixture_free(fixture);
    }
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
        cmocka_unit_test(test_role_given),
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_owner_back),
        cmocka_unit_test(test_owner_corrected),
        cmocka_unit_test(test_what_climbs_comes_first),
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_reminder_words),
        cmocka_unit_test(test_one_moment),
        cmocka_unit_test(test_passed_estimate),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_here_and_elsewhere),
        cmocka_unit_test(test_severity_words),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_summary_of_what_is_over),
        cmocka_unit_test(test_restricted),
        cmocka_unit_test(test_restricted_quiet),
        cmocka_unit_test(test_text_is_data),
        cmocka_unit_test(test_odd_actor),
        cmocka_unit_test(test_displaced),
        cmocka_unit_test(test_leadership_knows_whom_to_call),
        cmocka_unit_test(test_resolved_not_restored),
        cmocka_unit_test(test_in_person),
        cmocka_unit_test(test_outsiders_know_whom_to_ask),
        cmocka_unit_test(test_impact_of_what_is_over),
        cmocka_unit_test(test_what_a_role_means),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

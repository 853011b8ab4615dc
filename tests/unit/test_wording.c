/* How the messages are worded, for whom, and what they keep to themselves. */
#include "core/markup_text.h"
#include "core/view.h"
#include "hearing.h"

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
                /* What is news in it: lines that read the same say nothing. */
                assert_int_equal(strstr(text, "Critical, was Sev2)") != NULL, i > 0);
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

/* What the update before said is not said again, but where the policy wants it whole. */
static void test_what_the_last_update_said(void **state) {
    static const struct fact update[] = {{KIND_UPDATE, NULL, "{'update':'we look'}"},
                                         {0}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        struct heard heard;
        const char *text;

        fixture->policy.whole_notices = i == 2;
        before->next = i == 1 ? "drain it" : "restart it";
        before->workaround = i == 1 ? NULL : "use the app";
        after->next = "restart it";
        after->workaround = "use the app";
        heard = hear(fixture, before, after, update);
        text = text_to(fixture, &heard, "announce");
        if (i == 0) {
            assert_silent_on(text, "restart it");
            assert_silent_on(text, "use the app");
        } else {
            assert_says(text, "Next Steps: restart it");
            assert_says(text, "Workaround: use the app");
        }
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_here_and_elsewhere),
        cmocka_unit_test(test_severity_words),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_summary_of_what_is_over),
        cmocka_unit_test(test_restricted),
        cmocka_unit_test(test_restricted_quiet),
        cmocka_unit_test(test_what_the_last_update_said),
        cmocka_unit_test(test_text_is_data),
        cmocka_unit_test(test_odd_actor),
        cmocka_unit_test(test_impact_of_what_is_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

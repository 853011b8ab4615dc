/* What is told outside an incident's channel: that a restriction was lifted, which channel
 * a reader can go to, what the owners of its actions hear. */
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/nearby.h"
#include "core/view.h"
#include "hearing.h"

/* ---- a restriction that was lifted ------------------------------------------------- */

static void test_lifted(void **state) {
    static const struct {
        const char *name;
        int severity, highest;
        bool was, is;
        struct fact facts[2];
        const char *heard;
    } cases[] = {
        {"who would have heard of it",
         1,
         1,
         true,
         false,
         {{KIND_CHANGED, "{'restricted':false,'from':{'restricted':true}}", NULL}},
         "announce:lifted leadership:lifted incident:changed"},
        {"who would not have",
         4,
         4,
         true,
         false,
         {{KIND_CHANGED, "{'restricted':false}", NULL}},
         "announce:lifted incident:changed"},
        {"while it was worse",
         3,
         1,
         true,
         false,
         {{KIND_CHANGED, "{'restricted':false}", NULL}},
         "announce:lifted leadership:lifted incident:changed"},
        {"the restriction itself was taken back",
         1,
         1,
         true,
         false,
         {{KIND_UNDONE, "{'from':3,'to':3,'kinds':['incident.changed']}", NULL}},
         "announce:lifted leadership:lifted incident:undone"},
        {"it never was",
         1,
         1,
         false,
         false,
         {{KIND_CHANGED, "{'type':'outage'}", NULL}},
         "incident:changed"},
        {"it still is",
         1,
         1,
         true,
         true,
         {{KIND_CHANGED, "{'type':'outage'}", NULL}},
         "incident:changed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(cases[i].severity);
        struct incident *after = fixture_incident(cases[i].severity);
        struct heard heard;

        before->restricted = cases[i].was;
        after->restricted = cases[i].is;
        after->severity_highest = cases[i].highest;
        heard = hear(fixture, before, after, cases[i].facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].heard)) {
            fail_msg("%s: %s", cases[i].name, written(fixture->arena, &heard));
        }
        if (i == 0) {
            assert_string_equal(text_to(fixture, &heard, "announce"),
                                "INC-2025-09-29-001 (Sev1, Critical) is no longer "
                                "restricted (Ana Alba), everybody may read it: Cards are "
                                "refused. Investigating.");
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* ---- channels on two networks ------------------------------------------------------ */

static const char *read_in(struct fixture *fixture, const char *markup,
                           const char *place) {
    json_t *tree = arena_json(fixture->arena, markup_parse(markup, strlen(markup)));

    return markup_plain(fixture->arena, nearby_tree(fixture->arena, tree, place));
}

static void test_nearby(void **state) {
    static const char both[] = "Go: *<#console:#inc-1>, <#slack:C1>* now, <#slack:C2>\n";
    static const struct {
        const char *markup, *place, *read;
    } cases[] = {
        {both, "slack:C9", "Go: slack:C1 now, slack:C2"},
        {both, "console:@ana", "Go: console:#inc-1 now, slack:C2"},
        {both, "matrix:!r", "Go: console:#inc-1, slack:C1 now, slack:C2"},
        {both, NULL, "Go: console:#inc-1, slack:C1 now, slack:C2"},
        {"<#slack:C1> and <#console:#inc-1>", "slack:C9", "slack:C1 and console:#inc-1"},
        {"<#console:#inc-1>", "slack:C9", "console:#inc-1"},
    };
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *view;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *want = arena_printf(fixture->arena, "%s", cases[i].read);
        const char *read = read_in(fixture, cases[i].markup, cases[i].place);

        if (!text_equal(read, want)) {
            fail_msg("%zu: %s", i, read);
        }
    }
    /* The view says them the way that is understood here. */
    incident->places[0] = (struct bound_place){"console", "console:#inc-1", false};
    incident->places[1] = (struct bound_place){"paper", "paper:x", true};
    incident->places[2] = (struct bound_place){"slack", "slack:C1", false};
    incident->nplaces = 3;
    view = arena_json(fixture->arena,
                      incident_view(fixture->arena, &fixture->world, incident));
    assert_string_equal(read_in(fixture, jsonx_string(view, "place", ""), "slack:@U1"),
                        "slack:C1");
    assert_string_equal(nearby_place(incident, "slack:U1"), "slack:C1");
    assert_string_equal(nearby_place(incident, "paper:U1"), "console:#inc-1");
    incident->nplaces = 0;
    assert_null(nearby_place(incident, "slack:U1"));
    incident_free(incident);
    fixture_free(fixture);
}

/* ---- owners of actions ------------------------------------------------------------- */

/* Went on in this incident: in person, with the number that it has now. */
static void test_moved_action(void **state) {
    static const struct fact facts[] = {{KIND_ACTION_ADDED,
                                         "{'number':4,'from':'INC-2025-09-28-002','owner'"
                                         ":'slack:U2','due':1759140720000}",
                                         "{'title':'add an alert'}"},
                                        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    /* Also to somebody who works here: they may read neither channel. */
    after->roles[after->nroles++] = (struct role_holder){"scribe", "slack:U2", T0};
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard), "person@slack:U2:action!");
    assert_string_equal(text_to(fixture, &heard, "person"),
                        "INC-2025-09-29-001: your action of INC-2025-09-28-002 goes on "
                        "here as #4, due 2025-09-29T10:12:00Z: add an alert\n"
                        "When it is done: action done 4 in its channel");
    after->restricted = true;
    after->nroles = 1;
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard), "person@slack:U2:restricted!");
    assert_silent_on(text_to(fixture, &heard, "person"), "add an alert");
    incident_free(after);
    fixture_free(fixture);
}

/* Nobody waits for them any more: each owner hears that, who is not in the channel. */
static void test_cancelled_actions(void **state) {
    static const struct fact facts[] = {
        {KIND_CANCELLED, "{}", "{'why':'the probe was broken'}"}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(4), *after = fixture_incident(4);
    struct heard heard;

    (void)state;
    fixture_action(after, 1, 0); /* of slack:U2, who is not in the channel */
    fixture_action(after, 2, 0);
    after->actions[1].owner = "console:ana"; /* who types */
    fixture_action(after, 3, 0);
    after->actions[2].owner = "slack:U2"; /* a second one: told once */
    after->closed = true;
    after->end = END_CANCELLED;
    heard = hear(fixture, before, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "person@slack:U2:cancelled incident:cancelled "
                        "announce:cancelled");
    assert_string_equal(text_to(fixture, &heard, "person"),
                        "INC-2025-09-29-001 (Cards are refused) is cancelled, there was "
                        "no incident: the probe was broken");
    assert_says(text_to(fixture, &heard, "incident"),
                "Actions still open, without reminders from now on: #1 add an alert; #2 "
                "add an alert; #3 add an alert");
    /* In the channel it is read there. */
    after->roles[after->nroles++] = (struct role_holder){"scribe", "slack:U2", T0};
    heard = hear(fixture, before, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:cancelled announce:cancelled");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lifted),
        cmocka_unit_test(test_nearby),
        cmocka_unit_test(test_moved_action),
        cmocka_unit_test(test_cancelled_actions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

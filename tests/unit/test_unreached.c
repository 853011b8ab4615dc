/* What could not be said: who hears of it, once, and where it is said instead. */
#include "hearing.h"

#include "core/fold.h"
#include "core/silent.h"

#define OWN "console:#inc-2025-09-29-001"
#define NUDGE(place)                                                                     \
    "{'delivery':'d','place':'" place "','deadline':'update','ref':0,'due':DUE,"         \
    "'step':0,'also':['command']}"

/* An update is due, and nudged; `also` names a commander, who is there. */
static struct incident *nudged(void) {
    struct incident *incident = fixture_incident(1);

    incident->places[0] = (struct bound_place){"console", OWN, false};
    incident->nplaces = 1;
    incident->climbs = arena_array(incident->arena, 1, sizeof *incident->climbs);
    incident->climbs[0] = (struct climb){"update", 0, M(15), 0, M(15)};
    incident->nclimbs = 1;
    return incident;
}

/* The fact is folded in, and told. */
static struct heard follow(struct fixture *fixture, struct incident *incident,
                           const char *kind, const char *data, const char *text) {
    const struct fact facts[] = {{kind, data, text}, {0}};
    struct incident *before = incident_clone(incident);
    struct error err = {0};
    struct entry entry = {
        .n = incident->version + 1,
        .at = fixture->world.now,
        .actor = "tocsin:bot",
        .kind = kind,
        .data = json_of(fixture->arena, data),
        .text = json_of(fixture->arena, text),
        .known = true,
    };
    struct heard heard;

    if (!incident_apply(incident, &entry, &err)) {
        fail_msg("%s", err.text);
    }
    heard = hear(fixture, before, incident, facts);
    incident_free(before);
    return heard;
}

static const char *due_at(struct fixture *fixture, const char *data) {
    const char *due = strstr(data, "DUE");

    return due == NULL ? data
                       : arena_printf(fixture->arena, "%.*s%lld%s", (int)(due - data),
                                      data, (long long)M(15), due + strlen("DUE"));
}

static void told(void **state) {
    static const struct {
        const char *name, *kind, *data, *heard;
        bool restricted;
    } cases[] = {
        {"a notice in the incident's channel", KIND_DELIVERY_FAILED,
         "{'delivery':'d','place':'" OWN "'}", "announce:unreached!", false},
        {"a reminder in there: whom it asks hears it at once", KIND_NUDGE_FAILED,
         NUDGE(OWN), "person@console:ana:nudge! announce:unreached!", false},
        {"of a restricted one", KIND_NUDGE_FAILED, NUDGE(OWN),
         "person@console:ana:nudge! announce:unreached!", true},
        {"an announce place", KIND_DELIVERY_FAILED,
         "{'delivery':'d','place':'console:#incidents'}",
         "incident:unreached leadership:unreached!", false},
        {"leadership's place: its people in person", KIND_NUDGE_FAILED,
         NUDGE("console:#leadership"),
         "incident:unreached announce:unreached! person@console:cleo:unreached!", false},
        {"a person", KIND_NUDGE_FAILED, NUDGE("console:@ben"), "incident:unreached",
         false},
        {"an archive that does not give the channel back", KIND_STEP_FAILED,
         "{'network':'console','step':'unarchive'}",
         "announce:unreached! incident:step_failed", false},
        {"no channel of a restricted one: who works on it, in person", KIND_PLACE_FAILED,
         "{'network':'console'}",
         "announce:unopened! person@console:ana:unopened! incident:place_failed", true},
        {"no channel of any other: its messages come here instead", KIND_PLACE_FAILED,
         "{'network':'console'}", "incident:place_failed", false},
        {"another step", KIND_STEP_FAILED, "{'network':'console','step':'invite'}",
         "incident:step_failed", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = nudged();
        struct heard heard;

        fixture->world.now = M(15);
        incident->restricted = cases[i].restricted;
        heard = follow(fixture, incident, cases[i].kind, due_at(fixture, cases[i].data),
                       "{'why':'it is archived'}");
        if (!text_equal(written(fixture->arena, &heard), cases[i].heard)) {
            fail_msg("%s: %s", cases[i].name, written(fixture->arena, &heard));
        }
        /* Once, until something gets through. */
        heard = follow(fixture, incident, cases[i].kind, due_at(fixture, cases[i].data),
                       "{'why':'it is archived'}");
        if (strstr(written(fixture->arena, &heard), "unreached") != NULL &&
            !text_equal(cases[i].data, "{'network':'console','step':'invite'}")) {
            fail_msg("%s, again: %s", cases[i].name, written(fixture->arena, &heard));
        }
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* The announce channel reads who is asked and for what, and what to do; of a restricted
 * incident no contents. */
static void words(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = nudged();
    struct heard heard;
    const char *text;

    (void)state;
    fixture->world.now = M(15);
    heard = follow(fixture, incident, KIND_NUDGE_FAILED, due_at(fixture, NUDGE(OWN)),
                   "{'why':'the channel is archived'}");
    text = text_to(fixture, &heard, "announce");
    assert_says(text, "did not take a message: the channel is archived");
    assert_says(text, "No update for 15 min.");
    assert_says(text, "update INC-2025-09-29-001 what we know now");
    assert_silent_on(text, "Cards are refused");
    incident_free(incident);
    fixture_free(fixture);
}

/* Each says which place or person did not hear, and what whoever reads it can do. */
static void which_place(void **state) {
    static const struct {
        const char *data, *audience, *says, *silent_on;
    } cases[] = {
        {"{'delivery':'d','place':'" OWN "'}", "announce",
         "its channel " OWN
         " did not take a message: it is archived.\nUntil it does, what "
         "is said there is said here.",
         "Who reads it"},
        {"{'delivery':'d','place':'console:#incidents'}", "leadership",
         "(Sev1): console:#incidents did not take a message: it is archived.\nWho "
         "reads it has not heard. Please tell them",
         "said here"},
        {"{'delivery':'d','place':'console:@ben'}", "incident",
         "console:ben did not take a message: it is archived.\nThey were to be told in "
         "person. Please call.",
         "Who reads it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = nudged();
        struct heard heard = follow(fixture, incident, KIND_DELIVERY_FAILED,
                                    cases[i].data, "{'why':'it is archived'}");
        const char *text = text_to(fixture, &heard, cases[i].audience);

        assert_says(text, cases[i].says);
        assert_silent_on(text, cases[i].silent_on);
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* No channel, and no announce place that takes messages: leadership hears it, and who works
 * on it in person. Of what is restricted those are told already, and leadership nothing. */
static void nowhere(void **state) {
    static const struct {
        bool restricted;
        const char *opening, *silent;
    } cases[] = {
        {false, "incident:place_failed",
         "leadership:nowhere! person@console:ana:nowhere! person@console:ben:nowhere! "
         "incident:unreached"},
        {true,
         "announce:unopened! person@console:ana:unopened! person@console:ben:unopened! "
         "incident:place_failed",
         "incident:unreached leadership:unreached!"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = nudged();
        struct heard heard;

        incident->nplaces = 0;
        incident->restricted = cases[i].restricted;
        incident->roles[incident->nroles++] =
            (struct role_holder){"scribe", "console:ben", T0};
        heard = follow(fixture, incident, KIND_PLACE_FAILED, "{'network':'console'}",
                       "{'why':'no right'}");
        assert_string_equal(written(fixture->arena, &heard), cases[i].opening);
        heard = follow(fixture, incident, KIND_DELIVERY_FAILED,
                       "{'delivery':'d','place':'console:#incidents'}",
                       "{'why':'it is archived'}");
        assert_string_equal(written(fixture->arena, &heard), cases[i].silent);
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* While its channel is silent a reminder is said in the announce place and in person too,
 * and a notice where everybody is told; what gets through ends that. */
static void meanwhile(void **state) {
    const struct fact due[] = {
        {KIND_MISSED, "{'deadline':'update','ref':0,'due':5,'step':0}", NULL}, {0}};
    const struct fact note[] = {{KIND_DECISION, NULL, "{'decision':'x'}"}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = nudged();
    struct routed routed[ROUTED_MAX];
    struct heard heard;
    size_t n;

    (void)state;
    follow(fixture, incident, KIND_DELIVERY_FAILED, "{'delivery':'d','place':'" OWN "'}",
           NULL);
    assert_true(silent_channel(incident));
    heard = hear(fixture, incident, incident, due);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:nudge! announce:nudge! person@console:ana:nudge!");
    heard = hear(fixture, incident, incident, note);
    n = route(fixture->arena, &fixture->world, incident, incident, heard.notices, heard.n,
              routed);
    assert_int_equal(n, 2);
    assert_string_equal(routed[1].lane, "console:#incidents");
    incident->restricted = true;
    n = route(fixture->arena, &fixture->world, incident, incident, heard.notices, heard.n,
              routed);
    assert_int_equal(n, 1);
    incident->restricted = false;
    follow(fixture, incident, KIND_NUDGE_SENT, due_at(fixture, NUDGE(OWN)), NULL);
    assert_false(silent_channel(incident));
    heard = hear(fixture, incident, incident, due);
    assert_string_equal(written(fixture->arena, &heard), "incident:nudge!");
    follow(fixture, incident, KIND_DELIVERY_FAILED, "{'delivery':'d','place':'" OWN "'}",
           NULL);
    follow(fixture, incident, KIND_REOPENED, NULL, "{'reason':'x'}");
    assert_false(silent_channel(incident));
    incident_free(incident);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told),        cmocka_unit_test(words),
        cmocka_unit_test(which_place), cmocka_unit_test(nowhere),
        cmocka_unit_test(meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

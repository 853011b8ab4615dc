/* Who hears of what. A case is entries and the notices that they make. */
#include "hearing.h"

struct hearing_case {
    const char *name;
    int severity;
    bool opening;
    struct fact facts[5];
    const char *heard;
};

static const struct hearing_case hearing_cases[] = {
    {"opened",
     1,
     true,
     {{KIND_OPENED, "{}", NULL}},
     "incident:opened announce:opened leadership:opened"},
    {"leadership is for Sev1 and Sev2",
     3,
     true,
     {{KIND_OPENED, "{}", NULL}},
     "incident:opened announce:opened"},
    {"a commander named at opening is in its message",
     2,
     true,
     {{KIND_OPENED, "{}", NULL}, {KIND_ROLE, "{'role':'commander'}", NULL}},
     "incident:opened announce:opened leadership:opened"},
    {"update",
     1,
     false,
     {{KIND_UPDATE, NULL, "{'update':'x'}"}},
     "incident:update announce:update"},
    {"an update that acknowledges is an update",
     3,
     false,
     {{KIND_ACKNOWLEDGED, NULL, NULL}, {KIND_UPDATE, NULL, "{'update':'x'}"}},
     "incident:update"},
    {"acknowledged",
     1,
     false,
     {{KIND_ACKNOWLEDGED, NULL, NULL}},
     "incident:acknowledged"},
    {"resolved says restored and the phase too",
     1,
     false,
     {{KIND_PHASE, "{'from':'triage','to':'resolution'}", NULL},
      {KIND_RESOLVED, NULL, "{'resolution':'x'}"},
      {KIND_RESTORED, NULL, NULL}},
     "incident:resolved announce:resolved leadership:resolved"},
    {"restored later", 1, false, {{KIND_RESTORED, NULL, NULL}}, "incident:restored"},
    {"first among equals",
     1,
     false,
     {{KIND_MITIGATED, "{'temporary':true}", NULL}, {KIND_CONTAINED, NULL, NULL}},
     "incident:mitigated"},
    {"closing a duplicate is told as the closing",
     1,
     false,
     {{KIND_LINKED, "{'other':'INC-2025-09-29-002','as':'duplicate_of'}", NULL},
      {KIND_CLOSED, NULL, NULL}},
     "incident:closed announce:closed"},
    {"raised",
     1,
     false,
     {{KIND_SEVERITY, "{'from':3,'to':1}", NULL}},
     "incident:severity announce:severity leadership:severity"},
    {"lowered: who was told is told",
     3,
     false,
     {{KIND_SEVERITY, "{'from':1,'to':3}", NULL}},
     "incident:severity announce:severity leadership:severity"},
    {"between two low ones",
     3,
     false,
     {{KIND_SEVERITY, "{'from':4,'to':3}", NULL}},
     "incident:severity"},
    {"phase", 1, false, {{KIND_PHASE, "{'from':'triage'}", NULL}}, "incident:phase"},
    {"role",
     1,
     false,
     {{KIND_ROLE, "{'role':'scribe','to':'console:cleo'}", NULL}},
     "incident:role"},
    {"role given back",
     1,
     false,
     {{KIND_ROLE_RELEASED, "{'role':'scribe','from':'console:cleo'}", NULL}},
     "incident:role"},
    {"bridge", 1, false, {{KIND_BRIDGE, NULL, "{'url':'https://x'}"}}, "incident:bridge"},
    {"linked",
     1,
     false,
     {{KIND_LINKED, "{'other':'INC-2025-09-29-002'}", NULL}},
     "incident:linked"},
    {"verified", 1, false, {{KIND_VERIFIED, NULL, NULL}}, "incident:verified"},
    {"reopened",
     1,
     false,
     {{KIND_REOPENED, NULL, "{'reason':'x'}"}},
     "incident:reopened"},
    {"channel",
     1,
     false,
     {{KIND_PLACE_FAILED, "{'network':'console'}", NULL}},
     "incident:place_failed"},
    {"what stays on the timeline",
     1,
     false,
     {{KIND_NOTE, NULL, "{'note':'x'}"},
      {KIND_DECISION, NULL, "{'decision':'x'}"},
      {KIND_SNOOZED, "{'until':1}", NULL},
      {KIND_NUDGE_SENT, "{}", NULL}},
     ""},
    {"late logging is in the opening message",
     1,
     true,
     {{KIND_OPENED, "{}", NULL},
      {KIND_MISSED, "{'deadline':'logging','ref':0,'due':1,'step':0}", NULL}},
     "incident:opened announce:opened leadership:opened"},
    {"two deadlines are two reminders",
     1,
     false,
     {{KIND_MISSED, "{'deadline':'acknowledge','due':5,'step':0}", NULL},
      {KIND_MISSED, "{'deadline':'command','due':5,'step':0}", NULL}},
     "incident:nudge! incident:nudge!"},
    {"to leadership",
     1,
     false,
     {{KIND_ESCALATED, "{'to':'leadership'}", "{'reason':'x'}"}},
     "incident:escalated! leadership:escalated!"},
    {"to a role",
     1,
     false,
     {{KIND_ESCALATED, "{'to':'commander'}", NULL}},
     "incident:escalated! person@console:ana:escalated!"},
    {"to a role that nobody holds",
     1,
     false,
     {{KIND_ESCALATED, "{'to':'scribe'}", NULL}},
     "incident:escalated! announce:escalated!"},
    {"to somebody",
     1,
     false,
     {{KIND_ESCALATED, "{'to':'matrix:zoe'}", NULL}},
     "incident:escalated! person@matrix:zoe:escalated!"},
};

static void test_who_hears(void **state) {

    (void)state;
    for (size_t i = 0; i < sizeof hearing_cases / sizeof *hearing_cases; i++) {
        const struct hearing_case *one = &hearing_cases[i];
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(one->severity);
        struct incident *after = fixture_incident(one->severity);
        struct heard heard =
            hear(fixture, one->opening ? NULL : before, after, one->facts);
        const char *all = written(fixture->arena, &heard);

        if (!text_equal(all, one->heard)) {
            fail_msg("%s: %s", one->name, all);
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* One rendering serves all who read the same. */
static void test_rendered_once(void **state) {
    static const struct fact facts[] = {{KIND_OPENED, "{}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard = hear(fixture, NULL, after, facts);

    (void)state;
    assert_ptr_equal(heard.notices[0].body, heard.notices[1].body);
    assert_ptr_equal(heard.notices[0].body, heard.notices[2].body);
    incident_free(after);
    fixture_free(fixture);
}

static void test_reminders(void **state) {
    enum { NO_COMMANDER = 1, DEPUTY = 2, CALM = 4 };
    static const struct {
        const char *name;
        unsigned is;
        int done; /* step recorded before */
        const char *deadline;
        int step;
        const char *heard;
    } cases[] = {
        {"nudge", 0, STEP_NONE, "update", 0, "incident:nudge!"},
        {"first rung: its holder, alone too", 0, 0, "update", 1,
         "incident:climb! person@console:ana:climb!"},
        {"nobody holds it: everybody hears that", NO_COMMANDER, 0, "update", 1,
         "incident:climb! announce:climb!"},
        {"leadership", 0, 2, "update", 3, "incident:climb! leadership:climb!"},
        {"after the ladder", 0, 3, "update", 4, "incident:repeat!"},
        {"taken as one: all rungs up to it", 0, STEP_NONE, "update", 2,
         "incident:climb! person@console:ana:climb! announce:climb!"},
        {"taken as one after a rung: only those not asked yet", DEPUTY, 1, "update", 3,
         "incident:climb! person@console:ben:climb! leadership:climb!"},
        {"taken as one, beyond the ladder", DEPUTY, STEP_WARN, "update", 9,
         "incident:climb! person@console:ana:climb! person@console:ben:climb! "
         "leadership:climb!"},
        {"a severity that does not climb only repeats", CALM, 0, "update", 4,
         "incident:repeat!"},
        {"even after downtime", CALM, STEP_NONE, "update", 6, "incident:repeat!"},
        {"acknowledge climbs as well", 0, 0, "acknowledge", 1,
         "incident:climb! person@console:ana:climb!"},
        {"an action never does", 0, STEP_NONE, "action", 3, "incident:repeat!"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        const struct fact facts[] = {
            {KIND_MISSED,
             arena_printf(fixture->arena,
                          "{'deadline':'%s','ref':0,'due':%lld,'step':%d,'late':0,"
                          "'missed':1}",
                          cases[i].deadline, (long long)T0, cases[i].step),
             NULL},
            {0}};
        struct heard heard;

        fixture->policy.severity[1].climbs = (cases[i].is & CALM) == 0;
        after->nroles = cases[i].is & NO_COMMANDER ? 0 : 1;
        if (cases[i].is & DEPUTY) {
            after->roles[after->nroles++] =
                (struct role_holder){"deputy", "console:ben", T0};
        }
        if (cases[i].done != STEP_NONE) {
            fixture_climbed(before, cases[i].deadline, 0, T0, cases[i].done);
        }
        heard = hear(fixture, before, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].heard)) {
            fail_msg("%s: %s", cases[i].name, written(fixture->arena, &heard));
        }
        for (size_t k = 0; k < heard.n; k++) {
            assert_string_equal(heard.notices[k].guard.deadline, cases[i].deadline);
            assert_true(heard.notices[k].guard.due == T0);
            assert_int_equal(heard.notices[k].guard.step, cases[i].step);
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Steps of an older due were steps of something else: the ladder begins anew. */
static void test_older_due(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':1}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct heard heard;

    (void)state;
    fixture_climbed(incident, "update", 0, 4, 2);
    heard = hear(fixture, incident, incident, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:climb! person@console:ana:climb!");
    incident_free(incident);
    fixture_free(fixture);
}

/* One person on two rungs is asked once. */
static void test_same_person_once(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':2}", NULL}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    after->roles[after->nroles++] = (struct role_holder){"deputy", "slack:U1", T0};
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:climb! person@console:ana:climb!");
    incident_free(after);
    fixture_free(fixture);
}

static const char *const announce_only[] = {"announce", NULL};

/* Where the policy lets others hear what is missed, they hear the reminder. */
static void test_missed_is_an_event(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','due':5,'step':0}", NULL}, {0}};
    static const struct policy_audience loud[] = {{"missed", announce_only, SEV_ANY}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    fixture->policy.audiences = loud;
    fixture->policy.naudiences = 1;
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:nudge! announce:nudge!");
    incident_free(after);
    fixture_free(fixture);
}

/* Somebody from outside who is called in learns that there is an incident, no more. */
static void test_restricted_person(void **state) {
    static const struct {
        const char *to, *heard;
    } cases[] = {
        {"matrix:zoe", "incident:escalated! person@matrix:zoe:restricted!"},
        {"console:sam", "incident:escalated! person@console:sam:escalated!"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        const struct fact facts[] = {
            {KIND_ESCALATED, arena_printf(fixture->arena, "{'to':'%s'}", cases[i].to),
             NULL},
            {0}};
        struct heard heard;

        after->restricted = true;
        heard = hear(fixture, after, after, facts);
        assert_string_equal(written(fixture->arena, &heard), cases[i].heard);
        incident_free(after);
        fixture_free(fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_hears),
        cmocka_unit_test(test_rendered_once),
        cmocka_unit_test(test_reminders),
        cmocka_unit_test(test_older_due),
        cmocka_unit_test(test_same_person_once),
        cmocka_unit_test(test_missed_is_an_event),
        cmocka_unit_test(test_restricted_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

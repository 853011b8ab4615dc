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
    {"who heard of it hears of its restoration, listed or not",
     1,
     false,
     {{KIND_RESTORED, NULL, NULL}},
     "incident:restored announce:restored leadership:restored"},
    {"leadership never heard of a Sev3",
     3,
     false,
     {{KIND_RESTORED, NULL, NULL}},
     "incident:restored announce:restored"},
    {"cancelled",
     1,
     false,
     {{KIND_CANCELLED, NULL, "{'why':'a test'}"}},
     "incident:cancelled announce:cancelled leadership:cancelled"},
    {"a duplicate",
     1,
     false,
     {{KIND_DUPLICATE, "{'other':'INC-2025-09-29-002'}", NULL}},
     "incident:duplicate announce:duplicate leadership:duplicate"},
    {"a mitigation is no end",
     1,
     false,
     {{KIND_MITIGATED, "{'temporary':true}", NULL}},
     "incident:mitigated"},
    {"decisions, impact and summary are the channel's",
     1,
     false,
     {{KIND_DECISION, NULL, "{'decision':'x'}"}},
     "incident:decision"},
    {"impact",
     1,
     false,
     {{KIND_IMPACT, NULL, "{'impact':'x'}"}},
     "incident:impact_changed"},
    {"summary",
     1,
     false,
     {{KIND_SUMMARY, NULL, "{'summary':'x'}"}},
     "incident:summary_changed"},
    {"first among equals",
     1,
     false,
     {{KIND_MITIGATED, "{'temporary':true}", NULL}, {KIND_CONTAINED, NULL, NULL}},
     "incident:mitigated"},
    {"a closing that nothing ended before",
     1,
     false,
     {{KIND_CLOSED, NULL, NULL}},
     "incident:closed announce:closed leadership:closed"},
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
     "incident:reopened announce:reopened leadership:reopened"},
    {"channel",
     1,
     false,
     {{KIND_PLACE_FAILED, "{'network':'console'}", NULL}},
     "incident:place_failed"},
    {"what stays on the timeline",
     1,
     false,
     {{KIND_NOTE, NULL, "{'note':'x'}"}, {KIND_NUDGE_SENT, "{}", NULL}},
     ""},
    {"a later update is promised: why, to those who wait in the channel",
     1,
     false,
     {{KIND_SNOOZED, "{'until':1}", "{'reason':'x'}"}},
     "incident:snoozed"},
    {"late logging is in the opening message",
     1,
     true,
     {{KIND_OPENED, "{}", NULL},
      {KIND_MISSED, "{'deadline':'logging','ref':0,'due':1,'step':0}", NULL}},
     "incident:opened announce:opened leadership:opened"},
    {"three deadlines of one moment are one reminder",
     1,
     false,
     {{KIND_MISSED, "{'deadline':'acknowledge','due':5,'step':0}", NULL},
      {KIND_WARNED, "{'deadline':'update','due':9}", NULL},
      {KIND_MISSED, "{'deadline':'command','due':5,'step':0}", NULL}},
     "incident:nudge!"},
    {"each place once, however many climb",
     1,
     false,
     {{KIND_MISSED, "{'deadline':'acknowledge','due':5,'step':3}", NULL},
      {KIND_MISSED, "{'deadline':'update','due':5,'step':3}", NULL},
      {KIND_MISSED, "{'deadline':'command','due':5,'step':0}", NULL}},
     "incident:climb! leadership:climb!"},
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

/* Who heard of it, by what they heard, hears each end of it. */
static void test_ends(void **state) {
    enum { RECOVERED = 1, RESOLVED = 2 };
    static const struct {
        const char *name;
        int severity, highest, climbed;
        const char *told; /* audience that was told by name, or NULL */
        unsigned before;  /* what was reached before */
        const char *kind, *heard;
    } cases[] = {
        {"lowered, then resolved: leadership's last word is no alarm", 3, 1, 0, NULL, 0,
         KIND_RESOLVED, "incident:resolved announce:resolved leadership:resolved"},
        {"lowered, then cancelled", 4, 2, 0, NULL, 0, KIND_CANCELLED,
         "incident:cancelled announce:cancelled leadership:cancelled"},
        {"lowered, then a duplicate", 3, 1, 0, NULL, 0, KIND_DUPLICATE,
         "incident:duplicate announce:duplicate leadership:duplicate"},
        {"lowered, then reopened", 3, 1, 0, NULL, RESOLVED | RECOVERED, KIND_REOPENED,
         "incident:reopened announce:reopened leadership:reopened"},
        {"never above Sev3", 3, 3, 0, NULL, 0, KIND_RESOLVED,
         "incident:resolved announce:resolved"},
        {"leadership was the third rung that was asked", 3, 3, 3, NULL, 0, KIND_RESOLVED,
         "incident:resolved announce:resolved leadership:resolved"},
        {"it was not asked yet", 3, 3, 2, NULL, 0, KIND_RESOLVED,
         "incident:resolved announce:resolved"},
        {"somebody escalated to it", 3, 3, 0, "leadership", 0, KIND_RESOLVED,
         "incident:resolved announce:resolved leadership:resolved"},
        {"resolved without the service, then restored", 1, 1, 0, NULL, RESOLVED,
         KIND_RESTORED, "incident:restored announce:restored leadership:restored"},
        {"restored, then resolved: what it was is news of its own", 1, 1, 0, NULL,
         RECOVERED, KIND_RESOLVED,
         "incident:resolved announce:resolved leadership:resolved"},
        {"lowered, restored, then resolved", 3, 1, 0, NULL, RECOVERED, KIND_RESOLVED,
         "incident:resolved announce:resolved leadership:resolved"},
        {"lowered, then restored", 3, 1, 0, NULL, 0, KIND_RESTORED,
         "incident:restored announce:restored leadership:restored"},
        {"and closed", 1, 1, 0, NULL, RECOVERED | RESOLVED, KIND_CLOSED,
         "incident:closed"},
        {"and verified", 1, 1, 0, NULL, RECOVERED | RESOLVED, KIND_VERIFIED,
         "incident:verified"},
        {"resolved, never restored, closed", 1, 1, 0, NULL, RESOLVED, KIND_CLOSED,
         "incident:closed announce:closed leadership:closed"},
        {"mitigated: that is no end", 1, 1, 0, NULL, 0, KIND_MITIGATED,
         "incident:mitigated"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const enum milestone reached[] = {MILESTONE_RECOVERED, MILESTONE_RESOLVED};
        const struct fact facts[] = {
            {cases[i].kind, "{'other':'INC-2025-09-29-002'}", NULL}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(cases[i].severity), *after;
        struct heard heard;

        before->severity_highest = cases[i].highest;
        before->climbed = cases[i].climbed;
        before->told_leadership = text_equal(cases[i].told, "leadership");
        for (size_t bit = 0; bit < sizeof reached / sizeof *reached; bit++) {
            before->milestones[reached[bit]] = cases[i].before & 1U << bit ? T0 : 0;
        }
        after = incident_clone(before);
        heard = hear(fixture, before, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].heard)) {
            fail_msg("%s: %s", cases[i].name, written(fixture->arena, &heard));
        }
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

static void test_reminders(void **state) {
    enum { NOBODY = 1, DEPUTY = 2, CALM = 4, NO_PLACE = 8, SAME = 16, ACKED = 32 };
    static const struct {
        const char *name;
        unsigned is;
        const char *deadline;
        int step;
        const char *heard;
    } cases[] = {
        {"nudge: a mention in the channel", 0, "update", 0, "incident:nudge!"},
        {"nobody holds a role: the declarer and the on-call in person", NOBODY, "update",
         0, "incident:nudge! person@console:ana:nudge! person@slack:U9:nudge!"},
        {"somebody acknowledged it: they, and of the on-call Ana, who declared it",
         NOBODY | ACKED, "update", 0,
         "incident:nudge! person@console:ben:nudge! person@console:ana:nudge! "
         "person@slack:U9:nudge!"},
        {"what is not closed goes up nowhere", 0, "close", 4, "incident:repeat!"},
        {"and calls nobody in person", NOBODY, "close", 0, "incident:nudge!"},
        {"the deputy, in person as well", DEPUTY, "update", 2,
         "incident:climb! person@console:ben:climb!"},
        {"leadership, in its places", 0, "update", 3,
         "incident:climb! leadership:climb!"},
        {"leadership, in person where it has no place", NO_PLACE, "update", 3,
         "incident:climb! person@console:cleo:climb!"},
        {"the last rung again", 0, "update", 4, "incident:repeat! leadership:repeat!"},
        {"and later", DEPUTY, "update", 9, "incident:repeat! leadership:repeat!"},
        {"a severity that does not climb asks the first again", CALM, "update", 4,
         "incident:repeat!"},
        {"and the on-call, when there is nobody else", CALM | NOBODY, "update", 4,
         "incident:repeat! person@console:ana:repeat! person@slack:U9:repeat!"},
        {"what is calm goes up as well", 0, "verify", 3,
         "incident:climb! leadership:climb!"},
        {"and asks those again who can end it", DEPUTY, "verify", 4,
         "incident:repeat! leadership:repeat!"},
        {"unless nothing climbs", CALM, "verify", 4, "incident:repeat!"},
        {"acknowledge climbs as well", 0, "acknowledge", 3,
         "incident:climb! leadership:climb!"},
        {"an action: its owner, in the channel", 0, "action", 0, "incident:nudge!"},
        {"an action of nobody: who declared it is mentioned", NOBODY, "action", 0,
         "incident:nudge! person@slack:U9:nudge!"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        const struct fact facts[] = {
            {KIND_MISSED,
             arena_printf(fixture->arena,
                          "{'deadline':'%s','ref':0,'due':%lld,'step':%d,'late':0,"
                          "'missed':1}",
                          cases[i].deadline, (long long)T0, cases[i].step),
             NULL},
            {0}};
        struct heard heard;

        after->acknowledger = cases[i].is & ACKED ? "console:ben" : NULL;
        fixture->directory.people = fixture_oncall;
        fixture->directory.npeople = 3;
        if (cases[i].is & NO_PLACE) {
            fixture->directory.leadership = NULL;
        }
        fixture->policy.severity[1].climbs = (cases[i].is & CALM) == 0;
        after->nroles = cases[i].is & NOBODY ? 0 : 1;
        if (cases[i].is & DEPUTY) {
            after->roles[after->nroles++] =
                (struct role_holder){"deputy", "console:ben", T0};
        }
        heard = hear(fixture, after, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].heard)) {
            fail_msg("%s: %s", cases[i].name, written(fixture->arena, &heard));
        }
        for (size_t k = 0; k < heard.n; k++) {
            assert_string_equal(heard.notices[k].guard.deadline, cases[i].deadline);
            assert_true(heard.notices[k].guard.due == T0);
            assert_int_equal(heard.notices[k].guard.step, cases[i].step);
            assert_null(heard.notices[k].guard.also);
        }
        incident_free(after);
        fixture_free(fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_hears),
        cmocka_unit_test(test_rendered_once),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_reminders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

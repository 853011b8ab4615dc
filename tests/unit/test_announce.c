/* Who hears of what. A case is entries and the notices that they make. */
#include "hearing.h"

#include "core/asked.h"
#include "core/markup_text.h"

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
     {{KIND_NOTE, NULL, "{'note':'x'}"},
      {KIND_SNOOZED, "{'until':1}", NULL},
      {KIND_NUDGE_SENT, "{}", NULL}},
     ""},
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
    enum { NOBODY = 1, DEPUTY = 2, CALM = 4, NO_PLACE = 8, SAME = 16 };
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

/* An action that falls due in the moment in which leadership is asked: the channel hears
 * both, leadership nothing of the action, its owner nothing of how it climbs. */
static void test_actions_apart(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED,
         "{'deadline':'update','ref':0,'due':1759132800000,'step':3,'missed':1}", NULL},
        {KIND_MISSED,
         "{'deadline':'action','ref':1,'due':1759132800000,'step':0,'missed':1}", NULL},
        {0}};

    (void)state;
    for (int restricted = 0; restricted < 2; restricted++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(1);
        const char *says[3];
        struct heard heard;

        fixture_action(after, 1, T0);
        after->actions[0].owner = "console:dora"; /* has no part in it */
        after->restricted = restricted == 1;
        heard = hear(fixture, after, after, facts);
        assert_string_equal(
            written(fixture->arena, &heard),
            restricted ? "incident:climb! leadership:restricted! "
                         "person@console:dora:restricted!"
                       : "incident:climb! leadership:climb! person@console:dora:nudge!");
        for (size_t i = 0; i < 3; i++) {
            says[i] = markup_plain(fixture->arena, heard.notices[i].body);
        }
        assert_says(says[0], "No update");
        assert_says(says[0], "Action #1 is due: add an alert");
        assert_says(says[0], "goes up to leadership");
        assert_says(says[1], "No update");
        assert_silent_on(says[1], "Action");
        assert_silent_on(says[1], "dora");
        assert_says(says[2], restricted ? "Action #1 is due." : "Action #1 is due: add");
        assert_silent_on(says[2], "No update");
        assert_silent_on(says[2], "leadership");
        /* Each goes with what it is about. */
        assert_non_null(heard.notices[0].guard.also);
        assert_null(heard.notices[1].guard.also);
        assert_string_equal(heard.notices[1].guard.deadline, "update");
        assert_string_equal(heard.notices[2].guard.deadline, "action");
        incident_free(after);
        fixture_free(fixture);
    }
}

/* Two people hear in person in one moment, each of what they are asked. */
static void test_each_their_own(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED,
         "{'deadline':'update','ref':0,'due':1759132800000,'step':0,'missed':1}", NULL},
        {KIND_MISSED,
         "{'deadline':'action','ref':1,'due':1759132800000,'step':0,'missed':1}", NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    fixture_action(after, 1, T0);
    after->actions[0].owner = "console:dora";
    after->nroles = 0; /* so whoever declared it hears it in person */
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:nudge! person@console:ana:nudge! "
                        "person@console:dora:nudge!");
    assert_says(markup_plain(fixture->arena, heard.notices[1].body), "No update");
    assert_silent_on(markup_plain(fixture->arena, heard.notices[1].body), "Action");
    assert_says(markup_plain(fixture->arena, heard.notices[2].body), "Action #1 is due");
    assert_silent_on(markup_plain(fixture->arena, heard.notices[2].body), "No update");
    incident_free(after);
    fixture_free(fixture);
}

/* Headings are true: of a near miss nothing failed, so nothing is restored and nobody is
 * apologised to; of what is resolved and not restored the duration is not the last word. */
static void test_true_headings(void **state) {
    static const struct {
        const char *kind;
        bool near_miss, restored;
        const char *says, *never;
    } cases[] = {
        {KIND_RESTORED, false, true, "SERVICE RESTORED - payments\n", "NEAR MISS"},
        {KIND_RESTORED, true, true, "NEAR MISS OVER - payments\n", "works again"},
        {KIND_RESOLVED, false, true, "INCIDENT RESOLVED - payments\n", "so far"},
        {KIND_RESOLVED, false, false, "Duration: 20 min so far\n", "NEAR MISS"},
        {KIND_RESOLVED, false, false, "not confirmed as restored", "service recovering"},
        {KIND_RESOLVED, true, true, "NEAR MISS RESOLVED - payments\n", "apologize"},
        {KIND_RESOLVED, true, true, "Status: Resolved", "Duration"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct fact facts[] = {{cases[i].kind, NULL, NULL}, {0}};
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        struct heard heard;
        const char *text;

        fixture->world.now = T0 + MINUTES(20);
        after->near_miss = cases[i].near_miss;
        after->down_since = T0;
        after->milestones[MILESTONE_RESOLVED] =
            text_equal(cases[i].kind, KIND_RESOLVED) ? T0 + MINUTES(20) : 0;
        after->milestones[MILESTONE_RECOVERED] = cases[i].restored ? T0 + MINUTES(20) : 0;
        heard = hear(fixture, before, after, facts);
        text = text_to(fixture, &heard, "announce");
        assert_says(text, cases[i].says);
        assert_silent_on(text, cases[i].never);
        incident_free(before);
        incident_free(after);
        fixture_free(fixture);
    }
}

/* The notice stands while one of its deadlines does, and asks for what went up the furthest. */
static void test_guard_of_many(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'command','due':7,'step':0}", NULL},
        {KIND_MISSED, "{'deadline':'acknowledge','due':5,'step':3}", NULL},
        {KIND_MISSED, "{'deadline':'update','due':6,'step':2}", NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    const struct guard *guard;
    struct heard heard;

    (void)state;
    heard = hear(fixture, after, after, facts);
    guard = &heard.notices[0].guard;
    assert_string_equal(guard->deadline, "acknowledge");
    assert_int_equal(guard->step, 3);
    guard = guard->also;
    assert_string_equal(guard->deadline, "update");
    assert_true(guard->due == 6);
    guard = guard->also;
    assert_string_equal(guard->deadline, "command");
    assert_null(guard->also);
    incident_free(after);
    fixture_free(fixture);
}

/* Whoever is on two rungs, by whichever identity, is on the first of them. */
static void test_rungs(void **state) {
    struct policy policy = fixture_default();
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);
    struct asked asked;

    (void)state;
    assert_int_equal(asked_next_rung(incident, &policy, &directory, 0), 3);
    incident->roles[incident->nroles++] = (struct role_holder){"deputy", "slack:U1", T0};
    assert_int_equal(asked_next_rung(incident, &policy, &directory, 0), 3);
    incident->roles[1].actor = "slack:U2";
    assert_int_equal(asked_next_rung(incident, &policy, &directory, 0), 2);
    assert_int_equal(asked_last_rung(incident, &policy, &directory), 3);
    /* A communications lead is nudged first: the commander is a rung then. */
    incident->roles[incident->nroles++] =
        (struct role_holder){"communications-lead", "console:cleo", T0};
    assert_int_equal(asked_next_rung(incident, &policy, &directory, 0), 1);
    asked_rung(incident, &policy, &directory, 1, &asked);
    assert_int_equal(asked.n, 1);
    assert_string_equal(asked.people[0], "console:ana");
    /* Cleo was nudged: where leadership has no place she is not asked again. */
    directory.leadership = NULL;
    assert_int_equal(asked_last_rung(incident, &policy, &directory), 2);
    incident->nroles = 0;
    asked_first(incident, &policy, &directory, &asked);
    assert_false(asked.by_role);
    assert_int_equal(asked.n, 1);
    assert_string_equal(asked.people[0], incident->declarer);
    incident_free(incident);
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
             "{'reason':'they read the mails'}"},
            {0}};
        struct heard heard;

        after->restricted = true;
        heard = hear(fixture, after, after, facts);
        assert_string_equal(written(fixture->arena, &heard), cases[i].heard);
        if (i == 0) {
            assert_says(text_to(fixture, &heard, "person"), "Ana Alba asks for help");
            assert_silent_on(text_to(fixture, &heard, "person"), "mails");
        }
        incident_free(after);
        fixture_free(fixture);
    }
}

/* A reminder of a restricted incident says outside what is missing and who is asked, and
 * nothing of the contents. */
static void test_restricted_reminder(void **state) {
    static const struct fact facts[] = {
        {KIND_MISSED, "{'deadline':'update','ref':0,'due':5,'step':3}", NULL},
        {KIND_MISSED, "{'deadline':'action','ref':7,'due':5,'step':0}", NULL},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *after = fixture_incident(1);
    struct heard heard;
    const char *text;

    (void)state;
    fixture->world.now = T0 + MINUTES(20);
    after->restricted = true;
    fixture_action(after, 7, T0);
    heard = hear(fixture, after, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:climb! leadership:restricted! "
                        "person@slack:U2:restricted!");
    text =
        text_to(fixture, &heard, "person"); /* owns the action, is not in the channel */
    assert_says(text, "Action #7 is due.");
    assert_says(text, "Please ask its commander, Ana Alba, or join it");
    assert_silent_on(text, "add an alert");
    text = text_to(fixture, &heard, "leadership");
    assert_says(text, "console:cleo: INC-2025-09-29-001 is a restricted");
    assert_says(text, "No update for 20 min.\n");
    assert_says(text, "goes up to leadership");
    assert_silent_on(text, "Cards are refused");
    assert_silent_on(text, "add an alert");
    incident_free(after);
    fixture_free(fixture);
}

/* Outsiders are not told again what they were told before. */
static void test_restricted_nothing_new(void **state) {
    static const struct fact facts[] = {{KIND_UPDATE, NULL, "{'update':'x'}"}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(1), *after = fixture_incident(1);
    struct heard heard;

    (void)state;
    before->restricted = after->restricted = true;
    heard = hear(fixture, before, after, facts);
    assert_string_equal(written(fixture->arena, &heard), "incident:update");
    before->severity = 2;
    heard = hear(fixture, before, after, facts);
    assert_string_equal(written(fixture->arena, &heard),
                        "incident:update announce:restricted");
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_hears),
        cmocka_unit_test(test_rendered_once),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_reminders),
        cmocka_unit_test(test_actions_apart),
        cmocka_unit_test(test_each_their_own),
        cmocka_unit_test(test_true_headings),
        cmocka_unit_test(test_guard_of_many),
        cmocka_unit_test(test_rungs),
        cmocka_unit_test(test_missed_is_an_event),
        cmocka_unit_test(test_restricted_person),
        cmocka_unit_test(test_restricted_reminder),
        cmocka_unit_test(test_restricted_nothing_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

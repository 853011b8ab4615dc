/* test_announce_reminders.c: whom reminders reach: each their own, in person, or nobody. */
#include "core/asked.h"
#include "core/markup_text.h"
#include "hearing.h"

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

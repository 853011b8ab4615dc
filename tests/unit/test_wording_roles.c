/* test_wording_roles.c: what messages say of roles and of who has them. */
#include "core/markup_text.h"
#include "hearing.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role_given),
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_owner_back),
        cmocka_unit_test(test_owner_corrected),
        cmocka_unit_test(test_displaced),
        cmocka_unit_test(test_leadership_knows_whom_to_call),
        cmocka_unit_test(test_what_a_role_means),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

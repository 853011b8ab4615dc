/* Who hears in person of what others did to them: a role that was taken back, an action of
 * an incident that was none. */
#include "hearing.h"

/* Who was told in person that a role is theirs, or no longer is, hears what holds once
 * that is taken back; who took it back knows. */
static void test_role_taken_back(void **state) {
    static const struct fact facts[] = {
        {KIND_UNDONE, "{'from':3,'to':3,'kinds':['role.assigned']}", NULL}, {0}};
    static const struct {
        const char *was, *is, *written, *says;
    } cases[] = {
        {"console:cleo", "console:ben",
         "person@console:ben:role_back! person@console:cleo:role_withdrawn! "
         "incident:undone",
         "you are Incident Commander again. Ana Alba took the change back."},
        {"console:ana", "console:ben", "person@console:ben:role_back! incident:undone",
         "INC-2025-09-29-001"},
        {"console:cleo", "console:ana",
         "person@console:cleo:role_withdrawn! incident:undone",
         "you are no longer Incident Commander"},
        {"console:ben", "console:ben", "incident:undone", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *before = fixture_incident(1), *after = fixture_incident(1);
        struct heard heard;

        before->roles[0].actor = cases[i].was;
        after->roles[0].actor = cases[i].is;
        heard = hear(fixture, before, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].written)) {
            fail_msg("case %zu: %s", i, written(fixture->arena, &heard));
        }
        if (cases[i].says != NULL) {
            assert_says(text_to(fixture, &heard, "person"), cases[i].says);
        }
        incident_free(after);
        incident_free(before);
        fixture_free(fixture);
    }
}

/* What was none needs nothing done: who has an action of it hears that, unless they read
 * it in its channel, or ended it. */
static void test_owner_of_what_was_none(void **state) {
    static const struct fact facts[] = {
        {KIND_CANCELLED, NULL, "{'reason':'a test alert'}"}, {0}};
    static const struct {
        const char *owner;
        bool works, restricted;
        const char *written;
    } cases[] = {
        {"console:ben", false, false,
         "person@console:ben:cancelled incident:cancelled announce:cancelled"},
        {"console:ben", true, false, "incident:cancelled announce:cancelled"},
        {"console:ben", false, true, "person@console:ben:restricted incident:cancelled"},
        {"console:ana", false, false, "incident:cancelled announce:cancelled"},
        {NULL, false, false, "incident:cancelled announce:cancelled"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *after = fixture_incident(3);
        struct heard heard;

        after->actions = arena_array(after->arena, 1, sizeof *after->actions);
        after->actions[0] = (struct action){
            .number = 1, .owner = cases[i].owner, .title = "call the bank"};
        after->nactions = 1;
        after->restricted = cases[i].restricted;
        if (cases[i].works) {
            after->roles[after->nroles++] =
                (struct role_holder){"scribe", cases[i].owner, T0};
        }
        heard = hear(fixture, after, after, facts);
        if (!text_equal(written(fixture->arena, &heard), cases[i].written)) {
            fail_msg("case %zu: %s", i, written(fixture->arena, &heard));
        }
        incident_free(after);
        fixture_free(fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role_taken_back),
        cmocka_unit_test(test_owner_of_what_was_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* ack, role, who, escalate: who is on it, and that a role has one holder at any time. */
#include "harness.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL }

static void acknowledged_once(void **state) {
    static const struct step steps[] = {
        OPENED,
        {1, "ana", "ack", ERR_OK, "incident.acknowledged", "Acknowledged"},
        {1, "ben", "ack", ERR_PHASE, "", "already acknowledged"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->milestones[MILESTONE_ACKNOWLEDGED],
                     BENCH_START + MINUTE);
    bench_free(bench);
}

/* What a responder does says that somebody is on it; what an onlooker does, does not. */
static void responding_acknowledges(void **state) {
    static const struct {
        const char *say;
        bool acknowledges;
    } cases[] = {
        {"role take", true},      {"update looking", true},    {"mitigate", true},
        {"contain", true},        {"note looking", false},     {"severity sev1", false},
        {"impact a few", false},  {"role assign @ben", false}, {"summary web", false},
        {"decision wait", false}, {"snooze 5m", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        if (!bench_say(bench, "ben", cases[i].say)) {
            fail_msg("%s: %s", cases[i].say, bench->reply);
        }
        if (incident_reached(bench_state(bench, 0), "acknowledged") !=
            cases[i].acknowledges) {
            fail_msg("%s: acknowledges or not, contrary to the table", cases[i].say);
        }
        bench_free(bench);
    }
}

static void roles(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "role take", ERR_OK, "incident.acknowledged role.assigned",
         "Ana Alba is now Incident Commander. coordinates and decides."},
        {0, "ana", "role take", ERR_INVALID, "", "already"},
        {0, "ana", "role take commander", ERR_INVALID, "", "already"},
        {0, "ben", "role take", ERR_PHASE, "", "Ana Alba is Incident Commander"},
        {0, "ben", "role handoff @cleo", ERR_PHASE, "", "only they hand it off"},
        {0, "ben", "role release", ERR_PHASE, "", "not you"},
        {0, "ana", "role handoff @ana", ERR_INVALID, "", "already"},
        {0, "ana", "role handoff @ben restore is running", ERR_OK, "role.assigned",
         "Ben Berg is now Incident Commander, in place of Ana Alba."},
        {0, "ana", "role handoff @cleo", ERR_PHASE, "", "Ben Berg is Incident Commander"},
        {0, "cleo", "role assign ic @cleo", ERR_OK, "role.assigned",
         "in place of Ben Berg, who is told now."},
        {0, "cleo", "role assign @cleo", ERR_INVALID, "", "already"},
        {0, "cleo", "role assign writer ben", ERR_OK, "role.assigned", "now Scribe"},
        {0, "ana", "role take second", ERR_OK, "role.assigned", "now Deputy"},
        {0, "cleo", "role release", ERR_OK, "role.released",
         "Nobody is Incident Commander now"},
        {0, "cleo", "role release", ERR_PHASE, "", "Nobody is"},
        {0, "cleo", "role handoff @ben", ERR_PHASE, "", "nothing to hand off"},
        {0, "ben", "role take king", ERR_INVALID, "", NULL},
        /* the bot is nobody */
        {0, "ben", "role assign @tocsin", ERR_INVALID, "", "That is the bot"},
        {0, "ben", "role assign scribe Tocsin", ERR_INVALID, "", "That is the bot"},
        {0, "ben", "role assign deputy console:tocsin", ERR_INVALID, "",
         "That is the bot"},
        {0, "ben", "action add owner=tocsin fix it", ERR_INVALID, "", "That is the bot"},
        {0, "ben", "escalate @tocsin help us", ERR_INVALID, "", "That is the bot"},
        {0, "ben", "commander tocsin", ERR_INVALID, "", "That is the bot"},
        {0, "ben", "role", ERR_OK, "", "role take"},
        {0, "ben", "role assign", ERR_INVALID, "", "role assign"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_null(incident_role(incident, "commander"));
    assert_string_equal(incident_role(incident, "scribe"), "console:ben");
    assert_string_equal(incident_role(incident, "deputy"), "console:ana");
    bench_free(bench);
}

static void handoff_is_on_the_timeline(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "role handoff @ben restore is running", ERR_OK, "role.assigned", NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_string_equal(bench_field(bench, 0, "role"), "commander");
    assert_string_equal(bench_field(bench, 0, "from"), "console:ana");
    assert_string_equal(bench_field(bench, 0, "to"), "console:ben");
    assert_string_equal(bench_field(bench, 0, "note"), "restore is running");
    assert_true(json_is_true(json_object_get(bench->added[0].data, "handoff")));
    assert_null(strstr(bench->reply, "restore is running"));
    bench_free(bench);
}

/* Whatever is typed, by whom: never two holders, and every entry says whom it replaces.
 */
static void one_commander(void **state) {
    static const char *const people[] = {"ana", "ben", "cleo"};
    static const char *const lines[] = {"role take",         "role assign @ana",
                                        "role handoff @ben", "role assign ic @cleo",
                                        "role release",      "role take commander",
                                        "role handoff @ana"};
    struct bench *bench = bench_new();
    unsigned dice = 1;

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 0; i < 300; i++) {
        char before[32] = "";
        const char *holder = incident_role(bench_state(bench, 0), "commander");
        const char *from;
        size_t holders = 0;

        snprintf(before, sizeof before, "%s", holder ? holder : "");
        dice = dice * 1103515245U + 12345U;
        if (bench_say(bench, people[(dice >> 16) % 3], lines[(dice >> 20) % 7])) {
            from = bench_field(bench, bench->nadded - 1, "from");
            assert_string_equal(from ? from : "", before);
        }
        for (size_t r = 0; r < bench_state(bench, 0)->nroles; r++) {
            holders += text_equal(bench_state(bench, 0)->roles[r].role, "commander");
        }
        assert_in_range(holders, 0, 1);
    }
    bench_free(bench);
}

static void who(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "who", ERR_OK, "", "Incident Commander: Ben Berg (coordinates"},
        {0, "ana", "who", ERR_OK, "", "Scribe: nobody"},
        {0, "ana", "responders", ERR_OK, "", "Responders: "},
    };

    (void)state;
    PLAYED(steps);
}

static void escalate(void **state) {
    static const struct {
        const char *say, *to;
    } cases[] = {
        {"escalate leadership vendor is silent", "leadership"},
        {"escalate LEADERSHIP vendor is silent", "leadership"},
        {"escalate ic we need you", "console:ben"},
        {"escalate @cleo we need you", "console:cleo"},
        {"page cleo we need you", "console:cleo"},
        {"escalate console:newcomer we need you", "console:newcomer"},
    };
    static const struct step steps[] = {
        {0, "ana", "escalate", ERR_INVALID, "", "escalate"},
        {0, "ana", "escalate leadership", ERR_INVALID, "", "reason"},
        {0, "ana", "escalate leadershp it burns", ERR_INVALID, "",
         "no role, rung or person"},
        {0, "ana", "escalate scribe it burns", ERR_PHASE, "", "Nobody is Scribe"},
        {0, "ana", "escalate @ana it burns", ERR_INVALID, "", "you"},
        {0, "ben", "escalate commander it burns", ERR_INVALID, "", "you"},
    };
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ben", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ben", "role take"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!bench_say(bench, "ana", cases[i].say)) {
            fail_msg("%s: %s", cases[i].say, bench->reply);
        }
        assert_string_equal(bench_field(bench, 0, "to"), cases[i].to);
        assert_non_null(bench_field(bench, 0, "reason"));
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        bench_step(bench, &steps[i]);
    }
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acknowledged_once),
        cmocka_unit_test(responding_acknowledges),
        cmocka_unit_test(roles),
        cmocka_unit_test(handoff_is_on_the_timeline),
        cmocka_unit_test(one_commander),
        cmocka_unit_test(who),
        cmocka_unit_test(escalate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

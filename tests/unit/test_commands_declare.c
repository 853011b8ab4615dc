/* declare: what the opening entry says, what is refused, what the answer shows. */
#include "harness.h"

static void opens(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev1 checkout is down", ERR_OK, "incident.opened",
         "is open as Sev1 (Critical)"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_string_equal(incident->id, "INC-2025-09-29-001");
    assert_string_equal(incident->summary, "checkout is down");
    assert_string_equal(incident->phase, "detection");
    assert_string_equal(incident->declarer, "console:ana");
    assert_string_equal(incident->opened_in, "console:#incidents");
    assert_string_equal(incident->policy, "bench");
    assert_int_equal(incident->severity, 1);
    assert_int_equal(incident->milestones[MILESTONE_DETECTED], BENCH_START);
    assert_false(incident->restricted);
    assert_false(incident->near_miss);
    assert_null(json_object_get(bench->added[0].data, "uncertain"));
    bench_free(bench);
}

static size_t lines_of(const char *text) {
    size_t n = 1;
    for (; *text != '\0'; text++) {
        n += *text == '\n';
    }
    return n;
}

/* What the policy says of severities is in the help; the answer is short. */
static void the_policy_on_request(void **state) {
    static const char *const criteria[] = {"Something is broken that somebody needs",
                                           "All is down", "Much is down"};
    static const char *const asked[] = {"help declare", "help severity"};
    struct bench *bench = bench_new();

    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        assert_true(bench_say(bench, "ana", asked[i]));
        for (size_t k = 0; k < sizeof criteria / sizeof *criteria; k++) {
            assert_non_null(strstr(bench->reply, criteria[k]));
        }
    }
    assert_true(bench_say(bench, "ana", "help update"));
    assert_null(strstr(bench->reply, "All is down"));
    assert_true(bench_say(bench, "ana", "declare sev1 x"));
    assert_non_null(strstr(bench->reply, "Sev1 (Critical). First update due"));
    assert_null(strstr(bench->reply, "All is down"));
    assert_int_equal(lines_of(bench->reply), 2);
    assert_true(bench_say(bench, "ana", "declare sev4 y"));
    assert_null(strstr(bench->reply, "update due"));
    /* all remarks at once */
    assert_true(bench_say(bench, "ana", "declare type=security detected=1d keys leaked"));
    assert_true(lines_of(bench->reply) <= 4);
    bench_free(bench);
}

static void severity_missing(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare checkout is down", ERR_OK, "incident.opened",
         "No severity was given, so Sev2 (High). Higher if uncertain: "
         "INC-2025-09-29-001 severity sev1"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->severity, 2);
    assert_true(json_is_true(json_object_get(bench->added[0].data, "uncertain")));
    assert_null(strstr(bench->reply, "Much is down"));
    bench_free(bench);
}

/* The same incident, whatever the word for it and the order of the rest. */
static void any_order(void **state) {
    static const char *const lines[] = {
        "declare sev1 service=payments,web near-miss env=prod source=user it is down",
        "new SEV-1 near-miss services=payments,web environment=prod source=user it is "
        "down",
        "open service=payments service=web env=prod source=user critical near-miss it is "
        "down",
        "create near-miss p1 source=user env=prod service=payments,web it is down",
        "start env=prod sev1 nearmiss it is down service=payments,web source=user",
        "report source=user env=prod service=payments,web near-miss sev1 it is down",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct bench *bench = bench_new();
        const struct incident *incident;

        if (!bench_say(bench, "ana", lines[i])) {
            fail_msg("%s: %s", lines[i], bench->reply);
        }
        incident = bench_state(bench, 0);
        assert_int_equal(incident->severity, 1);
        assert_string_equal(incident->summary, "it is down");
        assert_int_equal(incident->nservices, 2);
        assert_string_equal(incident->services[0], "payments");
        assert_string_equal(incident->services[1], "web");
        assert_string_equal(incident->env, "prod");
        assert_true(incident->near_miss);
        assert_string_equal(bench_field(bench, 0, "detected_by"), "user");
        bench_free(bench);
    }
}

static void restricted_by_type(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 type=Security keys leaked", ERR_OK, "incident.opened",
         "Restricted"},
        {0, "ana", "declare sev2 type=outage web is down", ERR_OK, "incident.opened",
         NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_true(bench_state(bench, 0)->restricted);
    assert_string_equal(bench_state(bench, 0)->type, "security");
    assert_false(bench_state(bench, 1)->restricted);
    assert_null(strstr(bench->reply, "Restricted"));
    bench_free(bench);
}

static void logged_late(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 detected=15m on the limit", ERR_OK, "incident.opened",
         NULL},
        {0, "ana", "declare sev2 detected=40m too late", ERR_OK,
         "incident.opened deadline.missed", "later than the policy allows"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_string_equal(bench_field(bench, 1, "deadline"), "logging");
    assert_int_equal(bench_number(bench, 1, "late"), 25 * MINUTE);
    assert_int_equal(bench_number(bench, 1, "due"), BENCH_START - 25 * MINUTE);
    assert_string_equal(bench->added[1].actor, ACTOR_CLOCK);
    assert_int_equal(bench_state(bench, 1)->milestones[MILESTONE_DETECTED],
                     BENCH_START - 40 * MINUTE);
    assert_int_equal(bench_state(bench, 1)->missed, 1);
    assert_true(bench_say(bench, "ana", "declare sev2 detected=15m \"on the limit\""));
    assert_null(strstr(bench->reply, "later than"));
    bench_free(bench);
}

static void refusals(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare", ERR_INVALID, "", "declare"},
        {0, "ana", "declare sev1", ERR_INVALID, "", "summary"},
        {0, "ana", "declare sev1 type=securty keys leaked", ERR_INVALID, "",
         "type=security. Leave the type out or use one it has: outage, security."},
        {0, "ana", "declare sev1 source=dream x", ERR_INVALID, "", "monitoring"},
        {0, "ana", "declare", ERR_INVALID, "", "source=monitoring | user | audit | "},
        {0, "ana", "declare sev1 detected=2027-01-01 x", ERR_INVALID, "", "future"},
        {0, "ana", "declare service=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q too many services",
         ERR_LIMIT, "", "16"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench->nincidents, 0);
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens),
        cmocka_unit_test(the_policy_on_request),
        cmocka_unit_test(severity_missing),
        cmocka_unit_test(any_order),
        cmocka_unit_test(restricted_by_type),
        cmocka_unit_test(logged_late),
        cmocka_unit_test(refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

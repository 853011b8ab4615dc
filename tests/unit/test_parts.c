/* test_parts.c: recovery in parts, and what is changed about an incident later. */
#include "harness.h"

#include "core/deadline_due.h"
#include "core/parts.h"
#include "core/parts_read.h"

#define OPENED(services)                                                                 \
    { 0, "ana", "declare sev2 " services " web is slow", ERR_OK, NULL, NULL }

/* ---- what "restore ..." means ---------------------------------------------------- */

static void what_is_restored(void **state) {
    static const struct {
        const char *services, *text;
        enum recovery recovery;
        const char *part;
        int percent;
        const char *note;
    } rows[] = {
        {"web", NULL, RECOVERY_WHOLE, "", 0, NULL},
        {"web", "works again for everybody", RECOVERY_WHOLE, "", 0,
         "works again for everybody"},
        {"web", "error rate back at its usual level", RECOVERY_WHOLE, "", 0,
         "error rate back at its usual level"},
        {"web", "all", RECOVERY_WHOLE, "", 0, NULL},
        {"web", "all orders go through", RECOVERY_WHOLE, "", 0, "all orders go through"},
        {"web", "45%", RECOVERY_PART, "", 45, NULL},
        {"web", "45% of the orders go through", RECOVERY_PART, "", 45,
         "of the orders go through"},
        {"web", "100%", RECOVERY_WHOLE, "", 100, NULL},
        {"web", "101%", RECOVERY_UNCLEAR, "101%", 0, NULL},
        {"web", "0%", RECOVERY_UNCLEAR, "0%", 0, NULL},
        {"web", "eu", RECOVERY_PART, "eu", 0, NULL},
        {"web", "EU-west-1", RECOVERY_PART, "EU-west-1", 0, NULL},
        {"web", "eu 45%", RECOVERY_PART, "eu", 45, NULL},
        {"web", "eu 45% of carts", RECOVERY_PART, "eu", 45, "of carts"},
        {"web", "eu traffic is back", RECOVERY_UNCLEAR, "eu", 0, "traffic is back"},
        {"web", "frankfurt", RECOVERY_UNCLEAR, "frankfurt", 0, NULL},
        {"web", "frankfurt 20%", RECOVERY_PART, "frankfurt", 20, NULL},
        {"web", "done", RECOVERY_WHOLE, "", 0, "done"},
        {"web", "web", RECOVERY_WHOLE, "", 0, "web"}, /* the only one is all of it */
        {"web", "web works again", RECOVERY_WHOLE, "", 0, "web works again"},
        {"web,api", "web", RECOVERY_PART, "web", 0, NULL},
        {"web,api", "API works again", RECOVERY_PART, "API", 0, "works again"},
        {"web,api", "both work again", RECOVERY_WHOLE, "", 0, "both work again"},
        {"web", "eu, us", RECOVERY_UNCLEAR, "eu", 0, "us"},
        {"web,api", "web, api", RECOVERY_UNCLEAR, "web", 0, "api"},
        {"web,api", "web and api", RECOVERY_UNCLEAR, "web", 0, "and api"},
        {"web", "web, for everybody", RECOVERY_WHOLE, "", 0, "web, for everybody"},
        {"web", "45% of eu", RECOVERY_PART, "eu", 45, NULL},
        {"web", "100% of eu", RECOVERY_PART, "eu", 0, NULL},
        {"web", "45 percent of eu", RECOVERY_PART, "eu", 45, NULL},
        {"web", "45 percent", RECOVERY_PART, "", 45, NULL},
        {"web", "region eu", RECOVERY_PART, "eu", 0, NULL},
        {"web", "\"eu\"", RECOVERY_WHOLE, "", 0, "\"eu\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench *bench = bench_new();
        struct input input = {0};
        struct turn turn;
        struct recovered read;

        assert_true(bench_say(bench, "ana",
                              arena_printf(bench->arena, "declare service=%s it is slow",
                                           rows[i].services)));
        turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
        turn.before = bench_state(bench, 0);
        read = parts_read(&turn, rows[i].text);
        if (read.recovery != rows[i].recovery || strcmp(read.part, rows[i].part) != 0 ||
            read.percent != rows[i].percent || !text_equal(read.note, rows[i].note)) {
            fail_msg("%s: %d, \"%s\", %d, \"%s\"", rows[i].text, (int)read.recovery,
                     read.part, read.percent, read.note ? read.note : "-");
        }
        turn_free(&turn);
        bench_free(bench);
    }
}

/* ---- what becomes of it ---------------------------------------------------------- */

static void in_parts(void **state) {
    static const struct step steps[] = {
        OPENED("service=web"),
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {10, "ana", "restore eu", ERR_OK, "part.changed", "eu is restored. When all"},
        {0, "ana", "restore 45%", ERR_OK, "part.changed",
         "the service is restored to 45 %"},
        {0, "ana", "restore frankfurt", ERR_INVALID, "", "restore part=frankfurt"},
        {0, "ana", "restore part=frankfurt 30% of carts", ERR_OK, "part.changed",
         "frankfurt is restored to 30 %"},
        {5, "ana", "broken eu timeouts are back", ERR_OK, "part.changed",
         "eu does not work"},
        {0, "ana", "mitigate part=us second pool", ERR_OK, NULL, NULL},
        {0, "ana", "show", ERR_OK, "",
         "In parts: eu broken, the service restored to 45 %, frankfurt restored to 30 %, "
         "us mitigated"},
        {0, "ana", "restore eu at=10:12", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    /* Nothing has ended: not the outage, not the updates. */
    assert_int_equal(incident->milestones[MILESTONE_RECOVERED], 0);
    assert_int_equal(incident->reopened, 0);
    assert_int_equal(incident->down_since, BENCH_START);
    assert_int_equal(incident->parts[0].at, BENCH_START + 12 * MINUTE);
    assert_int_not_equal(
        deadline_update_due(incident, bench->world.policy, bench->world.civil), NEVER);
    bench_step(bench, &(struct step){5, "ana", "restore all", ERR_OK, "service.restored",
                                     "restored after 20 min"});
    incident = bench_state(bench, 0);
    assert_int_equal(incident->restored_ms, 20 * MINUTE);
    for (size_t i = 0; i < incident->nparts; i++) {
        assert_string_equal(incident->parts[i].state, PART_RESTORED);
    }
    bench_step(bench, &(struct step){0, "ana", "broken eu", ERR_PHASE, "",
                                     "reopen eu failed again"});
    bench_free(bench);
}

/* A reopening begins anew; who names parts then names what is hit now. */
static void reopened(void **state) {
    static const struct step steps[] = {
        OPENED("service=web"),
        {0, "ana", "restore eu", ERR_OK, NULL, NULL},
        {0, "ana", "resolve fixed", ERR_OK, NULL, NULL},
        {0, "ana", "reopen eu failed again", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->nparts, 0);
    bench_free(bench);
}

/* Each of several services, and nothing else open: that is all of it. */
static void each_service(void **state) {
    static const struct step steps[] = {
        OPENED("service=web,api"),
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {0, "ana", "restore web", ERR_OK, "part.changed", NULL},
        {0, "ana", "broken eu", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore api 50%", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore api", ERR_OK, "part.changed", "When all of it works"},
        {3, "ana", "restore eu", ERR_OK, "part.changed service.restored",
         "the service is restored after 3 min"},
    };

    (void)state;
    PLAYED(steps);
}

static void room_for_parts(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    bench_step(bench, &(struct step)OPENED("service=web"));
    for (int i = 0; i < LIMIT_PARTS; i++) {
        assert_true(
            bench_say(bench, "ana", arena_printf(bench->arena, "restore part=p%d", i)));
    }
    bench_step(bench,
               &(struct step){0, "ana", "restore part=more", ERR_LIMIT, "", "limit"});
    bench_step(bench,
               &(struct step){0, "ana", "broken p3", ERR_OK, "part.changed", NULL});
    bench_free(bench);
}

/* ---- what is changed later ------------------------------------------------------- */

static void changed_later(void **state) {
    static const struct step steps[] = {
        OPENED("service=web"),
        {5, "ana", "set", ERR_INVALID, "", "Nothing was changed. What can be set"},
        {0, "ana", "set it is worse", ERR_INVALID, "", "Nothing was changed"},
        {0, "ana", "set restricted", ERR_INVALID, "",
         "Nothing was changed. Who may read it: set restricted=yes"},
        {0, "ana", "set service=web", ERR_INVALID, "", "That is so already"},
        {0, "ana", "set type=outag", ERR_INVALID, "", "type=outage"},
        {0, "ben", "set service=api,web type=OUTAGE env=prod detected=09:50 it is more",
         ERR_OK, "incident.changed", "Noticed at 09:50 UTC, 15 min ago"},
        {0, "ben", "set restricted=maybe", ERR_INVALID, "", NULL},
        {0, "ben", "set type=security", ERR_OK, "incident.changed",
         "it is opened for members only"},
        {0, "ben", "set restricted=no", ERR_DENIED, "", "commander"},
        {0, "ben", "set channel=open", ERR_OK, "incident.changed", NULL},
        {0, "ben", "set channel=private", ERR_DENIED, "", "commander"},
        {0, "sam", "set channel=private", ERR_OK, "incident.changed", NULL},
        {0, "sam", "set restricted=no", ERR_OK, "incident.changed",
         "Everybody can read it now"},
        {0, "ana", "role take commander", ERR_OK, NULL, NULL},
        {0, "ana", "set restricted=yes", ERR_OK, "incident.changed", NULL},
        {0, "ana", "undo", ERR_INVALID, "", "set restricted=no"},
        {0, "ana", "set restricted=no", ERR_OK, "incident.changed", NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_int_equal(incident->nservices, 2);
    assert_string_equal(incident->services[0], "api");
    assert_string_equal(incident->type, "security");
    assert_string_equal(incident->env, "prod");
    assert_int_equal(incident->milestones[MILESTONE_DETECTED], BENCH_START - 10 * MINUTE);
    assert_false(incident->restricted);
    bench_free(bench);
}

/* A limit is counted as people count: 40 bytes are 20 such letters, never "40 characters". */
static void the_limit_of_a_name_is_in_characters(void **state) {
    static const struct {
        const char *unit;
        size_t n;
        const char *said;
    } rows[] = {
        {"x", LIMIT_PART, NULL},
        {"x", LIMIT_PART + 1, "of its 41 characters 40 fit"},
        {"\xC3\xA9", LIMIT_PART / 2, NULL},
        {"\xC3\xA9", LIMIT_PART / 2 + 1, "of its 21 characters 20 fit"},
    };
    struct incident *incident = incident_new("INC-2025-09-29-001");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[2 * LIMIT_PART + 8] = "";
        struct error err = {0};

        for (size_t k = 0; k < rows[i].n; k++) {
            snprintf(name + strlen(name), sizeof name - strlen(name), "%s", rows[i].unit);
        }
        assert_int_equal(part_room(incident, name, &err), rows[i].said == NULL);
        assert_true(rows[i].said == NULL || strstr(err.text, rows[i].said) != NULL);
    }
    incident_free(incident);
}

/* Where resolving counts as restoring, it does not for what is known to be broken. */
static void resolving_restores_nothing_that_is_broken(void **state) {
    static const struct policy_step both_at_once[] = {
        {"resolve", NULL, "resolution", true},
        {"close", NULL, "closure", false},
    };
    static const struct {
        const char *before; /* typed before it */
        const char *said;
        bool recovered;
    } rows[] = {
        {"broken eu", "eu is not recorded as restored. When all of it works: restore all",
         false},
        {"restore 45%", "The service is not recorded as restored to more than 45 %.",
         false},
        {"restore eu", "The service counts as restored.", true},
        {"note eu is slow", "The service counts as restored.", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench *bench = bench_new();

        bench->policy.steps = both_at_once;
        bench->policy.nsteps = 2;
        assert_true(bench_say(bench, "ana", "declare sev2 service=web web is slow"));
        assert_true(bench_say(bench, "ana", rows[i].before));
        assert_true(bench_say(bench, "ana", "resolve cache flushed"));
        if (strstr(bench->reply, rows[i].said) == NULL) {
            fail_msg("%s: %s", rows[i].before, bench->reply);
        }
        assert_int_equal(bench_state(bench, 0)->milestones[MILESTONE_RECOVERED] != 0,
                         rows[i].recovered);
        if (!rows[i].recovered) {
            assert_true(bench_say(bench, "ana", "restore all"));
            assert_int_not_equal(bench_state(bench, 0)->milestones[MILESTONE_RECOVERED],
                                 0);
        }
        bench_free(bench);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_restored),
        cmocka_unit_test(in_parts),
        cmocka_unit_test(reopened),
        cmocka_unit_test(each_service),
        cmocka_unit_test(the_limit_of_a_name_is_in_characters),
        cmocka_unit_test(room_for_parts),
        cmocka_unit_test(changed_later),
        cmocka_unit_test(resolving_restores_nothing_that_is_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* cancel and duplicate: ends that are no resolution, what goes along, and what does not. */
#include "harness.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL }

static void cancelled(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "cancel", ERR_INVALID, "", "why is missing"},
        {0, "ana", "action add due=1h look", ERR_OK, NULL, NULL},
        {0, "ana", "status triage", ERR_OK, NULL, NULL},
        {0, "ana", "false alarm the alert was a test", ERR_OK, "incident.cancelled",
         "INC-2025-09-29-001 is cancelled. Whoever was told of it is told so.\nActions "
         "still open, without reminders from now on: 1. action list"},
        {0, "ana", "abort again", ERR_PHASE, "", "is cancelled"},
        /* What is about the incident is not taken any more, whichever command says it. */
        {0, "ana", "impact all", ERR_PHASE, "", "is cancelled: impact is not possible"},
        {0, "ana", "summary x", ERR_PHASE, "", "is cancelled: summary is not possible"},
        {0, "ana", "decision x", ERR_PHASE, "", "is cancelled: decision is not possible"},
        {0, "ana", "detected 09:00", ERR_PHASE, "", "is cancelled: detected is not"},
        {0, "ana", "started 09:00", ERR_PHASE, "", "is cancelled: started is not"},
        {0, "ana", "set service=api", ERR_PHASE, "", "is cancelled: set is not"},
        {0, "ana", "update x", ERR_PHASE, "", "is cancelled: update is not"},
        {0, "ana", "set restricted=yes", ERR_OK, "incident.changed", NULL},
        {0, "ada", "set restricted=no", ERR_OK, "incident.changed", NULL},
        {0, "ana", "note the probe is repaired", ERR_OK, "note.added", NULL},
        {0, "ana", "action add due=1h repair the probe", ERR_OK, "action.added",
         "Nobody is reminded of it: the incident is cancelled."},
        {0, "ana", "show", ERR_OK, "", "Triage, cancelled"},
        {0, "ana", "status", ERR_OK, "", "cancelled"},
    };
    struct bench *bench = PLAY(steps);
    const struct step reopen = {
        5, "ana", "reopen it is real", ERR_OK, "incident.reopened", "in phase Triage"};

    (void)state;
    /* Nobody is reminded of what is no incident, not of its actions either. */
    assert_true(deadlines_alarm(bench_state(bench, 0), &bench->policy, &bench->directory,
                                &bench->civil) == NEVER);
    bench_step(bench, &reopen);
    assert_true(deadlines_alarm(bench_state(bench, 0), &bench->policy, &bench->directory,
                                &bench->civil) != NEVER);
    bench_free(bench);
}

/* After work, what makes the record right is taken, and no more work. */
static void closed(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_OK, NULL, NULL},
        {0, "ana", "verify looked", ERR_OK, NULL, NULL},
        {0, "ana", "close", ERR_OK, NULL, NULL},
        {0, "ana", "impact all", ERR_OK, "impact.changed", NULL},
        {0, "ana", "summary x", ERR_OK, "summary.changed", NULL},
        {0, "ana", "decision at 10:00 we waited", ERR_OK, "decision.made", NULL},
        {0, "ana", "started 09:00", ERR_OK, "incident.changed", NULL},
        {0, "ana", "set service=api", ERR_OK, "incident.changed", NULL},
        {0, "ana", "update x", ERR_PHASE, "", "is closed: update is not possible"},
        {0, "ana", "severity sev1", ERR_PHASE, "", "is closed: severity is not"},
    };

    (void)state;
    PLAYED(steps);
}

static void no_false_alarm(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "resolve restarted", ERR_OK, NULL, NULL},
        {0, "ana", "cancel it was nothing", ERR_PHASE, "", "recorded as resolved"},
        {0, "ana", "declare sev2 another", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_OK, NULL, NULL},
        {0, "ana", "mistake", ERR_INVALID, "", NULL},
        {0, "ana", "mistake it was nothing", ERR_PHASE, "", "recorded as restored"},
    };

    (void)state;
    PLAYED(steps);
}

static void duplicates(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "declare sev1 all is slow", ERR_OK, NULL, NULL},
        {0, "cleo", "role take", ERR_OK, NULL, NULL},
        {0, "ben", "action add owner=@ben due=1h add replicas", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001 same node", ERR_OK, "incident.duplicate",
         "This one was Sev1 (Critical), that one is Sev2 (High). To raise it: "
         "INC-2025-09-29-001 severity sev1"},
        {0, "ana", "001 duplicate 002", ERR_INVALID, "", "work goes on here"},
        {0, "ana", "declare sev2 a third", ERR_OK, NULL, NULL},
        {0, "ana", "merge 002", ERR_PHASE, "", "duplicate INC-2025-09-29-001"},
        {0, "ana", "001 cancel a drill", ERR_OK, NULL, NULL},
        {0, "ana", "merge 001", ERR_PHASE, "", "is cancelled: nobody works on it"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *other = bench_state(bench, 0);

    (void)state;
    assert_string_equal(bench_state(bench, 1)->end, "duplicate");
    assert_int_equal(bench_state(bench, 1)->nactions, 0);
    assert_int_equal(other->nactions, 1);
    assert_string_equal(other->actions[0].title, "add replicas");
    assert_string_equal(other->actions[0].owner, "console:ben");
    assert_int_equal(other->actions[0].due, BENCH_START + 60 * MINUTE);
    assert_int_equal(other->nresponders, 3);
    bench_free(bench);
}

/* What goes on as one that is over would be asked about by nobody. */
static void into_one_that_is_over(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "001 restore", ERR_OK, NULL, NULL},
        {0, "ben", "declare sev2 all is slow", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001", ERR_OK, "incident.duplicate",
         "That one is restored already, so no updates of it are asked for. If it goes "
         "on: "
         "INC-2025-09-29-001 reopen why"},
        {0, "ben", "001 resolve the node is back", ERR_OK, NULL, NULL},
        {0, "ben", "declare sev2 all is slow again", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001", ERR_OK, "incident.duplicate",
         "That one is resolved already"},
        {0, "ben", "001 reopen it is slow", ERR_OK, NULL, NULL},
        {0, "ben", "declare sev2 slow as before", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_true(bench_say(bench, "ben", "duplicate 001"));
    assert_null(strstr(bench->reply, "already"));
    bench_free(bench);
}

/* It is the same outage: who leads it and that somebody looks at it are not lost. */
static void commander_and_acknowledgement(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "declare sev2 all is slow", ERR_OK, NULL, NULL},
        {0, "cleo", "role take", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001", ERR_OK, "incident.duplicate",
         "Cleo led this one, and nobody leads that one yet: INC-2025-09-29-001 role take "
         "commander"},
    };
    static const struct step more[] = {
        {0, "ben", "declare sev2 a third", ERR_OK, NULL, NULL},
        {0, "ana", "001 role take commander", ERR_OK, NULL, NULL},
        {0, "ben", "role take commander", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_not_equal(bench_state(bench, 0)->milestones[MILESTONE_ACKNOWLEDGED], 0);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        bench_step(bench, &more[i]);
    }
    assert_true(bench_say(bench, "ben", "duplicate 001"));
    assert_null(strstr(bench->reply, "led this one"));
    bench_free(bench);
}

/* More actions than one commit takes stay, and the answer says so. */
static void many_actions(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 the first"));
    assert_true(bench_say(bench, "ana", "declare sev2 the second"));
    for (int i = 0; i < 25; i++) {
        assert_true(bench_say(bench, "ana", "action add one of many"));
    }
    assert_true(bench_say(bench, "ana", "dup 001"));
    assert_non_null(strstr(bench->reply, "go on there: 20"));
    assert_non_null(strstr(bench->reply, "stay here, without reminders: 5"));
    assert_int_equal(bench_state(bench, 0)->nactions, 20);
    assert_int_equal(bench_state(bench, 1)->nactions, 5);
    bench_free(bench);
}

/* Of a restricted incident nothing leaves it, and into one nobody is let by this. */
static void restricted(void **state) {
    static const struct step steps[] = {
        {0, "sam", "declare sev2 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "sam", "action add rotate the keys", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 logins fail", ERR_OK, NULL, NULL},
        {0, "sam", "declare sev2 logins fail too", ERR_OK, NULL, NULL},
        {0, "ana", "003 note I look", ERR_OK, NULL, NULL},
        {0, "sam", "003 duplicate 001", ERR_OK, NULL, "nobody was let in"},
        {0, "ana", "001 show", ERR_DENIED, "", NULL},
        {0, "sam", "001 duplicate 002 the keys", ERR_OK, NULL,
         "of a restricted incident nothing leaves it"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 1)->nactions, 0);
    bench_free(bench);
}

/* A duplicate that is none any more is so on both timelines. */
static void reopened(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "declare sev2 the same", ERR_OK, NULL, NULL},
        {0, "ana", "dup 001", ERR_OK, NULL, NULL},
        {0, "ana", "reopen another node", ERR_OK, "incident.reopened",
         "no duplicate of INC-2025-09-29-001 any more"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(bench_state(bench, i)->nlinks, 1);
        assert_string_equal(bench_state(bench, i)->links[0].as, "related");
    }
    bench_free(bench);
}

/* Into a restricted one the bot writes it for somebody who may not read it: they learn
 * nothing of it, and are not let in by it. */
static void reopened_apart(void **state) {
    static const struct step steps[] = {
        {0, "sam", "declare sev2 logins fail", ERR_OK, NULL, NULL},
        {0, "ana", "note I look", ERR_OK, NULL, NULL},
        {0, "sam", "declare sev2 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "sam", "001 duplicate 002 same attacker", ERR_OK, NULL, NULL},
        {0, "ana", "001 reopen it is not", ERR_OK, "incident.reopened",
         "no duplicate of INC-2025-09-29-002 any more"},
        {0, "ana", "002 show", ERR_DENIED, "", NULL},
        {0, "sam", "002 timeline", ERR_OK, "",
         "noted that Ana Alba reopened INC-2025-09-29-001, which is no duplicate"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *other = bench_state(bench, 1);

    (void)state;
    assert_true(other->restricted);
    assert_int_equal(other->nlinks, 1);
    assert_string_equal(other->links[0].as, "related");
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reopened_apart),
        cmocka_unit_test(cancelled),
        cmocka_unit_test(no_false_alarm),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(into_one_that_is_over),
        cmocka_unit_test(many_actions),
        cmocka_unit_test(restricted),
        cmocka_unit_test(reopened),
        cmocka_unit_test(closed),
        cmocka_unit_test(commander_and_acknowledgement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

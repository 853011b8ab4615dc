/* test_history.c: what was taken back or corrected: the state is that of a timeline
 * without it, whoever folds it; what stands on it, is too old or of somebody else is
 * refused; a text that was removed does not come back. */
#include "harness.h"
#include "history.h"

#include "core/deadline_due.h"
#include "core/incident_json.h"
#include "core/record.h"
#include "timeline.h"

/* ---- the state is that of a timeline without it ---------------------------------- */

/* What is the same whether something was taken back or never typed: all but the count of
 * entries and of mitigations, their times, and who had a hand in it. */
static void assert_same(const struct incident *a, const struct incident *b,
                        const char *what) {
    static const char *const apart[] = {"version",
                                        "at",
                                        "cadence_undone",
                                        "cadence_undone_people",
                                        "cadence_undone_update",
                                        "spoken",
                                        "cadence_base",
                                        "responders",
                                        "mitigations_made"};
    json_t *one = incident_to_json(a), *other = incident_to_json(b);

    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
        json_object_del(one, apart[i]);
        json_object_del(other, apart[i]);
    }
    if (!json_equal(one, other)) {
        char *is = json_dumps(one, JSON_SORT_KEYS),
             *want = json_dumps(other, JSON_SORT_KEYS);

        print_error("%s\n%s\n%s\n", what, is, want);
        free(is);
        free(want);
        fail();
    }
    json_decref(one);
    json_decref(other);
}

static void as_if_never_typed(void **state) {
    static const char *const typed[] = {
        "update all is well impact: none next: watch eta: 10:30",
        "resolve rolled back cause=fixed cause: pool",
        "restore at 10:00 works",
        "mitigate temporary second region",
        "contain key revoked",
        "severity sev1 worse",
        "role take commander",
        "impact everybody",
        "summary web is gone",
        "decision roll back",
        "note hello",
        "bridge https://meet.example.org/x",
        "status triage",
        "snooze 20m",
        "detected 09:55 first alert",
        "ack",
    };

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct bench *done = bench_new(), *never = bench_new();
        const struct step opened = OPENED, acked = {0, "ben", "ack", ERR_OK, NULL, NULL};

        bench_step(done, &opened);
        bench_step(never, &opened);
        if (strcmp(typed[i], "ack") != 0) {
            bench_step(done, &acked);
            bench_step(never, &acked);
        }
        done->world.now += MINUTE;
        if (!bench_say(done, "ana", typed[i])) {
            fail_msg("%s: %s", typed[i], done->reply);
        }
        done->world.now += MINUTE;
        if (!bench_say(done, "ana", "undo")) {
            fail_msg("undo of %s: %s", typed[i], done->reply);
        }
        assert_string_equal(bench_kinds(done), KIND_UNDONE);
        assert_non_null(strstr(done->reply, "Taken back: "));
        assert_same(bench_state(done, 0), bench_state(never, 0), typed[i]);
        bench_free(done);
        bench_free(never);
    }
}

/* Numbers that people have read are not given twice. */
static void numbers_stay_given(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "action add write it up", ERR_OK, NULL, "Action 1"},
        {1, "ana", "undo", ERR_OK, KIND_UNDONE, NULL},
        {0, "ana", "action add call the bank", ERR_OK, NULL, "Action 2"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->nactions, 1);
    assert_null(incident_action(bench_state(bench, 0), 1));
    bench_free(bench);
}

/* Only what counts from the taken back is not due before it: nobody gets an hour of silence
 * forgiven for a note. */
static void deadlines_moved(void **state) {
    static const struct {
        const char *typed;
        int64_t acknowledge, command, update; /* minutes; NEVER: none */
    } rows[] = {
        {"note wrong channel", 15, NEVER, 30},
        {"action add call the bank", 15, NEVER, 30},
        {"severity sev1 all shops", 15, NEVER, 30},
        {"update nothing new", NEVER, 85, 71},
        {"role take deputy", NEVER, 85, 30},
        {"ack", 71, NEVER, 30},
        {"mitigate half of it", NEVER, 85, 71},
        {"resolve rolled back", NEVER, 85, 71},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct step steps[] = {
            OPENED,
            {70, "ana", rows[i].typed, ERR_OK, NULL, NULL},
            {1, "ana", "undo", ERR_OK, KIND_UNDONE, NULL},
        };
        struct bench *bench = PLAY(steps);
        const struct {
            const char *kind;
            int64_t want;
        } wanted[] = {{DEADLINE_ACKNOWLEDGE, rows[i].acknowledge},
                      {DEADLINE_COMMAND, rows[i].command},
                      {DEADLINE_UPDATE, rows[i].update}};
        struct deadline list[DEADLINES_MAX];
        size_t n =
            deadlines(bench_state(bench, 0), bench->world.policy, bench->world.directory,
                      bench->world.civil, BENCH_START, list);

        for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
            int64_t due = NEVER;

            for (size_t k = 0; k < n; k++) {
                due = strcmp(list[k].kind, wanted[w].kind) == 0
                          ? (list[k].due - BENCH_START) / MINUTE
                          : due;
            }
            if (due != wanted[w].want) {
                fail_msg("%s, taken back: %s is due at %lld, not %lld", rows[i].typed,
                         wanted[w].kind, (long long)due, (long long)wanted[w].want);
            }
        }
        bench_free(bench);
    }
}

/* What others wrote meanwhile stays; the reminders begin with the taking back. */
static void others_in_between(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "ack", ERR_OK, NULL, NULL},
        {20, "ana", "resolve rolled back", ERR_OK, NULL, NULL},
        {1, "ben", "note dashboards are red", ERR_OK, NULL, NULL},
        {0, "ben", "role take commander", ERR_OK, NULL, NULL},
        {1, "ana", "undo", ERR_OK, KIND_UNDONE, "resolved it: rolled back"},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_int_equal(incident->milestones[MILESTONE_RESOLVED], 0);
    assert_string_equal(incident->phase, "detection");
    assert_string_equal(incident_role(incident, "commander"), "console:ben");
    assert_null(incident->resolution);
    assert_int_equal(
        deadline_update_due(incident, bench->world.policy, bench->world.civil),
        BENCH_START + 30 * MINUTE);
    bench_free(bench);
}

/* ---- what is refused ------------------------------------------------------------- */

static void refusals(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "undo", ERR_NOT_FOUND, "", "nothing"},
        {0, "ana", "undo", ERR_INVALID, "", "cancel"},
        {0, "ana", "note one", ERR_OK, NULL, NULL},
        {0, "ben", "undo 2", ERR_INVALID, "", "not yours"},
        {0, "ben", "undo 99", ERR_INVALID, "", "not yours"},
        {6, "ana", "undo", ERR_INVALID, "", "correct 2"},
        {0, "ana", "note two", ERR_OK, NULL, NULL},
        {0, "ana", "note three", ERR_OK, NULL, NULL},
        {5, "ana", "undo", ERR_INVALID, "", "To take that back: undo 4"},
        {0, "ana", "undo 4", ERR_OK, KIND_UNDONE, "three"},
        {0, "ana", "undo", ERR_INVALID, "", "undo 3"},
        {0, "ana", "undo 4", ERR_INVALID, "", "taken back already"},
        {0, "ana", "undo 5", ERR_INVALID, "", "cannot be taken back"},
        {0, "ana", "undo 3", ERR_OK, KIND_UNDONE, "two"},
        {0, "ana", "escalate leadership help", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_INVALID, "", "called already"},
        {0, "ana", "role take commander", ERR_OK, NULL, NULL},
        {0, "ben", "role assign commander @ben", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_PHASE, "", "Ben Berg has built on it"},
        {0, "ana", "mitigate second region", ERR_OK, NULL, NULL},
        {0, "ben", "mitigate 1 failed", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_PHASE, "", "Ben Berg has built on it"},
        {0, "ana", "resolve fixed", ERR_OK, NULL, NULL},
        {0, "ana", "restore works", ERR_OK, NULL, NULL},
        {0, "ben", "verify looked", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_PHASE, "", "built on it"},
        {0, "ben", "close", ERR_OK, NULL, NULL},
        {0, "ben", "undo", ERR_INVALID, "", "reopen"},
        {0, "ada", "redact 2", ERR_OK, NULL, NULL},
        {0, "ada", "undo", ERR_INVALID, "", "gone for good"},
    };

    (void)state;
    PLAYED(steps);
}

/* An end that was typed wrong has its own way back. */
static void not_an_end(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "cancel false alarm of the probe", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_INVALID, "", "reopen"},
    };

    (void)state;
    PLAYED(steps);
}

/* The export has all of it, marked. */
static void exported(void **state) {
    static const struct step steps[] = {
        OPENED,
        {5, "ana", "note at 10:02 build 412", ERR_OK, NULL, NULL},
        {0, "ana", "correct 2 build 411", ERR_OK, NULL, NULL},
        {0, "ana", "note wrong channel", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    struct bench_incident *kept = &bench->incidents[0];
    json_t *json, *entries;
    const json_t *note;

    (void)state;
    history_mark(bench->arena, kept->entries, kept->nentries);
    json = record_export(kept->state, kept->entries, kept->nentries);
    entries = json_object_get(json, "entries");
    note = json_array_get(entries, 1);
    assert_string_equal(jsonx_string(json_object_get(note, "text"), "note", ""),
                        "build 411");
    assert_string_equal(jsonx_string(json_object_get(note, "text_before"), "note", ""),
                        "build 412");
    assert_int_equal(jsonx_int(json_object_get(note, "data"), "when", 0),
                     BENCH_START + 2 * MINUTE);
    assert_int_equal(jsonx_int(note, "at", 0), BENCH_START + 5 * MINUTE);
    assert_null(json_object_get(note, "undone"));
    assert_true(json_is_true(json_object_get(json_array_get(entries, 3), "undone")));
    json_decref(json);
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_if_never_typed), cmocka_unit_test(numbers_stay_given),
        cmocka_unit_test(deadlines_moved),   cmocka_unit_test(others_in_between),
        cmocka_unit_test(refusals),          cmocka_unit_test(not_an_end),
        cmocka_unit_test(exported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_history_corrected.c: corrections: whose they are, how late they come, and that the old
 * text stays. */
#include "core/record_words.h"
#include "harness.h"
#include "history.h"
#include "timeline.h"

/* What was typed last may have been refused, and is on no timeline: the text before it is
 * not put right unasked when it is old. */
static void corrected_late(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "update 20 % fail", ERR_OK, NULL, NULL},
        {6, "ana", "correct 2 % fail of them", ERR_INVALID, "", "Nothing is changed"},
        {0, "ana", "correct failover runs", ERR_INVALID, "",
         "update: 20 % fail\nIf that is meant: correct 3 failover runs"},
        {0, "ana", "correct 3 2 % fail", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ana", "update failover runs", ERR_OK, NULL, NULL},
        /* a line that was sent half typed, or meant for something else */
        {0, "ana", "correct fail", ERR_INVALID, "",
         "update: failover runs\nIf that is meant: correct 5 fail"},
        {0, "ana", "correct X", ERR_INVALID, "", "Nothing is changed"},
        {4, "ana", "correct failover runs in eu", ERR_OK, KIND_CORRECTED, NULL},
    };

    (void)state;
    PLAYED(steps);
}

static void corrected(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "update 20 % fail impact: all next: wait", ERR_OK, NULL, NULL},
        {0, "ana", "correct 3 2 % fail", ERR_DENIED, "", "of Ben Berg"},
        {0, "ben", "correct 3 2 % fail", ERR_OK, KIND_CORRECTED,
         "Entry 3 (update) is corrected. What was posted stays; a correction follows "
         "it.\nBefore: 20 % fail\nNow: 2 % fail"},
        {0, "ben", "correct 3 2 % fail", ERR_INVALID, "", "says so already"},
        {0, "ben", "correct 3 field=eta 45m", ERR_INVALID, "",
         "told anew by an update: update what we know now eta: 45m"},
        {0, "ben", "correct 3 field=impact some", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ben", "correct 4 x", ERR_INVALID, "", "correct 3"},
        {0, "ben", "correct 1 x", ERR_DENIED, "", "of Ana Alba"},
        {0, "ben", "correct 2 x", ERR_INVALID, "", "no such text"},
        {0, "ben", "correct 99 x", ERR_NOT_FOUND, "", "1 to 5"},
        {0, "ben", "correct 3 field=resolution x", ERR_INVALID, "", "no such text"},
        {0, "ana", "role take commander", ERR_OK, NULL, NULL},
        {0, "ana", "correct 3 3 % fail", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ana", "correct 1 web is slow in the east", ERR_OK, KIND_CORRECTED, NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct incident *incident = bench_state(bench, 0);

    (void)state;
    assert_string_equal(incident->last_update, "3 % fail");
    assert_string_equal(incident->impact, "some");
    assert_string_equal(incident->next, "wait");
    assert_string_equal(incident->summary, "web is slow in the east");
    /* Taken back, the one before it counts again. */
    bench_step(bench, &(struct step){1, "ana", "undo", ERR_OK, KIND_UNDONE, NULL});
    bench_step(bench, &(struct step){0, "ana", "undo 7", ERR_OK, KIND_UNDONE, NULL});
    assert_string_equal(bench_state(bench, 0)->last_update, "2 % fail");
    assert_string_equal(bench_state(bench, 0)->summary, "web is slow");
    bench_free(bench);
}

/* A text is put right by who wrote it, by the commander and by an admin, and by nobody else
 * however many there are. */
static void who_corrects(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ben", "note build 412", ERR_OK, NULL, NULL},
        {0, "ana", "role take commander", ERR_OK, NULL, NULL},
        {0, "cleo", "correct 2 build 411", ERR_DENIED, "", "of Ben Berg"},
        {0, "sam", "correct 2 build 411", ERR_DENIED, "", "of Ben Berg"},
        {0, "ada", "correct 2 build 411", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ana", "correct 2 build 410", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ben", "correct 2 build 409", ERR_OK, KIND_CORRECTED, NULL},
        {0, "ben", "undo 2", ERR_OK, KIND_UNDONE, NULL},
        {0, "ben", "correct 2 build 408", ERR_INVALID, "", "was taken back"},
    };

    (void)state;
    PLAYED(steps);
}

/* Whoever reads all finds the old text beside the new one. */
static void the_old_one_stays(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "note build 412", ERR_OK, NULL, NULL},
        {0, "ana", "correct 2 build 411", ERR_OK, NULL, NULL},
        {0, "ana", "note wrong channel", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    struct bench_incident *kept = &bench->incidents[0];
    static const char *const lines[] = {
        "build 411 (corrected)", "corrected entry 2: build 411 (before: build 412)",
        "wrong channel (taken back)", "took back entry 4"};

    (void)state;
    history_mark(bench->arena, kept->entries, kept->nentries);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *line = bench_plain(
            bench, record_entry_line(bench->arena, &bench->world, &kept->entries[i + 1]));

        if (strstr(line, lines[i]) == NULL) {
            fail_msg("\"%s\" is not in: %s", lines[i], line);
        }
    }
    assert_true(history_shown(&kept->entries[1]));
    assert_false(history_shown(&kept->entries[2]));
    assert_false(history_shown(&kept->entries[3]));
    assert_true(bench_say(bench, "ana", "timeline"));
    assert_null(strstr(bench->reply, "wrong channel"));
    assert_null(strstr(bench->reply, "build 412"));
    assert_true(bench_say(bench, "ana", "timeline all"));
    assert_non_null(strstr(bench->reply, "wrong channel (taken back)"));
    assert_non_null(strstr(bench->reply, "(before: build 412)"));
    bench_free(bench);
}

static void no_text_to_correct(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "note the password is x", ERR_OK, NULL, NULL},
        {0, "ana", "contain", ERR_OK, NULL, NULL},
        {0, "ana", "correct 4 y", ERR_INVALID, "", "no such text"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    bench->incidents[0].entries[1].text = NULL;
    bench->incidents[0].entries[1].tx = "x";
    bench_step(bench, &(struct step){0, "ana", "correct 2 y", ERR_INVALID, "",
                                     "cannot come back"});
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrected),          cmocka_unit_test(who_corrects),
        cmocka_unit_test(corrected_late),     cmocka_unit_test(the_old_one_stays),
        cmocka_unit_test(no_text_to_correct),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

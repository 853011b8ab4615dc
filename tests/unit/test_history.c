/* test_history.c: what was taken back or corrected: the state is that of a timeline
 * without it, whoever folds it; what stands on it, is too old or of somebody else is
 * refused; a text that was removed does not come back. */
#include "harness.h"

#include "core/audit.h"
#include "core/commit.h"
#include "core/deadline_due.h"
#include "core/incident_json.h"
#include "core/record.h"
#include "core/record_words.h"
#include "timeline.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL }

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
        {0, "ana", "resolve x", ERR_OK, NULL, NULL},
        {0, "ana", "restore works", ERR_OK, NULL, NULL},
        {0, "ben", "verify z", ERR_OK, NULL, NULL},
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

/* ---- corrections ----------------------------------------------------------------- */

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

/* ---- a text that was removed ----------------------------------------------------- */

static struct incident *folded(struct timeline *timeline, int64_t gone) {
    struct error err = {0};
    struct incident *state = history_fold(timeline->arena, TIMELINE_ID, timeline->entries,
                                          timeline->n, NULL, 0, gone, &err);

    assert_non_null(state);
    return state;
}

static void removed_for_good(void **state) {
    struct timeline *timeline = timeline_new(8);
    struct incident *incident;

    (void)state;
    timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}",
                   "{\"summary\":\"s\"}");
    timeline_write(timeline, 1, "a:b", KIND_IMPACT, NULL, "{\"impact\":\"secret\"}");
    timeline_write(timeline, 2, "a:b", KIND_CORRECTED,
                   "{\"number\":2,\"field\":\"impact\"}", "{\"text\":\"secret too\"}");
    incident = folded(timeline, 0);
    assert_string_equal(incident->impact, "secret too");
    incident_free(incident);
    timeline_write(timeline, 3, "a:b", KIND_REDACTED, "{\"number\":2}", NULL);
    /* The entry's text and its corrections leave together. */
    incident = folded(timeline, 2);
    assert_string_equal(incident->impact, TEXT_REMOVED);
    incident_free(incident);
    /* The correction's own text: the old one does not come back in its place. */
    incident = folded(timeline, 3);
    assert_string_equal(incident->impact, TEXT_REMOVED);
    incident_free(incident);
    /* Removed first: nothing brings it back. */
    timeline->entries[1].text = NULL;
    incident = folded(timeline, 0);
    assert_string_equal(incident->impact, TEXT_REMOVED);
    incident_free(incident);
    timeline_free(timeline);
}

/* Nobody may read of a lost text that somebody removed it on purpose. */
static void lost_not_removed(void **state) {
    struct timeline *timeline = timeline_new(5);
    struct incident *incident;

    (void)state;
    timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}",
                   "{\"summary\":\"s\"}");
    timeline_write(timeline, 1, "a:b", KIND_IMPACT, NULL, "{\"impact\":\"i\"}");
    timeline_write(timeline, 2, "a:b", KIND_CORRECTED,
                   "{\"number\":2,\"field\":\"impact\"}", "{\"text\":\"j\"}");
    timeline->entries[0].text = timeline->entries[1].text = NULL;
    incident = folded(timeline, 0);
    assert_string_equal(incident->summary, TEXT_MISSING);
    assert_string_equal(incident->impact, TEXT_MISSING);
    incident_free(incident);
    timeline_write(timeline, 3, "a:b", KIND_REDACTED, "{\"number\":2}", NULL);
    incident = folded(timeline, 0);
    assert_string_equal(incident->summary, TEXT_MISSING);
    assert_string_equal(incident->impact, TEXT_REMOVED);
    incident_free(incident);
    timeline_free(timeline);
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

/* ---- marks, by hand -------------------------------------------------------------- */

/* Nobody takes back an opening, what comes later, or what is no entry at all. */
static void ranges_that_lie(void **state) {
    static const struct {
        const char *data;
        bool undone[3];
    } rows[] = {
        {"{\"from\":1,\"to\":3}", {false, true, true}},
        {"{\"from\":2,\"to\":2}", {false, true, false}},
        {"{\"from\":3,\"to\":99}", {false, false, true}},
        {"{\"from\":-5,\"to\":0}", {false, false, false}},
        {"{\"from\":3,\"to\":2}", {false, false, false}},
        {"{}", {false, false, false}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct timeline *timeline = timeline_new(5);

        timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}", NULL);
        timeline_write(timeline, 1, "a:b", KIND_DECISION, NULL, "{\"decision\":\"d\"}");
        timeline_write(timeline, 2, "a:b", KIND_NOTE, NULL, "{\"note\":\"n\"}");
        timeline_write(timeline, 3, "a:b", KIND_UNDONE, rows[i].data, NULL);
        timeline_write(timeline, 4, "a:b", KIND_NOTE, NULL, "{\"note\":\"later\"}");
        history_mark(timeline->arena, timeline->entries, timeline->n);
        history_mark(timeline->arena, timeline->entries, timeline->n);
        for (size_t e = 0; e < 3; e++) {
            assert_int_equal(timeline->entries[e].undone, rows[i].undone[e]);
        }
        assert_false(timeline->entries[4].undone);
        assert_true(history_reaches(timeline->entries + 3, 2, 3));
        assert_false(history_reaches(timeline->entries, 3, 3));
        timeline_free(timeline);
    }
}

/* ---- an audit of it -------------------------------------------------------------- */

static const char *dumped(struct timeline *timeline, const struct incident *state) {
    json_t *json = incident_to_json(state);
    char *text = json_dumps(json, JSON_COMPACT);
    const char *copy = arena_strdup(timeline->arena, text);

    free(text);
    json_decref(json);
    return copy;
}

static size_t findings(struct timeline *timeline, const char *snapshot, const char *sn) {
    struct audit_entry entries[5];
    struct audit_text texts[5];
    struct audit_input input = {.workspace = TIMELINE_WORKSPACE,
                                .incident = TIMELINE_ID,
                                .entries = entries,
                                .nentries = timeline->n,
                                .texts = texts,
                                .n = "5",
                                .h = timeline->stored[4].hash,
                                .s = snapshot,
                                .sn = sn};
    struct audit_report report;

    assert_int_equal(timeline->n, 5);
    for (size_t i = 0; i < timeline->n; i++) {
        entries[i] = (struct audit_entry){
            .id = arena_printf(timeline->arena, "%zu-0", i + 1),
            .bytes = timeline->stored[i].bytes,
            .len = strlen(timeline->stored[i].bytes),
            .hash = timeline->stored[i].hash,
        };
        if (timeline->stored[i].text != NULL) {
            texts[input.ntexts++] = (struct audit_text){
                arena_printf(timeline->arena, "%zu", i + 1), timeline->stored[i].text};
        }
    }
    audit_timeline(timeline->arena, &input, &report);
    for (size_t i = 0; i < report.n; i++) {
        print_message("entry %lld: %s\n", (long long)report.findings[i].n,
                      report.findings[i].what);
    }
    return report.n;
}

static void audited(void **state) {
    struct timeline *timeline = timeline_new(5);
    struct incident *before, *after, *blind;

    (void)state;
    timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}",
                   "{\"summary\":\"s\"}");
    timeline_write(timeline, 1, "a:b", KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}");
    timeline_write(timeline, 2, "a:b", KIND_IMPACT, NULL, "{\"impact\":\"i\"}");
    before = timeline_state(timeline, 3);
    timeline_write(timeline, 3, "a:b", KIND_UNDONE, "{\"from\":2,\"to\":2}", NULL);
    timeline_write(timeline, 4, "a:b", KIND_CORRECTED,
                   "{\"number\":3,\"field\":\"impact\"}", "{\"text\":\"j\"}");
    blind = timeline_state(timeline, 5); /* folded as if nothing was taken back */
    after = folded(timeline, 0);
    assert_int_equal(findings(timeline, dumped(timeline, after), "5"), 0);
    assert_int_equal(findings(timeline, dumped(timeline, before), "3"), 0);
    assert_int_equal(findings(timeline, dumped(timeline, blind), "5"), 1);
    incident_free(before);
    incident_free(after);
    incident_free(blind);
    timeline_free(timeline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_if_never_typed), cmocka_unit_test(numbers_stay_given),
        cmocka_unit_test(deadlines_moved),   cmocka_unit_test(others_in_between),
        cmocka_unit_test(refusals),          cmocka_unit_test(not_an_end),
        cmocka_unit_test(corrected),         cmocka_unit_test(who_corrects),
        cmocka_unit_test(corrected_late),    cmocka_unit_test(the_old_one_stays),
        cmocka_unit_test(exported),          cmocka_unit_test(lost_not_removed),
        cmocka_unit_test(removed_for_good),  cmocka_unit_test(no_text_to_correct),
        cmocka_unit_test(ranges_that_lie),   cmocka_unit_test(audited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

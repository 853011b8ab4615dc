/* test_history_removed.c: what was taken back in a timeline whose texts are removed, lost or
 * altered: nothing comes back, and the audit sees it. */
#include "core/audit.h"
#include "core/incident_json.h"
#include "harness.h"
#include "history.h"
#include "timeline.h"

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
        cmocka_unit_test(lost_not_removed),
        cmocka_unit_test(removed_for_good),
        cmocka_unit_test(ranges_that_lie),
        cmocka_unit_test(audited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

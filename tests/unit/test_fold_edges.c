/* test_fold_edges.c: folds of what should not be there: hostile data, entries out of
 * order, kinds that nobody knows, texts that were removed, more people than a state can
 * name. */
#include "core/entry_bytes.h"
#include "core/fold.h"
#include "core/fold_read.h"
#include "core/incident_json.h"
#include "core/milestone.h"
#include "fold_case.h"

/* Hostile data: absent, of another type, out of range. Nothing of it may fail. */
static void bad_data(void **state) {
    static const struct fold_case cases[] = {
        {"severities out of range",
         {{20, KIND_SEVERITY, "{\"to\":99}", NULL}},
         "{\"severity\":4}"},
        {"no severity at all", {{20, KIND_SEVERITY, NULL, NULL}}, "{\"severity\":1}"},
        {"names that are no strings",
         {{20, KIND_ROLE, "{\"role\":1,\"to\":[]}", NULL},
          {21, KIND_PHASE, "{\"to\":7}", NULL},
          {22, KIND_LINKED, "{}", NULL},
          {23, KIND_PLACE_BOUND, "{\"network\":{}}", NULL},
          {24, KIND_MISSED, "{\"deadline\":0}", NULL}},
         "{\"roles\":null,\"phase\":\"detection\",\"links\":null,\"places\":null,"
         "\"climbs\":null}"},
        {"times beyond any calendar",
         {{20, KIND_SNOOZED, "{\"until\":9223372036854775807}", NULL},
          {21, KIND_ACTION_ADDED, "{\"number\":1,\"due\":-9223372036854775807}",
           "{\"title\":\"t\"}"}},
         "{\"snoozed\":253402300799999,\"actions\":[[1,\"t\",null,0,@21]]}"},
        {"an action that is not open has no record",
         {{20, KIND_MISSED, "{\"deadline\":\"action\",\"ref\":5,\"due\":@1,\"step\":0}",
           NULL}},
         "{\"climbs\":null,\"missed\":1}"},
        {"a name too long is nobody's",
         {{20, KIND_ROLE,
           "{\"role\":\"0123456789012345678901234567890123456789012345678901234567890"
           "12345\",\"to\":\"a:b\"}",
           NULL}},
         "{\"roles\":null}"},
    };

    (void)state;
    PLAY(cases);
}

/* A text that is too long for a state ends with a word, unless the word is a long one. */
static void whole_words(void **state) {
    static const struct {
        const char *text, *kept;
        size_t max;
    } cases[] = {
        {"all of it", "all of it", 9},
        {"checkout fails everywhere", "checkout fails\xE2\x80\xA6", 20},
        {"checkout  fails", "checkout\xE2\x80\xA6", 13},
        {"checkouts", "check\xE2\x80\xA6", 8},
        {"a 0123456789012345678901234567890123456789012345678901234567890",
         "a 0123456789012345678901234567890123456789012345\xE2\x80\xA6", 51},
    };
    struct incident *incident = incident_new("INC-2025-09-29-001");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(state_text(incident, cases[i].text, cases[i].max),
                            cases[i].kept);
    }
    incident_free(incident);
}

/* ---- order, unknown kinds, removed texts ----------------------------------------- */

static void out_of_order(void **state) {
    static const struct {
        const char *first;
        int64_t n;
        const char *second;
        bool ok;
    } cases[] = {
        {KIND_OPENED, 2, KIND_NOTE, true},  {KIND_OPENED, 3, KIND_NOTE, false},
        {KIND_OPENED, 1, KIND_NOTE, false}, {KIND_OPENED, 2, KIND_OPENED, false},
        {KIND_NOTE, 0, NULL, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = incident_new(TIMELINE_ID);
        struct entry entry = {.n = 1,
                              .at = 5,
                              .actor = "a:b",
                              .kind = cases[i].first,
                              .v = 1,
                              .known = true};
        struct error err = {0};
        bool ok = incident_apply(incident, &entry, &err);

        if (cases[i].second != NULL) {
            assert_true(ok);
            entry.n = cases[i].n;
            entry.kind = cases[i].second;
            ok = incident_apply(incident, &entry, &err);
        }
        if (ok != cases[i].ok || (!ok && err.code != ERR_CORRUPT)) {
            fail_msg("case %zu: %d %s", i, (int)ok, err.text);
        }
        assert_int_equal(incident->version, (cases[i].second != NULL ? 1 : 0) + ok);
        incident_free(incident);
    }
}

static void unknown_kind(void **state) {
    struct timeline *timeline = timeline_new(3);
    struct incident *incident;
    struct error err = {0};
    static const char bytes[] =
        "{\"a\":\"slack:U9\",\"at\":1759133400000,\"d\":{\"x\":1},"
        "\"k\":\"incident.paused\",\"n\":2,\"v\":1}";
    struct entry entry;

    (void)state;
    timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":2}",
                   "{\"summary\":\"s\"}");
    incident = timeline_state(timeline, 1);
    assert_false(incident->read_only);
    assert_true(entry_parse(timeline->arena, bytes, strlen(bytes), NULL, &entry, &err));
    assert_true(incident_apply(incident, &entry, &err));
    assert_true(incident->read_only);
    assert_string_equal(incident->unknown_kind, "incident.paused");
    assert_int_equal(incident->version, 2);
    assert_int_equal(incident->at, 1759133400000);
    assert_int_equal(incident->severity, 2);
    /* What comes after it is folded, and it stays read-only. */
    entry = (struct entry){.n = 3,
                           .at = 1759133500000,
                           .actor = "slack:U1",
                           .kind = KIND_ACKNOWLEDGED,
                           .v = 1,
                           .known = true};
    assert_true(incident_apply(incident, &entry, &err));
    assert_true(incident->read_only);
    assert_int_equal(incident->milestones[MILESTONE_ACKNOWLEDGED], 1759133500000);
    incident_free(incident);
    timeline_free(timeline);
}

static void removed_texts(void **state) {
    static const struct {
        const char *kind, *data, *text, *member;
        const char *left; /* after the removal; NULL: nothing */
    } cases[] = {
        {KIND_UPDATE, NULL, "{\"update\":\"secret\"}", "last_update", TEXT_REMOVED},
        {KIND_UPDATE, NULL, "{\"update\":\"u\",\"impact\":\"secret\"}", "impact", NULL},
        {KIND_SUMMARY, NULL, "{\"summary\":\"secret\"}", "summary", TEXT_REMOVED},
        {KIND_IMPACT, NULL, "{\"impact\":\"secret\"}", "impact", TEXT_REMOVED},
        {KIND_RESOLVED, NULL, "{\"resolution\":\"secret\"}", "resolution", TEXT_REMOVED},
        {KIND_RESOLVED, NULL, "{\"resolution\":\"r\",\"cause\":\"secret\"}", "cause",
         NULL},
        {KIND_BRIDGE, NULL, "{\"url\":\"https://secret\"}", "bridge", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timeline *timeline = timeline_new(3);
        struct incident *before, *after;
        json_t *json;
        char *dumped;
        const char *left;

        timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":2}",
                       "{\"summary\":\"s\"}");
        timeline_write(timeline, 1, ANA, cases[i].kind, cases[i].data, cases[i].text);
        timeline_write(timeline, 2, ANA, KIND_REDACTED, "{\"number\":2}", NULL);
        before = timeline_state(timeline, 3);
        timeline->entries[1].text = NULL;
        after = timeline_state(timeline, 3);
        json = incident_to_json(after);
        left = jsonx_string(json, cases[i].member, NULL);
        dumped = json_dumps(json, JSON_COMPACT);
        if (!text_equal(left, cases[i].left) || strstr(dumped, "secret") != NULL) {
            fail_msg("%s: %s is %s", cases[i].kind, cases[i].member,
                     left != NULL ? left : "absent");
        }
        assert_int_equal(before->version, after->version);
        free(dumped);
        json_decref(json);
        incident_free(before);
        incident_free(after);
        timeline_free(timeline);
    }
}

static void responders(void **state) {
    struct incident *incident = incident_new(TIMELINE_ID);
    struct error err = {0};
    char actor[32];

    (void)state;
    for (int64_t n = 1; n <= 300; n++) {
        struct entry entry = {.n = n,
                              .at = n,
                              .actor = n % 3 == 0 ? ACTOR_CLOCK : actor,
                              .kind = n == 1 ? KIND_OPENED : KIND_NOTE,
                              .v = 1,
                              .known = true};

        snprintf(actor, sizeof actor, "slack:U%d", (int)(n / 2));
        assert_true(incident_apply(incident, &entry, &err));
    }
    assert_int_equal(incident->nresponders, 100);
    assert_string_equal(incident->responders[0], "slack:U0");
    for (size_t i = 0; i < incident->nresponders; i++) {
        assert_false(text_starts(incident->responders[i], "tocsin:"));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(incident->responders[i], incident->responders[j]);
        }
    }
    incident_free(incident);
}

/* ---- ids and names --------------------------------------------------------------- */

static void ids(void **state) {
    static const struct {
        const char *id;
        bool valid;
    } cases[] = {
        {"INC-2025-09-29-001", true},         {"INC-2025-09-29-1000", true},
        {"INC-2025-09-29-0100", false},       {"INC-2025-09-29-01", false},
        {"inc-2025-09-29-001", false},        {"INC-2025-09-29-001 ", false},
        {"INC-2025-9-29-001", false},         {"INC-2025-09-29-", false},
        {"INC-2025-09-29-00a", false},        {"", false},
        {"INC-2025-09-29-1234567890", false}, {NULL, false},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (incident_id_valid(cases[i].id) != cases[i].valid) {
            fail_msg("%s", cases[i].id);
        }
    }
    assert_string_equal(incident_id(arena, TIMELINE_START, 1), "INC-2025-09-29-001");
    assert_string_equal(incident_id(arena, TIMELINE_START, 1000), "INC-2025-09-29-1000");
    arena_free(arena);
    for (int i = 0; i < MILESTONES; i++) {
        assert_int_equal(milestone_from_name(milestone_name((enum milestone)i)), i);
    }
    assert_int_equal(milestone_from_name("blessed"), -1);
    assert_int_equal(milestone_from_name(NULL), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_data),      cmocka_unit_test(whole_words),
        cmocka_unit_test(out_of_order),  cmocka_unit_test(unknown_kind),
        cmocka_unit_test(removed_texts), cmocka_unit_test(responders),
        cmocka_unit_test(ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

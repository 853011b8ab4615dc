/* test_audit.c: whatever is changed in what is stored of an incident is found, and the
 * entry it was done to is named. */
#include "timeline.h"

#include "core/audit.h"
#include "core/chain.h"
#include "core/incident_json.h"
#include "tocsin/limits.h"

enum { ENTRIES = 20, REDACTED = 7, REDACTION = 15, SNAPSHOT = 16 };

#define ANA "console:ana"

struct stage {
    struct timeline *timeline;
    struct audit_entry entries[ENTRIES + 1];
    struct audit_text texts[ENTRIES + 1];
    struct audit_input input;
};

static const char *decimal(struct arena *arena, int64_t n, const char *suffix) {
    return arena_printf(arena, "%lld%s", (long long)n, suffix);
}

static void write_entries(struct timeline *timeline) {
    timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":2,\"phase\":\"triage\"}",
                   "{\"summary\":\"Cards are refused\"}");
    timeline_write(timeline, 1, ANA, KIND_ACKNOWLEDGED, NULL, NULL);
    for (int64_t minute = 2; timeline->n < ENTRIES; minute++) {
        if (timeline->n + 1 == REDACTION) {
            timeline_write(timeline, minute, ANA, KIND_REDACTED,
                           arena_printf(timeline->arena, "{\"number\":%d}", REDACTED),
                           NULL);
        } else if (minute % 4 == 1) {
            timeline_write(timeline, minute, ACTOR_CLOCK, KIND_MISSED,
                           "{\"deadline\":\"update\",\"ref\":0,\"due\":5,\"step\":0}",
                           NULL);
        } else {
            timeline_write(
                timeline, minute, "slack:U7", KIND_UPDATE, NULL,
                arena_printf(timeline->arena, "{\"update\":\"step %d\"}", (int)minute));
        }
    }
}

/* A sound incident of 20 entries: one text was removed, as one entry says. */
static void stage_set(struct stage *stage) {
    struct timeline *timeline = timeline_new(ENTRIES);
    struct arena *arena = timeline->arena;
    struct incident *incident;
    json_t *json;
    char *dumped;

    memset(stage, 0, sizeof *stage);
    stage->timeline = timeline;
    write_entries(timeline);
    assert_non_null(timeline->stored[REDACTED - 1].text);
    timeline->entries[REDACTED - 1].text = NULL;
    for (int64_t n = 1; n <= ENTRIES; n++) {
        struct stored *stored = &timeline->stored[n - 1];

        stage->entries[n - 1] = (struct audit_entry){
            decimal(arena, n, "-0"), stored->bytes, strlen(stored->bytes), stored->hash};
        if (stored->text != NULL && n != REDACTED) {
            stage->texts[stage->input.ntexts++] =
                (struct audit_text){decimal(arena, n, ""), stored->text};
        }
    }
    incident = timeline_state(timeline, SNAPSHOT);
    json = incident_to_json(incident);
    dumped = json_dumps(json, JSON_COMPACT);
    stage->input.workspace = TIMELINE_WORKSPACE;
    stage->input.incident = TIMELINE_ID;
    stage->input.entries = stage->entries;
    stage->input.nentries = ENTRIES;
    stage->input.texts = stage->texts;
    stage->input.n = decimal(arena, ENTRIES, "");
    stage->input.h = timeline->stored[ENTRIES - 1].hash;
    stage->input.s = arena_strdup(arena, dumped);
    stage->input.sn = decimal(arena, SNAPSHOT, "");
    free(dumped);
    json_decref(json);
    incident_free(incident);
}

/* Fails unless some finding is about `n` (-1: there must be none) and holds `what`. */
static void expect(struct stage *stage, int64_t n, const char *what, const char *name) {
    struct arena *arena = arena_new();
    struct audit_report report;
    bool named = false;

    audit_timeline(arena, &stage->input, &report);
    for (size_t i = 0; i < report.n; i++) {
        named =
            named || (report.findings[i].n == n &&
                      (what == NULL || strstr(report.findings[i].what, what) != NULL));
    }
    if (n < 0 ? report.n != 0 : !named) {
        for (size_t i = 0; i < report.n; i++) {
            print_error("entry %lld: %s\n", (long long)report.findings[i].n,
                        report.findings[i].what);
        }
        fail_msg("%s: %zu findings, expected one about %lld: %s", name, report.n,
                 (long long)n, what != NULL ? what : "");
    }
    arena_free(arena);
}

/* ---- nothing changed ------------------------------------------------------------- */

static void sound(void **state) {
    struct stage stage;
    struct audit_report report;

    (void)state;
    stage_set(&stage);
    expect(&stage, -1, NULL, "as it was written");
    stage.input.s = stage.input.sn = NULL;
    expect(&stage, -1, NULL, "without a snapshot");
    stage.input.expected = stage.timeline->stored[11].hash;
    expect(&stage, -1, NULL, "an earlier head");
    audit_timeline(stage.timeline->arena, &stage.input, &report);
    assert_int_equal(report.proved, 12);
    assert_int_equal(report.versions, ENTRIES);
    assert_string_equal(report.head, stage.input.h);
    timeline_free(stage.timeline);
}

/* ---- every byte ------------------------------------------------------------------ */

static const char flips[] = {0x01, 0x20}; /* the second changes letters' case */

/* Flips every byte of `s` in turn through `where`, which is put back afterwards. */
static void flip_string(struct stage *stage, const char **where, int64_t n,
                        const char *name) {
    const char *whole = *where;
    size_t len = strlen(whole);
    char *copy = arena_strdup(stage->timeline->arena, whole);

    for (size_t f = 0; f < sizeof flips; f++) {
        for (size_t i = 0; i < len; i++) {
            copy[i] = (char)(copy[i] ^ flips[f]);
            *where = copy;
            /* A snapshot of another fold is folded again, and no mistake. */
            if (text_starts(copy, "{\"fold\":3,") || text_starts(copy, "{\"fold\":0,")) {
                copy[i] = whole[i];
                continue;
            }
            expect(stage, n, NULL,
                   arena_printf(stage->timeline->arena, "%s %lld, byte %zu ^ %d", name,
                                (long long)n, i, flips[f]));
            copy[i] = whole[i];
        }
    }
    *where = whole;
}

static void every_byte_of_the_entries(void **state) {
    struct stage stage;

    (void)state;
    stage_set(&stage);
    stage.input.s = stage.input.sn = NULL;
    for (int64_t n = 1; n <= ENTRIES; n++) {
        struct audit_entry *entry = &stage.entries[n - 1];

        flip_string(&stage, &entry->bytes, n, "bytes");
        flip_string(&stage, &entry->hash, n, "hash");
        flip_string(&stage, &entry->id, n, "id");
    }
    timeline_free(stage.timeline);
}

static void every_byte_beside_them(void **state) {
    struct stage stage;

    (void)state;
    stage_set(&stage);
    for (size_t i = 0; i < stage.input.ntexts; i++) {
        flip_string(&stage, &stage.texts[i].stored,
                    strtoll(stage.texts[i].number, NULL, 10), "text");
    }
    flip_string(&stage, &stage.input.h, 0, "head hash");
    flip_string(&stage, &stage.input.s, 0, "snapshot");
    timeline_free(stage.timeline);
}

/* One change is one finding, not one for each later entry. */
static void one_change_is_one_finding(void **state) {
    static const struct {
        const char *from, *to, *what;
    } cases[] = {
        {"slack:U7", "slack:U8", "its bytes are not the ones that were written"},
        {NULL, NULL, "the hash beside it was changed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int64_t n = 1; n <= ENTRIES; n++) {
            struct stage stage;
            struct audit_entry *entry;
            struct audit_report report;
            char *copy, *at;

            stage_set(&stage);
            stage.input.s = stage.input.sn = NULL;
            entry = &stage.entries[n - 1];
            copy = arena_strdup(stage.timeline->arena,
                                cases[i].from != NULL ? entry->bytes : entry->hash);
            at = cases[i].from != NULL ? strstr(copy, cases[i].from) : copy;
            if (at != NULL) {
                if (cases[i].from != NULL) {
                    memcpy(at, cases[i].to, strlen(cases[i].to));
                    entry->bytes = copy;
                } else {
                    *at = *at == '0' ? '1' : '0';
                    entry->hash = copy;
                }
                audit_timeline(stage.timeline->arena, &stage.input, &report);
                assert_int_equal(report.n, 1);
                assert_int_equal(report.findings[0].n, n);
                assert_non_null(strstr(report.findings[0].what, cases[i].what));
            }
            timeline_free(stage.timeline);
        }
    }
}

/* The chain goes on after a damaged entry: the next one is not taken on trust. */
static void neighbours(void **state) {
    struct stage stage;

    (void)state;
    stage_set(&stage);
    for (size_t i = 10; i < 13; i++) {
        char *copy = arena_strdup(stage.timeline->arena, stage.entries[i].bytes);

        strstr(copy, "\"at\":1")[5] = '2';
        stage.entries[i].bytes = copy;
    }
    for (int64_t n = 11; n <= 13; n++) {
        expect(&stage, n, "its bytes are not the ones that were written", "neighbours");
    }
    timeline_free(stage.timeline);
}

/* ---- entries that go, come or move ----------------------------------------------- */

static void dropped(void **state) {
    (void)state;
    for (size_t n = 1; n <= ENTRIES; n++) {
        struct stage stage;

        stage_set(&stage);
        memmove(&stage.entries[n - 1], &stage.entries[n],
                (ENTRIES - n) * sizeof *stage.entries);
        stage.input.nentries--;
        expect(&stage, (int64_t)n, "missing", "dropped");
        /* The same, with a head that hides it. */
        if (n == ENTRIES) {
            stage.input.n = "19";
            stage.input.h = stage.timeline->stored[ENTRIES - 2].hash;
            stage.input.ntexts -= stage.timeline->stored[ENTRIES - 1].text != NULL;
            stage.input.expected = stage.timeline->stored[ENTRIES - 1].hash;
            expect(&stage, 0, "the hash that was kept", "cut off");
        }
        timeline_free(stage.timeline);
    }
}

static void swapped(void **state) {
    (void)state;
    for (size_t n = 1; n < ENTRIES; n++) {
        struct stage stage;
        struct audit_entry first, second;

        stage_set(&stage);
        first = stage.entries[n - 1];
        second = stage.entries[n];
        /* The stream out of order. */
        stage.entries[n - 1] = second;
        stage.entries[n] = first;
        expect(&stage, (int64_t)n, "out of order", "swapped with its id");
        /* What lies under the ids exchanged. */
        stage.entries[n - 1].id = first.id;
        stage.entries[n].id = second.id;
        expect(&stage, (int64_t)n, "it was moved", "swapped");
        expect(&stage, (int64_t)n + 1, "it was moved", "swapped");
        timeline_free(stage.timeline);
    }
}

static void added(void **state) {
    struct stage stage;

    (void)state;
    stage_set(&stage);
    stage.entries[ENTRIES] = stage.entries[ENTRIES - 1];
    stage.input.nentries++;
    expect(&stage, ENTRIES, "there twice", "a second copy");
    stage.entries[ENTRIES].id = "21-0";
    expect(&stage, ENTRIES + 1, "added outside", "one more");
    expect(&stage, ENTRIES + 1, "it was moved", "one more");
    timeline_free(stage.timeline);
}

/* ---- all the rest ---------------------------------------------------------------- */

static void everything_beside_the_entries(void **state) {
    static const char other[HASH_HEX] =
        "00000000000000000000000000000000000000000000000000000000000000ff";
    struct stage stage, good;

    (void)state;
    stage_set(&good);
#define CHANGED(change, n, what)                                                         \
    do {                                                                                 \
        stage = good;                                                                    \
        stage.input.entries = stage.entries;                                             \
        stage.input.texts = stage.texts;                                                 \
        change;                                                                          \
        expect(&stage, n, what, #change);                                                \
    } while (0)
    CHANGED(stage.input.n = "19", 20, "added outside");
    CHANGED(stage.input.n = "21", 21, "missing");
    CHANGED(stage.input.n = "020", 0, "number of entries");
    CHANGED(stage.input.n = NULL, 0, "number of entries");
    CHANGED(stage.input.h = NULL, 0, "head hash is damaged");
    CHANGED(stage.input.h = other, 0, "not that of entry 20");
    CHANGED(stage.input.expected = other, 0, "the hash that was kept");
    CHANGED(stage.input.workspace = "other", 1, "not the ones that were written");
    CHANGED(stage.input.incident = "INC-2025-09-29-002", 1, "not the ones");
    CHANGED(stage.input.sn = "17", 0, "its snapshot is not what");
    CHANGED(stage.input.sn = "21", 0, "version of its snapshot");
    CHANGED(stage.input.sn = NULL, 0, "version of its snapshot");
    CHANGED(stage.input.s = "{}", 0, "snapshot is damaged");
    CHANGED(stage.input.nentries = 0, 1, "missing");
    CHANGED(stage.input.ntexts--, 20, "its text is missing");
    CHANGED(stage.texts[0].number = "2", 2, "never had one");
    CHANGED(stage.texts[0].number = "21", 21, "no such entry");
    CHANGED(stage.texts[0].number = "x", 0, "no number of an entry");
    CHANGED(stage.texts[0].number = "7", 7, "although entry 15 removed it");
    CHANGED(stage.entries[4].bytes = NULL, 5, "not those of an entry");
    CHANGED(stage.entries[4].hash = NULL, 5, "hash");
#undef CHANGED
    timeline_free(good.timeline);
}

/* Kinds that this binary does not know are no damage. */
static void unknown_kinds(void **state) {
    static const char bytes[] = "{\"a\":\"slack:U9\",\"at\":5,\"k\":\"incident.paused\","
                                "\"n\":21,\"v\":1}";
    struct stage stage;
    uint8_t chain[HASH_SIZE];
    char hash[HASH_HEX];

    (void)state;
    stage_set(&stage);
    memcpy(chain, stage.timeline->chain, HASH_SIZE);
    chain_next(chain, bytes, strlen(bytes));
    hash_hex(chain, HASH_SIZE, hash);
    stage.entries[ENTRIES] = (struct audit_entry){"21-0", bytes, strlen(bytes), hash};
    stage.input.nentries++;
    stage.input.n = "21";
    stage.input.h = hash;
    expect(&stage, -1, NULL, "an unknown kind");
    timeline_free(stage.timeline);
}

/* A number that was damaged to be huge costs no memory, and findings have an end. */
static void many_findings(void **state) {
    struct stage stage;
    struct audit_report report;

    (void)state;
    stage_set(&stage);
    stage.entries[ENTRIES - 1].id = "150000-0";
    audit_timeline(stage.timeline->arena, &stage.input, &report);
    assert_int_equal(report.n, AUDIT_FINDINGS_MAX);
    assert_true(report.more);
    assert_int_equal(report.findings[0].n, ENTRIES);
    stage.entries[ENTRIES - 1].id = "999999999-0";
    audit_timeline(stage.timeline->arena, &stage.input, &report);
    assert_false(report.more);
    assert_int_equal(report.versions, ENTRIES - 1);
    timeline_free(stage.timeline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),
        cmocka_unit_test(every_byte_of_the_entries),
        cmocka_unit_test(every_byte_beside_them),
        cmocka_unit_test(one_change_is_one_finding),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(dropped),
        cmocka_unit_test(swapped),
        cmocka_unit_test(added),
        cmocka_unit_test(everything_beside_the_entries),
        cmocka_unit_test(unknown_kinds),
        cmocka_unit_test(many_findings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A stored incident made readable: what is there, what is damaged, and what is then left.
 */
#include "timeline.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "core/history.h"
#include "core/reading.h"

enum { ENTRIES = 3 };

static struct timeline *of_three(void) {
    struct timeline *timeline = timeline_new(ENTRIES);

    timeline_write(timeline, 0, "console:ana", KIND_OPENED,
                   "{\"severity\":2,\"phase\":\"detection\",\"policy\":\"default\"}",
                   "{\"summary\":\"Cards are refused\"}");
    timeline_write(timeline, 1, "console:ana", KIND_NOTE, NULL, "{\"note\":\"one\"}");
    timeline_write(timeline, 2, "console:ana", KIND_NOTE, NULL, "{\"note\":\"two\"}");
    return timeline;
}

/* [id, [b, bytes, h, hash]], as XRANGE answers. */
static json_t *element(struct timeline *timeline, size_t i) {
    const struct stored *stored = &timeline->stored[i];
    char id[32];

    snprintf(id, sizeof id, "%zu-0", i + 1);
    return arena_json(timeline->arena, json_pack("[s, [s, s, s, s]]", id, "b",
                                                 stored->bytes, "h", stored->hash));
}

static void test_heads(void **state) {
    static const struct {
        const char *name;
        const char *n;   /* of the head, NULL: none */
        size_t last;     /* element of the stream, 1..; 0: none */
        bool other_hash; /* in the head */
        bool found;
        int64_t version;
        const char *damage; /* NULL: none */
    } cases[] = {
        {"whole", "3", 3, false, true, 3, NULL},
        {"no such incident", NULL, 0, false, false, 0, NULL},
        {"no head", NULL, 3, false, true, 3, "it has entries and no head"},
        {"no number", "three", 3, false, true, 3, "its head says version three"},
        {"partly written", "2", 3, false, true, 2,
         "it has 3 entries and its head counts 2: the last commit is only partly "
         "written"},
        {"cut", "3", 2, false, true, 2,
         "its head counts 3 entries and the last one there is 2"},
        {"another hash", "3", 3, true, true, 3,
         "the hash of its head is not that of its last entry"},
    };
    struct timeline *timeline = of_three();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading reading = {.arena = timeline->arena, .id = TIMELINE_ID};
        size_t last = cases[i].last;
        const char *hash =
            timeline->stored[cases[i].other_hash || last == 0 ? 0 : last - 1].hash;
        json_t *head = arena_json(
            timeline->arena, cases[i].n != NULL ? json_pack("[s, s, n]", cases[i].n, hash)
                                                : json_pack("[n, n, n]"));
        bool found =
            reading_head(&reading, head, last > 0 ? element(timeline, last - 1) : NULL);

        if (found != cases[i].found || reading.version != cases[i].version ||
            !text_equal(reading.damage, cases[i].damage)) {
            fail_msg("%s: version %lld, %s", cases[i].name, (long long)reading.version,
                     reading.damage);
        }
        incident_free(reading.state);
    }
    timeline_free(timeline);
}

static struct reading headed(struct timeline *timeline, const char *n) {
    struct reading reading = {.arena = timeline->arena, .id = TIMELINE_ID};
    json_t *head = arena_json(
        timeline->arena, json_pack("[s, s, n]", n, timeline->stored[ENTRIES - 1].hash));

    assert_true(reading_head(&reading, head, element(timeline, ENTRIES - 1)));
    assert_true(reading_wants(&reading));
    return reading;
}

static void test_entries_are_folded_in(void **state) {
    struct timeline *timeline = of_three();
    struct reading reading = headed(timeline, "3");

    (void)state;
    assert_true(reading_entries(&reading, timeline->entries, ENTRIES));
    assert_null(reading.damage);
    assert_int_equal(reading.state->version, 3);
    assert_string_equal(reading.state->chain, timeline->stored[ENTRIES - 1].hash);
    incident_free(reading.state);
    reading = headed(timeline, "3");
    assert_true(reading_entries(&reading, timeline->entries, 2));
    assert_string_equal(reading.damage, "its timeline is incomplete");
    assert_int_equal(reading.state->version, 2);
    incident_free(reading.state);
    timeline_free(timeline);
}

/* A snapshot that an entry behind it takes something back from counts no more. */
static void test_what_changes_the_past(void **state) {
    struct timeline *timeline = of_three();
    struct reading reading = headed(timeline, "3");
    struct entry undone = {.n = 3,
                           .at = TIMELINE_START,
                           .actor = "console:ana",
                           .kind = KIND_UNDONE,
                           .data = timeline_json(timeline, "{\"from\":2,\"to\":2}"),
                           .known = true};

    (void)state;
    assert_true(reading_entries(&reading, timeline->entries, 2)); /* as a snapshot of 2 */
    assert_false(reading_entries(&reading, &undone, 1));
    assert_int_equal(reading.state->version, 0);
    incident_free(reading.state);
    timeline_free(timeline);
}

static void test_entries(void **state) {
    struct timeline *timeline = of_three();
    const json_t *bytes = element_field(element(timeline, 1), "b");
    const json_t *text =
        arena_json(timeline->arena, json_string(timeline->stored[1].text));
    const json_t *other =
        arena_json(timeline->arena, json_string(timeline->stored[2].text));
    struct entry entry = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(entry_read(timeline->arena, bytes, text, &entry, &err), ENTRY_WHOLE);
    assert_int_equal(entry.n, 2);
    assert_non_null(entry.text);
    assert_int_equal(entry_read(timeline->arena, bytes, NULL, &entry, &err), ENTRY_WHOLE);
    assert_int_equal(entry_read(timeline->arena, bytes, other, &entry, &err),
                     ENTRY_TEXTLESS);
    assert_null(entry.text);
    assert_int_equal(entry_read(timeline->arena, other, NULL, &entry, &err),
                     ENTRY_DAMAGED);
    assert_int_equal(entry_read(timeline->arena, NULL, NULL, &entry, &err),
                     ENTRY_DAMAGED);
    assert_string_equal(err.text, "it is no text");
    assert_int_equal(element_number(element(timeline, 1)), 2);
    assert_int_equal(element_number(NULL), 0);
    assert_null(element_field(element(timeline, 1), "x"));
    timeline_free(timeline);
}

static void test_timelines(void **state) {
    struct timeline *timeline = of_three();
    json_t *stream = arena_json(timeline->arena, json_array());
    json_t *texts = arena_json(timeline->arena, json_object());
    struct entry *entries = NULL;
    struct error err = {0};
    char number[24];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < ENTRIES; i++) {
        snprintf(number, sizeof number, "%zu", i + 1);
        json_array_append(stream, element(timeline, i));
        json_object_set_new(texts, number, json_string(timeline->stored[i].text));
    }
    assert_true(reading_timeline(timeline->arena, TIMELINE_ID, stream, texts, &entries,
                                 &n, &err));
    assert_int_equal(n, ENTRIES);
    assert_int_equal(entries[2].n, 3);
    assert_string_equal(jsonx_string(entries[2].text, "note", NULL), "two");
    json_object_del(texts, "2");
    assert_true(reading_timeline(timeline->arena, TIMELINE_ID, stream, texts, &entries,
                                 &n, &err));
    assert_true(entries[1].missing); /* marked */
    json_object_set(texts, "2", json_object_get(texts, "3"));
    n = 0;
    assert_false(reading_timeline(timeline->arena, TIMELINE_ID, stream, texts, &entries,
                                  &n, &err));
    assert_string_equal(err.text, "entry 2 of " TIMELINE_ID " is damaged");
    assert_int_equal(n, 0);
    timeline_free(timeline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_entries_are_folded_in),
        cmocka_unit_test(test_what_changes_the_past),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_timelines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_index.c: indexes and counters computed from two states. */
#include "writes.h"

#include "core/deadlines.h"

#define ANA "console:ana"
#define ID TIMELINE_ID

enum { CASE_ENTRIES = 8 };

/* ---- indexes --------------------------------------------------------------------- */

#define OPEN                                                                             \
    { 0, KIND_OPENED, "{\"severity\":2}" }
#define RESTORED(minute)                                                                 \
    { minute, KIND_RESTORED, NULL }
#define CLOSED(minute)                                                                   \
    { minute, KIND_CLOSED, NULL }
#define NEXT_MONTH (INT64_C(3) * 24 * 60)

static const struct {
    const char *name;
    struct {
        int64_t minutes;
        const char *kind, *data;
    } entries[CASE_ENTRIES];
    size_t before; /* entries that lead to the state before; 0: none */
    int64_t alarm;
    const char *expected;
} cases[] = {
    {"opened",
     {OPEN},
     0,
     5,
     "ZADD due 5 " ID "\nZADD open 1759132800000 " ID "\n"
     "HINCRBY roll:2025-09 opened 1\nHINCRBY roll:2025-09 sev2 1\n"},
    {"nothing that an index holds",
     {OPEN, {5, KIND_NOTE, NULL}},
     1,
     NEVER,
     "ZREM due " ID "\n"},
    {"two updates and a missed deadline, in the month in which they happened",
     {OPEN,
      {NEXT_MONTH, KIND_UPDATE, NULL},
      {NEXT_MONTH, KIND_UPDATE, NULL},
      {NEXT_MONTH, KIND_MISSED, "{\"deadline\":\"update\"}"}},
     1,
     7,
     "ZADD due 7 " ID "\nHINCRBY roll:2025-10 missed 1\n"
     "HINCRBY roll:2025-10 updates 2\n"},
    {"restored",
     {OPEN, RESTORED(42)},
     1,
     7,
     "ZADD due 7 " ID "\nHINCRBY roll:2025-09 mttr_n 1\n"
     "HINCRBY roll:2025-09 mttr_ms 2520000\n"},
    {"restored before: not again",
     {OPEN, RESTORED(42), {43, KIND_NOTE, NULL}},
     2,
     NEVER,
     "ZREM due " ID "\n"},
    {"closed",
     {OPEN, CLOSED(60)},
     1,
     NEVER,
     "ZREM due " ID "\nZREM open " ID "\nZADD closed 1759136400000 " ID "\n"
     "HINCRBY roll:2025-09 closed 1\n"},
    {"closed stays closed",
     {OPEN, CLOSED(60), {61, KIND_NOTE, NULL}},
     2,
     NEVER,
     "ZREM due " ID "\n"},
    {"opened and closed at once",
     {OPEN, CLOSED(0)},
     0,
     NEVER,
     "ZREM due " ID "\nZADD closed 1759132800000 " ID "\n"
     "HINCRBY roll:2025-09 opened 1\nHINCRBY roll:2025-09 sev2 1\n"
     "HINCRBY roll:2025-09 closed 1\n"},
    {"reopened: what was counted stays counted",
     {OPEN, RESTORED(42), CLOSED(60), {90, KIND_REOPENED, NULL}},
     3,
     7,
     "ZADD due 7 " ID "\nZADD open 1759132800000 " ID "\nZREM closed " ID "\n"
     "HINCRBY roll:2025-09 reopened 1\n"},
    {"restored again: the second outage only",
     {OPEN, RESTORED(42), CLOSED(60), {90, KIND_REOPENED, NULL}, RESTORED(100)},
     4,
     7,
     "ZADD due 7 " ID "\nHINCRBY roll:2025-09 mttr_n 1\n"
     "HINCRBY roll:2025-09 mttr_ms 600000\n"},
    {"cancelled: out of the figures of the month of its opening",
     {OPEN, {NEXT_MONTH, KIND_CANCELLED, NULL}},
     1,
     NEVER,
     "ZREM due " ID "\nZREM open " ID "\nZADD closed 1759392000000 " ID "\n"
     "HINCRBY roll:2025-09 opened -1\nHINCRBY roll:2025-09 sev2 -1\n"
     "HINCRBY roll:2025-10 cancelled 1\n"},
    {"and taken back, in the same months",
     {OPEN, {60, KIND_CANCELLED, NULL}, {NEXT_MONTH, KIND_REOPENED, NULL}},
     2,
     7,
     "ZADD due 7 " ID "\nZADD open 1759132800000 " ID "\nZREM closed " ID "\n"
     "HINCRBY roll:2025-09 opened 1\nHINCRBY roll:2025-09 sev2 1\n"
     "HINCRBY roll:2025-09 cancelled -1\n"},
    {"a duplicate is counted where it goes on",
     {OPEN, {60, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\"}"}},
     1,
     NEVER,
     "ZREM due " ID "\nZREM open " ID "\nZADD closed 1759136400000 " ID "\n"
     "HINCRBY roll:2025-09 opened -1\nHINCRBY roll:2025-09 sev2 -1\n"
     "HINCRBY roll:2025-09 duplicate 1\n"},
    {"restored, and then another's: it is restored there",
     {OPEN,
      RESTORED(42),
      {NEXT_MONTH, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\"}"}},
     2,
     NEVER,
     "ZREM due " ID "\nZREM open " ID "\nZADD closed 1759392000000 " ID "\n"
     "HINCRBY roll:2025-09 opened -1\nHINCRBY roll:2025-09 sev2 -1\n"
     "HINCRBY roll:2025-10 duplicate 1\nHINCRBY roll:2025-09 mttr_n -1\n"
     "HINCRBY roll:2025-09 mttr_ms -2520000\n"},
    {"and an incident after all",
     {OPEN, RESTORED(42), {60, KIND_CANCELLED, NULL}, {90, KIND_REOPENED, NULL}},
     3,
     7,
     "ZADD due 7 " ID "\nZADD open 1759132800000 " ID "\nZREM closed " ID "\n"
     "HINCRBY roll:2025-09 opened 1\nHINCRBY roll:2025-09 sev2 1\n"
     "HINCRBY roll:2025-09 cancelled -1\nHINCRBY roll:2025-09 mttr_n 1\n"
     "HINCRBY roll:2025-09 mttr_ms 2520000\n"},
    {"the second outage was a duplicate: the first stays counted",
     {OPEN,
      RESTORED(42),
      {90, KIND_REOPENED, NULL},
      RESTORED(100),
      {110, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\"}"}},
     4,
     NEVER,
     "ZREM due " ID "\nZREM open " ID "\nZADD closed 1759139400000 " ID "\n"
     "HINCRBY roll:2025-09 opened -1\nHINCRBY roll:2025-09 sev2 -1\n"
     "HINCRBY roll:2025-09 duplicate 1\nHINCRBY roll:2025-09 mttr_n -1\n"
     "HINCRBY roll:2025-09 mttr_ms -600000\n"},
    {"raised: counted as the worst it was",
     {OPEN, {5, KIND_SEVERITY, "{\"from\":2,\"to\":1}"}},
     1,
     7,
     "ZADD due 7 " ID "\nHINCRBY roll:2025-09 sev2 -1\nHINCRBY roll:2025-09 sev1 1\n"},
    {"lowered: still the worst it was",
     {OPEN, {5, KIND_SEVERITY, "{\"from\":2,\"to\":4}"}},
     1,
     7,
     "ZADD due 7 " ID "\n"},
    {"a place",
     {OPEN,
      {1, KIND_PLACE_BOUND, "{\"network\":\"slack\",\"place\":\"slack:C1\"}"},
      {1, KIND_PLACE_BOUND, "{\"network\":\"matrix\",\"place\":\"matrix:!r:x\"}"},
      {1, KIND_PLACE_FAILED, "{\"network\":\"console\"}"}},
     1,
     7,
     "ZADD due 7 " ID "\nSET place:slack:C1 " ID "\nSET place:matrix:!r:x " ID "\n"},
    {"another place of the network",
     {OPEN,
      {1, KIND_PLACE_BOUND, "{\"network\":\"slack\",\"place\":\"slack:C1\"}"},
      {2, KIND_PLACE_BOUND, "{\"network\":\"slack\",\"place\":\"slack:C2\"}"}},
     2,
     7,
     "ZADD due 7 " ID "\nSET place:slack:C2 " ID "\n"},
};

static void indexes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timeline *timeline = timeline_new(CASE_ENTRIES);
        struct incident *before, *after;
        struct write writes[INDEX_WRITES_MAX];
        const char *lines;
        size_t n;

        for (size_t e = 0; e < CASE_ENTRIES && cases[i].entries[e].kind != NULL; e++) {
            timeline_write(timeline, cases[i].entries[e].minutes, ANA,
                           cases[i].entries[e].kind, cases[i].entries[e].data, NULL);
        }
        before = cases[i].before > 0 ? timeline_state(timeline, cases[i].before) : NULL;
        after = timeline_state(timeline, timeline->n);
        n = index_writes(timeline->arena, before, after, cases[i].alarm, writes);
        lines = lines_of(timeline->arena, writes, n);
        if (strcmp(lines, cases[i].expected) != 0) {
            print_error("%s:\n%s", cases[i].name, lines);
            assert_string_equal(lines, cases[i].expected);
        }
        incident_free(before);
        incident_free(after);
        timeline_free(timeline);
    }
}

/* The most that one change can do fits. */
static void room(void **state) {
    struct timeline *timeline = timeline_new(64);
    struct incident *after;
    struct write writes[INDEX_WRITES_MAX];
    size_t n;

    (void)state;
    timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":1}", NULL);
    for (int i = 0; i < LIMIT_PLACES; i++) {
        timeline_write(timeline, 1, ANA, KIND_PLACE_BOUND,
                       arena_printf(timeline->arena,
                                    "{\"network\":\"n%d\",\"place\":\"n%d:x\"}", i, i),
                       NULL);
    }
    timeline_write(timeline, 1, ANA, KIND_UPDATE, NULL, NULL);
    timeline_write(timeline, 1, ANA, KIND_MISSED, NULL, NULL);
    timeline_write(timeline, 1, ANA, KIND_REOPENED, NULL, NULL);
    timeline_write(timeline, 2, ANA, KIND_RESTORED, NULL, NULL);
    timeline_write(timeline, 2, ANA, KIND_CLOSED, NULL, NULL);
    after = timeline_state(timeline, timeline->n);
    n = index_writes(timeline->arena, NULL, after, 5, writes);
    assert_int_equal(n, 1 + 1 + LIMIT_PLACES + 8);
    assert_true(n <= INDEX_WRITES_MAX);
    incident_free(after);
    timeline_free(timeline);
}

/* A place that is only where to go instead is not the incident's. */
static void a_place_instead(void **state) {
    struct timeline *timeline = timeline_new(1);
    struct incident *before, *after;
    struct write writes[INDEX_WRITES_MAX];

    (void)state;
    timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":1}", NULL);
    before = timeline_state(timeline, 1);
    after = incident_clone(before);
    after->places[after->nplaces++] =
        (struct bound_place){"slack", "slack:C1", .failed = true};
    assert_int_equal(index_writes(timeline->arena, before, after, 5, writes), 1);
    after->places[0].failed = false;
    assert_int_equal(index_writes(timeline->arena, before, after, 5, writes), 2);
    incident_free(before);
    incident_free(after);
    timeline_free(timeline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indexes),
        cmocka_unit_test(room),
        cmocka_unit_test(a_place_instead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

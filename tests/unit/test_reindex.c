/* What the indexes must say, and what nobody may read out of a damaged one. */
#include "harness.h"

#include "core/deadlines.h"
#include "core/reindex.h"

#define ID "INC-2025-09-29-001"
#define AT INT64_C(1759140000000)

static void numbers_of_a_day(void **state) {
    static const struct {
        const char *text;
        int64_t number;
    } rows[] = {
        {NULL, 0},        {"0", 0},       {"7", 7},
        {"99999", 99999}, {"100000", -1}, {"9223372036854775807", -1},
        {"-1", -1},       {"", -1},       {"two", -1},
        {"2 ", -1},       {"1e3", -1},    {"18446744073709551617", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(sequence_of(rows[i].text), rows[i].number);
    }
}

static void days_of_ids(void **state) {
    char day[11];
    int64_t n = 0;
    (void)state;
    assert_true(sequence_split(ID, day, &n));
    assert_string_equal(day, "2025-09-29");
    assert_int_equal(n, 1);
    assert_false(sequence_split("INC-2025-09-29", day, &n));
    assert_false(sequence_split(NULL, day, &n));
}

/* ---- scores of `due` ---- */

struct due_row {
    const char *name;
    int64_t alarm; /* against AT; NEVER: none */
    const char *score;
    const char *what; /* NULL: as it must be */
    bool silent;
};

static void scores_of_due(void **state) {
    const struct due_row rows[] = {
        {"as it must be", 5, "1759140000005", NULL, false},
        {"missing", 5, NULL, "does not name it", false},
        {"missing, and it was due", -5, NULL, "does not name it", true},
        {"early: it rings, and is put right", 5, "1759140000001", NULL, false},
        {"late", 5, "1759140000006", "has a later time", false},
        {"never", 5, "inf", "has a later time", false},
        {"no moment", 5, "nan", "has a later time", false},
        {"late, and it was due", -5, "1759150000000", "has a later time", true},
        {"could not be served, soon again", -5, "1759140600000", NULL, false},
        {"nothing is due", NEVER, "1759140000005", "nothing is due", false},
        {"nothing is due, and it says so", NEVER, NULL, NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct due_row *row = &rows[i];
        struct arena *arena = arena_new();
        struct incident *incident = incident_new(ID);
        struct write writes[REINDEX_MAX];
        struct reindex_fault faults[REINDEX_MAX];
        int64_t alarm = row->alarm == NEVER ? NEVER : AT + row->alarm;
        incident->opened = AT - 1000;
        incident->version = 3;
        assert_int_equal(reindex_reads(arena, incident, writes), 4);
        json_t *replies = json_pack("[s, s, n, o]", "3", "1759139999000",
                                    row->score ? json_string(row->score) : json_null());
        size_t n = reindex_compare(arena, incident, alarm, AT, replies, writes, faults);
        if (n != (row->what ? 1U : 0U) ||
            (n == 1 &&
             (strcmp(faults[0].index, "due") != 0 || !strstr(faults[0].what, row->what) ||
              faults[0].silent != row->silent))) {
            fail_msg("%s: %zu faults, %s", row->name, n, n ? faults[0].what : "none");
        }
        json_decref(replies);
        incident_free(incident);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_a_day),
        cmocka_unit_test(days_of_ids),
        cmocka_unit_test(scores_of_due),
    };
    return cmocka_run_group_tests_name("reindex", tests, NULL, NULL);
}

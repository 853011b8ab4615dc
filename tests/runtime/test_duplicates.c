/* An input that arrives twice is applied once, and both times answered alike: whether the
 * first is done, refused or still under way. */
#include "harness.h"

enum { INPUTS = 10 * 1000, BATCH = 500, INCIDENTS = 8 };

static void check_pair(const struct answer *first, const struct answer *second) {
    assert_int_equal(first->calls, 1);
    assert_int_equal(second->calls, 1);
    assert_int_equal(first->status, REPLY_DONE);
    assert_int_equal(second->status, first->status);
    assert_string_equal(second->text, first->text);
    assert_string_equal(second->incident, first->incident);
    assert_false(first->duplicate);
    assert_true(second->duplicate);
}

static void ten_thousand(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char ids[INCIDENTS][64], places[INCIDENTS][64], key[32], text[64];
    struct answer *answers = calloc(2 * BATCH, sizeof *answers);
    assert_non_null(answers);
    for (size_t i = 0; i < INCIDENTS; i++) {
        node_declare(node, ids[i], places[i]);
    }
    for (size_t base = 0; base < INPUTS; base += BATCH) {
        /* Every second pair comes back to back, its first still waiting; of the others
         * the second comes behind a batch of others. */
        for (int pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < BATCH; i++) {
                size_t n = base + i;
                bool both = i % 2 == 0;
                snprintf(key, sizeof key, "dup:%zu", n);
                snprintf(text, sizeof text, "note number %zu", n);
                if (!both || pass == 0) {
                    node_type(node, &answers[2 * i + (size_t)pass], key, "net:ana",
                              places[n % INCIDENTS], text);
                }
                if (both && pass == 0) {
                    node_type(node, &answers[2 * i + 1], key, "net:ana",
                              places[n % INCIDENTS], text);
                }
            }
        }
        stage_settle(stage);
        for (size_t i = 0; i < BATCH; i++) {
            check_pair(&answers[2 * i], &answers[2 * i + 1]);
        }
    }
    free(answers);

    struct arena *arena = arena_new();
    bool *seen = calloc(INPUTS, sizeof *seen);
    size_t notes = 0;
    assert_non_null(seen);
    for (size_t i = 0; i < INCIDENTS; i++) {
        struct history history = history_read(stage, arena, ids[i]);
        for (size_t n = 0; n < history.n; n++) {
            if (strcmp(history.entries[n].kind, KIND_NOTE) != 0) {
                continue;
            }
            const char *note = jsonx_string(history.entries[n].text, "note", "");
            size_t number = (size_t)strtoll(note + strlen("number "), NULL, 10);
            assert_true(number < INPUTS && !seen[number]);
            seen[number] = true;
            notes++;
        }
        history_free(&history);
    }
    assert_int_equal(notes, INPUTS);
    free(seen);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ten_thousand, stage_setup, stage_teardown),
    };
    return cmocka_run_group_tests_name("runtime duplicates", tests, server_setup,
                                       server_teardown);
}

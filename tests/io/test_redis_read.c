/* Reads: replies as JSON, and errors that fail the whole read. */
#include "redis_fixture.h"

#include "tocsin/limits.h"

/* ---- reads ---- */

static void reads_become_json(void **state) {
    struct rig *rig = *state;
    struct answers answers = {0};
    char text[64];
    ask(&rig->server, text, sizeof text, "SET t:{ws}:s %b", "\xc3\xa9\0z", (size_t)4);
    ask(&rig->server, text, sizeof text, "SET t:{ws}:bad %b", "\xff", (size_t)1);
    ask(&rig->server, text, sizeof text, "XADD t:{ws}:x 1-0 k v");
    const struct blob get[] = {BLOB("GET")}, exists[] = {BLOB("EXISTS")};
    const struct blob range[] = {BLOB("XRANGE"), BLOB("-"), BLOB("+")};
    const struct write reads[] = {{BLOB("s"), 1, get},   {BLOB("bad"), 1, get},
                                  {BLOB("no"), 1, get},  {BLOB("s"), 1, exists},
                                  {BLOB("x"), 3, range}, {BLOB("no"), 3, range}};
    rig->store->read(rig->store->self, reads, 6, note_answers, &answers);
    assert_false(answers.done);
    assert_true(rig_wait(rig, &answers.done));
    assert_int_equal(json_array_size(answers.replies), 6);
    const json_t *s = json_array_get(answers.replies, 0);
    assert_int_equal(json_string_length(s), 4);
    assert_memory_equal(json_string_value(s), "\xc3\xa9\0z", 4);
    json_array_remove(answers.replies, 0);
    char *rest = json_dumps(answers.replies, JSON_COMPACT);
    assert_string_equal(rest, "[{\"bytes\":\"ff\"},null,1,[[\"1-0\",[\"k\",\"v\"]]],[]]");
    free(rest);
    json_decref(answers.replies);
}

static void a_read_that_fails_fails_whole(void **state) {
    struct rig *rig = *state;
    struct answers answers = {0}, next = {0};
    const struct blob get[] = {BLOB("GET")}, lrange[] = {BLOB("LLEN")};
    struct write reads[LIMIT_BATCH + 1] = {
        {BLOB("meta"), 1, get}, {BLOB("a"), 1, get}, {BLOB("b"), 1, lrange}};
    rig->store->read(rig->store->self, reads, 3, note_answers, &answers);
    assert_true(rig_wait(rig, &answers.done));
    assert_null(answers.replies);
    assert_non_null(strstr(answers.why, "is of the wrong type"));

    for (int i = 0; i <= LIMIT_BATCH; i++) {
        reads[i] = (struct write){BLOB("a"), 1, get};
    }
    rig->store->read(rig->store->self, reads, LIMIT_BATCH, note_answers, &next);
    assert_true(rig_wait(rig, &next.done));
    assert_int_equal(json_array_size(next.replies), LIMIT_BATCH);
    json_decref(next.replies);
    next = (struct answers){0};
    rig->store->read(rig->store->self, reads, LIMIT_BATCH + 1, note_answers, &next);
    assert_true(rig_wait(rig, &next.done));
    assert_null(next.replies);
    assert_true(next.why[0] != '\0');
}

static void raw_commands_have_no_prefix(void **state) {
    struct rig *rig = *state;
    struct answers answers = {0};
    const struct blob words[] = {BLOB("HGET"), BLOB("t:{ws}:meta"), BLOB("schema")};
    redis_store_raw(rig->store, words, 3, note_answers, &answers);
    assert_true(rig_wait(rig, &answers.done));
    assert_string_equal(json_string_value(json_array_get(answers.replies, 0)), "1");
    json_decref(answers.replies);
}

/* Another one would mean another database. */
static void keys_that_are_new_get_an_id(void **state) {
    struct rig *rig = *state;
    char id[64];
    ask(&rig->server, id, sizeof id, "HGET t:{ws}:meta store");
    assert_int_equal(strlen(id), 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_become_json, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(a_read_that_fails_fails_whole, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(raw_commands_have_no_prefix, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(keys_that_are_new_get_an_id, rig_setup,
                                        rig_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

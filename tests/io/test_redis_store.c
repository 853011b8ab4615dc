/* Commits against a real Redis: every check, all or nothing, the script itself. Errors of
 * Redis are in test_redis_errors.c, lost connections in test_redis_unknown.c. */
#include "redis_fixture.h"

#include "tocsin/limits.h"

static void expect(struct rig *rig, struct outcome_of *outcome) {
    assert_true(rig_wait(rig, &outcome->done));
}

/* ---- checks ---- */

struct check_case {
    const char *name;
    const char *prepare; /* command that makes what is there, or NULL */
    struct check checks[2];
    size_t n;
    enum commit_result result;
    int tag;
    const char *value;
};

#define IDEM(k)                                                                          \
    {                                                                                    \
        .kind = CHECK_IDEM, .key = { k, sizeof(k) - 1 }                                  \
    }
#define CHECK(what, k, f, v, t)                                                          \
    {                                                                                    \
        .kind = (what), .key = {k, sizeof(k) - 1}, .field = {f, sizeof(f) - 1},          \
        .value = {v, sizeof(v) - 1}, .tag = (t)                                          \
    }

static const struct check_case check_cases[] = {
    {"no check", NULL, {{0}}, 0, COMMIT_DONE, 0, ""},
    {"record absent", NULL, {IDEM("k")}, 1, COMMIT_DONE, 0, ""},
    {"record there",
     "SET t:{ws}:k {\"n\":1}",
     {IDEM("k")},
     1,
     COMMIT_DUPLICATE,
     0,
     "{\"n\":1}"},
    {"record void", "SET t:{ws}:k VOID", {IDEM("k")}, 1, COMMIT_DUPLICATE, 0, "VOID"},
    {"value holds",
     "SET t:{ws}:k 7",
     {CHECK(CHECK_VALUE, "k", "", "7", 3)},
     1,
     COMMIT_DONE,
     0,
     ""},
    {"value differs",
     "SET t:{ws}:k 8",
     {CHECK(CHECK_VALUE, "k", "", "7", 3)},
     1,
     COMMIT_REFUSED,
     3,
     "8"},
    {"value missing",
     NULL,
     {CHECK(CHECK_VALUE, "k", "", "7", 4)},
     1,
     COMMIT_REFUSED,
     4,
     ""},
    {"value absent as it must",
     NULL,
     {CHECK(CHECK_VALUE, "k", "", "", 4)},
     1,
     COMMIT_DONE,
     0,
     ""},
    {"value there against it",
     "SET t:{ws}:k 8",
     {CHECK(CHECK_VALUE, "k", "", "", 5)},
     1,
     COMMIT_REFUSED,
     5,
     "8"},
    {"an empty string is not absent",
     "EVAL redis.call('SET',KEYS[1],'') 1 t:{ws}:k",
     {CHECK(CHECK_VALUE, "k", "", "", 5)},
     1,
     COMMIT_REFUSED,
     5,
     ""},
    {"field holds",
     "HSET t:{ws}:k n 12",
     {CHECK(CHECK_FIELD, "k", "n", "12", 1)},
     1,
     COMMIT_DONE,
     0,
     ""},
    {"field differs",
     "HSET t:{ws}:k n 13",
     {CHECK(CHECK_FIELD, "k", "n", "12", -9)},
     1,
     COMMIT_REFUSED,
     -9,
     "13"},
    {"another field holds it",
     "HSET t:{ws}:k m 12",
     {CHECK(CHECK_FIELD, "k", "n", "12", 2)},
     1,
     COMMIT_REFUSED,
     2,
     ""},
    {"field absent as it must",
     "HSET t:{ws}:k m 12",
     {CHECK(CHECK_FIELD, "k", "n", "", 2)},
     1,
     COMMIT_DONE,
     0,
     ""},
    {"field there against it",
     "HSET t:{ws}:k n 1",
     {CHECK(CHECK_FIELD, "k", "n", "", 6)},
     1,
     COMMIT_REFUSED,
     6,
     "1"},
    {"head holds",
     "RPUSH t:{ws}:k a b",
     {CHECK(CHECK_HEAD, "k", "", "a", 1)},
     1,
     COMMIT_DONE,
     0,
     ""},
    {"head is another",
     "RPUSH t:{ws}:k a b",
     {CHECK(CHECK_HEAD, "k", "", "b", 7)},
     1,
     COMMIT_REFUSED,
     7,
     "a"},
    {"no list", NULL, {CHECK(CHECK_HEAD, "k", "", "b", 7)}, 1, COMMIT_REFUSED, 7, ""},
    {"a duplicate comes before a refusal",
     "SET t:{ws}:k was",
     {IDEM("k"), CHECK(CHECK_VALUE, "x", "", "7", 3)},
     2,
     COMMIT_DUPLICATE,
     0,
     "was"},
    {"the first that fails is told",
     "SET t:{ws}:k 7",
     {CHECK(CHECK_VALUE, "k", "", "7", 3), CHECK(CHECK_VALUE, "x", "", "7", 8)},
     2,
     COMMIT_REFUSED,
     8,
     ""},
    {"a field's words are counted",
     "SET t:{ws}:k 7",
     {CHECK(CHECK_FIELD, "x", "n", "", 3), CHECK(CHECK_VALUE, "k", "", "7", 8)},
     2,
     COMMIT_DONE,
     0,
     ""},
    {"a key of the wrong type",
     "RPUSH t:{ws}:k a",
     {CHECK(CHECK_VALUE, "k", "", "7", 3)},
     1,
     COMMIT_UNAVAILABLE,
     0,
     ""},
};

static void checks_decide(void **state) {
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof check_cases / sizeof *check_cases; i++) {
        const struct check_case *c = &check_cases[i];
        struct outcome_of outcome;
        const struct blob set[] = {BLOB("SET"), BLOB("1")};
        struct write writes[] = {{BLOB("w"), 2, set}, {BLOB("w2"), 2, set}};
        char answer[64];
        ask(&rig->server, answer, sizeof answer, "FLUSHALL");
        if (c->prepare) {
            ask(&rig->server, answer, sizeof answer, c->prepare);
        }
        commit_start(rig->store, &outcome, c->checks, c->n, writes, 2);
        expect(rig, &outcome);
        if (outcome.result != c->result || outcome.tag != c->tag ||
            strcmp(outcome.value, c->value) != 0) {
            fail_msg("%s: result %d tag %d value \"%s\" (%s)", c->name, outcome.result,
                     outcome.tag, outcome.value, outcome.why);
        }
        ask(&rig->server, answer, sizeof answer, "EXISTS t:{ws}:w t:{ws}:w2");
        if (strcmp(answer, c->result == COMMIT_DONE ? "2" : "0") != 0) {
            fail_msg("%s: %s of 2 writes are there", c->name, answer);
        }
    }
}

/* ---- writes ---- */

static void bytes_stay_as_they_are(void **state) {
    struct rig *rig = *state;
    static const char odd[] = "a\0b\r\n$5\r\n\xff*";
    struct outcome_of outcome;
    const struct blob set[] = {BLOB("SET"), BLOB(odd)};
    struct check same = {
        .kind = CHECK_VALUE, .key = BLOB("k\r\n\0k"), .value = BLOB(odd), .tag = 1};
    struct write write = {BLOB("k\r\n\0k"), 2, set};
    commit_start(rig->store, &outcome, NULL, 0, &write, 1);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
    commit_start(rig->store, &outcome, &same, 1, NULL, 0);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
    same.value = BLOB("a\0b");
    commit_start(rig->store, &outcome, &same, 1, NULL, 0);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_REFUSED);
    assert_int_equal(outcome.value_len, sizeof odd - 1);
}

static void as_many_as_the_limit(void **state) {
    struct rig *rig = *state;
    static struct check checks[LIMIT_OPS + 1];
    static struct write writes[LIMIT_OPS + 1];
    static char keys[LIMIT_OPS + 1][16];
    const struct blob push[] = {BLOB("RPUSH"), BLOB("a"), BLOB("b"), BLOB("c")};
    for (int i = 0; i <= LIMIT_OPS; i++) {
        snprintf(keys[i], sizeof keys[i], "k%d", i);
        checks[i] =
            (struct check){.kind = CHECK_VALUE, .key = blob_text(keys[i]), .tag = i};
        writes[i] = (struct write){blob_text(keys[i]), 4, push};
    }
    struct outcome_of outcome;
    commit_start(rig->store, &outcome, checks, LIMIT_OPS, writes, LIMIT_OPS);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
    assert_answer(&rig->server, "257", "DBSIZE"); /* and meta */
    assert_answer(&rig->server, "3", "LLEN t:{ws}:k255");

    commit_start(rig->store, &outcome, checks, LIMIT_OPS + 1, writes, 1);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    struct write empty = {BLOB("k0"), 0, push};
    commit_start(rig->store, &outcome, NULL, 0, &empty, 1);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
}

/* Lua's unpack() would fail midway: such a write never leaves. */
static void a_write_of_too_many_words(void **state) {
    struct rig *rig = *state;
    enum { WORDS = 20000 };
    struct blob *words = calloc(WORDS, sizeof *words);
    assert_non_null(words);
    words[0] = BLOB("RPUSH");
    for (size_t i = 1; i < WORDS; i++) {
        words[i] = BLOB("x");
    }
    const struct blob set[] = {BLOB("SET"), BLOB("1")};
    struct write writes[] = {{BLOB("first"), 2, set}, {BLOB("list"), 1000, words}};
    struct outcome_of outcome;
    commit_start(rig->store, &outcome, NULL, 0, writes, 2);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
    assert_answer(&rig->server, "999", "LLEN t:{ws}:list");
    writes[0].key = BLOB("second");
    writes[1].argc = WORDS;
    commit_start(rig->store, &outcome, NULL, 0, writes, 2);
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:second");
    free(words);
}

/* ---- the script ---- */

static void a_forgotten_script_is_loaded_again(void **state) {
    struct rig *rig = *state;
    enum { N = 20 };
    struct outcome_of outcome[N];
    char idem[N][16];
    for (int i = 0; i < N; i++) {
        snprintf(idem[i], sizeof idem[i], "idem:%d", i);
        commit_input(rig->store, &outcome[i], idem[i], "count");
        if (i == 0) {
            assert_answer(&rig->server, "OK", "SCRIPT FLUSH");
        }
    }
    for (int i = 0; i < N; i++) {
        expect(rig, &outcome[i]);
        assert_int_equal(outcome[i].result, COMMIT_DONE);
        assert_int_equal(outcome[i].calls, 1);
    }
    assert_answer(&rig->server, "20", "GET t:{ws}:count");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_decide),
        cmocka_unit_test_setup_teardown(bytes_stay_as_they_are, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(as_many_as_the_limit, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(a_write_of_too_many_words, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_forgotten_script_is_loaded_again, rig_setup,
                                        rig_teardown),
    };
    return cmocka_run_group_tests(tests, rig_setup, rig_teardown);
}

/* What can fail between two writes: it is asked before the first of them, and what nobody
 * foresaw is known as partly written, with the rest kept. */
#include "redis_fixture.h"

#include "io/redis_trouble.h"
#include "tocsin/limits.h"

#define RECORD "idem:1"

static const struct blob record[] = {BLOB("SET"), BLOB("saved"), BLOB("EX"),
                                     BLOB("172800")};
static const struct blob push[] = {BLOB("RPUSH"), BLOB("a")};
static const struct blob score[] = {BLOB("ZADD"), BLOB("1"), BLOB("a")};
static const struct blob count[] = {BLOB("HINCRBY"), BLOB("opened"), BLOB("1")};
static const struct blob entry[] = {BLOB("XADD"), BLOB("3-0"), BLOB("b"), BLOB("x")};
static const struct blob fields[] = {BLOB("HSET"), BLOB("n"), BLOB("3")};
/* A mistake of ours: no check finds it, and Redis does when it comes to it. */
static const struct blob mistake[] = {BLOB("ZADD"), BLOB("no number"), BLOB("a")};

#define WRITE(key, words)                                                                \
    { BLOB(key), sizeof(words) / sizeof *(words), (words) }

struct story {
    const char *name;
    const char *cause; /* what somebody did to the database */
    struct write last; /* the write that would fail; two others come before it */
    const char *poison, *says;
};

static const struct story stories[] = {
    {"a list of another type", "SET t:{ws}:k x", WRITE("k", push), "k", "wrong type"},
    {"a set of another type", "SET t:{ws}:k x", WRITE("k", score), "k", "wrong type"},
    {"a hash of another type", "SET t:{ws}:k x", WRITE("k", fields), "k", "wrong type"},
    {"a stream of another type", "SET t:{ws}:k x", WRITE("k", entry), "k", "wrong type"},
    {"a counter that is none", "HSET t:{ws}:k opened many", WRITE("k", count), "k",
     "a number"},
    {"a counter at its end", "HSET t:{ws}:k opened 9223372036854775807",
     WRITE("k", count), "k", "a number"},
    {"a number that is taken", "XADD t:{ws}:k 3-0 b y", WRITE("k", entry), "k",
     "does not count"},
    {"a stream that is ahead", "XADD t:{ws}:k 9-0 b y", WRITE("k", entry), "k",
     "does not count"},
};

struct met {
    char key[64], what[64];
};

static void note_poison(void *ctx, struct blob key, const char *what) {
    struct met *met = ctx;
    snprintf(met->key, sizeof met->key, "%.*s", (int)key.len, key.ptr);
    snprintf(met->what, sizeof met->what, "%s", what);
}

static void commit_story(struct rig *rig, struct outcome_of *outcome,
                         const struct write *last) {
    const struct check check = {.kind = CHECK_IDEM, .key = BLOB(RECORD)};
    const struct write writes[] = {
        WRITE(RECORD, record), {BLOB("list"), 2, push}, *last, WRITE("after", push)};
    const struct blob torn[] = {BLOB("INC-1"), BLOB("INC-2")};
    const struct commit commit = {.nchecks = 1,
                                  .checks = &check,
                                  .nwrites = 4,
                                  .writes = writes,
                                  .ntorn = 2,
                                  .torn = torn};
    *outcome = (struct outcome_of){0};
    rig->store->commit(rig->store->self, &commit, note_outcome, outcome);
    assert_true(rig_wait(rig, &outcome->done));
}

static void what_would_fail_is_asked_before(void **state) {
    struct rig *rig = *state;
    struct met met;
    rig->store->listen(rig->store->self, note_poison, &met);
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        const struct story *story = &stories[i];
        struct outcome_of outcome;
        char answer[64];
        met = (struct met){0};
        ask(&rig->server, answer, sizeof answer, story->cause);
        commit_story(rig, &outcome, &story->last);
        ask(&rig->server, answer, sizeof answer,
            "EXISTS t:{ws}:list t:{ws}:after t:{ws}:" RECORD " t:{ws}:torn");
        if (outcome.result != COMMIT_UNAVAILABLE || strcmp(answer, "0") != 0 ||
            strcmp(met.key, story->poison) != 0 || !strstr(met.what, story->says) ||
            !outcome.people[0]) {
            fail_msg("%s: result %d, %s keys written, poison %s: %s (%s)", story->name,
                     outcome.result, answer, met.key, met.what, outcome.people);
        }
        ask(&rig->server, answer, sizeof answer, "DEL t:{ws}:k");
        commit_story(rig, &outcome, &story->last);
        assert_int_equal(outcome.result, COMMIT_DONE);
        ask(&rig->server, answer, sizeof answer,
            "DEL t:{ws}:list t:{ws}:after t:{ws}:k t:{ws}:" RECORD);
    }
    rig->store->listen(rig->store->self, NULL, NULL);
}

static void what_nobody_foresaw_is_kept(void **state) {
    struct rig *rig = *state;
    struct outcome_of outcome;
    const struct write last = WRITE("k", mistake);
    commit_story(rig, &outcome, &last);
    assert_int_equal(outcome.result, COMMIT_PARTIAL);
    assert_int_equal(outcome.tag, 2);
    assert_true(outcome.kept);
    assert_answer(&rig->server, "1", "LLEN t:{ws}:list");
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:after");
    /* The record does not claim what is not there; the rest ends with it. */
    assert_answer(&rig->server, TORN_RECORD, "GET t:{ws}:" RECORD);
    assert_answer(&rig->server,
                  "[[\"k\",\"ZADD\",\"no number\",\"a\"],[\"after\",\"RPUSH\",\"a\"],"
                  "[\"" RECORD "\",\"SET\",\"saved\",\"EX\",\"172800\"]]",
                  "HGET t:{ws}:torn INC-1");
    assert_answer(&rig->server, "=INC-1", "HGET t:{ws}:torn INC-2");
}

/* With nothing but the record written, it is taken back: that is nothing. */
static void a_record_alone_is_taken_back(void **state) {
    struct rig *rig = *state;
    const struct check check = {.kind = CHECK_IDEM, .key = BLOB(RECORD)};
    const struct write writes[] = {WRITE(RECORD, record), WRITE("k", mistake)};
    struct outcome_of outcome;
    commit_start(rig->store, &outcome, &check, 1, writes, 2);
    assert_true(rig_wait(rig, &outcome.done));
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:" RECORD);
}

/* ---- rights ---- */

static void a_right_that_is_taken_away(void **state) {
    static const char *const rights[] = {"-set",  "-hset",  "-xadd",
                                         "-zadd", "-rpush", "-evalsha"};
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
        struct outcome_of outcome;
        char answer[64], name[16], grant[32];
        const struct check check = {.kind = CHECK_IDEM, .key = BLOB(RECORD)};
        const struct write writes[] = {WRITE(RECORD, record), WRITE("h", fields),
                                       WRITE("s", entry), WRITE("z", score),
                                       WRITE("l", push)};
        rig->up = rig->refused = false;
        ask(&rig->server, answer, sizeof answer, "ACL SETUSER default %s", rights[i]);
        assert_string_equal(answer, "OK");
        commit_start(rig->store, &outcome, &check, 1, writes, 5);
        assert_true(rig_wait(rig, &outcome.done));
        assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
        assert_non_null(strstr(outcome.people, "NOPERM"));
        assert_answer(&rig->server, "0",
                      "EXISTS t:{ws}:" RECORD " t:{ws}:h t:{ws}:s t:{ws}:z t:{ws}:l");
        /* Asked anew: the log names the right, people are told in plain words. A commit
         * that was not sent says nothing of what an earlier copy did. */
        assert_true(rig_wait(rig, &rig->refused));
        snprintf(name, sizeof name, "%s", rights[i] + 1);
        for (char *c = name; *c; c++) {
            *c = (char)(*c - 'a' + 'A');
        }
        assert_non_null(strstr(rig->refusal, name));
        commit_start(rig->store, &outcome, &check, 1, writes, 5);
        assert_true(rig_wait(rig, &outcome.done));
        assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
        assert_string_equal(outcome.people, "");
        assert_string_equal(redis_store_ill(rig->store), REDIS_REFUSED_PEOPLE);
        snprintf(grant, sizeof grant, "+%s", rights[i] + 1);
        ask(&rig->server, answer, sizeof answer, "ACL SETUSER default %s", grant);
        assert_true(rig_wait(rig, &rig->up));
        commit_start(rig->store, &outcome, &check, 1, writes, 5);
        assert_true(rig_wait(rig, &outcome.done));
        assert_int_equal(outcome.result, COMMIT_DONE);
        ask(&rig->server, answer, sizeof answer,
            "DEL t:{ws}:" RECORD " t:{ws}:h t:{ws}:s t:{ws}:z t:{ws}:l");
    }
}

/* Each word has a sentence for people, and none of them is told to wait for a fence. */
static void every_word_has_its_sentence(void **state) {
    static const char *const words[] = {"OOM x",    "MISCONF x", "READONLY x",
                                        "BUSY x",   "NOAUTH x",  "NOREPLICAS x",
                                        "NOPERM x", "LOADING x", "ERR x"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char word[32];
        snprintf(word, sizeof word, "(%.*s)", (int)strcspn(words[i], " "), words[i]);
        const char *people = redis_trouble_people(words[i]);
        assert_true(strstr(people, word) || !strcmp(word, "(ERR)"));
        assert_true(people[strlen(people) - 1] == '.');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_would_fail_is_asked_before, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(what_nobody_foresaw_is_kept, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_record_alone_is_taken_back, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_right_that_is_taken_away, rig_setup,
                                        rig_teardown),
        cmocka_unit_test(every_word_has_its_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* An input that arrives twice is applied once, and both times answered alike: whether the
 * first is done, refused or still under way. */
#include "harness.h"
#include "runtime/parts.h"

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
    struct answer *answers = calloc((size_t)2 * BATCH, sizeof *answers);
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

/* Commands whose first copy makes the second pointless: it would be refused, or change
 * nothing. Their answer is the first one's all the same. */
static void pointless_now(void **state) {
    static const char *const lines[] = {
        "ack",
        "role take commander",
        "severity 2 half of them work again",
        "severity 3",
        "role handoff commander net:bob",
        "contain",
        "mitigate",
        "action add look at the pool",
        "action done 1",
        "bridge https://call.example/1",
        "link 002",
        "resolve the pool was too small",
        "verify it holds",
        "close",
        "reopen it does not hold",
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], other[64], there[64], key[32];
    node_declare(node, id, place);
    node_declare(node, other, there);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct answer first, second, third;
        snprintf(key, sizeof key, "twice:%zu", i);
        node_type(node, &first, key, "net:ana", place, lines[i]);
        node_type(node, &second, key, "net:ana", place, lines[i]);
        stage_settle(stage);
        struct history history = history_read(stage, arena, id);
        size_t entries = history.n;
        history_free(&history);
        node_type(node, &third, key, "net:ana", place, lines[i]);
        stage_settle(stage);
        if (first.status != REPLY_DONE || !first.saved) {
            fail_msg("%s: %s", lines[i], first.text);
        }
        check_pair(&first, &second);
        check_pair(&first, &third);
        history = history_read(stage, arena, id);
        assert_int_equal(history.n, entries);
        history_free(&history);
    }
    arena_free(arena);
}

/* What was refused is refused again, in the same words, whatever has changed since. */
static void refused_twice(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer first, second;
    node_declare(node, id, place);
    node_type(node, &first, "k", "net:ana", place, "close");
    node_type(node, &second, "k", "net:ana", place, "close");
    stage_settle(stage);
    assert_int_equal(first.status, REPLY_REFUSED);
    assert_int_equal(second.status, REPLY_REFUSED);
    assert_false(first.duplicate);
    assert_true(second.duplicate);
    assert_false(second.saved);
    assert_string_equal(second.text, first.text);
}

/* A bot that was restarted answers from the record as well; also beyond the commands that
 * a person may send in a minute, because nothing is asked of it. */
static void after_a_restart(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer first, second, third;
    node_declare(node, id, place);
    node_type(node, &first, "k", "net:ana", place, "role take commander");
    stage_settle(stage);
    node_crash(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    node_type(node, &second, "k", "net:ana", place, "role take commander");
    stage_settle(stage);
    check_pair(&first, &second);
    node->bot->o.commands_per_minute = 0;
    node_type(node, &third, "k", "net:ana", place, "role take commander");
    stage_settle(stage);
    check_pair(&first, &third);
    node_type(node, &third, "other", "net:ana", place, "note never");
    stage_settle(stage);
    assert_int_equal(third.status, REPLY_REFUSED);
    assert_non_null(strstr(third.text, "in one minute"));
}

/* Where the second copy cannot be carried out at all, what the first one came to is still
 * true: the channel is nobody's and the number no incident's any more, and the bot that
 * hears it has never known either. */
static void nowhere_now(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer here, there, here_again, there_again, other;
    node_declare(node, id, place);
    node_type(node, &here, "here", "net:ana", place, "note it was saved");
    node_type(node, &there, "there", "net:ana", "net:general", "update 001 it was saved");
    stage_settle(stage);
    assert_true(here.saved && there.saved);
    node_crash(node);
    server_do(
        stage->server, "EVAL %s 0 t:{%s}:idem:",
        "for _, key in ipairs(redis.call('KEYS', '*')) do "
        "if string.sub(key, 1, #ARGV[1]) ~= ARGV[1] then redis.call('DEL', key) end end",
        stage->workspace);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    node_type(node, &here_again, "here", "net:ana", place, "note it was saved");
    node_type(node, &there_again, "there", "net:ana", "net:general",
              "update 001 it was saved");
    node_type(node, &other, "other", "net:ana", place, "note it was not");
    stage_settle(stage);
    check_pair(&here, &here_again);
    check_pair(&there, &there_again);
    assert_int_equal(other.status, REPLY_REFUSED);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(ten_thousand),    TEST(pointless_now), TEST(refused_twice),
        TEST(after_a_restart), TEST(nowhere_now),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime duplicates", tests, server_setup,
                                       server_teardown);
}

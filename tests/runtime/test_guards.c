/* Guards: a nudge is sent only while it is wanted. What may make it moot and is not
 * settled yet is waited for. */
#include "harness.h"

static const struct outcome unknown = {.kind = OUTCOME_UNKNOWN};

static struct outcome retry(int64_t ms) {
    return (struct outcome){.kind = OUTCOME_RETRY, .retry_ms = ms};
}

/* An incident with a commander, so that only its updates fall due. */
static void begin(struct node *node, char id[64], char place[64]) {
    node_declare(node, id, place);
    struct answer answer = node_say(node, "net:ana", place, "role take commander");
    assert_int_equal(answer.status, REPLY_DONE);
}

static void moot_after_retry(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    network_rule(node->network, (struct rule){.place = place,
                                              .text = "Update due",
                                              .times = 1,
                                              .answer = retry(MINUTE)});
    node_advance(node, 15 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 1);
    struct answer answer = node_say(node, "net:ana", place, "update all is well");
    assert_int_equal(answer.status, REPLY_DONE);
    stage_pass(stage, 2 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 1);
    assert_int_equal(stage_waiting(stage), 0);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    /* The warning went out; the nudge neither went out nor failed. */
    assert_int_equal(history_count(&history, KIND_NUDGE_SENT), 1);
    assert_int_equal(history_count(&history, KIND_NUDGE_FAILED), 0);
    history_free(&history);
    arena_free(arena);
}

/* A commit that makes the nudge moot is on its way, or nobody knows whether it was made:
 * no nudge begins in between. */
static void none_begun_behind_a_commit(void **state) {
    static const struct {
        const char *name;
        struct lie lie;
        bool applied;
    } rows[] = {
        {"under way", {.kind = LIE_HOLD, .touches = "tl:", .times = 1}, true},
        {"applied, reply on its way",
         {.kind = LIE_HOLD_REPLY, .touches = "tl:", .times = 1},
         true},
        {"unknown, applied",
         {.kind = LIE_LOST_REPLY, .touches = "tl:", .times = 1},
         true},
        {"unknown, lost", {.kind = LIE_LOST_COMMIT, .touches = "tl:", .times = 1}, false},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[64], place[64];
        begin(node, id, place);
        node->network->nrules = 0;
        network_rule(node->network, (struct rule){.place = place,
                                                  .text = "Update due",
                                                  .times = 1,
                                                  .answer = retry(1000)});
        node_advance(node, 15 * MINUTE);
        bool fenced =
            rows[i].lie.kind == LIE_LOST_REPLY || rows[i].lie.kind == LIE_LOST_COMMIT;
        liar_lie(&node->liar, rows[i].lie);
        if (fenced) {
            liar_lie(&node->liar, (struct lie){.kind = LIE_FENCE_HOLD, .times = 1});
        }
        struct answer answer;
        node_type(node, &answer, NULL, "net:ana", place, "update all is well");
        stage_settle(stage);
        assert_int_equal(answer.calls, 0);
        stage_pass(stage, 5000); /* the retry comes round */
        size_t before = network_count(node->network, HEARD_SEND, place, "Update due");
        assert_true(liar_release(&node->liar));
        stage_pass(stage, 5000);
        size_t after = network_count(node->network, HEARD_SEND, place, "Update due");
        assert_int_equal(answer.calls, 1);
        if (before != 1 || after != (rows[i].applied ? 1 : 2)) {
            fail_msg("%s: %zu, then %zu", rows[i].name, before, after);
        }
        node->liar.nlies = 0;
        node_say(node, "net:ana", place, "resolve it is over");
        assert_int_equal(stage_waiting(stage), 0);
    }
}

/* Looking for a nudge of unknown outcome takes its time, too. */
static void moot_after_a_look(void **state) {
    struct stage *stage = *state;
    struct node *node =
        node_open(stage, 0, CAP_CHANNELS | CAP_DIRECT | CAP_SEARCH, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    network_rule(node->network, (struct rule){.as = HEARD_SEND,
                                              .place = place,
                                              .text = "Update due",
                                              .times = 1,
                                              .answer = unknown});
    network_rule(node->network, (struct rule){.as = HEARD_LOOK,
                                              .place = place,
                                              .text = "Update due",
                                              .times = 1,
                                              .hold = true});
    node_advance(node, 15 * MINUTE);
    stage_pass(stage, 5000);
    assert_int_equal(node->network->nheld, 1);
    node_say(node, "net:ana", place, "update all is well");
    assert_true(network_release(node->network, retry(0)));
    stage_settle(stage);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 1);
    assert_int_equal(stage_waiting(stage), 0);
}

/* One message about two deadlines: it is sent while one of them stands. */
static void several_deadlines(void **state) {
    static const struct {
        const char *answer;
        size_t sent;
    } rows[] = {{"ack", 2}, {"update all is well", 1}};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[64], place[64];
        node_declare(node, id, place);
        node->network->nrules = 0;
        network_rule(node->network, (struct rule){.place = place,
                                                  .text = "Nobody has acknowledged it",
                                                  .times = 1,
                                                  .answer = retry(1000)});
        node_advance(node, 15 * MINUTE);
        assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"),
                         1);
        struct answer answer = node_say(node, "net:ana", place, rows[i].answer);
        assert_int_equal(answer.status, REPLY_DONE);
        stage_pass(stage, 5000);
        assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"),
                         rows[i].sent);
        node_say(node, "net:ana", place, "resolve it is over");
        assert_int_equal(stage_waiting(stage), 0);
        struct arena *arena = arena_new();
        struct history history = history_read(stage, arena, id);
        if (i == 0) {
            const struct entry *sent = history_entry(&history, KIND_NUDGE_SENT, 0);
            assert_string_equal(jsonx_string(sent->data, "deadline", ""), "update");
            assert_int_equal(json_array_size(json_object_get(sent->data, "also")), 1);
        } else {
            /* Who declared it had it in person before the answer. */
            assert_int_equal(history_count(&history, KIND_NUDGE_SENT), 1);
            assert_string_equal(
                jsonx_string(history_entry(&history, KIND_NUDGE_SENT, 0)->data, "place",
                             ""),
                "net:@ana");
        }
        history_free(&history);
        arena_free(arena);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(moot_after_retry),
        TEST(none_begun_behind_a_commit),
        TEST(moot_after_a_look),
        TEST(several_deadlines),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime guards", tests, server_setup,
                                       server_teardown);
}

/* What an adapter keeps of its own is in the store with the inputs that it stands for, never
 * before them, and a later fact is never replaced by an earlier one. */
#include "harness.h"
#include "runtime/bot.h"

struct input_of {
    const char *key, *place, *text, *keep;
};

static void hand_in(struct node *node, struct answer *answer, struct input_of of) {
    const struct host *host = bot_host(node->bot);
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = of.key,
        .actor = "net:ana",
        .place = of.place,
        .text = of.text,
        .keep = of.keep,
        .done = answer_came,
        .ctx = answer,
    };
    *answer = (struct answer){0};
    host->input(host->self, &input);
}

static void keep(struct node *node, const char *fact) {
    const struct host *host = bot_host(node->bot);
    host->keep(host->self, "net", fact);
    stage_settle(node->stage);
}

/* What is in the store: "" nothing. */
static const char *kept(struct stage *stage) {
    static char fact[64];
    redisReply *reply =
        server_ask(stage->server, "GET t:{%s}:sync:net", stage->workspace);
    snprintf(fact, sizeof fact, "%s", reply->str ? reply->str : "");
    freeReplyObject(reply);
    return fact;
}

static void recall_came(void *ctx, const char *fact, const char *why) {
    assert_null(why);
    snprintf(ctx, 64, "%s", fact ? fact : "nothing");
}

static void with_the_commit(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    const struct host *host = bot_host(node->bot);
    char id[64], place[64], fact[64] = "";
    struct answer answer;
    host->recall(host->self, "net", recall_came, fact);
    stage_settle(stage);
    assert_string_equal(fact, "nothing");
    node_declare(node, id, place);
    int64_t commits = node->liar.commits;
    network_rule(node->network, (struct rule){.times = -1, .hold = true});
    hand_in(node, &answer, (struct input_of){"a", place, "note alpha", "token 1"});
    stage_settle(stage);
    assert_int_equal(answer.status, REPLY_DONE);
    assert_int_equal(node->liar.commits, commits + 1);
    assert_string_equal(kept(stage), "token 1");
    /* One that changes nothing has no commit to go with. */
    hand_in(node, &answer, (struct input_of){"b", place, "show", "token 2"});
    stage_settle(stage);
    assert_string_equal(kept(stage), "token 2");
    /* A batch without inputs. */
    keep(node, "token 3");
    assert_string_equal(kept(stage), "token 3");
    host->recall(host->self, "net", recall_came, fact);
    stage_settle(stage);
    assert_string_equal(fact, "token 3");
    /* Handed in once more, after a start: answered from the record, and the fact counts. */
    hand_in(node, &answer, (struct input_of){"a", place, "note alpha", "token 4"});
    stage_settle(stage);
    assert_true(answer.duplicate);
    assert_string_equal(kept(stage), "token 4");
}

/* Two incidents are changed at the same time: the fact waits for the slower of them. */
static void never_before_what_it_stands_for(void **state) {
    static const struct {
        const char *name;
        bool own; /* brought by an input, or by itself */
    } rows[] = {{"with an input", true}, {"by itself", false}};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[2][64], place[2][64];
    node_declare(node, id[0], place[0]);
    node_declare(node, id[1], place[1]);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer slow, fast;
        char before[64], token[32], key[3][32];
        snprintf(before, sizeof before, "%s", kept(stage));
        snprintf(token, sizeof token, "token %zu", i);
        snprintf(key[0], sizeof key[0], "slow %zu", i);
        snprintf(key[1], sizeof key[1], "fast %zu", i);
        liar_lie(&node->liar, (struct lie){.kind = LIE_HOLD, .times = 1});
        hand_in(node, &slow, (struct input_of){key[0], place[0], "note slow", NULL});
        hand_in(
            node, &fast,
            (struct input_of){key[1], place[1], "note fast", rows[i].own ? token : NULL});
        if (!rows[i].own) {
            const struct host *host = bot_host(node->bot);
            host->keep(host->self, "net", token);
        }
        stage_settle(stage);
        assert_int_equal(fast.calls, 1);
        assert_int_equal(slow.calls, 0);
        if (strcmp(kept(stage), before) != 0) {
            fail_msg("%s: %s", rows[i].name, kept(stage));
        }
        assert_true(liar_release(&node->liar));
        stage_settle(stage);
        assert_int_equal(slow.calls, 1);
        assert_string_equal(kept(stage), token);
    }
}

/* Nobody knows whether the first was saved: what stands for it is not kept, also when the
 * input that brings it was saved. Handed in again, it is. */
static void not_for_what_nobody_knows(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[2][64], place[2][64];
    struct answer lost, other;
    node_declare(node, id[0], place[0]);
    node_declare(node, id[1], place[1]);
    liar_lie(&node->liar, (struct lie){.kind = LIE_LOST_COMMIT, .times = 1});
    liar_lie(&node->liar, (struct lie){.kind = LIE_FENCE, .times = 1});
    hand_in(node, &lost, (struct input_of){"lost", place[0], "note lost", NULL});
    liar_lie(&node->liar, (struct lie){.kind = LIE_HOLD, .times = 1});
    hand_in(node, &other, (struct input_of){"other", place[1], "note other", "token 1"});
    stage_settle(stage);
    assert_int_equal(lost.status, REPLY_UNKNOWN);
    while (liar_release(&node->liar)) {
        stage_settle(stage);
    }
    stage_settle(stage);
    assert_int_equal(other.status, REPLY_DONE);
    assert_string_equal(kept(stage), "");
    hand_in(node, &lost, (struct input_of){"lost", place[0], "note lost", NULL});
    hand_in(node, &other, (struct input_of){"other", place[1], "note other", "token 1"});
    stage_settle(stage);
    assert_int_equal(lost.status, REPLY_DONE);
    assert_true(other.duplicate);
    assert_string_equal(kept(stage), "token 1");
}

/* The store takes a fact late: until then the older one stands, and then only the last. */
static void tries_again(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_UNAVAILABLE, .touches = "sync:", .times = 2});
    keep(node, "token 1");
    keep(node, "token 2");
    assert_string_equal(kept(stage), "");
    stage_pass(stage, 5 * SECOND);
    assert_string_equal(kept(stage), "token 2");
    node_close(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    char fact[64] = "";
    const struct host *host = bot_host(node->bot);
    host->recall(host->self, "net", recall_came, fact);
    stage_settle(stage);
    assert_string_equal(fact, "token 2");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(with_the_commit),
        TEST(never_before_what_it_stands_for),
        TEST(not_for_what_nobody_knows),
        TEST(tries_again),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime keep", tests, server_setup,
                                       server_teardown);
}

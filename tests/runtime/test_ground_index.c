/* An index is lost or damaged under a bot that is at work: it is mended, and said. */
#include "ground.h"
#include "harness.h"

static const struct {
    const char *name, *damage; /* with %s for the prefix */
    const char *holds;         /* a number that Redis gives once it is mended */
    long long number;
} damages[] = {
    {"due", "DEL %sdue", "ZCARD due", 1},
    {"one of due", "ZREM %sdue INC-2025-09-29-001", "ZCARD due", 1},
    {"due, much later", "ZADD %sdue 9000000000000 INC-2025-09-29-001",
     "ZCOUNT due -inf 8000000000000", 1},
    {"open", "DEL %sopen", "ZCARD open", 1},
    {"in closed", "ZADD %sclosed 1 INC-2025-09-29-001", "ZCARD closed", 0},
    {"place", "DEL %splace:net:#inc-2025-09-29-001",
     "EXISTS place:net:#inc-2025-09-29-001", 1},
    {"a ghost in open", "ZADD %sopen 5 INC-2025-09-29-070", "ZCARD open", 1},
};
enum { DAMAGES = sizeof damages / sizeof *damages };

static void damage(struct stage *stage, size_t i) {
    char prefix[64];
    snprintf(prefix, sizeof prefix, "t:{%s}:", stage->workspace);
    server_do(stage->server, damages[i].damage, prefix);
}

static void mended_while_it_runs(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < DAMAGES; i++) {
        damage(stage, i);
        stage_pass(stage, ROUND);
        long long now = stage_number(stage, "%s", damages[i].holds);
        if (now != damages[i].number) {
            fail_msg("%s: %lld", damages[i].name, now);
        }
    }
    /* And the clock knows: the update is asked for. */
    node_advance(node, 16 * MINUTE);
    assert_true(said(node, place, "update") > 0);
}

/* One that cannot be read is set aside, and made anew at once, not with the next round. */
static void made_anew_when_set_aside(void **state) {
    static const char *const indexes[] = {"open", "due", "closed", "todo:net:ben"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], other[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "action add owner=@net:ben look at the pool");
    declare(node, "declare sev3 a second one", other);
    node_say(node, "net:ana", "net:#inc-2025-09-29-002", "cancel it was nothing");
    stage_pass(stage, ROUND);
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
        server_do(stage->server, "SET t:{%s}:%s poison", stage->workspace, indexes[i]);
        node_say(node, "net:ana", place, "note what now");
        node_say(node, "net:ana", place, "action add owner=@net:ben and again");
        node_say(node, "net:ana", NULL, "list");
        node_say(node, "net:ana", NULL, "list closed");
        stage_pass(stage, 2 * SECOND);
        if (stage_number(stage, "ZCARD %s", indexes[i]) < 1) {
            fail_msg("%s was not made anew", indexes[i]);
        }
    }
    struct answer list = node_say(node, "net:ana", NULL, "list");
    assert_non_null(strstr(list.text, id));
}

static void mended_at_the_start(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < DAMAGES; i++) {
        node_close(node);
        damage(stage, i);
        node = node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * SECOND);
        assert_int_equal(stage_number(stage, "%s", damages[i].holds), damages[i].number);
    }
}

/* Reminders had stood still: people are told, and the reminder comes. */
static void silence_is_said(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    damage(stage, 0);
    node_close(node);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + HOUR);
    assert_int_equal(said(node, place, "had stood still"), 1);
    assert_true(said(node, place, "missed") + said(node, place, "late") > 0);
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, place, "had stood still"), 1);
}

static void a_lane_is_found_again(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    const struct outcome later = {.kind = OUTCOME_RETRY, .retry_ms = HOUR};
    char id[64], place[64];
    node_declare(node, id, place);
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    node_say(node, "net:ana", place, "update kept back");
    node_crash(node);
    server_do(stage->server, "DEL t:{%s}:lanes", stage->workspace);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    assert_int_equal(said(node, place, "kept back"), 1);
    assert_int_equal(stage_waiting(stage), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(made_anew_when_set_aside), TEST(mended_while_it_runs),
        TEST(mended_at_the_start),      TEST(silence_is_said),
        TEST(a_lane_is_found_again),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime ground", tests, server_setup,
                                       server_teardown);
}

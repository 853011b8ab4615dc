/* Values in the database that are not what they were: each is set aside and named, the
 * rest goes on. Every kind of key with every kind of damage is in tests/fault/matrix.py;
 * here is what must not happen, and what people read. */
#include "harness.h"
#include "runtime/parts.h"

/* A lane whose list and records disagree: what is there is posted once, and the head of the
 * list that has no message does not keep the others from being settled. */
static void a_lane_that_disagrees(void **state) {
    struct stage *stage = *state;
    const char *ws = stage->workspace;
    server_do(stage->server,
              "HSET t:{%s}:out:net:#x d1 "
              "{\"kind\":\"post\",\"place\":\"net:#x\",\"body\":[{\"k\":\"p\",\"c\":[{"
              "\"k\":\"t\",\"s\":\"once\"}]}]}",
              ws);
    server_do(stage->server, "RPUSH t:{%s}:lane:net:#x ghost d1", ws);
    server_do(stage->server,
              "HSET t:{%s}:out:net:#y d2 "
              "{\"kind\":\"post\",\"place\":\"net:#y\",\"body\":[{\"k\":\"p\",\"c\":[{"
              "\"k\":\"t\",\"s\":\"twice\"}]}]}",
              ws);
    server_do(stage->server, "RPUSH t:{%s}:lane:net:#y d2 d2", ws);
    server_do(stage->server, "ZADD t:{%s}:lanes 1 net:#y", ws);
    server_do(stage->server, "ZADD t:{%s}:lanes 1 net:#x", ws);
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    stage_pass(stage, 10 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#x", "once"), 1);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#y", "twice"), 1);
    assert_int_equal(stage_number(stage, "LLEN lane:net:#x"), 0);
    assert_int_equal(stage_number(stage, "LLEN lane:net:#y"), 0);
    assert_int_equal(stage_number(stage, "HLEN out:net:#x"), 0);
    assert_int_equal(stage_number(stage, "HLEN quarantine"), 2);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, "net:#incidents", "is damaged"), 1);
    node_close(node);
    /* Once is enough: the next process has nothing to say about it. */
    node = node_open(stage, 1, NET_CAPS, STAGE_START + MINUTE);
    stage_pass(stage, MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, NULL, NULL), 0);
    node_close(node);
}

/* A settlement that is refused again and again: patience, and never a second post. */
static void a_settlement_that_is_refused(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    liar_lie(&node->liar, (struct lie){.kind = LIE_UNAVAILABLE,
                                       .touches = "lane:net:#incidents",
                                       .skip = 1,
                                       .times = 20});
    struct answer answer = node_say(node, "net:ana", place, "update token1x all is well");
    assert_int_equal(answer.status, REPLY_DONE);
    int64_t before = node->liar.commits;
    stage_pass(stage, 10 * MINUTE);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, "net:#incidents", "token1x"), 1);
    assert_true(node->liar.commits - before < 400);
    stage_pass(stage, HOUR);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, "net:#incidents", "token1x"), 1);
    assert_int_equal(stage_waiting(stage), 0);
    node_close(node);
}

/* What is an incident itself stays where it is, for whoever repairs it: only what can be
 * made anew is moved away. */
static void what_is_an_incident_stays(void **state) {
    static const char *const parts[] = {"inc", "tl", "tx"};
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct node *node =
            node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * MINUTE);
        char id[64], place[64];
        node_declare(node, id, place);
        node_close(node);
        server_do(stage->server, "SET t:{%s}:%s:%s damaged", stage->workspace, parts[i],
                  id);
        node = node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)(i + 1) * MINUTE);
        (void)node_say(node, "net:ana", place, "note is it there?");
        (void)node_say(node, "net:ana", place, "show");
        stage_pass(stage, 10 * SECOND);
        assert_int_equal(stage_number(stage, "EXISTS %s:%s", parts[i], id), 1);
        assert_int_equal(stage_number(stage, "HLEN quarantine"), 0);
        node_close(node);
    }
}

/* Frozen: read from its last good state, reminded of, said, and never written to. */
static void a_damaged_incident(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "role take commander");
    (void)node_say(node, "net:ana", place, "update token1x we look");
    long long entries = stage_number(stage, "XLEN tl:%s", id);
    node_close(node);
    server_do(stage->server, "HSET t:{%s}:inc:%s n 4000000000", stage->workspace, id);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    struct answer answer = node_say(node, "net:ana", place, "note token2x");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "Nothing was saved"));
    assert_non_null(strstr(answer.text, "tocsin audit"));
    answer = node_say(node, "net:ana", place, "show");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_non_null(strstr(answer.text, "last good state"));
    assert_false(stage_holds(stage, "token2x"));
    size_t from = node->network->n;
    node_advance(node, 16 * MINUTE);
    stage_pass(stage, MINUTE);
    assert_true(network_find(node->network, from, HEARD_SEND, place, "Update due") <
                node->network->n);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, "net:#incidents", "is damaged"), 1);
    assert_int_equal(stage_number(stage, "XLEN tl:%s", id), entries);
    /* Others are declared and written to. */
    char other[64], there[64];
    node_declare(node, other, there);
    node_close(node);
}

/* One of which not even a last good state is left, an index member that nothing is behind
 * and one that is no incident: the first is named where people ask what is open, and the
 * others are not counted. */
static void a_list_of_ruins(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], other[64], there[64];
    node_declare(node, id, place);
    node_declare(node, other, there);
    node_close(node);
    server_do(stage->server, "SET t:{%s}:inc:%s x", stage->workspace, id);
    server_do(stage->server, "SET t:{%s}:tl:%s x", stage->workspace, id);
    server_do(stage->server, "SET t:{%s}:ref:%s x", stage->workspace, id);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    stage_pass(stage, 5 * SECOND);
    server_do(stage->server, "ZADD t:{%s}:open 2 INC-2025-09-01-009", stage->workspace);
    server_do(stage->server, "ZADD t:{%s}:open 2 nobody", stage->workspace);
    static const char *const words[] = {"list", "mine"};
    for (size_t i = 0; i < 2; i++) {
        struct answer answer = node_say(node, "net:ana", NULL, words[i]);
        char says[128];
        snprintf(says, sizeof says, "%s cannot be read", id);
        if (answer.status != REPLY_DONE || !strstr(answer.text, says) ||
            !strstr(answer.text, other) || strstr(answer.text, " more") ||
            strstr(answer.text, "2025-09-01")) {
            fail_msg("%s: %s", words[i], answer.text);
        }
    }
    node_close(node);
}

/* A lease or an epoch that nobody can read does not keep a bot from working. */
static void a_start_over_ruins(void **state) {
    static const char *const ruins[] = {
        "RPUSH t:{%s}:lease x",       "SET t:{%s}:lease nobody",
        "RPUSH t:{%s}:epoch x",       "SET t:{%s}:epoch 9223372036854775807",
        "SET t:{%s}:epoch many",      "RPUSH t:{%s}:alive x",
        "SET t:{%s}:lanes x",         "ZADD t:{%s}:lanes 1 \xff\xfe",
        "ZADD t:{%s}:due 1 \xff\xfe", "ZADD t:{%s}:dirty 1 \xff\xfe",
        "RPUSH t:{%s}:due x",         "SET t:{%s}:torn x"};
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof ruins / sizeof *ruins; i++) {
        static const char *const keys[] = {"lease", "epoch", "alive", "lanes",
                                           "due",   "dirty", "torn"};
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            server_do(stage->server, "DEL t:{%s}:%s", stage->workspace, keys[k]);
        }
        server_do(stage->server, ruins[i], stage->workspace);
        struct node *node =
            node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * MINUTE);
        stage_pass(stage, 5 * SECOND);
        struct answer answer =
            node_say(node, "net:ana", NULL, "declare sev3 \"it works\"");
        if (answer.status != REPLY_DONE) {
            fail_msg("%s: %s", ruins[i], answer.text);
        }
        node_close(node);
    }
}

/* Each of them under a bot at work: it goes on, at once or within seconds, without losing
 * its place, and people hear of it. */
static void under_a_bot(void **state) {
    static const struct {
        const char *damage, *said; /* said NULL: it needs no word */
    } ruins[] = {
        {"SET t:{%s}:meta x", "meta is of the wrong type"},
        {"HSET t:{%s}:epoch a b", "epoch is of the wrong type"},
        {"DEL t:{%s}:epoch", NULL},
        {"HSET t:{%s}:lease a b", NULL}, /* the next renewal writes over it */
        {"SET t:{%s}:due x", "due is of the wrong type"},
        {"SET t:{%s}:open x", "open is of the wrong type"},
        {"SET t:{%s}:lanes x", "lanes is of the wrong type"},
        {"SET t:{%s}:dirty x", NULL}, /* when it is needed */
        {"HSET t:{%s}:seq:2025-09-29 a b", "seq:2025-09-29 is of the wrong type"},
        {"ZADD t:{%s}:open 1 \xff\xfe", "open 0xfffe is no incident"},
        {"ZADD t:{%s}:closed 1 nobody", "closed nobody is no incident"},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < sizeof ruins / sizeof *ruins; i++) {
        char key[64];
        const char *kept[] = {"meta",  "due",   "open",  "lanes",
                              "dirty", "epoch", "lease", "seq:2025-09-29"};
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
            snprintf(key, sizeof key, "}:%s ", kept[k]);
            if (strstr(ruins[i].damage, key) && !strstr(ruins[i].damage, "ZADD")) {
                server_do(stage->server, "DEL t:{%s}:%s", stage->workspace, kept[k]);
            }
        }
        server_do(stage->server, ruins[i].damage, stage->workspace);
        struct answer tried[3];
        node_type(node, &tried[0], NULL, "net:ana", NULL, "list");
        node_type(node, &tried[1], NULL, "net:ana", NULL, "declare sev3 \"it is tried\"");
        node_type(node, &tried[2], NULL, "net:ana", place, "update it is tried");
        stage_pass(stage, 5 * MINUTE);
        assert_int_equal(tried[0].calls + tried[1].calls + tried[2].calls, 3);
        struct answer answer =
            node_say(node, "net:ana", NULL, "declare sev3 \"it works\"");
        struct answer note = node_say(node, "net:ana", place, "note it works");
        if (answer.status != REPLY_DONE || note.status != REPLY_DONE || node->standby) {
            fail_msg("%s: %s / %s", ruins[i].damage, answer.text, note.text);
        }
        if (ruins[i].said && network_count(node->network, HEARD_SEND, "net:#incidents",
                                           ruins[i].said) != 1) {
            fail_msg("%s: nobody was told", ruins[i].damage);
        }
    }
    assert_int_equal(network_count(node->network, HEARD_SEND, NULL, "is lost"), 0);
    assert_int_equal(network_count(node->network, HEARD_SEND, NULL, "is gone"), 0);
    assert_int_equal(stage_number(stage, "HEXISTS meta beat"), 1);
    node_close(node);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_lane_that_disagrees),     TEST(a_settlement_that_is_refused),
        TEST(what_is_an_incident_stays), TEST(a_damaged_incident),
        TEST(a_start_over_ruins),        TEST(under_a_bot),
        TEST(a_list_of_ruins),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}

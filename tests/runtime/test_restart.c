/* Restart: what was promised before goes on after, in order; and what was seen before and
 * is not there any more is said. */
#include "core/incident_json.h"
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/slots.h"

enum { PLACES = 3, UPDATES = 20 };

static const struct outcome later = {.kind = OUTCOME_RETRY, .retry_ms = HOUR};

/* Numbers of the updates that a place was sent, in order. */
static size_t numbers(const struct network *network, const char *place, int *ret,
                      size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < network->n && n < max; i++) {
        const struct heard *heard = &network->log[i];
        const char *mark = strstr(heard->text, "number ");
        if (!strcmp(heard->place, place) && mark && heard->answer == OUTCOME_SENT) {
            ret[n++] = (int)strtol(mark + strlen("number "), NULL, 10);
        }
    }
    return n;
}

/* Everything waits; the process dies with one delivery in flight in each lane. */
static void full_outbox(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CAP_CHANNELS | CAP_DIRECT, STAGE_START);
    char id[64], place[64], text[64];
    node_declare(node, id, place);
    network_rule(node->network, (struct rule){.place = place, .times = 1, .hold = true});
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    for (int i = 0; i < UPDATES; i++) {
        snprintf(text, sizeof text, "update number %d.", i);
        struct answer answer = node_say(node, "net:ana", place, text);
        assert_int_equal(answer.status, REPLY_DONE);
    }
    long long waiting = stage_waiting(stage);
    assert_int_equal(waiting, PLACES * UPDATES);
    /* The one in flight arrives, and the answer does not. */
    assert_int_equal(node->network->nheld, 1);
    size_t in_flight = node->network->held[0].heard;
    node_crash(node);
    node->network->log[in_flight].answer = OUTCOME_SENT;
    assert_int_equal(stage_waiting(stage), waiting);

    node->network->nrules = 0;
    node = node_open(stage, 0, CAP_CHANNELS | CAP_DIRECT, STAGE_START + MINUTE);
    const char *const places[PLACES] = {place, "net:#incidents", "net:#leadership"};
    for (size_t p = 0; p < PLACES; p++) {
        int got[2 * UPDATES];
        size_t n = numbers(node->network, places[p], got, (size_t)2 * UPDATES);
        size_t twice = p == 0 ? 1 : 0; /* at most the one in flight */
        assert_int_equal(n, UPDATES + twice);
        for (size_t i = 0; i < UPDATES; i++) {
            assert_int_equal(got[i + twice], i);
        }
    }
    assert_int_equal(stage_waiting(stage), 0);
    assert_int_equal(stage_number(stage, "ZCARD lanes"), 0);
    struct answer answer = node_say(node, "net:ana", place, "update number 20.");
    assert_int_equal(answer.status, REPLY_DONE);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_UPDATE), UPDATES + 1);
    history_free(&history);
    arena_free(arena);
}

/* Only the head can have been sent before: only it is looked for. */
static void looks_for_the_head_only(void **state) {
    struct stage *stage = *state;
    unsigned caps = CAP_CHANNELS | CAP_DIRECT | CAP_SEARCH;
    struct node *node = node_open(stage, 0, caps, STAGE_START);
    char id[64], place[64], text[64];
    node_declare(node, id, place);
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    for (int i = 0; i < UPDATES; i++) {
        snprintf(text, sizeof text, "update number %d.", i);
        node_say(node, "net:ana", place, text);
    }
    node_crash(node);
    network_free(node->network);
    network_rule(node->network, (struct rule){.as = HEARD_LOOK,
                                              .place = "#incidents",
                                              .times = -1,
                                              .answer = {.kind = OUTCOME_SENT}});
    network_rule(node->network,
                 (struct rule){.as = HEARD_LOOK, .times = -1, .answer = {OUTCOME_RETRY}});
    node = node_open(stage, 0, caps, STAGE_START + MINUTE);
    assert_int_equal(network_count(node->network, HEARD_LOOK, NULL, NULL), PLACES);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, NULL), UPDATES);
    /* Found there: settled, and not sent again. */
    assert_int_equal(network_count(node->network, HEARD_SEND, "#incidents", NULL),
                     UPDATES - 1);
    assert_int_equal(stage_waiting(stage), 0);
}

/* A network that knows a repeat knows it for so long: what may be older is looked for. */
static void looks_for_what_the_network_forgot(void **state) {
    static const struct {
        int64_t repeats_ms, away;
        size_t looks;
    } rows[] = {{0, 400 * HOUR, 0}, {24 * HOUR, 23 * HOUR, 0}, {24 * HOUR, 25 * HOUR, 1}};
    struct stage *stage = *state;
    int64_t now = STAGE_START;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned caps = NET_CAPS | CAP_SEARCH;
        stage->repeats_ms = rows[i].repeats_ms;
        struct node *node = node_open(stage, 0, caps, now);
        char id[64], place[64];
        node_declare(node, id, place);
        network_rule(node->network,
                     (struct rule){
                         .place = place, .text = "half of it", .times = 1, .hold = true});
        node_say(node, "net:ana", place, "update half of it is back");
        node_crash(node);
        network_free(node->network);
        network_rule(
            node->network,
            (struct rule){.as = HEARD_LOOK, .times = -1, .answer = {OUTCOME_RETRY}});
        now += rows[i].away;
        node = node_open(stage, 0, caps, now);
        assert_int_equal(network_count(node->network, HEARD_LOOK, place, "half of it"),
                         rows[i].looks);
        assert_int_equal(network_count(node->network, HEARD_SEND, place, "half of it"),
                         1);
        node_close(node);
        network_free(node->network);
    }
}

/* A snapshot and the entries behind it come to the same state as all entries. */
static void snapshot_and_tail(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], text[64];
    node_declare(node, id, place);
    struct arena *arena = arena_new();
    for (int i = 0; i < 80; i++) {
        snprintf(text, sizeof text, i % 8 ? "note number %d" : "action add item %d", i);
        node_say(node, "net:ana", place, text);
        if (i % 13 != 0) {
            continue;
        }
        /* Loaded anew, whatever lies behind the last snapshot. */
        slots_drop_all(node->bot);
        struct answer answer = node_say(node, "net:ana", place, "show");
        assert_int_equal(answer.status, REPLY_DONE);
        struct history history = history_read(stage, arena, id);
        struct slot *slot = slot_get(node->bot, id);
        assert_non_null(slot->state);
        json_t *loaded = incident_to_json(slot->state);
        json_t *folded = incident_to_json(history.state);
        assert_true(json_equal(loaded, folded));
        json_decref(loaded);
        json_decref(folded);
        history_free(&history);
    }
    struct history history = history_read(stage, arena, id);
    assert_non_null(history.snapshot);
    history_free(&history);
    arena_free(arena);
}

/* ---- lost history ---- */

static void cut_history(struct stage *stage, const char *id) {
    redisReply *hash =
        server_ask(stage->server, "XRANGE t:{%s}:tl:%s 3-0 3-0", stage->workspace, id);
    const redisReply *fields = hash->element[0]->element[1];
    server_do(stage->server, "HSET t:{%s}:inc:%s n 3 h %s", stage->workspace, id,
              fields->element[3]->str);
    freeReplyObject(hash);
    redisReply *tail =
        server_ask(stage->server, "XRANGE t:{%s}:tl:%s 4-0 +", stage->workspace, id);
    for (size_t i = 0; i < tail->elements; i++) {
        server_do(stage->server, "XDEL t:{%s}:tl:%s %s", stage->workspace, id,
                  tail->element[i]->element[0]->str);
        server_do(stage->server, "HDEL t:{%s}:tx:%s %d", stage->workspace, id,
                  (int)strtol(tail->element[i]->element[0]->str, NULL, 10));
    }
    freeReplyObject(tail);
    server_do(stage->server, "XSETID t:{%s}:tl:%s 3-0", stage->workspace, id);
}

static void older_copy(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "update before");
    node_say(node, "net:ana", place, "update lost later");
    node_say(node, "net:ana", place, "note lost as well");
    node_advance(node, MINUTE);
    bot_store_down(node->bot);
    cut_history(stage, id);
    bot_store_up(node->bot); /* caches are dropped */
    struct answer answer = node_say(node, "net:ana", place, "update again");
    assert_int_equal(answer.status, REPLY_DONE);
    const char *const places[] = {place, "net:#incidents"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(network_count(node->network, HEARD_SEND, places[i], "is gone"),
                         1);
        assert_int_equal(
            network_count(node->network, HEARD_SEND, places[i], "the database now has 3"),
            1);
    }
    /* Said once; and a delivery that has a version of before is another one. */
    slots_drop_all(node->bot);
    node_say(node, "net:ana", place, "update and again");
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "is gone"), 1);
    struct network *network = node->network;
    for (size_t a = 0; a < network->n; a++) {
        for (size_t b = a + 1; b < network->n; b++) {
            assert_string_not_equal(network->log[a].id, network->log[b].id);
        }
    }
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history.n, 5);
    history_free(&history);
    arena_free(arena);
}

static void keys_deleted(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    bot_store_down(node->bot);
    server_do(stage->server, "DEL t:{%s}:inc:%s t:{%s}:tl:%s t:{%s}:tx:%s",
              stage->workspace, id, stage->workspace, id, stage->workspace, id);
    bot_store_up(node->bot);
    struct answer answer = node_say(node, "net:ana", place, "update again");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_int_equal(network_count(node->network, HEARD_SEND, "#incidents", "is lost"),
                     1);
    assert_int_equal(stage_waiting(stage), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(full_outbox),       TEST(looks_for_the_head_only),
        TEST(snapshot_and_tail), TEST(older_copy),
        TEST(keys_deleted),      TEST(looks_for_what_the_network_forgot),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime restart", tests, server_setup,
                                       server_teardown);
}

/* The alarm clock after downtime, under load, with a new policy, and with incidents that
 * cannot be served. */
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/slots.h"

#include "core/commit.h"
#include "core/deadlines.h"
#include "core/turn_add.h"
#include "io/policy_load.h"

static void begin(struct node *node, char id[64], char place[64]) {
    node_declare(node, id, place);
    struct answer answer = node_say(node, "net:ana", place, "role take commander");
    assert_int_equal(answer.status, REPLY_DONE);
}

/* Down for an hour and two minutes: four update slots of a Sev1. One reminder for each
 * deadline, saying how late it is and how many were missed. */
static void after_downtime(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    node_crash(node);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + 62 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, NULL), 1);
    size_t at = network_find(node->network, 0, HEARD_SEND, place, "Update due");
    assert_true(at < node->network->n);
    const char *text = node->network->log[at].text;
    assert_non_null(strstr(text, "tocsin was away from "));
    assert_non_null(strstr(text, "4 updates were missed"));
    assert_null(strstr(text, "answer"));
    /* The commander is asked first; leadership when he does not answer. */
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", NULL), 0);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_MISSED), 1);
    assert_int_equal(history_count(&history, KIND_WARNED), 0);
    const struct entry *missed = history_entry(&history, KIND_MISSED, 0);
    assert_int_equal(jsonx_int(missed->data, "missed", 0), 4);
    assert_int_equal(jsonx_int(missed->data, "step", -1), STEP_NUDGE);
    assert_int_equal(jsonx_int(missed->data, "away_from", 0), STAGE_START);
    assert_int_equal(jsonx_int(missed->data, "away_to", 0), STAGE_START + 62 * MINUTE);
    history_free(&history);
    node_advance(node, 5 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", "answer"), 1);
    arena_free(arena);
}

/* ---- many ---- */

/* Away after the nudge: nobody could answer it, so it is said again. */
static void away_between_steps(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    node_advance(node, 16 * MINUTE);
    node_close(node); /* says when it went */
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + 40 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "was away"), 1);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", NULL), 0);
    node_advance(node, 5 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", NULL), 1);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    static const int steps[] = {STEP_NUDGE, STEP_NUDGE, 3};
    assert_int_equal(history_count(&history, KIND_MISSED), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct entry *missed = history_entry(&history, KIND_MISSED, i);
        assert_int_equal(jsonx_int(missed->data, "step", -1), steps[i]);
    }
    assert_int_equal(
        jsonx_int(history_entry(&history, KIND_MISSED, 1)->data, "away_from", 0),
        STAGE_START + 16 * MINUTE);
    history_free(&history);
    arena_free(arena);
}

enum { CROWD = 10 * 1000, CROWD_ROUND = 500 };

static void fill_random(void *ret_bytes, size_t len) {
    memset(ret_bytes, 7, len);
}

static void append_write(redisContext *client, struct arena *arena, const char *workspace,
                         const struct write *write) {
    const char *argv[32];
    size_t lens[32], n = 0;
    const char *key = arena_printf(arena, "t:{%s}:%.*s", workspace, (int)write->key.len,
                                   write->key.ptr);
    for (size_t i = 0; i < write->argc; i++) {
        argv[n] = write->argv[i].ptr;
        lens[n++] = write->argv[i].len;
        if (i == 0) {
            argv[n] = key;
            lens[n++] = strlen(key);
        }
    }
    assert_true(n < 32);
    redisAppendCommandArgv(client, (int)n, argv, lens);
}

/* A closed incident with one action that is due: one reminder, no climb. Returns how many
 * commands were appended. */
static size_t append_incident(struct stage *stage, redisContext *client, int64_t number) {
    const struct world world = {.policy = stage->policy,
                                .directory = &stage->directory,
                                .messages = &stage->messages,
                                .civil = stage->civil,
                                .now = STAGE_START};
    const struct command_table none = {0};
    const struct input input = {.actor = "net:ana"};
    struct arena *arena = arena_new();
    struct turn turn;
    struct error err = {0};
    turn_init(&turn, arena, &world, &none, &input);
    turn.new_id = incident_id(arena, STAGE_START, number);
    assert_true(turn_open(&turn,
                          json_pack("{s:i, s:[], s:s, s:I, s:s}", "severity", 4,
                                    "services", "phase", "detection", "detected",
                                    (json_int_t)STAGE_START, "policy", "default"),
                          json_pack("{s:s}", "summary", "one of many"), &err) &&
                turn_add(&turn, KIND_PLACE_BOUND,
                         json_pack("{s:s, s:s}", "network", "net", "place", "net:#crowd"),
                         NULL, &err) &&
                turn_add(&turn, KIND_ACTION_ADDED,
                         json_pack("{s:i, s:I}", "number", 1, "due",
                                   (json_int_t)(STAGE_START + HOUR + number)),
                         json_pack("{s:s}", "title", "look at it"), &err) &&
                turn_add(&turn, KIND_CLOSED, NULL, NULL, &err));
    struct change *change = &turn.changes[0];
    struct write *writes = arena_array(arena, LIMIT_OPS, sizeof *writes);
    size_t n = 0;
    assert_true(change_writes(
        arena, stage->workspace, change,
        deadlines_alarm(change->after, stage->policy, &stage->directory, stage->civil),
        fill_random, writes, LIMIT_OPS, &n, &err));
    for (size_t w = 0; w < n; w++) {
        append_write(client, arena, stage->workspace, &writes[w]);
    }
    turn_free(&turn);
    arena_free(arena);
    return n;
}

static void fill_crowd(struct stage *stage, size_t many) {
    redisContext *client = server_client(stage->server);
    for (size_t i = 0, appended = 0; i < many; i++) {
        appended += append_incident(stage, client, (int64_t)i + 1);
        bool round = (i + 1) % CROWD_ROUND == 0 || i + 1 == many;
        for (; round && appended > 0; appended--) {
            redisReply *reply = NULL;
            assert_int_equal(redisGetReply(client, (void **)&reply), REDIS_OK);
            assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
            freeReplyObject(reply);
        }
    }
    redisFree(client);
}

struct watch {
    struct node *node;
    int64_t most; /* turns under way at one time */
};

static void watch_load(void *ctx) {
    struct watch *watch = ctx;
    if (watch->node->bot->busy > watch->most) {
        watch->most = watch->node->bot->busy;
    }
}

/* Ten thousand at once: worked off in pages, each reminded once. */
static void a_crowd(void **state) {
    struct stage *stage = *state;
    fill_crowd(stage, CROWD);
    server_do(stage->server, "HSET t:{%s}:meta derived default", stage->workspace);
    struct watch watch = {&stage->nodes[0], 0};
    network_rule(&stage->networks[0], (struct rule){.times = -1,
                                                    .hook = watch_load,
                                                    .ctx = &watch,
                                                    .answer = {.kind = OUTCOME_SENT}});
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START + 2 * HOUR);
    stage_pass(stage,
               MINUTE); /* on a busy machine Redis takes longer than some may wait */
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#crowd", "Action due"),
                     CROWD);
    assert_true(watch.most > 0 && watch.most <= (int64_t)4 * LIMIT_BATCH);
    assert_int_equal(stage_number(stage, "ZCARD due"), 0);
    assert_int_equal(stage_waiting(stage), 0);
    bool *seen = calloc(CROWD + 1, sizeof *seen);
    assert_non_null(seen);
    for (size_t i = 0; i < node->network->n; i++) {
        const char *id = node->network->log[i].incident;
        long number = strtol(id + strlen("INC-2025-09-29-"), NULL, 10);
        assert_true(number >= 1 && number <= CROWD && !seen[number]);
        seen[number] = true;
    }
    free(seen);
}

/* More than a page of damaged ones in front: those behind are served all the same. So are
 * the damaged ones, from their last good state; those that have none are looked at again
 * later, when somebody may have mended them. */
static void damaged_ones(void **state) {
    enum { DAMAGED = LIMIT_BATCH + 50, ALL = DAMAGED + 20, GONE = DAMAGED / 4 };
    struct stage *stage = *state;
    fill_crowd(stage, ALL);
    server_do(stage->server, "HSET t:{%s}:meta derived default", stage->workspace);
    struct arena *arena = arena_new();
    for (int i = 1; i <= DAMAGED; i++) {
        const char *id = incident_id(arena, STAGE_START, i);
        const char *ws = stage->workspace;
        if (i % 4 == 0) { /* its timeline is gone */
            server_do(stage->server, "RENAME t:{%s}:tl:%s gone:%s", ws, id, id);
            server_do(stage->server, "HDEL t:{%s}:inc:%s s", ws, id);
        } else if (i % 4 == 2) { /* something was appended behind our back */
            server_do(stage->server, "XADD t:{%s}:tl:%s 9-0 b x", ws, id);
        } else if (i % 4 == 1) { /* of a newer program */
            server_do(stage->server,
                      "XADD t:{%s}:tl:%s 5-0 b "
                      "{\"a\":\"x:y\",\"at\":1759140000000,\"k\":\"new.kind\",\"n\":5,"
                      "\"v\":1} h %s",
                      ws, id, "00");
            server_do(stage->server, "HSET t:{%s}:inc:%s n 5", ws, id);
            server_do(stage->server, "HDEL t:{%s}:inc:%s s", ws, id);
        } else { /* its head is gone */
            server_do(stage->server, "DEL t:{%s}:inc:%s", ws, id);
        }
    }
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START + 2 * HOUR);
    stage_pass(stage, MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#crowd", "Action due"),
                     ALL - GONE);
    assert_int_equal(stage_number(stage, "ZCARD due"), GONE);
    /* One is mended. */
    const char *id = incident_id(arena, STAGE_START, 4);
    server_do(stage->server, "RENAME gone:%s t:{%s}:tl:%s", id, stage->workspace, id);
    slot_drop(node->bot, slot_get(node->bot, id)); /* the others know their last steps */
    slot_get(node->bot, id)->seen = 0;
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->advance(host->self, HOUR, node_flag, &done));
    stage_pass(stage, 10 * MINUTE);
    assert_true(done);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#crowd", "Action due"),
                     ALL - GONE + 1);
    arena_free(arena);
}

/* ---- another policy ---- */

static void reload(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char ids[3][64], places[3][64];
    long long before[3];
    for (size_t i = 0; i < 3; i++) {
        begin(node, ids[i], places[i]);
        before[i] = stage_number(stage, "ZSCORE due %s", ids[i]);
        assert_int_equal(before[i], STAGE_START + 13 * MINUTE); /* the warning */
    }
    struct policy *policy = stage_policy("default");
    policy->severity[1].update.ms = 5 * MINUTE;
    policy->severity[1].warn_ms = MINUTE;
    bot_reload(node->bot, policy, &stage->directory, &stage->messages, stage->civil,
               "another");
    stage_settle(stage);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(stage_number(stage, "ZSCORE due %s", ids[i]),
                         STAGE_START + 4 * MINUTE);
    }
    node_advance(node, 5 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#inc", "Update due"),
                     3);
    /* The same figures: nothing is derived anew, nothing is written. */
    int64_t commits = node->liar.commits;
    bot_reload(node->bot, policy, &stage->directory, &stage->messages, stage->civil,
               "another");
    stage_settle(stage);
    assert_int_equal(node->liar.commits, commits);
    /* A restart under the first policy derives again: the store remembers for which. */
    node_say(node, "net:ana", places[0], "update all well");
    node_crash(node);
    policy_free(policy);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + 5 * MINUTE);
    assert_int_equal(stage_number(stage, "ZSCORE due %s", ids[0]),
                     STAGE_START + 18 * MINUTE);
    /* An ordinary start derives nothing: it takes the lease, and that is all. */
    node_close(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + 5 * MINUTE);
    assert_int_equal(node->liar.commits, 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(after_downtime), TEST(away_between_steps), TEST(a_crowd), TEST(damaged_ones),
        TEST(reload),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime alarm", tests, server_setup,
                                       server_teardown);
}

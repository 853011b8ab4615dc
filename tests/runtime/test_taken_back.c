/* What was taken back or corrected, through a restart, another process and a removal of
 * text: each reader comes to the state that the one at work has, whatever snapshot it
 * begins with; and who was told is told. */
#include "core/incident_json.h"
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/slots.h"

static char *dumped(struct arena *arena, const struct incident *state) {
    json_t *json = incident_to_json(state);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    char *copy = arena_strdup(arena, text);
    free(text);
    json_decref(json);
    return copy;
}

/* What this process has in memory is what the stored timeline gives. */
static char *check_state(struct stage *stage, struct node *node, struct arena *arena,
                         const char *id) {
    struct history history = history_read(stage, arena, id);
    char *cached = dumped(arena, slot_get(node->bot, id)->state);
    assert_string_equal(cached, dumped(arena, history.state));
    history_free(&history);
    return cached;
}

static void say(struct node *node, const char *place, const char *text) {
    struct answer answer = node_say(node, "net:ana", place, text);
    if (answer.status != REPLY_DONE || !answer.saved) {
        fail_msg("%s: %s", text, answer.text);
    }
}

static char *stored(struct stage *stage, struct arena *arena, const char *id,
                    const char *field) {
    redisReply *reply =
        server_ask(stage->server, "HGET t:{%s}:inc:%s %s", stage->workspace, id, field);
    char *copy = reply->str ? arena_strdup(arena, reply->str) : NULL;
    freeReplyObject(reply);
    return copy;
}

/* The same state after a restart: from the snapshot of the taking back, from one that is
 * older than it, and from none. */
static void restarted(void **state) {
    struct stage *stage = *state;
    struct arena *arena = arena_new();
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "role take commander");
    for (int i = 0; i < 32; i++) {
        say(node, place, "note it goes on");
    }
    const char *old = stored(stage, arena, id, "s");
    const char *old_version = stored(stage, arena, id, "sn");
    assert_non_null(old);
    say(node, place, "update 20 of 100 fail impact: all");
    say(node, place, "resolve rolled back");
    say(node, place, "undo");
    say(node, place, "correct 1 checkout fails in the east");
    const struct incident *now = slot_get(node->bot, id)->state;
    assert_int_equal(now->milestones[MILESTONE_RESOLVED], 0);
    assert_string_equal(now->summary, "checkout fails in the east");
    char *before = check_state(stage, node, arena, id);
    const char *new = stored(stage, arena, id, "s");
    const char *new_version = stored(stage, arena, id, "sn");
    assert_string_not_equal(new_version, old_version);
    const struct {
        const char *snapshot, *version;
    } rows[] = {{new, new_version}, {old, old_version}, {NULL, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        node_crash(node);
        if (rows[i].snapshot) {
            server_do(stage->server, "HSET t:{%s}:inc:%s s %s sn %s", stage->workspace,
                      id, rows[i].snapshot, rows[i].version);
        } else {
            server_do(stage->server, "HDEL t:{%s}:inc:%s s sn", stage->workspace, id);
        }
        node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
        assert_int_equal(node_say(node, "net:ana", place, "show").status, REPLY_DONE);
        assert_string_equal(dumped(arena, slot_get(node->bot, id)->state), before);
    }
    /* What comes after it goes on from there. */
    say(node, place, "resolve replaced the pool");
    check_state(stage, node, arena, id);
    arena_free(arena);
}

/* Each place that was told is told, once; the reminder that the end had ended comes. */
static void told(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    const char *const places[] = {NULL, "net:#incidents", "net:#leadership"};
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "role take commander");
    size_t from = node->network->n;
    say(node, place, "resolve rolled back");
    say(node, place, "undo");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *where = places[i] ? places[i] : place;
        size_t found = network_find(node->network, from, HEARD_SEND, where, "took back");
        assert_true(found < node->network->n);
        assert_non_null(strstr(node->network->log[found].text, "\"resolved\""));
        assert_int_equal(
            network_find(node->network, found + 1, HEARD_SEND, where, "took back"),
            node->network->n);
    }
    from = node->network->n;
    node_advance(node, 16 * MINUTE);
    assert_true(network_find(node->network, from, HEARD_SEND, place, "Update due") <
                node->network->n);
    /* A note is told to nobody, and so is its correction and its taking back. */
    from = node->network->n;
    say(node, place, "note nothing");
    say(node, place, "undo");
    assert_int_equal(network_find(node->network, from, HEARD_SEND, NULL, "took back"),
                     node->network->n);
    say(node, place, "update 20 of 100 fail");
    struct arena *arena = arena_new();
    say(node, place,
        arena_printf(arena, "correct %lld 2 of 100 fail",
                     (long long)slot_get(node->bot, id)->state->version));
    assert_true(network_find(node->network, from, HEARD_SEND, "net:#incidents",
                             "2 of 100 fail") < node->network->n);
    check_state(stage, node, arena, id);
    arena_free(arena);
}

/* A text that was corrected is removed with its corrections, and nothing brings it back.
 */
static void removed(void **state) {
    struct stage *stage = *state;
    struct arena *arena = arena_new();
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "impact hunter2 leaked");
    long long number = (long long)slot_get(node->bot, id)->state->version;
    say(node, place,
        arena_printf(arena,
                     "correct %lld field=impact hunter2 and hunter3 "
                     "leaked",
                     number));
    assert_true(stage_holds(stage, "hunter3"));
    struct answer answer = {0};
    struct input input = {.kind = INPUT_REDACT,
                          .actor = "tocsin:operator",
                          .incident = id,
                          .number = number,
                          .done = answer_came,
                          .ctx = &answer};
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &input);
    stage_settle(stage);
    assert_int_equal(answer.status, REPLY_DONE);
    assert_false(stage_holds(stage, "hunter2"));
    assert_false(stage_holds(stage, "hunter3"));
    assert_string_equal(slot_get(node->bot, id)->state->impact, TEXT_REMOVED);
    check_state(stage, node, arena, id);
    const char *const vain[] = {"undo", arena_printf(arena, "correct %lld x", number)};
    for (size_t i = 0; i < sizeof vain / sizeof *vain; i++) {
        node_say(node, "net:ana", place, vain[i]);
        assert_false(stage_holds(stage, "hunter2"));
        check_state(stage, node, arena, id);
    }
    arena_free(arena);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {TEST(restarted), TEST(told), TEST(removed)};
#undef TEST
    return cmocka_run_group_tests_name("runtime taken back", tests, server_setup,
                                       server_teardown);
}

/* The database refuses, or breaks off in the middle of a commit: what the person reads is
 * true, at once; what was begun is completed, by this process or the next; and who waits
 * for a reminder that cannot be sent is told. */
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/parts.h"

#include "tocsin/store.h"

static struct answer type_key(struct node *node, const char *key, const char *place,
                              const char *text) {
    struct answer answer;
    node_type(node, &answer, key, "net:ana", place, text);
    stage_settle(node->stage);
    return answer;
}

static void tear(struct node *node) {
    liar_lie(&node->liar, (struct lie){.kind = LIE_TEAR, .touches = "tl:", .times = 1});
}

static void mend_allowed(struct stage *stage) {
    server_do(stage->server, "RPUSH t:{%s}:probe x", stage->workspace);
}

/* ---- partly written ---- */

static void expect_whole(struct stage *stage, struct node *node, const char *id,
                         const char *kind, const char *token) {
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id); /* verifies it all */
    assert_int_equal(history_count(&history, kind), 1);
    history_free(&history);
    arena_free(arena);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#incidents", token),
                     1);
    assert_int_equal(stage_number(stage, "HLEN torn"), 0);
}

static void a_torn_update_is_completed(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    tear(node);
    struct answer answer = type_key(node, "key:1", place, "update token1x all is well");
    assert_int_equal(answer.calls, 1);
    assert_int_equal(answer.status, REPLY_UNKNOWN);
    assert_non_null(strstr(answer.text, "Only a part of this was saved"));
    /* Asked again, it is not called saved, and not called nothing. */
    answer = type_key(node, "key:1", place, "update token1x all is well");
    assert_int_equal(answer.status, REPLY_UNKNOWN);
    assert_non_null(strstr(answer.text, "Only a part of this was saved"));
    /* Nothing else changes that incident, and that is said; others go on. */
    answer = node_say(node, "net:ana", place, "note token2x");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "partly written"));
    assert_false(stage_holds(stage, "token2x"));
    answer = node_say(node, "net:ana", NULL, "declare sev2 another one");
    assert_int_equal(answer.status, REPLY_DONE);
    stage_pass(stage, 2 * MINUTE);
    assert_int_equal(stage_number(stage, "HLEN torn"), 1); /* still refused */

    mend_allowed(stage);
    stage_pass(stage, 2 * MINUTE);
    expect_whole(stage, node, id, KIND_UPDATE, "token1x");
    answer = type_key(node, "key:1", place, "update token1x all is well");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_true(answer.duplicate);
    answer = node_say(node, "net:ana", place, "note token3x");
    assert_int_equal(answer.status, REPLY_DONE);
    node_close(node);
}

/* `declare` leaves no ghost. */
static void a_torn_declaration_is_completed_by_the_next(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    tear(node);
    struct answer answer =
        type_key(node, "key:1", "net:#general", "declare sev1 token1x");
    assert_int_equal(answer.status, REPLY_UNKNOWN);
    node_crash(node);
    mend_allowed(stage);
    node = node_open(stage, 1, NET_CAPS, STAGE_START);
    stage_pass(stage, 2 * MINUTE);
    answer = type_key(node, "key:1", "net:#general", "declare sev1 token1x");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_true(answer.duplicate && answer.saved);
    expect_whole(stage, node, answer.incident, KIND_OPENED, "token1x");
    assert_int_equal(stage_number(stage, "ZCARD open"), 1);
    node_close(node);
}

/* ---- refused ---- */

/* Said at once, with what to do, and true of later copies of the input, too. */
static void a_full_database(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    int64_t before = tempo_mono(node->stage->tempo);
    server_do(stage->server, "CONFIG SET maxmemory 1");
    struct answer answer = type_key(node, "key:1", place, "note token1x");
    struct answer wrong = type_key(node, "key:2", place, "severity banana");
    assert_int_equal(tempo_mono(node->stage->tempo),
                     before); /* no fence was waited for */
    server_do(stage->server, "CONFIG SET maxmemory 0");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "Nothing was saved"));
    assert_non_null(strstr(answer.text, "OOM"));
    assert_non_null(strstr(answer.text, "raise maxmemory"));
    assert_int_equal(wrong.calls, 1);
    assert_int_equal(wrong.status, REPLY_REFUSED);
    answer = type_key(node, "key:1", place, "note token1x");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_false(stage_holds(stage, "token1x"));
    answer = type_key(node, "key:3", place, "note token3x");
    assert_int_equal(answer.status, REPLY_DONE);
    node_close(node);
}

/* Nudges stand still: told where everybody is told, once, past the outbox. */
static void reminders_that_stand_still(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "role take commander");
    server_do(stage->server, "CONFIG SET maxmemory 1");
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->advance(host->self, 20 * MINUTE, node_flag, &done));
    stage_settle(stage);
    stage_pass(stage, 5 * MINUTE);
    size_t told = network_count(node->network, HEARD_SEND, "net:#incidents",
                                "No reminders at the moment");
    server_do(stage->server, "CONFIG SET maxmemory 0");
    assert_int_equal(told, 1);
    stage_pass(stage, 5 * MINUTE);
    assert_true(done);
    node_advance(node, 10 * MINUTE);
    stage_pass(stage, MINUTE);
    assert_true(network_count(node->network, HEARD_SEND, place, "Update due") > 0);
    node_close(node);
}

/* The lease is renewed, and what does not touch an incident is saved: no reminder is. */
static void renewals_prove_nothing(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "role take commander");
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_UNAVAILABLE, .touches = "tl:", .times = -1});
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->advance(host->self, 20 * MINUTE, node_flag, &done));
    stage_settle(stage);
    stage_pass(stage, 40 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#incidents",
                                   "No reminders at the moment"),
                     1);
    /* The next outage is a new one. */
    node->liar.nlies = 0;
    stage_pass(stage, 5 * MINUTE);
    assert_true(done);
    node_advance(node, 10 * MINUTE);
    stage_pass(stage, MINUTE);
    assert_true(network_count(node->network, HEARD_SEND, place, "pdate") > 0);
    assert_int_equal(node->bot->still_since, 0);
    assert_false(node->bot->still_told);
    node_close(node);
}

#define FULL "the disk of the database is full. Make room."

static const char *full(void *ctx) {
    (void)ctx;
    return FULL;
}

/* A server that ends with each write says nothing itself: what shows from outside is said
 * in its place, to whoever types and where reminders stand still. */
static void what_shows_from_outside(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    (void)node_say(node, "net:ana", place, "role take commander");
    liar_lie(&node->liar, (struct lie){.kind = LIE_LOST_COMMIT, .times = -1});
    struct answer answer = type_key(node, "key:1", place, "note token1x");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "did not answer in time"));
    node->bot->o.store_ill = full;
    answer = type_key(node, "key:2", place, "note token2x");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_string_equal(answer.text, "Nothing was saved: " FULL " Then send it again.");
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->advance(host->self, 20 * MINUTE, node_flag, &done));
    stage_settle(stage);
    stage_pass(stage, MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#incidents",
                                   "No reminders at the moment"),
                     1);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#incidents", FULL), 1);
    node->liar.nlies = 0;
    stage_pass(stage, MINUTE);
    assert_true(done);
    node_close(node);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_torn_update_is_completed, stage_setup,
                                        stage_teardown),
        cmocka_unit_test_setup_teardown(a_torn_declaration_is_completed_by_the_next,
                                        stage_setup, stage_teardown),
        cmocka_unit_test_setup_teardown(a_full_database, stage_setup, stage_teardown),
        cmocka_unit_test_setup_teardown(reminders_that_stand_still, stage_setup,
                                        stage_teardown),
        cmocka_unit_test_setup_teardown(renewals_prove_nothing, stage_setup,
                                        stage_teardown),
        cmocka_unit_test_setup_teardown(what_shows_from_outside, stage_setup,
                                        stage_teardown),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}

/* No number is given twice, whatever the store and the networks know. */
#include "ground.h"
#include "harness.h"
#include "runtime/bot.h"

static void numbers_that_cannot_be(void **state) {
    static const char *const stored[] = {
        NULL, "-5", "9223372036854775807", "two", "", "1", "0", "1000000", "\xff"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], wanted[64];
    int n = 3;
    for (int i = 0; i < n; i++) {
        declare(node, "declare sev3 \"first ones\"", id);
    }
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        node_close(node);
        if (stored[i]) {
            server_do(stage->server, "SET t:{%s}:seq:2025-09-29 %s", stage->workspace,
                      stored[i]);
        } else {
            server_do(stage->server, "DEL t:{%s}:seq:2025-09-29", stage->workspace);
        }
        node = node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * SECOND);
        declare(node, "declare sev3 \"one more\"", id);
        snprintf(wanted, sizeof wanted, "INC-2025-09-29-%03d", ++n);
        assert_string_equal(id, wanted);
    }
}

/* Damaged under the bot, between two that are declared. */
static void a_number_is_changed_meanwhile(void **state) {
    static const char *const stored[] = {"-5", "9223372036854775807", "1", "two"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], wanted[64];
    declare(node, "declare sev3 the first one", id);
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        server_do(stage->server, "SET t:{%s}:seq:2025-09-29 %s", stage->workspace,
                  stored[i]);
        declare(node, "declare sev3 \"one more\"", id);
        snprintf(wanted, sizeof wanted, "INC-2025-09-29-%03d", (int)i + 2);
        assert_string_equal(id, wanted);
    }
}

/* ---- what networks know ---- */

static void told(struct node *node, const char *const *names) {
    const struct host *host = bot_host(node->bot);
    for (; *names; names++) {
        host->known_id(host->self, *names);
    }
    host->known_id(host->self, NULL);
    stage_settle(node->stage);
}

/* A new process on an emptied database: the channels are still there, so the number of the
 * first incident waits for them. */
static void a_network_knows_numbers(void **state) {
    static const char *const names[] = {"inc-2025-09-29-002",
                                        "war-Inc-2025-09-29-007-2",
                                        "inc-2025-09-30-099",
                                        "inc-2025-09-29-",
                                        "inc-2025-09-29-99999999999999999999",
                                        "payments",
                                        NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START);
    struct answer answer = {0};
    char id[64];
    node_type(node, &answer, NULL, "net:ana", "net:#general", "declare sev2 the first");
    stage_settle(stage);
    assert_int_equal(answer.calls, 0);
    told(node, names);
    assert_int_equal(answer.calls, 1);
    assert_string_equal(answer.incident, "INC-2025-09-29-008");
    assert_int_equal(stage_number(stage, "GET seq:2025-09-29"), 8);
    /* The next process has a database that knows, and waits for nobody. */
    node_close(node);
    node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START + MINUTE);
    declare(node, "declare sev2 the second", id);
    assert_string_equal(id, "INC-2025-09-29-009");
}

/* One that does not answer is waited for no longer than people wait; what it says later
 * counts all the same. */
static void a_network_is_slow(void **state) {
    static const char *const names[] = {"inc-2025-09-29-004", NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START);
    struct answer answer = {0};
    char id[64];
    node_type(node, &answer, NULL, "net:ana", "net:#general", "declare sev2 the first");
    stage_settle(stage);
    assert_int_equal(answer.calls, 0);
    stage_pass(stage, 6 * SECOND);
    assert_int_equal(answer.calls, 1);
    assert_string_equal(answer.incident, "INC-2025-09-29-001");
    told(node, names);
    declare(node, "declare sev2 the second", id);
    assert_string_equal(id, "INC-2025-09-29-005");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(numbers_that_cannot_be),
        TEST(a_number_is_changed_meanwhile),
        TEST(a_network_knows_numbers),
        TEST(a_network_is_slow),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime ground", tests, server_setup,
                                       server_teardown);
}

/* What people are called on their network, and whom a word names there. */
#include "chat.h"
#include "harness.h"
#include "runtime/bot.h"

/* Somebody whom the directory does not know is called what the network calls them, also
 * by the next process. */
static void names(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    const struct host *host = bot_host(node->bot);
    char id[64], place[64];
    node_declare(node, id, place);
    host->learn_name(host->self, "net:U77", "Zoe Zed");
    stage_settle(stage);
    node_say(node, "net:U77", place, "role take scribe");
    struct answer answer = node_say(node, "net:ana", place, "who");
    assert_non_null(strstr(answer.text, "Zoe Zed"));
    node_close(node);
    network_free(node->network);
    node = chat(stage);
    answer = node_say(node, "net:ana", place, "who");
    assert_non_null(strstr(answer.text, "Zoe Zed"));
}

/* Ids that nobody types: a role goes to somebody known by that name, or to nobody. */
static void typed_names(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CHAT_CAPS | CAP_OPAQUE, STAGE_START);
    const struct host *host = bot_host(node->bot);
    char id[64], place[64];
    node_declare(node, id, place);
    struct answer answer = node_say(node, "net:U1", place, "role assign scribe @zoe");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "zoe"));
    host->learn_name(host->self, "net:U77", "Zoe");
    stage_settle(stage);
    answer = node_say(node, "net:U1", place, "role assign scribe @zoe");
    assert_int_equal(answer.status, REPLY_DONE);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_string_equal(incident_role(history.state, "scribe"), "net:U77");
    history_free(&history);
    arena_free(arena);
    /* Two of that name: nobody can know which. */
    host->learn_name(host->self, "net:U78", "zoe");
    stage_settle(stage);
    answer = node_say(node, "net:U1", place, "action add owner=@zoe write it up");
    assert_int_equal(answer.status, REPLY_REFUSED);
}

/* Its network tells who the bot is: nobody makes it commander, by mention or by name. */
static void bot_as_commander(void **state) {
    static const char *const lines[] = {"role assign @net:UBOT",
                                        "role assign @UBOT",
                                        "commander net:UBOT",
                                        "role assign @tocsin",
                                        "action add owner=net:UBOT fix it",
                                        "escalate @net:UBOT help us"};
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct answer answer = node_say(node, "net:U1", place, lines[i]);
        if (answer.status != REPLY_REFUSED || !strstr(answer.text, "That is the bot")) {
            fail_msg("%s: %s", lines[i], answer.text);
        }
    }
    /* Picked in a form it is the same. */
    json_t *fields = json_pack("{s:s, s:s}", "role", "commander", "who", "net:UBOT");
    struct answer picked;
    struct input input = {.kind = INPUT_COMMAND,
                          .key = "form-bot",
                          .actor = "net:U1",
                          .place = place,
                          .incident = id,
                          .command = "role assign",
                          .fields = fields};
    give(node, &input, &picked);
    json_decref(fields);
    assert_int_equal(picked.status, REPLY_REFUSED);
    assert_non_null(strstr(picked.text, "That is the bot"));
    struct answer answer = node_say(node, "net:U1", place, "role assign @net:UBOTS");
    assert_int_equal(answer.status, REPLY_DONE);
}

/* Action items outlive their incident, and `mine` finds them. */
static void mine(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "action add owner=net:ben write the report");
    node_say(node, "net:ana", place, "action add owner=@ana tidy up");
    struct answer answer = node_say(node, "net:ben", NULL, "mine");
    assert_non_null(strstr(answer.text, id));
    assert_non_null(strstr(answer.text, "write the report"));
    assert_null(strstr(answer.text, "tidy up"));
    assert_int_equal(stage_number(stage, "ZCARD todo:net:ben"), 1);
    node_say(node, "net:ben", place, "action done 1");
    answer = node_say(node, "net:ben", NULL, "mine");
    assert_null(strstr(answer.text, "write the report"));
    assert_int_equal(stage_number(stage, "ZCARD todo:net:ben"), 0);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        PLAYED(names),
        PLAYED(typed_names),
        PLAYED(bot_as_commander),
        PLAYED(mine),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}

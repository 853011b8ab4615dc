/* Messages that people mark with a reaction: they go onto the timeline, once, and only by
 * those who may. */
#include "chat.h"
#include "harness.h"
#include "runtime/parts.h"

static struct input reaction(const char *place, const json_t *data) {
    return (struct input){.kind = INPUT_MESSAGE,
                          .key = "event-1",
                          .actor = "net:ben",
                          .place = place,
                          .data = data};
}

/* A reaction: the mark is kept first, the text is asked for and written in the name of
 * whoever marked it; a second copy of the event changes nothing. */
static void marked_message(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    struct answer answer;
    node_declare(node, id, place);
    json_t *text = json_pack("{s:s, s:s}", "text", "disk is full", "author", "net:cat");
    json_t *data = json_pack("{s:s, s:s}", "as", "timeline", "message", "1.2");
    struct input input = reaction(place, data);
    network->nrules = 0;
    network_rule(network, (struct rule){.place = place, .times = 1, .hold = true});
    give(node, &input, &answer);
    assert_int_equal(answer.status, REPLY_DONE);
    assert_int_equal(network->log[network->n - 1].kind, DELIVERY_ASK);
    assert_string_equal(network->log[network->n - 1].remote, "1.2");
    give(node, &input, &answer);
    assert_true(answer.duplicate);
    assert_true(
        network_release(network, (struct outcome){.kind = OUTCOME_SENT, .data = text}));
    stage_settle(stage);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_MARKED), 1);
    assert_string_equal(history_text(&history, KIND_PINNED, 0, "text"), "disk is full");
    assert_string_equal(history_entry(&history, KIND_PINNED, 0)->actor, "net:ben");
    history_free(&history);
    arena_free(arena);
    assert_int_equal(stage_waiting(stage), 0);
    json_decref(data);
    json_decref(text);
}

/* It cannot be read: whoever marked it believes that it is kept, so that is said. */
static void marked_message_unread(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    struct answer answer;
    node_declare(node, id, place);
    json_t *data = json_pack("{s:s, s:s}", "as", "action", "message", "1.2");
    struct input input = reaction(place, data);
    network->nrules = 0;
    network_rule(network, (struct rule){.place = place,
                                        .text = "",
                                        .times = 1,
                                        .answer = {.kind = OUTCOME_DENIED,
                                                   .why = "tocsin is not a member"}});
    give(node, &input, &answer);
    stage_settle(stage);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_PINNED), 1);
    assert_int_equal(history_count(&history, KIND_ACTION_ADDED), 0);
    history_free(&history);
    arena_free(arena);
    assert_int_equal(network_count(network, HEARD_SEND, place,
                                   "ben marked a message that I could not read: tocsin "
                                   "is not a member"),
                     1);
    json_decref(data);
}

/* Killed after the question was asked: it is asked again, and answered once. */
static void marked_message_after_a_crash(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    struct answer answer;
    node_declare(node, id, place);
    json_t *data = json_pack("{s:s, s:s}", "as", "action", "message", "1.2");
    struct input input = reaction(place, data);
    network_rule(network, (struct rule){.place = place, .times = 1, .hold = true});
    give(node, &input, &answer);
    node_crash(node);
    network_free(network);
    network_rule(
        network,
        (struct rule){.as = HEARD_LOOK, .times = -1, .answer = {.kind = OUTCOME_RETRY}});
    json_t *text = json_pack("{s:s}", "text", "write it up");
    node = node_open(stage, 0, CHAT_CAPS & ~(unsigned)CAP_SEARCH, STAGE_START);
    network_rule(network, (struct rule){.place = place,
                                        .times = 1,
                                        .answer = {.kind = OUTCOME_SENT, .data = text}});
    stage_settle(stage);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_MARKED), 1);
    assert_int_equal(history_count(&history, KIND_PINNED) +
                         history_count(&history, KIND_ACTION_ADDED),
                     1);
    history_free(&history);
    arena_free(arena);
    json_decref(data);
    json_decref(text);
}

static const json_t *marked(struct arena *arena, const char *as) {
    return arena_json(arena,
                      json_pack("{s:s, s:s, s:I, s:s}", "as", as, "message", "1.000100",
                                "at", (json_int_t)STAGE_START, "text", "db-2 is full"));
}

/* Of another company: nothing is read, nothing written, and that it was tried is kept. */
static void strangers_are_refused(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    node_declare(node, id, place);
    struct arena *arena = arena_new();
    long long before = stage_number(stage, "XLEN tl:%s", id);
    const struct input inputs[] = {
        {.kind = INPUT_COMMAND, .key = "s1", .text = "list"},
        {.kind = INPUT_COMMAND, .text = "show"},
        {.kind = INPUT_COMMAND, .key = "s2", .text = "note mine"},
        {.kind = INPUT_COMMAND, .key = "s3", .command = "ack"},
        {.kind = INPUT_FORM, .key = "s4"},
        {.kind = INPUT_MESSAGE, .key = "s5", .data = marked(arena, MESSAGE_TIMELINE)},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        struct answer answer;
        struct input input = inputs[i];
        input.actor = "net:eve";
        input.place = place;
        input.stranger = true;
        give(node, &input, &answer);
        assert_int_equal(answer.status, REPLY_REFUSED);
        assert_null(strstr(answer.text, id));
        assert_int_equal(stage_number(stage, "XLEN audit"), (long long)i + 1);
    }
    assert_int_equal(stage_number(stage, "XLEN tl:%s", id), before);
    arena_free(arena);
}

/* What is marked counts like what is typed. */
static void reactions_are_limited(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    node_declare(node, id, place);
    struct arena *arena = arena_new();
    node->bot->o.commands_per_minute = 3;
    for (int i = 0; i < 5; i++) {
        struct answer answer;
        struct input input = {.kind = INPUT_MESSAGE,
                              .key = arena_printf(arena, "r%d", i),
                              .actor = "net:zoe",
                              .place = place,
                              .data = marked(arena, MESSAGE_TIMELINE)};
        json_object_set_new((json_t *)input.data, "message",
                            json_string(arena_printf(arena, "1.%06d", i)));
        give(node, &input, &answer);
        assert_int_equal(answer.status, i < 3 ? REPLY_DONE : REPLY_REFUSED);
    }
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_PINNED), 3);
    history_free(&history);
    arena_free(arena);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        PLAYED(marked_message),
        PLAYED(marked_message_unread),
        PLAYED(marked_message_after_a_crash),
        PLAYED(strangers_are_refused),
        PLAYED(reactions_are_limited),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}

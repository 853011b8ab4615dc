/* Lanes: one in flight, in order, whatever the network answers; what it never shows is on
 * the timeline. */
#include "harness.h"

static const struct outcome sent = {.kind = OUTCOME_SENT};
static const struct outcome denied = {.kind = OUTCOME_DENIED, .why = "archived channel"};
static const struct outcome unknown = {.kind = OUTCOME_UNKNOWN};

static struct outcome retry(int64_t ms) {
    return (struct outcome){.kind = OUTCOME_RETRY, .retry_ms = ms};
}

/* An incident with a commander, so that only its updates fall due. */
static void begin(struct node *node, char id[64], char place[64]) {
    node_declare(node, id, place);
    struct answer answer = node_say(node, "net:ana", place, "role take commander");
    assert_int_equal(answer.status, REPLY_DONE);
}

/* What a place was sent, in order, must be these parts of texts and nothing else. */
static void check_order(const struct network *network, size_t from, const char *place,
                        const char *const *parts) {
    size_t at = from;
    for (; *parts; parts++, at++) {
        at = network_find(network, at, HEARD_SEND, place, NULL);
        if (at == network->n || !strstr(network->log[at].text, *parts)) {
            fail_msg("%s: not \"%s\" but \"%s\"", place, *parts,
                     at == network->n ? "nothing" : network->log[at].text);
        }
    }
    assert_int_equal(network_find(network, at, HEARD_SEND, place, NULL), network->n);
}

static void order_under_retry(void **state) {
    static const char *const all[] = {"alpha", "alpha",   "alpha",
                                      "bravo", "charlie", NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    size_t from = node->network->n;
    network_rule(node->network, (struct rule){.place = place,
                                              .text = "alpha",
                                              .times = 2,
                                              .answer = retry(30 * SECOND)});
    node_say(node, "net:ana", place, "update alpha");
    node_say(node, "net:ana", place, "update bravo");
    /* Another place does not wait for this one. */
    assert_int_equal(network_count(node->network, HEARD_SEND, "#incidents", "bravo"), 1);
    stage_pass(stage, 29 * SECOND);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "alpha"), 1);
    stage_pass(stage, 2 * SECOND);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "alpha"), 2);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "bravo"), 0);
    stage_pass(stage, 31 * SECOND);
    node_say(node, "net:ana", place, "update charlie");
    check_order(node->network, from, place, all);
    assert_int_equal(stage_waiting(stage), 0);
}

static void looked_for_after_unknown(void **state) {
    static const struct {
        const char *name;
        size_t looks, sends;
        unsigned caps;
        bool found;
    } rows[] = {
        {"found", 1, 1, CAP_SEARCH, true},
        {"not found", 1, 2, CAP_SEARCH, false},
        {"a repeat shows once", 0, 2, CAP_SEARCH | CAP_IDEMPOTENT, false},
        {"a terminal", 0, 2, CAP_SEARCH | CAP_VOLATILE, false},
        {"cannot look", 0, 2, 0, false},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct node *node =
            node_open(stage, 0, CAP_CHANNELS | CAP_DIRECT | rows[i].caps, STAGE_START);
        struct network *network = node->network;
        char id[64], place[64], text[32];
        snprintf(text, sizeof text, "word%zux", i);
        begin(node, id, place);
        network->nrules = 0;
        network_rule(network, (struct rule){.as = HEARD_SEND,
                                            .place = place,
                                            .text = text,
                                            .times = 1,
                                            .answer = unknown});
        network_rule(network, (struct rule){.as = HEARD_LOOK,
                                            .times = -1,
                                            .answer = rows[i].found ? sent : retry(0)});
        size_t from = network->n;
        struct arena *arena = arena_new();
        node_say(node, "net:ana", place, arena_printf(arena, "update %s", text));
        node_say(node, "net:ana", place, "update and then this");
        arena_free(arena);
        assert_int_equal(network_count(network, HEARD_SEND, place, "and then"), 0);
        stage_pass(stage, 10 * SECOND);
        size_t looks = 0, first = network_find(network, from, HEARD_LOOK, NULL, NULL);
        for (size_t l = first; l < network->n; l++) {
            looks += network->log[l].as == HEARD_LOOK;
        }
        if (looks != rows[i].looks ||
            network_count(network, HEARD_SEND, place, text) != rows[i].sends ||
            network_count(network, HEARD_SEND, place, "and then") != 1) {
            fail_msg("%s: %zu looks, %zu sends", rows[i].name, looks,
                     network_count(network, HEARD_SEND, place, text));
        }
        if (looks > 0) { /* before the second send */
            assert_true(first > network_find(network, from, HEARD_SEND, place, text));
            assert_true(first < network_find(network, first, HEARD_SEND, place, NULL));
        }
        assert_int_equal(stage_waiting(stage), 0);
        node_close(node);
        network_free(network);
    }
}

/* Denied for good: on the timeline, in one commit with the settlement. */
static void denied_post(void **state) {
    static const char *const all[] = {"never", "but this", NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    size_t from = node->network->n;
    network_rule(
        node->network,
        (struct rule){.place = place, .text = "never", .times = 1, .answer = denied});
    liar_lie(&node->liar,
             (struct lie){
                 .kind = LIE_LOST_REPLY, .touches = "lane:inc", .skip = 1, .times = 1});
    node_say(node, "net:ana", place, "update never");
    stage_pass(stage, 5000);
    node_say(node, "net:ana", place, "update but this");
    check_order(node->network, from, place, all);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_DELIVERY_FAILED), 1);
    assert_string_equal(history_text(&history, KIND_DELIVERY_FAILED, 0, "why"),
                        "archived channel");
    history_free(&history);
    arena_free(arena);
    assert_int_equal(stage_waiting(stage), 0);
}

static void denied_nudge_climbs(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    network_rule(node->network, (struct rule){.place = place,
                                              .text = "Update due",
                                              .times = -1,
                                              .answer = denied});
    node_advance(node, 15 * MINUTE);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_NUDGE_FAILED), 1);
    history_free(&history);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", "Update due"),
                     0);
    node_advance(node, 15 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", "Update due"),
                     1);
    arena_free(arena);
    assert_int_equal(stage_waiting(stage), 0);
}

/* Without a channel the announce place is told, each thing once: what it would have heard
 * anyway and what was meant for the channel are one message there. Of a restricted
 * incident it hears that there is one, once. */
static void denied_channel(void **state) {
    static const struct {
        const char *declare;
        size_t opened, updated; /* messages in the announce place */
        const char *reads;
    } rows[] = {
        {"declare sev1 payments are down service=payments", 1, 1, "payments are down"},
        {"declare sev1 secrets leaked type=security", 1, 0, "is a restricted incident"},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    network_rule(
        node->network,
        (struct rule){.place = "#inc-", .text = "", .times = -1, .answer = denied});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t start = node->network->n;
        struct answer answer = node_say(node, "net:ana", NULL, rows[i].declare);
        assert_int_equal(answer.status, REPLY_DONE);
        size_t opened = 0;
        for (size_t at = start; at < node->network->n; at++) {
            opened += strstr(node->network->log[at].place, "#incidents") != NULL &&
                      strstr(node->network->log[at].text, rows[i].reads) != NULL &&
                      strstr(node->network->log[at].text, "could not") == NULL;
        }
        assert_int_equal(opened, rows[i].opened);
        struct arena *arena = arena_new();
        struct history history = history_read(stage, arena, answer.incident);
        assert_int_equal(history_count(&history, KIND_PLACE_FAILED), 1);
        history_free(&history);
        size_t from = node->network->n;
        char *update = arena_printf(arena, "%s update word%zux", answer.incident, i);
        answer = node_say(node, "net:ana", NULL, update);
        assert_int_equal(answer.status, REPLY_DONE);
        size_t updated = 0;
        for (size_t at = from; at < node->network->n; at++) {
            updated += strstr(node->network->log[at].place, "#incidents") != NULL;
        }
        assert_int_equal(updated, rows[i].updated);
        arena_free(arena);
    }
    assert_int_equal(network_count(node->network, HEARD_SEND, NULL, "secrets"), 0);
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:#inc-", NULL), 0);
    assert_int_equal(stage_waiting(stage), 0);
}

/* Three ends in one burst, while the place that stands in for the channel is slow: they
 * are read in the order in which they happened. */
static void one_order_without_a_channel(void **state) {
    static const char *const all[] = {"SERVICE RESTORED", "INCIDENT RESOLVED", "verified",
                                      NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    network_rule(
        node->network,
        (struct rule){.place = "#inc-", .text = "", .times = -1, .answer = denied});
    struct answer answer =
        node_say(node, "net:ana", NULL, "declare sev2 payments are down");
    char typed[3][96];
    snprintf(typed[0], sizeof typed[0], "%s restore all is back", answer.incident);
    snprintf(typed[1], sizeof typed[1], "%s resolve rolled back", answer.incident);
    snprintf(typed[2], sizeof typed[2], "%s verify looked at it", answer.incident);
    size_t from = node->network->n;
    network_rule(node->network,
                 (struct rule){.place = "#incidents", .times = 1, .hold = true});
    for (size_t i = 0; i < 3; i++) {
        answer = node_say(node, "net:ana", NULL, typed[i]);
        assert_int_equal(answer.status, REPLY_DONE);
    }
    assert_true(network_release(node->network, (struct outcome){.kind = OUTCOME_SENT}));
    stage_settle(stage);
    check_order(node->network, from, "#incidents", all);
    assert_int_equal(stage_waiting(stage), 0);
}

/* The channel takes its time: what is urgent does not wait for it. */
static void urgent_goes_to_announce(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    network_rule(
        node->network,
        (struct rule){.place = "#inc-", .text = "", .times = -1, .answer = retry(HOUR)});
    node_declare(node, id, place);
    node_advance(node, 15 * MINUTE);
    assert_true(network_count(node->network, HEARD_SEND, "#incidents", "Update due") > 0);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, NULL), 0);
    node->network->nrules = 0;
    stage_pass(stage, HOUR);
    assert_true(network_count(node->network, HEARD_SEND, place, "ALERT") > 0);
    assert_int_equal(stage_waiting(stage), 0);
}

/* A store that cannot be read for a while: nothing is sent from a stale copy, nothing is
 * forgotten. */
static void outbox_unread(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    begin(node, id, place);
    size_t from = node->network->n;
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_LOST_REPLY, .touches = "tl:", .times = 1});
    liar_lie(&node->liar, (struct lie){.kind = LIE_READ, .touches = "lane:", .times = 4});
    struct answer answer = node_say(node, "net:ana", place, "update alpha");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_int_equal(network_find(node->network, from, HEARD_SEND, NULL, "alpha"),
                     node->network->n);
    node_say(node, "net:ana", place, "update bravo");
    stage_pass(stage, 10 * SECOND);
    static const char *const all[] = {"alpha", "bravo", NULL};
    check_order(node->network, from, place, all);
    check_order(node->network, from, "#incidents", all);
    assert_int_equal(stage_waiting(stage), 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(order_under_retry),
        TEST(looked_for_after_unknown),
        TEST(denied_post),
        TEST(denied_nudge_climbs),
        TEST(denied_channel),
        TEST(one_order_without_a_channel),
        TEST(urgent_goes_to_announce),
        TEST(outbox_unread),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime lanes", tests, server_setup,
                                       server_teardown);
}

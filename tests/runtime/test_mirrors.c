/* Mirrors: what shows current state shows the latest, once, and is never queued. */
#include "harness.h"

static const struct outcome sent = {.kind = OUTCOME_SENT};

enum { MIRROR_CAPS = NET_CAPS | CAP_MIRROR };

static size_t shown(const struct network *network, size_t from, const char *slot) {
    size_t n = 0;
    for (size_t i = from; i < network->n; i++) {
        n += network->log[i].slot && !strcmp(network->log[i].slot, slot);
    }
    return n;
}

static const struct heard *last_shown(const struct network *network, const char *slot) {
    for (size_t i = network->n; i-- > 0;) {
        if (network->log[i].slot && !strcmp(network->log[i].slot, slot)) {
            return &network->log[i];
        }
    }
    fail_msg("%s was never shown", slot);
    return NULL;
}

static long long marks(struct stage *stage) {
    return stage_number(stage, "ZCARD dirty");
}

/* Ten changes while one is being sent: one more, with the last of them. */
static void burst(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS, STAGE_START);
    char id[64], place[64], text[64];
    node_declare(node, id, place);
    assert_int_equal(marks(stage), 0);
    size_t from = node->network->n;
    network_rule(
        node->network,
        (struct rule){.place = place, .slot = "topic", .times = 1, .hold = true});
    node_say(node, "net:ana", place, "severity 2 better");
    assert_int_equal(node->network->nheld, 1);
    for (int i = 0; i < 10; i++) {
        snprintf(text, sizeof text, "summary number %d of ten", i);
        node_say(node, "net:ana", place, text);
    }
    assert_int_equal(shown(node->network, from, "topic"), 1);
    assert_true(network_release(node->network, sent));
    stage_settle(stage);
    assert_int_equal(shown(node->network, from, "topic"), 2);
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "number 9"));
    assert_int_equal(marks(stage), 0);
    /* Nothing that it shows has changed: nothing is sent. */
    from = node->network->n;
    node_say(node, "net:ana", place, "note nothing new");
    assert_int_equal(shown(node->network, from, "topic"), 0);
    assert_int_equal(shown(node->network, from, "summary"), 0);
}

/* The mark is taken off only from what is still current: a change whose commit is under
 * way is not lost to a crash in between. */
static void mark_outlives_a_crash(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer answer;
    node_declare(node, id, place);
    network_rule(
        node->network,
        (struct rule){.place = place, .slot = "topic", .times = 1, .hold = true});
    node_say(node, "net:ana", place, "severity 2 better");
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_HOLD_REPLY, .touches = "tl:", .times = 1});
    liar_lie(&node->liar, (struct lie){.kind = LIE_READ, .touches = "inc:", .times = -1});
    node_type(node, &answer, NULL, "net:ana", place, "severity 3 much better");
    stage_settle(stage);
    network_rule(node->network,
                 (struct rule){.times = -1, .answer = {.kind = OUTCOME_RETRY}});
    assert_true(network_release(node->network, sent));
    stage_settle(stage);
    node_crash(node);
    network_free(node->network);
    node = node_open(stage, 0, MIRROR_CAPS, STAGE_START);
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "Sev3"));
    assert_int_equal(marks(stage), 0);
}

/* It could not be shown: again later, with what is current then; denied: given up. */
static void retried_with_the_latest(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    size_t from = node->network->n;
    network_rule(node->network,
                 (struct rule){.place = place,
                               .slot = "topic",
                               .times = 1,
                               .answer = {.kind = OUTCOME_RETRY, .retry_ms = MINUTE}});
    node_say(node, "net:ana", place, "severity 2 better");
    node_say(node, "net:ana", place, "summary it is half as bad");
    stage_pass(stage, MINUTE - 1);
    assert_int_equal(shown(node->network, from, "topic"), 1);
    assert_true(marks(stage) > 0);
    stage_pass(stage, 1000);
    assert_int_equal(shown(node->network, from, "topic"), 2);
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "half as"));
    assert_int_equal(marks(stage), 0);
    network_rule(node->network, (struct rule){.place = place,
                                              .slot = "topic",
                                              .times = 1,
                                              .answer = {.kind = OUTCOME_DENIED}});
    from = node->network->n;
    node_say(node, "net:ana", place, "severity 3 better");
    stage_pass(stage, MINUTE);
    assert_int_equal(shown(node->network, from, "topic"), 1);
    assert_int_equal(marks(stage), 0);
}

/* A name that comes after the fact: what is kept current shows it, once. */
static void a_name_that_comes_later(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS, STAGE_START);
    const struct host *host = bot_host(node->bot);
    char id[64], place[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "summary @net:U77 looks at it");
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "@net:U77"));
    size_t from = node->network->n;
    host->learn_name(host->self, "net:U78", "Nobody Here");
    stage_settle(stage);
    assert_int_equal(shown(node->network, from, "topic"), 0);
    host->learn_name(host->self, "net:U77", "Zoe Zed");
    stage_settle(stage);
    assert_int_equal(shown(node->network, from, "topic"), 1);
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "@Zoe Zed looks"));
    assert_int_equal(shown(node->network, from, "summary"), 1);
    host->learn_name(host->self, "net:U77", "Zoe Zed");
    stage_settle(stage);
    assert_int_equal(shown(node->network, from, "topic"), 1);
    assert_int_equal(marks(stage), 0);
    /* It comes while the topic without it is being set. */
    network_rule(
        node->network,
        (struct rule){.place = place, .slot = "topic", .times = 1, .hold = true});
    node_say(node, "net:ana", place, "summary @net:U79 looks at it");
    host->learn_name(host->self, "net:U79", "Kim Kay");
    stage_settle(stage);
    assert_null(strstr(last_shown(node->network, "topic")->text, "Kim Kay"));
    assert_true(network_release(node->network, sent));
    stage_settle(stage);
    assert_non_null(strstr(last_shown(node->network, "topic")->text, "@Kim Kay looks"));
    assert_int_equal(marks(stage), 0);
}

static size_t edits(const struct network *network, size_t from, const char *place,
                    const char *text) {
    size_t n = 0;
    for (size_t i = from; i < network->n; i++) {
        const struct heard *heard = &network->log[i];
        n += heard->slot && text_starts(heard->slot, "buttons:") &&
             strstr(heard->place, place) && strstr(heard->text, text);
    }
    return n;
}

/* Fields of the incident's refs whose messages would still be edited. */
static long long kept_fields(struct stage *stage, const char *id) {
    return stage_number(stage, "HLEN ref:%s", id);
}

/* What offers something that does not hold any more is edited, whatever its age: the
 * message that too many follow loses its buttons, once, and says where they are. */
static void old_messages_offer_nothing(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS | CAP_BUTTONS, STAGE_START);
    char id[64], place[64], text[64];
    size_t before, after;
    node_declare(node, id, place);
    for (int i = 0; i < 2; i++) { /* each in three places */
        snprintf(text, sizeof text, "update word%d", i);
        node_say(node, "net:ana", place, text);
    }
    assert_int_equal(edits(node->network, 0, "", "newest messages"), 0);
    before = node->network->n;
    node_say(node, "net:ana", place, "update word2");
    assert_int_equal(edits(node->network, before, "#incidents", "newest messages"), 1);
    assert_int_equal(edits(node->network, before, place, "newest messages"), 1);
    assert_int_equal(edits(node->network, before, "", "word0"), 3);
    assert_int_equal(marks(stage), 0);
    /* Bounded: one edit per message that is one too many, however many there were. */
    for (int i = 3; i < 30; i++) {
        node_say(node, "net:ana", place, "update and another");
    }
    before = node->network->n;
    node_say(node, "net:ana", place, "update the last");
    assert_int_equal(edits(node->network, before, "", ""), 3 + 3); /* updated by */
    assert_true(kept_fields(stage, id) < 60);
    /* None of them has to be edited when it is over, but for the newest. */
    after = node->network->n;
    node_say(node, "net:ana", place, "resolve rolled back");
    assert_true(edits(node->network, after, "", "and another") <= 6);
}

/* The first that outsiders hear of a restricted incident says what is so now. */
static void restricted_alert(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS | CAP_BUTTONS, STAGE_START);
    char id[64];
    struct answer answer =
        node_say(node, "net:ana", NULL, "declare sev1 restricted the keys are out");
    snprintf(id, sizeof id, "%s", answer.incident);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, "#incidents", "Sev1 (Critical), "), 1);
    size_t from = node->network->n;
    char typed[96];
    snprintf(typed, sizeof typed, "%s severity sev2 only one key", id);
    node_say(node, "net:ana", NULL, typed);
    assert_int_equal(edits(node->network, from, "#incidents", "Sev2 (High), "), 1);
    from = node->network->n;
    snprintf(typed, sizeof typed, "%s role take", id);
    node_say(node, "net:ana", NULL, typed);
    snprintf(typed, sizeof typed, "%s resolve the keys are new", id);
    node_say(node, "net:ana", NULL, typed);
    assert_int_equal(edits(node->network, from, "#incidents", "Resolved"), 1);
    assert_int_equal(edits(node->network, 0, "#incidents", "keys are"), 0);
    /* Told to everybody: what it was. */
    from = node->network->n;
    snprintf(typed, sizeof typed, "%s set restricted=no", id);
    answer = node_say(node, "net:ana", NULL, typed);
    assert_int_equal(edits(node->network, from, "#incidents", "INCIDENT ALERT"), 1);
    assert_int_equal(marks(stage), 0);
}

/* It changed while the first notice was on its way. */
static void restricted_meanwhile(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, MIRROR_CAPS | CAP_BUTTONS, STAGE_START);
    network_rule(node->network, (struct rule){.place = "#incidents",
                                              .text = "restricted",
                                              .times = 1,
                                              .hold = true});
    struct answer answer =
        node_say(node, "net:ana", NULL, "declare sev1 restricted the keys are out");
    char typed[96];
    snprintf(typed, sizeof typed, "%s severity sev2 only one key", answer.incident);
    node_say(node, "net:ana", NULL, typed);
    assert_true(network_release(
        node->network, (struct outcome){.kind = OUTCOME_SENT, .remote = "held"}));
    stage_settle(stage);
    assert_int_equal(edits(node->network, 0, "#incidents", "Sev2 (High), "), 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(burst),
        TEST(mark_outlives_a_crash),
        TEST(retried_with_the_latest),
        TEST(a_name_that_comes_later),
        TEST(old_messages_offer_nothing),
        TEST(restricted_alert),
        TEST(restricted_meanwhile),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime mirrors", tests, server_setup,
                                       server_teardown);
}

/* What a chat network has more than a terminal: channels that are kept step by step,
 * messages that are edited, threads, marked messages, forms, names. */
#include "chat.h"
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/trouble.h"

static const struct outcome denied = {.kind = OUTCOME_DENIED, .why = "not allowed here"};

static const struct heard *step_of(const struct network *network, size_t from,
                                   const char *step) {
    for (size_t i = from; i < network->n; i++) {
        if (network->log[i].step && !strcmp(network->log[i].step, step)) {
            return &network->log[i];
        }
    }
    return NULL;
}

static size_t at_of(const struct network *network, const struct heard *heard) {
    assert_non_null(heard);
    return (size_t)(heard - network->log);
}

static void channel_step_by_step(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    const struct network *network = node->network;
    char id[64], place[64];
    node_declare(node, id, place);
    const struct heard *purpose = step_of(network, 0, STEP_PURPOSE);
    const struct heard *invite = step_of(network, 0, STEP_INVITE);
    size_t opened = network_find(network, 0, HEARD_SEND, NULL, "");
    assert_int_equal(network->log[opened].kind, DELIVERY_OPEN);
    assert_true(opened < at_of(network, purpose));
    assert_true(at_of(network, purpose) < at_of(network, invite));
    assert_true(at_of(network, invite) <
                network_find(network, 0, HEARD_SEND, place, "INCIDENT ALERT"));
    /* By the opening's id in it a channel is known to be ours. */
    assert_non_null(strstr(purpose->text, network->log[opened].id));
    assert_non_null(strstr(purpose->text, id));
    assert_string_equal(purpose->place, place);
    assert_non_null(strstr(invite->people, "net:ana"));
    /* Whoever gets a role is invited; nobody twice. */
    size_t from = network->n;
    node_say(node, "net:ana", place, "role assign scribe net:ben");
    assert_string_equal(step_of(network, from, STEP_INVITE)->people, "net:ben");
    from = network->n;
    node_say(node, "net:ana", place, "note nobody new");
    assert_null(step_of(network, from, STEP_INVITE));
    assert_int_equal(stage_waiting(stage), 0);
}

static void refused_steps_are_said(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    network_rule(node->network,
                 (struct rule){.step = STEP_INVITE, .times = 1, .answer = denied});
    network_rule(node->network,
                 (struct rule){.slot = "topic", .times = -1, .answer = denied});
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "severity 2 better");
    node_say(node, "net:ana", place, "severity 3 even better");
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    /* The invitation, and the topic once however often it is refused. */
    assert_int_equal(history_count(&history, KIND_STEP_FAILED), 2);
    assert_string_equal(history_text(&history, KIND_STEP_FAILED, 0, "why"),
                        "not allowed here");
    assert_int_equal(
        network_count(node->network, HEARD_SEND, place, "could not invite everybody"), 1);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, place, "could not set the channel"), 1);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "INCIDENT ALERT"),
                     1);
    history_free(&history);
    arena_free(arena);
    assert_int_equal(stage_waiting(stage), 0);
}

/* It is there, and something of it is not: said, and its name is kept all the same. */
static void half_done_is_said(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    network_rule(node->network, (struct rule){.slot = "summary",
                                              .times = 1,
                                              .answer = {.kind = OUTCOME_SENT,
                                                         .remote = "7.1",
                                                         .why = "it is not pinned"}});
    node_declare(node, id, place);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "not pinned"), 1);
    assert_int_equal(stage_number(stage, "HLEN ref:%s", id), 1);
}

static void archived_and_back(void **state) {
    static const char *const path[] = {
        "ack", "role take", "resolve it is fixed", "verify looked at it", "close", NULL};
    struct stage *stage = *state;
    static const struct directory_network archiving[] = {{.name = "net", .archive = true},
                                                         {0}};
    stage->directory.networks = archiving;
    struct node *node = chat(stage);
    const struct network *network = node->network;
    char id[64], place[64];
    node_declare(node, id, place);
    for (const char *const *say = path; *say; say++) {
        struct answer answer = node_say(node, "net:ana", place, *say);
        if (answer.status != REPLY_DONE) {
            fail_msg("%s: %s", *say, answer.text);
        }
    }
    const struct heard *archive = step_of(network, 0, STEP_ARCHIVE);
    assert_true(
        network_find(network, 0, HEARD_SEND, place, "CLOSED") < at_of(network, archive) ||
        network_find(network, 0, HEARD_SEND, place, "closed") < at_of(network, archive));
    /* What is said of a closed incident is said where it can be read. */
    char other[64], other_place[64];
    node_declare(node, other, other_place);
    size_t from = network->n;
    node_say(node, "net:ana", place, "link 002 same database");
    assert_int_equal(network_find(network, from, HEARD_SEND, place, "same database"),
                     network->n);
    assert_true(network_find(network, from, HEARD_SEND, "#incidents", "same database") <
                network->n);
    from = network->n;
    node_say(node, "net:ana", place, "reopen it is back");
    const struct heard *back = step_of(network, from, STEP_UNARCHIVE);
    assert_true(at_of(network, back) <
                network_find(network, from, HEARD_SEND, place, "it is back"));
    assert_int_equal(stage_waiting(stage), 0);
}

static size_t shown(const struct network *network, size_t from, const char *slot) {
    for (size_t i = from; i < network->n; i++) {
        if (network->log[i].slot && !strcmp(network->log[i].slot, slot)) {
            return i;
        }
    }
    return network->n;
}

/* The summary is one message that is edited: its name on the network is kept. */
static void summary_is_edited(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    network_rule(network,
                 (struct rule){.slot = "summary",
                               .times = 1,
                               .answer = {.kind = OUTCOME_SENT, .remote = "77.1"}});
    node_declare(node, id, place);
    size_t at = shown(network, 0, "summary");
    assert_null(network->log[at].remote);
    assert_false(network->log[at].unsure);
    node_say(node, "net:ana", place, "severity 2 better");
    at = shown(network, at + 1, "summary");
    assert_string_equal(network->log[at].remote, "77.1");
    node_close(node);
    network_free(network);
    node = chat(stage);
    node_say(node, "net:ana", place, "severity 3 better still");
    at = shown(network, 0, "summary");
    assert_string_equal(network->log[at].remote, "77.1");
}

/* Killed between showing it and keeping its name: it is looked for. */
static void summary_after_a_crash(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    network_rule(network, (struct rule){.slot = "summary", .times = 1, .hold = true});
    node_declare(node, id, place);
    assert_int_equal(network->nheld, 1);
    node_crash(node);
    network_free(network);
    node = chat(stage);
    size_t at = shown(network, 0, "summary");
    assert_true(at < network->n);
    assert_null(network->log[at].remote);
    assert_true(network->log[at].unsure);
    assert_true(network->log[at].unsure);
}

/* What is said of one incident in a place of many stands under its first message. */
static void threads(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    struct network *network = node->network;
    char id[64], place[64];
    network_rule(network,
                 (struct rule){.place = "#incidents",
                               .text = "INCIDENT ALERT",
                               .times = 1,
                               .answer = {.kind = OUTCOME_SENT, .remote = "5.5"}});
    node_declare(node, id, place);
    size_t at = network_find(network, 0, HEARD_SEND, "#incidents", "INCIDENT ALERT");
    assert_null(network->log[at].thread);
    node_say(node, "net:ana", place, "update we look at the cache");
    at = network_find(network, at, HEARD_SEND, "#incidents", "at the cache");
    assert_string_equal(network->log[at].thread, "5.5");
    assert_false(network->log[at].wide);
    /* In its own channel nothing is a thread. */
    at = network_find(network, 0, HEARD_SEND, place, "at the cache");
    assert_null(network->log[at].thread);
    node_close(node);
    network_free(network);
    node = chat(stage);
    node_say(node, "net:ana", place, "severity 2 better");
    at = network_find(network, 0, HEARD_SEND, "#incidents", "Sev2");
    assert_string_equal(network->log[at].thread, "5.5");
    assert_true(network->log[at].wide);
    /* Another incident has a thread of its own. */
    char other[64], other_place[64];
    node_declare(node, other, other_place);
    at = network_find(network, at, HEARD_SEND, "#incidents", "INCIDENT ALERT");
    assert_null(network->log[at].thread);
}

/* A network that says when is obeyed: not earlier, and not later either. */
static void retry_to_the_second(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CAP_CHANNELS | CAP_DIRECT, STAGE_START);
    struct network *network = node->network;
    char id[64], place[64];
    node_declare(node, id, place);
    network_rule(network,
                 (struct rule){.place = place,
                               .text = "alpha",
                               .times = 4,
                               .answer = {.kind = OUTCOME_RETRY, .retry_ms = 300}});
    node_say(node, "net:ana", place, "update alpha");
    assert_int_equal(network_count(network, HEARD_SEND, place, "alpha"), 1);
    stage_pass(stage, 299);
    assert_int_equal(network_count(network, HEARD_SEND, place, "alpha"), 1);
    stage_pass(stage, 1);
    assert_int_equal(network_count(network, HEARD_SEND, place, "alpha"), 2);
    stage_pass(stage, 900);
    assert_int_equal(network_count(network, HEARD_SEND, place, "alpha"), 5);
}

static void form_came(void *ctx, const struct reply *reply) {
    json_t **form = ctx;
    *form = json_deep_copy(reply->form);
}

static void forms(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    const struct host *host = bot_host(node->bot);
    char id[64], place[64];
    json_t *form = NULL;
    struct input input = {.kind = INPUT_FORM,
                          .actor = "net:ana",
                          .place = "net:#general",
                          .done = form_came,
                          .ctx = &form};
    host->input(host->self, &input);
    stage_settle(stage);
    assert_string_equal(jsonx_string(form, "command", ""), "declare");
    json_decref(form);
    node_declare(node, id, place);
    long long commits = (long long)node->liar.commits;
    input.place = place;
    form = NULL;
    host->input(host->self, &input);
    stage_settle(stage);
    assert_string_equal(jsonx_string(form, "incident", ""), id);
    assert_true(json_array_size(json_object_get(form, "menu")) > 3);
    json_decref(form);
    assert_int_equal(node->liar.commits, commits); /* a read */
}

/* What somebody fills in is the command; a wrong field is named, and so it is to the
 * second copy. */
static void filled_in(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64];
    struct answer answer;
    node_declare(node, id, place);
    json_t *fields = json_pack("{s:s}", "update", "cache is warm");
    struct input input = {.kind = INPUT_COMMAND,
                          .key = "view-1",
                          .actor = "net:ben",
                          .place = place,
                          .incident = id,
                          .command = "update",
                          .fields = fields};
    give(node, &input, &answer);
    assert_int_equal(answer.status, REPLY_DONE);
    give(node, &input, &answer);
    assert_true(answer.duplicate);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_UPDATE), 1);
    assert_string_equal(history_text(&history, KIND_UPDATE, 0, "update"),
                        "cache is warm");
    history_free(&history);
    arena_free(arena);
    json_decref(fields);
}

/* What the start found broken is said on the incidents that are open, once, and on those
 * that are opened while it lasts. */
static void trouble_is_told(void **state) {
    struct stage *stage = *state;
    struct node *node = chat(stage);
    char id[64], place[64], other[64], other_place[64];
    node_declare(node, id, place);
    bot_trouble(node->bot, "Redis: its disk is full");
    stage_settle(stage);
    bot_trouble(node->bot, "Redis: its disk is full");
    stage_settle(stage);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "disk is full"), 1);
    node_declare(node, other, other_place);
    assert_int_equal(
        network_count(node->network, HEARD_SEND, other_place, "disk is full"), 1);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_STEP_FAILED), 1);
    history_free(&history);
    arena_free(arena);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        PLAYED(channel_step_by_step),
        PLAYED(refused_steps_are_said),
        PLAYED(half_done_is_said),
        PLAYED(archived_and_back),
        PLAYED(summary_is_edited),
        PLAYED(summary_after_a_crash),
        PLAYED(threads),
        PLAYED(retry_to_the_second),
        PLAYED(forms),
        PLAYED(filled_in),
        PLAYED(trouble_is_told),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}

/* A redaction: the text is gone from every key, the chain holds, what waits is emptied.
 */
#include "core/incident_json.h"
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/slots.h"

static const struct outcome later = {.kind = OUTCOME_RETRY, .retry_ms = HOUR};

static struct answer redact(struct node *node, const char *id, int64_t number) {
    struct answer answer = {0};
    struct input input = {
        .kind = INPUT_REDACT,
        .actor = "tocsin:operator",
        .incident = id,
        .number = number,
        .done = answer_came,
        .ctx = &answer,
    };
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &input);
    stage_settle(node->stage);
    assert_int_equal(answer.calls, 1);
    return answer;
}

static int64_t last_entry(struct stage *stage, const char *id, const char *kind) {
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    int64_t n = 0;
    for (size_t i = 0; i < history.n; i++) {
        n = !strcmp(history.entries[i].kind, kind) ? history.entries[i].n : n;
    }
    history_free(&history);
    arena_free(arena);
    return n;
}

static const struct {
    const char *say, *kind;
} rows[] = {
    {"update hunter2 is what they used", KIND_UPDATE},
    {"update all well impact: hunter2 next: wait workaround: hunter2", KIND_UPDATE},
    {"note hunter2 is what they used", KIND_NOTE},
    {"summary hunter2 leaked", KIND_SUMMARY},
    {"impact everybody who knows hunter2", KIND_IMPACT},
    {"decision change hunter2", KIND_DECISION},
    {"severity 2 hunter2 is harmless", KIND_SEVERITY},
    {"action add replace hunter2", KIND_ACTION_ADDED},
    {"evidence add hunter2 was in the log", KIND_EVIDENCE},
    {"escalate leadership somebody has hunter2", KIND_ESCALATED},
    {"resolve hunter2 was replaced", KIND_RESOLVED},
    {"reopen hunter2 still works", KIND_REOPENED},
    {"role handoff net:bob the word is hunter2", KIND_ROLE},
};

/* Whatever had the text, and with deliveries that still wait: once it was told and once
 * not yet; with a snapshot behind the text and before it. */
static void every_text(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        bool waits = i % 2 == 0, snapshot = i % 4 < 2;
        size_t row = i / 2;
        char id[64], place[64];
        node->network->nrules = 0;
        stage_pass(stage, 2 * HOUR);
        assert_int_equal(stage_waiting(stage), 0);
        node_declare(node, id, place);
        node_say(node, "net:ana", place, "role take commander");
        if (!strcmp(rows[row].kind, KIND_REOPENED)) {
            node_say(node, "net:ana", place, "resolve it is over");
        }
        if (waits) {
            network_rule(node->network, (struct rule){.times = -1, .answer = later});
        }
        struct answer answer = node_say(node, "net:ana", place, rows[row].say);
        if (answer.status != REPLY_DONE || !answer.saved) {
            fail_msg("%s: %s", rows[row].say, answer.text);
        }
        int64_t number = last_entry(stage, id, rows[row].kind);
        for (int n = 0; n < (snapshot ? 40 : 0); n++) {
            node_say(node, "net:ana", place, "note it goes on");
        }
        assert_true(stage_holds(stage, "hunter2"));
        int redactions = node->redactions;
        struct answer removed = redact(node, id, number);
        assert_int_equal(node->redactions, redactions + 1);
        if (removed.status != REPLY_DONE || stage_holds(stage, "hunter2")) {
            fail_msg("%s: still there: %s", rows[row].say, removed.text);
        }
        /* The chain, the head and the snapshot fit together (history_read audits). */
        struct arena *arena = arena_new();
        struct history history = history_read(stage, arena, id);
        assert_int_equal(history_count(&history, KIND_REDACTED), 1);
        json_t *cached = incident_to_json(slot_get(node->bot, id)->state);
        json_t *folded = incident_to_json(history.state);
        assert_true(json_equal(cached, folded));
        char *dumped = json_dumps(cached, 0);
        assert_null(strstr(dumped, "hunter2"));
        free(dumped);
        json_decref(cached);
        json_decref(folded);
        history_free(&history);
        arena_free(arena);
        /* What waited is delivered, without the text. */
        size_t from = node->network->n;
        node->network->nrules = 0;
        stage_pass(stage, 2 * HOUR);
        assert_int_equal(network_find(node->network, from, HEARD_SEND, NULL, "hunter2"),
                         node->network->n);
        assert_int_equal(stage_waiting(stage), 0);
        node_say(node, "net:ana", place, "resolve over");
    }
}

/* The reply that was stored for a second copy may have had the text, too. */
static void stored_reply(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer first, again;
    node_declare(node, id, place);
    node_type(node, &first, "k", "net:ana", place, "action add replace hunter2");
    stage_settle(stage);
    assert_int_equal(first.status, REPLY_DONE);
    redact(node, id, last_entry(stage, id, KIND_ACTION_ADDED));
    node_type(node, &again, "k", "net:ana", place, "action add replace hunter2");
    stage_settle(stage);
    assert_int_equal(again.status, REPLY_DONE);
    assert_true(again.duplicate);
    assert_non_null(strstr(again.text, "removed"));
    assert_int_equal(last_entry(stage, id, KIND_ACTION_ADDED),
                     last_entry(stage, id, KIND_REDACTED) - 1);
}

/* Later messages show the state, and the state had the text. What else they say stays:
 * a reminder must still remind. */
static void later_messages(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], text[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "role take commander");
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    node_say(node, "net:ana", place, "update first impact: all who used hunter2 lately");
    int64_t number = last_entry(stage, id, KIND_UPDATE);
    for (int i = 0; i < 500; i++) { /* more than one write can hold */
        snprintf(text, sizeof text, "update word%dx", i);
        node_say(node, "net:ana", place, text);
    }
    node_advance(node, 15 * MINUTE);
    node_say(node, "net:ana", place, "summary the word is hunter2");
    int64_t summary = last_entry(stage, id, KIND_SUMMARY);
    node_say(node, "net:ana", place, "contain");
    assert_int_equal(redact(node, id, number).status, REPLY_DONE);
    assert_int_equal(redact(node, id, summary).status, REPLY_DONE);
    assert_false(stage_holds(stage, "hunter2"));
    size_t from = node->network->n;
    node->network->nrules = 0;
    stage_pass(stage, 2 * HOUR);
    assert_int_equal(network_find(node->network, from, HEARD_SEND, NULL, "hunter2"),
                     node->network->n);
    assert_true(network_find(node->network, from, HEARD_SEND, place, "word499x") <
                node->network->n);
    assert_true(network_find(node->network, from, HEARD_SEND, place, "Update due") <
                node->network->n);
    assert_int_equal(stage_waiting(stage), 0);
}

/* The same by a command, for whoever may. */
static void typed(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], text[32];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "role take commander");
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    node_say(node, "net:ana", place, "update they used hunter2");
    snprintf(text, sizeof text, "redact %lld",
             (long long)last_entry(stage, id, KIND_UPDATE));
    struct answer answer = node_say(node, "net:ana", place, text);
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_true(stage_holds(stage, "hunter2"));
    answer = node_say(node, "net:root", place, text);
    assert_int_equal(answer.status, REPLY_DONE);
    assert_false(stage_holds(stage, "hunter2"));
    assert_int_equal(node->redactions, 1);
    assert_int_equal(last_entry(stage, id, KIND_REDACTED),
                     last_entry(stage, id, KIND_UPDATE) + 1);
}

static void refused(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "note something");
    int64_t note = last_entry(stage, id, KIND_NOTE);
    assert_int_equal(redact(node, id, note + 100).status, REPLY_REFUSED);
    assert_int_equal(redact(node, id, 2).status, REPLY_REFUSED); /* has no text */
    assert_int_equal(redact(node, id, note).status, REPLY_DONE);
    assert_int_equal(redact(node, id, note).status, REPLY_REFUSED); /* gone already */
    assert_int_equal(node->redactions, 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_text), TEST(stored_reply), TEST(later_messages),
        TEST(typed),      TEST(refused),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime redaction", tests, server_setup,
                                       server_teardown);
}

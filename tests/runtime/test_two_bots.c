/* Two bots on one workspace: what the epoch keeps apart, and what the version check keeps
 * right when the epoch does not. */
#include "core/fold.h"
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/parts.h"

enum { COMMANDS = 500 };

/* Makes a standby believe that it is at work under the epoch of the other one, as a
 * process would that slept through a take-over and back. */
static void force_epoch(struct node *node, const struct node *of) {
    node->bot->epoch = of->bot->epoch;
    memcpy(node->bot->epoch_text, of->bot->epoch_text, sizeof node->bot->epoch_text);
    node->bot->lease_until = INT64_MAX;
    node->bot->phase = BOT_AT_WORK;
}

/* Notes, and between them every way in which a role changes hands. */
static void word_command(char *text, size_t size, int bot, int i) {
    if (i % 4 != 3) {
        snprintf(text, size, "note bot %d says %d.", bot, i);
    } else if (i % 16 == 3) {
        snprintf(text, size, "role take commander");
    } else if (i % 16 == 7) {
        snprintf(text, size, "role release commander");
    } else if (i % 16 == 11) {
        snprintf(text, size, "role handoff commander @eve%d", i);
    } else {
        snprintf(text, size, "role assign commander @%s", bot == 0 ? "ana" : "bob");
    }
}

/* At every version at most one commander, and whoever wrote a change knew who held the
 * role: a lost update would name somebody else, or nobody. */
static void check_commanders(const struct history *history, const char *id) {
    struct incident *state = incident_new(id);
    for (size_t i = 0; i < history->n; i++) {
        const struct entry *entry = &history->entries[i];
        struct error err = {0};
        const char *holder = incident_role(state, "commander");
        if (!strcmp(entry->kind, KIND_ROLE) || !strcmp(entry->kind, KIND_ROLE_RELEASED)) {
            const char *from = jsonx_string(entry->data, "from", NULL);
            assert_true(text_equal(from, holder));
        }
        assert_true(incident_apply(state, entry, &err));
        size_t commanders = 0;
        for (size_t r = 0; r < state->nroles; r++) {
            commanders += !strcmp(state->roles[r].role, "commander");
        }
        assert_true(commanders <= 1);
    }
    incident_free(state);
}

static size_t times_noted(const struct history *history, const char *note) {
    size_t times = 0;
    for (size_t i = 0; i < history->n; i++) {
        const struct entry *entry = &history->entries[i];
        times += !strcmp(entry->kind, KIND_NOTE) &&
                 !strcmp(jsonx_string(entry->text, "note", ""), note);
    }
    return times;
}

static void no_lost_update(void **state) {
    struct stage *stage = *state;
    struct node *nodes[2];
    static const char *const actors[] = {"net:ana", "net:bob"};
    char id[64], place[64], text[64];
    struct answer *answers = calloc((size_t)2 * COMMANDS, sizeof *answers);
    size_t done = 0, refused = 0;
    assert_non_null(answers);
    nodes[0] = node_open(stage, 0, NET_CAPS, STAGE_START);
    node_declare(nodes[0], id, place);
    nodes[1] = node_open(stage, 1, NET_CAPS, STAGE_START);
    assert_true(nodes[1]->standby && !nodes[1]->ready);
    force_epoch(nodes[1], nodes[0]);
    for (int i = 0; i < COMMANDS; i++) {
        for (int b = 0; b < 2; b++) {
            word_command(text, sizeof text, b, i);
            node_type(nodes[b], &answers[2 * i + b], NULL, actors[b], place, text);
        }
        if (i % 7 == 0) {
            stage_settle(stage); /* sometimes one at a time, mostly a queue each */
        }
    }
    stage_settle(stage);

    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    for (int i = 0; i < COMMANDS; i++) {
        for (int b = 0; b < 2; b++) {
            const struct answer *answer = &answers[2 * i + b];
            assert_int_equal(answer->calls, 1);
            word_command(text, sizeof text, b, i);
            if (i % 4 != 3) {
                bool saved = answer->status == REPLY_DONE;
                assert_int_equal(times_noted(&history, text + strlen("note ")), saved);
                done += saved;
            }
            refused += strstr(answer->text, "kept changing") != NULL;
        }
    }
    check_commanders(&history, id);
    assert_true(done > COMMANDS);
    assert_true(refused < COMMANDS / 10);
    assert_true(history_count(&history, KIND_ROLE) > COMMANDS / 16);
    history_free(&history);
    arena_free(arena);
    free(answers);
}

/* ---- take-over ---- */

static size_t lane_ids(struct stage *stage, const char *lane, char ids[][40],
                       size_t max) {
    redisReply *reply =
        server_ask(stage->server, "LRANGE t:{%s}:lane:%s 0 -1", stage->workspace, lane);
    size_t n = 0;
    for (; n < reply->elements && n < max; n++) {
        snprintf(ids[n], 40, "%s", reply->element[n]->str);
    }
    freeReplyObject(reply);
    return n;
}

static void drop_lease(struct stage *stage) {
    server_do(stage->server, "DEL t:{%s}:lease", stage->workspace);
}

static void taken_over_in_a_turn(void **state) {
    struct stage *stage = *state;
    struct node *old = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], before[16][40];
    node_declare(old, id, place);
    network_rule(old->network,
                 (struct rule){.as = HEARD_SEND,
                               .times = -1,
                               .answer = {.kind = OUTCOME_RETRY, .retry_ms = MINUTE}});
    node_say(old, "net:ana", place, "update first");
    node_say(old, "net:ana", place, "update second");
    node_say(old, "net:ana", place, "severity 2 it is not that bad");
    size_t waiting = lane_ids(stage, "net:#incidents", before, 16);
    assert_true(waiting >= 3);
    size_t said = old->network->n;

    /* Decided, not yet sent: the new one takes over in between. */
    struct answer answer;
    liar_lie(&old->liar, (struct lie){.kind = LIE_HOLD, .touches = "tl:", .times = 1});
    node_type(old, &answer, NULL, "net:ana", place, "update too late");
    stage_settle(stage);
    drop_lease(stage);
    struct node *now = node_open(stage, 1, NET_CAPS, STAGE_START);
    assert_true(now->ready);
    assert_true(liar_release(&old->liar));
    stage_settle(stage);
    assert_int_equal(answer.calls, 1);
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "Nothing was saved"));
    assert_false(stage_holds(stage, "too late"));

    /* The old one is silent, whatever its timers say, and takes no more inputs. */
    stage_pass(stage, 5 * MINUTE);
    assert_int_equal(old->network->n, said);
    answer = node_say(old, "net:ana", place, "update again");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_false(stage_holds(stage, "update again"));

    /* The new one went on where the old one was, in order. */
    assert_int_equal(stage_waiting(stage), 0);
    size_t at = 0;
    for (size_t i = 0; i < waiting; i++) {
        at = network_find(now->network, at, HEARD_SEND, "net:#incidents", NULL);
        assert_true(at < now->network->n);
        assert_string_equal(now->network->log[at++].id, before[i]);
    }
    answer = node_say(now, "net:ana", place, "update by the new one");
    assert_int_equal(answer.status, REPLY_DONE);

    /* Back at work, the old one knows what was done meanwhile and repeats none of it. */
    node_close(now);
    old->network->rules[0].times = 0;
    stage_pass(stage, 5 * MINUTE);
    assert_int_equal(old->bot->phase, BOT_AT_WORK);
    assert_int_equal(old->network->n, said);
    answer = node_say(old, "net:ana", place, "update by the old one");
    assert_int_equal(answer.status, REPLY_DONE);
    size_t first = network_find(old->network, said, HEARD_SEND, "net:#incidents", NULL);
    assert_non_null(strstr(old->network->log[first].text, "by the old one"));
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_UPDATE), 4);
    history_free(&history);
    arena_free(arena);
}

/* The store was away, and meanwhile somebody else took over: no more than a standby. */
static void taken_over_while_away(void **state) {
    struct stage *stage = *state;
    struct node *old = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(old, id, place);
    bot_store_down(old->bot);
    drop_lease(stage);
    struct node *now = node_open(stage, 1, NET_CAPS, STAGE_START);
    assert_true(now->ready);
    node_say(now, "net:ana", place, "severity 3 much better");
    bot_store_up(old->bot);
    stage_settle(stage);
    struct answer answer = node_say(old, "net:ana", place, "show");
    assert_int_equal(answer.status,
                     REPLY_REFUSED); /* its cache is older than the truth */
    assert_int_equal(old->bot->phase, BOT_STANDBY);
    node_close(now);
    stage_pass(stage, 5000);
    answer = node_say(old, "net:ana", place, "show");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_non_null(strstr(answer.text, "Sev3"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_lost_update, stage_setup, stage_teardown),
        cmocka_unit_test_setup_teardown(taken_over_in_a_turn, stage_setup,
                                        stage_teardown),
        cmocka_unit_test_setup_teardown(taken_over_while_away, stage_setup,
                                        stage_teardown),
    };
    return cmocka_run_group_tests_name("runtime two bots", tests, server_setup,
                                       server_teardown);
}

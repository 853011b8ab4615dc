/* Envelopes: acknowledged after their commit, answered once. */
#include "world.h"
#include "world_asked.h"

static void ack_comes_after_the_commit(void **state) {
    (void)state;
    struct world *world = asked("update We &lt;know&gt; more");
    assert_int_equal(world->ninputs, 1);
    assert_int_equal(world->inputs[0].kind, INPUT_COMMAND);
    assert_string_equal(world->inputs[0].key, "slack:" ASKED);
    assert_string_equal(world->inputs[0].actor, "slack:U1");
    assert_string_equal(world->inputs[0].place, "slack:C1");
    assert_string_equal(world->inputs[0].text, "update We <know> more");
    assert_int_equal(world->names, 1);
    world_run(world, 2700);
    assert_int_equal(world->sockets[0]->nframes, 0);
    world_say(world, 0, REPLY_DONE, "the update is posted");
    const json_t *payload = payload_of(world->sockets[0], "e1");
    assert_string_equal(jsonx_string(payload, "response_type", ""), "ephemeral");
    assert_true(world_holds(payload, "the update is posted"));
    world_run(world, 60000);
    assert_int_equal(world->sockets[0]->nframes, 1);
    assert_int_equal(world_count(world, HOOK), 0); /* it was in the ack: no call */
    world_free(world);
}

static void large_answers_go_by_the_response_url(void **state) {
    (void)state;
    struct world *world = asked("timeline");
    json_t *tree = json_array();
    for (int i = 0; i < 40; i++) {
        char line[600];
        memset(line, '\"', sizeof line - 1); /* each takes two bytes in JSON */
        line[sizeof line - 1] = '\0';
        json_array_append_new(
            tree, json_pack("{s:s, s:[{s:s, s:s}]}", "k", "p", "c", "k", "t", "s", line));
    }
    const struct reply reply = {.status = REPLY_DONE, .body = tree};
    world_reply(world, 0, &reply);
    json_decref(tree);
    assert_null(payload_of(world->sockets[0], "e1"));
    struct world_request *request = world_request(world, HOOK, 0);
    assert_true(world_holds(request->body, "\"\"\""));
    assert_false(jsonx_bool(request->body, "replace_original", true));
    world_ok(request, "{\"ok\":true}");
    world_run(world, 60000);
    assert_int_equal(world_count(world, HOOK), 1);
    world_free(world);
}

static void late_answers_are_announced_and_follow(void **state) {
    (void)state;
    struct world *world = asked("declare api is down");
    world_run(world, 2799);
    assert_int_equal(world->sockets[0]->nframes, 0);
    world_run(world, 1);
    assert_true(world_holds(payload_of(world->sockets[0], "e1"), "cannot tell yet"));
    world_run(world, 4000);
    world_say(world, 0, REPLY_DONE, "INC-1 is open");
    assert_int_equal(world->sockets[0]->nframes, 1);
    assert_true(world_holds(world_request(world, HOOK, 0)->body, "INC-1 is open"));
    world_ok(world_request(world, HOOK, 0), "{\"ok\":true}");
    /* Slack hands it in again: it was answered. */
    world_json(world->sockets[1], world_slash("e1", ASKED, "declare api is down"));
    assert_int_equal(world->ninputs, 1);
    assert_null(payload_of(world->sockets[1], "e1"));
    world_free(world);
}

static void only_those_who_are_late_are_announced(void **state) {
    (void)state;
    struct world *world = asked("list");
    world_run(world, 1000);
    world_json(world->sockets[0], world_slash("e2", "1.2", "list"));
    world_json(world->sockets[0], world_slash("e3", "1.3", "list"));
    world_say(world, 1, REPLY_DONE, "nothing");
    assert_non_null(world_ack(world->sockets[0], "e2"));
    world_run(world, 1800);
    assert_non_null(world_ack(world->sockets[0], "e1"));
    assert_null(world_ack(world->sockets[0], "e3"));
    world_run(world, 1000);
    assert_non_null(world_ack(world->sockets[0], "e3"));
    assert_int_equal(world->sockets[0]->nframes, 3);
    world_free(world);
}

static void refused_urls_are_answered_aside(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world->sockets[0]->cut = true;
    world_say(world, 0, REPLY_DONE, "posted");
    world_ok(world_request(world, HOOK, 0), "{\"ok\":false,\"error\":\"used_url\"}");
    world_step(world);
    struct world_request *aside = world_request(world, "chat.postEphemeral", 0);
    assert_string_equal(jsonx_string(aside->body, "channel", ""), "C1");
    assert_string_equal(jsonx_string(aside->body, "user", ""), "U1");
    world_ok(aside, "{\"ok\":false,\"error\":\"not_in_channel\"}");
    world_step(world);
    struct world_request *direct = world_request(world, "chat.postMessage", 0);
    assert_string_equal(jsonx_string(direct->body, "channel", ""), "U1");
    assert_true(world_holds(direct->body, "posted"));
    world_ok(direct, "{\"ok\":true,\"ts\":\"1.1\"}");
    world_free(world);
}

#define REACTION                                                                         \
    "{\"type\":\"reaction_added\",\"user\":\"U1\",\"reaction\":\"pushpin\","             \
    "\"item_user\":\"U2\",\"item\":{\"type\":\"message\",\"channel\":\"C1\","            \
    "\"ts\":\"1760000000.000100\"},\"event_ts\":\"1760000001.000100\"}"

static void events_are_acknowledged_when_saved(void **state) {
    (void)state;
    struct world *world = world_up(2);
    world_json(world->sockets[0], world_event("e1", "Ev1", REACTION));
    assert_int_equal(world->inputs[0].kind, INPUT_MESSAGE);
    world_run(world, 10000);
    assert_null(world_ack(world->sockets[0], "e1"));
    world_json(world->sockets[1], world_event("e1r", "Ev1", REACTION)); /* a retry */
    assert_int_equal(world->ninputs, 1);
    world_say(world, 0, REPLY_DONE, "");
    assert_non_null(world_ack(world->sockets[0], "e1"));
    assert_non_null(world_ack(world->sockets[1], "e1r"));
    world_json(world->sockets[1], world_event("e1s", "Ev1", REACTION));
    assert_int_equal(world->ninputs, 1);
    assert_non_null(world_ack(world->sockets[1], "e1s"));
    /* Nobody is told anything; who it was is asked, and who wrote what was marked. */
    assert_int_equal(world->nrequests, 6); /* and at the start the list of channels */
    assert_int_equal(world_count(world, "users.info"), 2);
    world_free(world);
}

/* Somebody named by id alone: Slack is asked once, and the name is known from then on. */
static void people_named_by_id_get_their_names(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_event("e1", "Ev1", REACTION));
    world_say(world, 0, REPLY_DONE, "");
    int before = world->names;
    for (size_t i = 0; i < 2; i++) {
        world_ok(world_request(world, "users.info", i),
                 "{\"ok\":true,\"user\":{\"name\":\"ben\",\"real_name\":\"Ben Ochs\","
                 "\"profile\":{\"display_name\":\"Ben\"}}}");
    }
    assert_int_equal(world->names, before + 2);
    world_json(world->sockets[0], world_event("e2", "Ev2", REACTION));
    assert_int_equal(world_count(world, "users.info"), 2);
    world_free(world);
}

static void fetched(void *ctx, const struct outcome *outcome) {
    *(enum outcome_kind *)ctx = outcome->kind;
}

/* Whom a marked message mentions, whether its text came along or was fetched. */
static void people_in_marked_messages_get_their_names(void **state) {
    static const struct delivery ask = {.kind = DELIVERY_ASK,
                                        .id = "ab",
                                        .place = "slack:C1",
                                        .remote = "1759132800.123456"};
    enum outcome_kind kind = OUTCOME_RETRY;
    (void)state;
    struct world *world = world_up(1);
    world_json(
        world->sockets[0],
        world_event("e1", "Ev1",
                    "{\"type\":\"message\",\"subtype\":\"message_changed\","
                    "\"channel\":\"C1\",\"message\":{\"ts\":\"1759132800.123456\","
                    "\"user\":\"U1\",\"text\":\"<@U81>, not @slack:x\",\"edited\":{"
                    "\"user\":\"U1\"}}}"));
    assert_int_equal(world_count(world, "users.info"), 2); /* U81, and who wrote it */
    world->adapter->send(world->adapter->self, &ask, fetched, &kind);
    world_ok(world_request(world, "conversations.history", 0),
             "{\"ok\":true,\"messages\":[{\"ts\":\"1759132800.123456\",\"user\":\"U1\","
             "\"text\":\"<@U82> and <@U81>\"}]}");
    assert_int_equal(world_count(world, "users.info"), 3); /* U82 */
    world_ok(world_request(world, "chat.getPermalink", 0), "{\"ok\":true}");
    assert_int_equal(kind, OUTCOME_SENT);
    world_free(world);
}

/* A limit or a lost answer is no word of Slack's: the next envelope asks again. A missing
 * right is one: nobody is asked any more. */
static void names_are_asked_for_until_slack_says_no(void **state) {
    static const char *const others[] = {"U71", "U72", "U73"};
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_slash("s0", "t0", "note <@U70> and <@U2|ben>"));
    assert_int_equal(world_count(world, "users.info"), 1); /* the other has a label */
    world_answer(world_request(world, "users.info", 0), HTTP_DONE, 429, "{}", "1");
    world_run(world, 2000);
    world_json(world->sockets[0], world_slash("s1", "t1", "note <@U70>"));
    assert_int_equal(world_count(world, "users.info"), 2);
    world_ok(world_request(world, "users.info", 1),
             "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"users:read\"}");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char id[16], text[64];
        snprintf(id, sizeof id, "n%zu", i);
        snprintf(text, sizeof text, "note <@%s>", others[i]);
        world_json(world->sockets[0], world_slash(id, id, text));
    }
    assert_int_equal(world_count(world, "users.info"), 2);
    world_free(world);
}

static void unsure_events_come_again(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_event("e1", "Ev1", REACTION));
    world_say(world, 0, REPLY_UNKNOWN, "who knows");
    assert_int_equal(world->sockets[0]->nframes, 0);
    world_json(world->sockets[0], world_event("e1", "Ev1", REACTION));
    assert_int_equal(world->ninputs, 2);
    world_say(world, 1, REPLY_DONE, "");
    assert_int_equal(world->sockets[0]->nframes, 1);
    world_free(world);
}

static void files_are_acknowledged_together(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0],
               world_event("e1", "Ev1",
                           "{\"type\":\"message\",\"subtype\":\"file_share\",\"user\":"
                           "\"U1\",\"channel\":\"C1\",\"ts\":\"1760000000.000100\","
                           "\"text\":\"\",\"files\":[{\"id\":\"F1\",\"name\":\"a.log\"},"
                           "{\"id\":\"F2\",\"name\":\"b.log\"}]}"));
    assert_int_equal(world->ninputs, 2);
    assert_string_not_equal(world->inputs[0].key, world->inputs[1].key);
    world_say(world, 1, REPLY_DONE, "");
    assert_int_equal(world->sockets[0]->nframes, 0);
    world_say(world, 0, REPLY_DONE, "");
    assert_int_equal(world->sockets[0]->nframes, 1);
    world_free(world);
}

static void mentions_are_answered_in_their_thread(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0],
               world_event("e1", "Ev1",
                           "{\"type\":\"app_mention\",\"user\":\"U1\",\"channel\":\"C1\","
                           "\"text\":\"<@UBOT> list\",\"ts\":\"1760000002.000100\","
                           "\"thread_ts\":\"1760000000.000100\"}"));
    assert_string_equal(world->inputs[0].text, "list");
    world_say(world, 0, REPLY_DONE, "nothing is <!channel> open");
    assert_null(payload_of(world->sockets[0], "e1"));
    struct world_request *post = world_request(world, "chat.postMessage", 0);
    assert_string_equal(jsonx_string(post->body, "channel", ""), "C1");
    assert_string_equal(jsonx_string(post->body, "thread_ts", ""), "1760000000.000100");
    assert_null(strstr(jsonx_string(post->body, "text", ""), "<!channel>"));
    world_answer(post, HTTP_UNKNOWN, 0, NULL, NULL);
    world_run(world, 60000);
    assert_int_equal(world_count(world, "chat.postMessage"), 1);
    world_free(world);
}

static void what_is_unknown_is_acknowledged(void **state) {
    (void)state;
    struct world *world = world_up(1);
    struct websocket *socket = world->sockets[0];
    world_json(socket, world_event("e1", "Ev1", "{\"type\":\"of_next_year\"}"));
    world_text(socket, "{\"type\":\"novelty\",\"envelope_id\":\"e2\",\"payload\":{}}");
    world_text(socket, "{\"type\":\"novelty\"}");
    world_text(socket, "no JSON {");
    world_text(socket, "[]");
    world_text(socket, "");
    assert_int_equal(world->ninputs, 0);
    assert_non_null(world_ack(socket, "e1"));
    assert_non_null(world_ack(socket, "e2"));
    assert_int_equal(socket->nframes, 2);
    assert_false(socket->ended);
    world_free(world);
}

static void load_is_bounded(void **state) {
    (void)state;
    struct world *world = world_up(2);
    char id[32], trigger[32];
    for (int i = 0; i < 1010; i++) {
        snprintf(id, sizeof id, "x%d", i);
        snprintf(trigger, sizeof trigger, "9.%d", i);
        world_json(world->sockets[0], world_slash(id, trigger, "list"));
    }
    assert_int_equal(world->ninputs, 1000);
    assert_true(world_holds(payload_of(world->sockets[0], "x1000"), "Nothing was saved"));
    world_json(world->sockets[1], world_event("e1", "Ev1", REACTION));
    assert_null(world_ack(world->sockets[1], "e1")); /* it comes again */
    world_json(world->sockets[1], world_slash("again", "9.7", "list")); /* a copy joins */
    assert_int_equal(world->ninputs, 1000);
    for (size_t i = 0; i < 1000; i++) {
        world_say(world, i, REPLY_DONE, "nothing");
    }
    world_json(world->sockets[1], world_event("e1", "Ev1", REACTION));
    assert_int_equal(world->ninputs, 1001);
    world_free(world);
}

static void ends_with_answers_under_way(void **state) {
    (void)state;
    struct world *world = asked("list");
    world_json(world->sockets[0], world_slash("e2", "1.2", "list"));
    world->sockets[0]->cut = true;
    world_say(world, 1, REPLY_DONE, "posted");
    assert_int_equal(world_count(world, HOOK), 1);
    world_free(world); /* sanitizers look */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ack_comes_after_the_commit),
        cmocka_unit_test(large_answers_go_by_the_response_url),
        cmocka_unit_test(late_answers_are_announced_and_follow),
        cmocka_unit_test(only_those_who_are_late_are_announced),
        cmocka_unit_test(refused_urls_are_answered_aside),
        cmocka_unit_test(events_are_acknowledged_when_saved),
        cmocka_unit_test(people_named_by_id_get_their_names),
        cmocka_unit_test(people_in_marked_messages_get_their_names),
        cmocka_unit_test(names_are_asked_for_until_slack_says_no),
        cmocka_unit_test(unsure_events_come_again),
        cmocka_unit_test(files_are_acknowledged_together),
        cmocka_unit_test(mentions_are_answered_in_their_thread),
        cmocka_unit_test(what_is_unknown_is_acknowledged),
        cmocka_unit_test(load_is_bounded),
        cmocka_unit_test(ends_with_answers_under_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

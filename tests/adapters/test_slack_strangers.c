/* People of other companies in a shared channel: whoever they are, they are known for it,
 * and nothing that they do is taken for a colleague's. */
#include "world.h"

#include "base/text.h"

#define REACTION                                                                         \
    "{\"type\":\"reaction_added\",\"user\":\"U9\",\"reaction\":\"pushpin\",\"item\":{"   \
    "\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1760000000.000100\"}}"
#define MENTION(team)                                                                    \
    "{\"type\":\"app_mention\",\"user\":\"U9\",\"channel\":\"C1\",\"text\":\"<@UBOT> "   \
    "list\",\"ts\":\"1760000002.000100\",\"user_team\":\"" team "\"}"

/* An event of a channel that another company is in. */
static json_t *shared(const char *envelope, const char *id, const char *event) {
    json_t *json = world_event(envelope, id, event);
    json_object_set_new(json_object_get(json, "payload"), "is_ext_shared_channel",
                        json_true());
    return json;
}

static json_t *pressed(const char *envelope, const char *type, const char *team) {
    json_t *payload =
        json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:{s:s}}", "type", type,
                  "callback_id", "declare", "trigger_id", envelope, "user", "id", "U9",
                  "username", "eve", "team_id", team, "channel", "id", "C1");
    json_object_set_new(payload, "actions",
                        json_pack("[{s:s, s:s}]", "action_id", "tocsin:0:ack", "value",
                                  "{\"command\":\"ack\",\"incident\":\"INC-1\"}"));
    json_object_set_new(
        payload, "view",
        json_pack("{s:s, s:s, s:s, s:s, s:{s:{}}}", "id", "V1", "type", "modal",
                  "callback_id", "tocsin:form", "private_metadata",
                  "{\"command\":\"note\",\"place\":\"slack:C1\"}", "state", "values"));
    return json_pack("{s:s, s:s, s:b, s:o}", "type", "interactive", "envelope_id",
                     envelope, "accepts_response_payload", 1, "payload", payload);
}

/* Everything that Slack sends of a person, from here and from elsewhere. */
static void every_way_in(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        const char *team = k == 0 ? "T1" : "T9";
        struct world *world = world_up(1);
        struct websocket *socket = world->sockets[0];
        json_t *slash = world_slash("e1", "1.1", "list");
        jsonx_set_string(json_object_get(slash, "payload"), "team_id", team);
        world_json(socket, slash);
        world_json(socket, shared("e2", "Ev2", k == 0 ? MENTION("T1") : MENTION("T9")));
        world_json(socket, pressed("e3", "block_actions", team));
        world_json(socket, pressed("e4", "view_submission", team));
        world_json(socket, pressed("e5", "shortcut", team));
        assert_int_equal(world->ninputs, 5);
        for (size_t i = 0; i < world->ninputs; i++) {
            if (world->inputs[i].stranger != (k == 1)) {
                fail_msg("input %zu of a person of %s", i, team);
            }
        }
        assert_int_equal(world->names > 0, k == 0); /* and nobody is called by it */
        world_free(world);
    }
}

/* The answer to a stranger's mention is for that stranger; who is here reads it where
 * they asked. */
static void a_refusal_is_read_by_one(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], shared("e1", "Ev1", MENTION("T9")));
    world_say(world, 0, REPLY_REFUSED, "not for you");
    assert_non_null(world_ack(world->sockets[0], "e1"));
    assert_int_equal(world_count(world, "chat.postMessage"), 0);
    assert_string_equal(
        jsonx_string(world_request(world, "chat.postEphemeral", 0)->body, "user", ""),
        "U9");
    world_json(world->sockets[0], shared("e2", "Ev2", MENTION("T1")));
    world_say(world, 1, REPLY_DONE, "here");
    assert_int_equal(world_count(world, "chat.postMessage"), 1);
    world_free(world);
}

/* A reaction does not say whose it is: it is asked, once, and nothing is decided before.
 * Without an answer it comes again. */
static void reactions_are_asked_about(void **state) {
    static const struct {
        const char *answer;
        bool stranger;
    } cases[] = {
        {"{\"ok\":true,\"user\":{\"team_id\":\"T1\"}}", false},
        {"{\"ok\":true,\"user\":{\"team_id\":\"T9\"}}", true},
        {"{\"ok\":true,\"user\":{}}", true},
        {"{\"ok\":false,\"error\":\"missing_scope\"}", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = world_up(1);
        struct websocket *socket = world->sockets[0];
        world_json(socket, world_event("e0", "Ev0", REACTION)); /* a channel of ours */
        assert_int_equal(world->ninputs, 1);
        assert_false(world->inputs[0].stranger);
        size_t asked = world_count(world, "users.info"); /* what they are called */
        world_json(socket, shared("e1", "Ev1", REACTION));
        assert_int_equal(world->ninputs, 1);
        world_answer(world_request(world, "users.info", asked), HTTP_DONE, 429, "{}",
                     "1");
        assert_null(world_ack(socket, "e1"));
        world_run(world, 2000);
        world_json(socket, shared("e1", "Ev1", REACTION));
        assert_int_equal(world->ninputs, 1);
        world_ok(world_request(world, "users.info", asked + 1), cases[i].answer);
        assert_int_equal(world->ninputs, 2);
        assert_int_equal(world->inputs[1].stranger, cases[i].stranger);
        world_json(socket, shared("e3", "Ev3", REACTION));
        assert_int_equal(world->ninputs, 3);
        assert_int_equal(world->inputs[2].stranger, cases[i].stranger);
        assert_int_equal(world_count(world, "users.info"), asked + 2);
        world_free(world);
    }
}

static const char *grid(struct world *world, struct world_request *request) {
    (void)world;
    return text_equal(request->method, "auth.test")
               ? "{\"ok\":true,\"user_id\":\"UBOT\",\"team\":\"Acme\",\"team_id\":\"T1\","
                 "\"enterprise_id\":\"E1\"}"
           : text_equal(request->method, "apps.connections.open")
               ? "{\"ok\":true,\"url\":\"wss://s.test/1\"}"
               : NULL;
}

/* An organisation of several workspaces: another one of them is no stranger's. */
static void colleagues_of_another_workspace(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct world *world = world_new(1);
        world->script = grid;
        assert_true(world->adapter->start(world->adapter->self, &world->host));
        world_run(world, 2000);
        world_json(world->sockets[0], shared("e1", "Ev1", MENTION("T9")));
        assert_int_equal(world->ninputs, 0);
        world_ok(world_request(world, "users.info", 0),
                 k == 0 ? "{\"ok\":true,\"user\":{\"team_id\":\"T9\",\"enterprise_user\":"
                          "{\"enterprise_id\":\"E1\"}}}"
                        : "{\"ok\":true,\"user\":{\"team_id\":\"T9\",\"enterprise_user\":"
                          "{\"enterprise_id\":\"E2\"}}}");
        assert_int_equal(world->ninputs, 1);
        assert_int_equal(world->inputs[0].stranger, k == 1);
        world_json(world->sockets[0], shared("e2", "Ev2", MENTION("E1")));
        assert_int_equal(world->ninputs, 2);
        assert_false(world->inputs[1].stranger);
        world_free(world);
    }
}

/* Whose people count as ours is configured: those of a workspace that is named, or
 * everybody. Without a word of it, nobody else's. */
static void named_in_the_configuration(void **state) {
    static const struct {
        const char *team;
        bool stranger;
    } cases[] = {{NULL, true}, {"T8", true}, {"T9", false}, {"any", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world *world = world_up(1);
        world->teams[0] = cases[i].team;
        world_json(world->sockets[0], shared("e1", "Ev1", MENTION("T9")));
        assert_int_equal(world->ninputs, 1);
        assert_int_equal(world->inputs[0].stranger, cases[i].stranger);
        world_free(world);
    }
}

/* That a marked message was edited is a fact, whoever did it. */
static void a_fact_is_nobodys(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(
        world->sockets[0],
        shared("e1", "Ev1",
               "{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":"
               "\"C1\",\"ts\":\"2.2\",\"user_team\":\"T9\",\"message\":{\"ts\":\"1.1\","
               "\"user\":\"U9\",\"user_team\":\"T9\",\"edited\":{\"user\":\"U9\",\"ts\":"
               "\"2.2\"},\"text\":\"b\"},\"previous_message\":{\"ts\":\"1.1\",\"text\":"
               "\"a\",\"user\":\"U9\"}}"));
    assert_int_equal(world->ninputs, 1);
    assert_false(world->inputs[0].stranger);
    world_free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_in),
        cmocka_unit_test(a_refusal_is_read_by_one),
        cmocka_unit_test(reactions_are_asked_about),
        cmocka_unit_test(colleagues_of_another_workspace),
        cmocka_unit_test(named_in_the_configuration),
        cmocka_unit_test(a_fact_is_nobodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What comes over the socket: every shape that Slack documents becomes the input that was
 * meant; everything else becomes nothing. */
#include "slack/codec_blocks.h"
#include "slack/codec_envelope.h"
#include "slack/codec_events.h"
#include "slack/codec_views.h"
#include "slack_seen.h"

#define ID "INC-2025-09-29-001"
#define FFFD "\xEF\xBF\xBD"

static const char *const timeline[] = {"pushpin", NULL};
static const char *const action[] = {"white_check_mark", "ballot_box_with_check", NULL};
static const struct slack_reactions reactions = {timeline, action};

static struct envelope read_as(struct arena *arena, const char *json, const char *bot) {
    struct envelope envelope;
    struct error err = {.code = ERR_OK};
    if (!slack_envelope(arena, json, strlen(json), &reactions, bot, &envelope, &err))
        fail_msg("%s: %s", err.text, json);
    return envelope;
}

static struct envelope read_one(struct arena *arena, const char *json) {
    return read_as(arena, json, "UBOT");
}

#define ENVELOPE(type, payload)                                                          \
    "{\"envelope_id\":\"e-1\",\"type\":\"" type                                          \
    "\",\"accepts_response_payload\":true,\"payload\":{" payload "}}"
#define SLASH(text)                                                                      \
    ENVELOPE("slash_commands",                                                           \
             "\"team_id\":\"T1\",\"channel_id\":\"C1\",\"channel_name\":\"general\","    \
             "\"user_id\":\"U7\",\"user_name\":\"ana\",\"command\":\"/inc\",\"text\":"   \
             "\"" text "\",\"response_url\":\"https://hooks.slack.com/commands/x\","     \
             "\"trigger_id\":\"1.2.x\"")
#define EVENT(event)                                                                     \
    ENVELOPE("events_api", "\"event_id\":\"Ev1\",\"type\":\"event_callback\","           \
                           "\"event\":{" event "}")
#define USER "\"user\":{\"id\":\"U7\",\"username\":\"ana\",\"team_id\":\"T1\"},"
#define TRIGGER "\"trigger_id\":\"9.8.y\","

/* ---- frames ---- */

static void test_hello_and_disconnect(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e =
        read_one(arena, "{\"type\":\"hello\",\"connection_info\":{\"app_id\":\"A1\"},"
                        "\"num_connections\":2,\"debug_info\":{\"host\":\"x\"}}");
    assert_int_equal(e.kind, ENVELOPE_HELLO);
    assert_int_equal(e.num_connections, 2);
    assert_null(e.id);
    e = read_one(arena, "{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
    assert_int_equal(e.kind, ENVELOPE_DISCONNECT);
    assert_string_equal(e.reason, "refresh_requested");
    e = read_one(arena, "{\"type\":\"disconnect\",\"reason\":7}");
    assert_null(e.reason);
    arena_free(arena);
}

static void test_no_envelope(void **state) {
    (void)state;
    static const char *const none[] = {
        "",
        "{",
        "7",
        "[]",
        "\"x\"",
        "{}",
        "{\"type\":7}",
        "null",
        "{\"type\":\"slash_commands\",\"payload\":{}}",
        "{\"type\":\"events_api\",\"envelope_id\":7}",
        "{\"type\":\"events_api\",\"envelope_id\":\"a b\"}",
        "\xFF"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(none); i++) {
        struct envelope envelope = {.kind = ENVELOPE_HOME};
        struct error err = {.code = ERR_OK};
        assert_false(slack_envelope(arena, none[i], strlen(none[i]), &reactions, NULL,
                                    &envelope, &err));
        assert_int_equal(err.code, ERR_INVALID);
        assert_int_equal(envelope.kind, ENVELOPE_HOME); /* untouched */
    }
    /* deep and huge */
    enum { DEEP = 100000 };
    char *deep = arena_alloc(arena, DEEP + 1);
    memset(deep, '[', DEEP);
    struct envelope envelope;
    assert_false(slack_envelope(arena, deep, DEEP, NULL, NULL, &envelope, NULL));
    arena_free(arena);
}

/* Acknowledged and forgotten. */
static void test_of_no_meaning(void **state) {
    (void)state;
    static const char *const other[] = {
        "{\"type\":\"new_thing\",\"envelope_id\":\"e-1\"}",
        "{\"type\":\"slash_commands\",\"envelope_id\":\"e-1\",\"payload\":7}",
        "{\"type\":\"slash_commands\",\"envelope_id\":\"e-1\"}",
        ENVELOPE("slash_commands", "\"user_id\":\"u7\",\"text\":\"x\""),
        ENVELOPE("slash_commands", "\"user_id\":7,\"text\":\"x\""),
        ENVELOPE("interactive", "\"type\":\"view_closed\"," USER "\"view\":{}"),
        ENVELOPE("interactive", "\"type\":\"block_suggestion\"," USER "\"value\":\"\""),
        ENVELOPE("interactive",
                 "\"type\":\"shortcut\"," USER TRIGGER "\"callback_id\":\"other\""),
        ENVELOPE("interactive",
                 "\"type\":\"shortcut\"," TRIGGER "\"callback_id\":\"declare\""),
        ENVELOPE("interactive",
                 "\"type\":\"block_actions\"," USER TRIGGER "\"actions\":[]"),
        ENVELOPE("interactive", "\"type\":\"block_actions\"," USER TRIGGER
                                "\"actions\":[{\"action_id\":\"theirs\",\"value\":"
                                "\"{\\\"command\\\":\\\"ack\\\"}\"}]"),
        ENVELOPE("interactive", "\"type\":\"view_submission\"," USER TRIGGER
                                "\"view\":{\"callback_id\":\"tocsin:form\"}"),
        EVENT("\"type\":\"team_join\",\"user\":\"U7\""),
        EVENT("\"type\":\"message\",\"user\":\"U7\",\"channel\":\"C1\",\"text\":\"hi\","
              "\"ts\":\"1.2\""),
        EVENT("\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","
              "\"ts\":\"1.2\",\"user\":\"U7\",\"files\":[{\"id\":\"F1\"}]"),
        EVENT("\"type\":\"message\",\"subtype\":\"channel_join\",\"channel\":\"C1\","
              "\"ts\":\"1.2\",\"user\":\"U7\",\"files\":[{\"id\":\"F1\"}]"),
        EVENT("\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.2\",\"user\":\"UBOT\","
              "\"files\":[{\"id\":\"F1\"}]"),
        EVENT("\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.2\",\"user\":\"U7\","
              "\"bot_id\":\"B1\",\"files\":[{\"id\":\"F1\"}]"),
        EVENT("\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.2\",\"user\":\"U7\","
              "\"files\":[{\"mode\":\"tombstone\"},7]"),
        EVENT("\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"now\",\"user\":\"U7\","
              "\"files\":[{\"id\":\"F1\"}]"),
        EVENT("\"type\":\"app_mention\",\"user\":\"UBOT\",\"channel\":\"C1\",\"text\":"
              "\"<@UBOT> ack\",\"ts\":\"1.2\""),
        EVENT(
            "\"type\":\"app_mention\",\"user\":\"USLACKBOT\",\"channel\":\"C1\",\"text\":"
            "\"<@UBOT> ack\",\"ts\":\"1.2\""),
        EVENT("\"type\":\"app_mention\",\"user\":\"U8\",\"bot_id\":\"B2\",\"channel\":"
              "\"C1\",\"text\":\"<@UBOT> ack\",\"ts\":\"1.2\""),
        EVENT("\"type\":\"app_mention\",\"user\":\"U7\",\"channel\":\"C1\",\"text\":"
              "\"thanks <@UBOT>\",\"ts\":\"1.2\""),
        EVENT("\"type\":\"app_mention\",\"user\":\"U7\",\"channel\":\"C1\",\"text\":"
              "\"<@UBOT> ack\",\"ts\":\"1.2\",\"edited\":{\"ts\":\"1.3\"}"),
        EVENT("\"type\":\"reaction_added\",\"user\":\"UBOT\",\"reaction\":\"pushpin\","
              "\"item\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.2\"}"),
        EVENT("\"type\":\"reaction_added\",\"user\":\"U7\",\"reaction\":\"tada\","
              "\"item\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"1.2\"}"),
        EVENT("\"type\":\"reaction_added\",\"user\":\"U7\",\"reaction\":\"pushpin\","
              "\"item\":{\"type\":\"file\",\"file\":\"F1\"}"),
        EVENT("\"type\":\"app_home_opened\",\"user\":\"U7\",\"channel\":\"D1\",\"tab\":"
              "\"messages\""),
        ENVELOPE("events_api",
                 "\"event\":{\"type\":\"app_home_opened\",\"user\":\"U7\"}"),
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(other); i++) {
        struct envelope e = read_one(arena, other[i]);
        if (e.kind != ENVELOPE_OTHER)
            fail_msg("%s", other[i]);
        assert_string_equal(e.id, "e-1");
        assert_null(e.input.actor);
        assert_null(e.input.key);
    }
    arena_free(arena);
}

/* ---- commands ---- */

static void test_slash(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e = read_one(arena, SLASH(" role assign ops <@U8|bo> &amp; go "));
    assert_int_equal(e.kind, ENVELOPE_COMMAND);
    assert_string_equal(e.id, "e-1");
    assert_true(e.accepts_payload);
    assert_int_equal(e.input.kind, INPUT_COMMAND);
    assert_string_equal(e.input.text, "role assign ops @slack:U8 & go");
    assert_string_equal(e.input.key, "slack:1.2.x");
    assert_string_equal(e.input.actor, "slack:U7");
    assert_string_equal(e.input.place, "slack:C1");
    assert_null(e.input.command);
    assert_false(e.input.fresh);
    assert_string_equal(e.actor_name, "ana");
    assert_string_equal(e.trigger, "1.2.x");
    assert_string_equal(e.response_url, "https://hooks.slack.com/commands/x");
    assert_string_equal(e.channel, "C1");
    assert_string_equal(e.user, "U7");
    e = read_one(arena, SLASH("  "));
    assert_int_equal(e.kind, ENVELOPE_COMMAND);
    assert_int_equal(e.input.kind, INPUT_FORM);
    assert_null(e.input.command);
    /* without its trigger the envelope is all there is */
    e = read_one(arena, ENVELOPE("slash_commands", "\"user_id\":\"U7\",\"text\":\"x\","
                                                   "\"response_url\":\"ftp://x\""));
    assert_string_equal(e.input.key, "slack:e-1");
    assert_null(e.trigger);
    assert_null(e.response_url);
    assert_null(e.input.place);
    arena_free(arena);
}

static void test_mention(void **state) {
    (void)state;
    static const struct {
        const char *text, *command;
    } cases[] = {
        {"<@UBOT> ack", "ack"},
        {"<@UBOT>", "help"},
        {" <@UBOT|tocsin>: \xC2\xA0 role take &lt;x&gt;", "role take <x>"},
        {"<@UBOT>, who is <@U8>", "who is @slack:U8"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *json = arena_printf(
            arena,
            EVENT("\"type\":\"app_mention\",\"user\":\"U7\",\"channel\":\"C1\","
                  "\"text\":\"%s\",\"ts\":\"1700000000.000200\",\"thread_ts\":"
                  "\"1700000000.000100\""),
            cases[i].text);
        struct envelope e =
            i % 2 == 0 ? read_one(arena, json) : read_as(arena, json, NULL);
        assert_int_equal(e.kind, ENVELOPE_MENTION);
        assert_int_equal(e.input.kind, INPUT_COMMAND);
        assert_true(e.input.shown); /* answered where everybody reads it */
        assert_string_equal(e.input.text, cases[i].command);
        assert_string_equal(e.input.key, "slack:Ev1");
        assert_string_equal(e.input.actor, "slack:U7");
        assert_string_equal(e.input.place, "slack:C1");
        assert_string_equal(e.thread, "1700000000.000100");
    }
    struct envelope e = read_one(
        arena, EVENT("\"type\":\"app_mention\",\"user\":\"U7\",\"channel\":\"C1\","
                     "\"text\":\"<@UBOT> ack\",\"ts\":\"1.2\""));
    assert_null(e.thread);
    arena_free(arena);
}

/* Written to us alone: a command, whose answer only they read. */
static void test_direct(void **state) {
    (void)state;
    static const struct {
        const char *more, *command; /* NULL: it means nothing */
    } cases[] = {
        {"\"text\":\"list\"", "list"},
        {"\"text\":\"<@UBOT> note &lt;x&gt; <@U8>\"", "note <x> @slack:U8"},
        {"\"text\":\" \"", "help"},
        {"\"text\":\"list\",\"bot_id\":\"B1\"", NULL},
        {"\"text\":\"list\",\"edited\":{}", NULL},
        {"\"text\":\"list\",\"subtype\":\"channel_topic\"", NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *json = arena_printf(
            arena,
            EVENT("\"type\":\"message\",\"channel_type\":\"im\",\"user\":\"U7\","
                  "\"channel\":\"D1\",\"ts\":\"1700000000.000200\",%s"),
            cases[i].more);
        struct envelope e = read_one(arena, json);
        assert_int_equal(e.kind, cases[i].command ? ENVELOPE_MENTION : ENVELOPE_OTHER);
        if (cases[i].command) {
            assert_string_equal(e.input.text, cases[i].command);
            assert_string_equal(e.input.place, "slack:D1");
            assert_int_equal(e.input.kind, INPUT_COMMAND);
            assert_false(e.input.shown);
        }
    }
    arena_free(arena);
}

/* Which workspace somebody belongs to, where Slack says it. */
static void test_teams(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e = read_one(
        arena, EVENT("\"type\":\"app_mention\",\"user\":\"U7\",\"channel\":\"C1\","
                     "\"text\":\"<@UBOT> ack\",\"ts\":\"1.2\",\"team\":\"T8\","
                     "\"user_team\":\"T9\""));
    assert_string_equal(e.team, "T9");
    assert_false(e.shared);
    e = read_one(arena, "{\"envelope_id\":\"e\",\"type\":\"slash_commands\",\"payload\":"
                        "{\"team_id\":\"T9\",\"user_id\":\"U1\",\"text\":\"list\","
                        "\"trigger_id\":\"1.1\"}}");
    assert_string_equal(e.team, "T9");
    e = read_one(
        arena, "{\"envelope_id\":\"e\",\"type\":\"interactive\",\"payload\":{\"type\":"
               "\"shortcut\",\"callback_id\":\"declare\",\"trigger_id\":\"1.1\","
               "\"user\":{\"id\":\"U1\",\"team_id\":\"T9\"},\"team\":{\"id\":\"T1\"}}}");
    assert_string_equal(e.team, "T9");
    e = read_one(
        arena, "{\"envelope_id\":\"e\",\"type\":\"events_api\",\"payload\":{\"event_id\":"
               "\"Ev1\",\"team_id\":\"T1\",\"is_ext_shared_channel\":true,\"event\":{"
               "\"type\":\"reaction_added\",\"user\":\"U7\",\"reaction\":\"pushpin\","
               "\"item\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":"
               "\"1700000000.123456\"}}}}");
    assert_int_equal(e.kind, ENVELOPE_MESSAGE);
    assert_null(e.team);
    assert_true(e.shared);
    arena_free(arena);
}

static void test_home(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e = read_one(
        arena, EVENT("\"type\":\"app_home_opened\",\"user\":\"U7\",\"channel\":\"D1\","
                     "\"tab\":\"home\""));
    assert_int_equal(e.kind, ENVELOPE_HOME);
    assert_int_equal(e.input.kind, INPUT_COMMAND);
    assert_string_equal(e.input.text, "mine");
    assert_null(e.input.place);
    assert_string_equal(e.user, "U7");
    arena_free(arena);
}

/* ---- messages ---- */

static const char *data_of(struct arena *arena, const struct input *input) {
    assert_int_equal(input->kind, INPUT_MESSAGE);
    return jsonx_canonical(arena, input->data);
}

#define REACTION(type, name)                                                             \
    EVENT("\"type\":\"" type "\",\"user\":\"U7\",\"reaction\":\"" name                   \
          "\",\"item_user\":\"U8\",\"item\":{\"type\":\"message\",\"channel\":\"C1\","   \
          "\"ts\":\"1700000000.123456\"},\"event_ts\":\"1700000001.000000\"")

static void test_reactions(void **state) {
    (void)state;
    static const struct {
        const char *json, *data;
    } cases[] = {
        {REACTION("reaction_added", "pushpin"),
         "{\"as\":\"timeline\",\"at\":1700000000123,\"author\":\"slack:U8\",\"message\":"
         "\"1700000000.123456\"}"},
        {REACTION("reaction_removed", "pushpin::skin-tone-2"),
         "{\"as\":\"timeline\",\"at\":1700000000123,\"author\":\"slack:U8\",\"message\":"
         "\"1700000000.123456\",\"removed\":true}"},
        {REACTION("reaction_added", "ballot_box_with_check"),
         "{\"as\":\"action\",\"at\":1700000000123,\"author\":\"slack:U8\",\"message\":"
         "\"1700000000.123456\"}"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct envelope e = read_one(arena, cases[i].json);
        assert_int_equal(e.kind, ENVELOPE_MESSAGE);
        assert_string_equal(data_of(arena, &e.input), cases[i].data);
        assert_string_equal(e.input.place, "slack:C1");
        assert_string_equal(e.input.actor, "slack:U7");
        assert_int_equal(slack_envelope_files(&e), 0);
    }
    arena_free(arena);
}

static void test_files(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e = read_one(
        arena,
        EVENT("\"type\":\"message\",\"subtype\":\"file_share\",\"channel\":\"C1\","
              "\"ts\":\"1700000000.500000\",\"user\":\"U7\",\"text\":\"see &amp; fix\","
              "\"files\":[{\"id\":\"F1\",\"name\":\"a.png\",\"size\":12,\"permalink\":"
              "\"https://x.slack.com/files/F1\",\"mode\":\"hosted\"},{\"mode\":"
              "\"tombstone\",\"id\":\"F0\"},{\"mode\":\"hidden_by_limit\",\"id\":\"F9\"},"
              "{\"id\":\"F2\",\"size\":\"big\",\"permalink\":"
              "\"javascript:x\",\"title\":\"Graph\"},{\"id\":\"F3\"}]"));
    assert_int_equal(e.kind, ENVELOPE_MESSAGE);
    assert_int_equal(slack_envelope_files(&e), 3);
    static const char *const files[][2] = {
        {"slack:Ev1",
         "{\"as\":\"file\",\"at\":1700000000500,\"author\":\"slack:U7\",\"link\":"
         "\"https://x.slack.com/files/F1\",\"message\":\"1700000000.500000\",\"name\":"
         "\"a.png\",\"size\":12,\"text\":\"see & fix\"}"},
        {"slack:Ev1/1",
         "{\"as\":\"file\",\"at\":1700000000500,\"author\":\"slack:U7\",\"message\":"
         "\"1700000000.500000\",\"name\":\"Graph\",\"text\":\"see & fix\"}"},
        {"slack:Ev1/2",
         "{\"as\":\"file\",\"at\":1700000000500,\"author\":\"slack:U7\",\"message\":"
         "\"1700000000.500000\",\"name\":\"file F3\",\"text\":\"see & fix\"}"},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct input input = slack_envelope_file(arena, &e, i);
        assert_string_equal(input.key, files[i][0]);
        assert_string_equal(data_of(arena, &input), files[i][1]);
        assert_string_equal(input.place, "slack:C1");
        assert_string_equal(input.actor, "slack:U7");
    }
    assert_string_equal(data_of(arena, &e.input), files[0][1]);
    arena_free(arena);
}

static void test_message_shortcuts(void **state) {
    (void)state;
    static const char *const callbacks[][2] = {{"add_to_timeline", "timeline"},
                                               {"add_as_evidence", "evidence"},
                                               {"make_action_item", "action"}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(callbacks); i++) {
        struct envelope e = read_one(
            arena, arena_printf(arena,
                                ENVELOPE("interactive",
                                         "\"type\":\"message_action\",\"callback_id\":"
                                         "\"%s\"," USER TRIGGER
                                         "\"message_ts\":\"1700000000.000100\","
                                         "\"team\":{\"id\":\"T1\",\"domain\":\"acme\"},"
                                         "\"channel\":{\"id\":\"C1\",\"name\":\"ops\"},"
                                         "\"message\":{\"type\":\"message\",\"user\":"
                                         "\"U8\",\"text\":\"db &lt;down&gt;\",\"ts\":"
                                         "\"1700000000.000100\"}"),
                                callbacks[i][0]));
        assert_int_equal(e.kind, ENVELOPE_SHORTCUT);
        assert_string_equal(
            data_of(arena, &e.input),
            arena_printf(
                arena,
                "{\"as\":\"%s\",\"at\":1700000000000,\"author\":\"slack:U8\","
                "\"link\":\"https://acme.slack.com/archives/C1/p1700000000000100\","
                "\"message\":\"1700000000.000100\",\"text\":\"db <down>\"}",
                callbacks[i][1]));
        assert_string_equal(e.input.key, "slack:9.8.y");
        assert_string_equal(e.trigger, "9.8.y");
        assert_string_equal(e.actor_name, "ana");
    }
    /* of a bot, without text */
    struct envelope e = read_one(
        arena,
        ENVELOPE("interactive",
                 "\"type\":\"message_action\",\"callback_id\":\"add_to_timeline\"," USER
                     TRIGGER "\"message_ts\":\"1.2\",\"channel\":{\"id\":\"C1\"},"
                 "\"message\":{\"bot_id\":\"B1\",\"text\":\"\"}"));
    assert_string_equal(data_of(arena, &e.input),
                        "{\"as\":\"timeline\",\"at\":1200,\"message\":\"1.2\"}");
    arena_free(arena);
}

static void test_global_shortcut(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e =
        read_one(arena, ENVELOPE("interactive", "\"type\":\"shortcut\"," USER TRIGGER
                                                "\"callback_id\":\"declare\""));
    assert_int_equal(e.kind, ENVELOPE_SHORTCUT);
    assert_int_equal(e.input.kind, INPUT_FORM);
    assert_string_equal(e.input.command, "declare");
    assert_null(e.input.place);
    arena_free(arena);
}

/* ---- buttons and forms, there and back ---- */

static json_t *parsed(struct arena *arena, const char *json) {
    json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    return arena_json(arena, value);
}

static struct envelope pressed(struct arena *arena, const json_t *button,
                               const char *rest) {
    json_t *payload = parsed(arena, arena_printf(arena,
                                                 "{\"type\":\"block_actions\"," USER
                                                 "\"trigger_id\":\"9.8.y\",%s}",
                                                 rest));
    json_object_set_new(payload, "actions", json_pack("[O]", button));
    json_t *envelope =
        arena_json(arena, json_pack("{s:s, s:s, s:b, s:O}", "envelope_id", "e-1", "type",
                                    "interactive", "accepts_response_payload", 0,
                                    "payload", payload));
    return read_one(arena, jsonx_canonical(arena, envelope));
}

static void test_button_comes_back(void **state) {
    (void)state;
    static const char *const fills[] = {"2", "a&b <c> \"d\"",
                                        "\xF0\x9F\x94\xA5 \xD7\xA9 \\ \n"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < 2 * COUNT(fills); i++) {
        json_t *tree = arena_json(
            arena,
            json_pack("[{s:s, s:[{s:s, s:s, s:s, s:s, s:s, s:b, s:{s:s}}]}]", "k",
                      "buttons", "c", "label", "Go", "command", "action done", "incident",
                      ID, "made", "1759140000000", "phase", "investigating", "form",
                      i % 2, "fields", "number", fills[i / 2]));
        json_t *blocks = arena_json(arena, slack_blocks(arena, tree, "/inc"));
        const json_t *button =
            json_array_get(json_object_get(json_array_get(blocks, 0), "elements"), 0);
        struct envelope e = pressed(
            arena, button,
            "\"container\":{\"type\":\"message\",\"channel_id\":\"C1\"},\"channel\":"
            "{\"id\":\"C1\"},\"message\":{\"ts\":\"1.2\",\"blocks\":[]},"
            "\"response_url\":\"https://hooks.slack.com/actions/x\"");
        assert_int_equal(e.kind, ENVELOPE_ACTION);
        assert_int_equal(e.input.kind, i % 2 == 1 ? INPUT_FORM : INPUT_COMMAND);
        assert_string_equal(e.input.command, "action done");
        assert_string_equal(e.input.incident, ID);
        assert_string_equal(e.input.phase, "investigating");
        assert_string_equal(e.input.made, "1759140000000");
        assert_string_equal(jsonx_string(e.input.fields, "number", ""), fills[i / 2]);
        assert_string_equal(e.input.place, "slack:C1");
        assert_string_equal(e.input.key, "slack:9.8.y");
        assert_string_equal(jsonx_string(e.message, "ts", ""), "1.2");
        assert_null(e.view);
        assert_false(e.fills_view);
        assert_false(e.accepts_payload);
        assert_string_equal(e.response_url, "https://hooks.slack.com/actions/x");
    }
    arena_free(arena);
}

static void test_menu_comes_back(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const json_t *form = parsed(
        arena, "{\"title\":\"" ID "\",\"incident\":\"" ID "\",\"body\":[],\"menu\":[{"
               "\"command\":\"update\",\"label\":\"Post\",\"form\":true}]}");
    json_t *view = arena_json(arena, slack_view_form(arena, form, "slack:C9", "/inc"));
    const json_t *blocks = json_object_get(view, "blocks");
    const json_t *button =
        json_array_get(json_object_get(json_array_get(blocks, 0), "elements"), 0);
    json_object_set_new(view, "id", json_string("V1"));
    struct envelope e =
        pressed(arena, button,
                arena_printf(arena, "\"container\":{\"type\":\"view\"},\"view\":%s",
                             jsonx_canonical(arena, view)));
    assert_int_equal(e.kind, ENVELOPE_ACTION);
    assert_int_equal(e.input.kind, INPUT_FORM);
    assert_string_equal(e.input.command, "update");
    assert_string_equal(e.input.incident, ID);
    assert_string_equal(e.input.place, "slack:C9");
    assert_string_equal(jsonx_string(e.view, "id", ""), "V1");
    assert_true(e.fills_view);
    assert_null(e.message);
    /* One of a group, as Slack sends a choice. */
    const json_t *grouped = parsed(
        arena,
        "{\"title\":\"" ID "\",\"incident\":\"" ID "\",\"body\":[],\"menu\":[{"
        "\"command\":\"note\",\"label\":\"Note\",\"form\":true,\"group\":\"X\"}]}");
    view = arena_json(arena, slack_view_form(arena, grouped, "slack:C9", "/inc"));
    json_object_set_new(view, "id", json_string("V1"));
    const json_t *select = json_array_get(
        json_object_get(json_array_get(json_object_get(view, "blocks"), 0), "elements"),
        0);
    json_t *choice = arena_json(arena, json_deep_copy(select));
    json_object_set(choice, "selected_option",
                    json_array_get(json_object_get(select, "options"), 0));
    json_object_del(choice, "options");
    e = pressed(arena, choice,
                arena_printf(arena, "\"container\":{\"type\":\"view\"},\"view\":%s",
                             jsonx_canonical(arena, view)));
    assert_int_equal(e.kind, ENVELOPE_ACTION);
    assert_int_equal(e.input.kind, INPUT_FORM);
    assert_string_equal(e.input.command, "note");
    assert_string_equal(e.label, "Note");
    arena_free(arena);
}

/* What nobody made with slack_blocks(). */
static void test_hostile_values(void **state) {
    (void)state;
    static const char *const values[] = {
        "",
        "{",
        "7",
        "[]",
        "{}",
        "{\"command\":7}",
        "{\"command\":\"\"}",
        "{\"command\":\" ack\"}",
        "{\"command\":\"a\\nb\"}",
        "{\"command\":\"ack;\"}",
        "{\"command\":\"ack\",\"incident\":7}",
        "{\"command\":\"ack\",\"incident\":\"a b\"}",
        "{\"command\":\"ack\",\"phase\":{}}",
        "{\"command\":\"ack\",\"fields\":7}",
        "{\"command\":\"ack\",\"fields\":[]}",
        "{\"command\":\"ack\",\"fields\":{\"a\":7}}",
        "{\"command\":\"ack\",\"fields\":{\"\":\"x\"}}",
        "{\"command\":\"ack\",\"fields\":{\"a\\u0001\":\"x\"}}"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(values); i++) {
        json_t *button = arena_json(arena, json_pack("{s:s, s:s}", "action_id",
                                                     "tocsin:0:ack", "value", values[i]));
        struct envelope e = pressed(arena, button, "\"channel\":{\"id\":\"C1\"}");
        assert_int_equal(e.kind, ENVELOPE_OTHER);
    }
    char *long_value = arena_alloc(arena, SLACK_BUTTON_VALUE + 2);
    memset(long_value, ' ', SLACK_BUTTON_VALUE + 1);
    memcpy(long_value, "{\"command\":\"ack\"}", 17);
    for (size_t over = 0; over < 2; over++) {
        long_value[SLACK_BUTTON_VALUE + over] = '\0';
        json_t *button =
            arena_json(arena, json_pack("{s:s, s:s}", "action_id", "tocsin:0:ack",
                                        "value", long_value));
        assert_int_equal(pressed(arena, button, "\"channel\":{\"id\":\"C1\"}").kind,
                         over == 0 ? ENVELOPE_ACTION : ENVELOPE_OTHER);
        long_value[SLACK_BUTTON_VALUE + over] = ' ';
    }
    arena_free(arena);
}

#define SUBMIT(trigger, view)                                                            \
    ENVELOPE("interactive", "\"type\":\"view_submission\"," USER trigger                 \
                            "\"view\":{\"id\":\"V1\",\"hash\":\"h.1\",\"callback_id\":"  \
                            "\"tocsin:form\"," view "}")
#define META(text) "\"private_metadata\":\"" text "\""
#define GOOD_META                                                                        \
    META("{\\\"command\\\":\\\"update\\\",\\\"incident\\\":\\\"" ID                      \
         "\\\",\\\"made\\\":\\\"1759140000000\\\",\\\"phase\\\":\\\"investigating\\\","  \
         "\\\"place\\\":\\\"slack:C9\\\"}")
#define VALUE(name, rest) "\"tocsin_field:" name "\":{\"value\":{\"type\":" rest "}}"

static void test_submission(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct envelope e =
        read_one(
            arena,
            SUBMIT(TRIGGER, GOOD_META ",\"state\":{\"values\":{" VALUE(
                                "text",
                                "\"plain_text_input\",\"value\":\"a &lt; <b>\\nc\"") "," VALUE("empty",
                                                                                               "\"plain_text_input\",\"value\":null") "," VALUE("root-cause", "\"static_select\",\"selected_option\":{"
                                                                                                                                                              "\"value\":\"2\"}") "," VALUE("none", "\"static_select\",\"selected_option\":null") "," VALUE("tags", "\"multi_static_select\",\"selected_options\":[{"
                                                                                                                                                                                                                                                                    "\"value\":\"a\"},{\"value\":\"b\"}]") "," VALUE("quiet", "\"checkboxes\",\"selected_options\":[{"
                                                                                                                                                                                                                                                                                                                              "\"value\":\"yes\"}]") "," VALUE("loud",
                                                                                                                                                                                                                                                                                                                                                               "\"checkboxes\",\"selected_options\":[]") "," VALUE("who",
                                                                                                                                                                                                                                                                                                                                                                                                                   "\"users_select\",\"selected_user\":\"U8\"") "," VALUE("whom", "\"users_select\",\"selected_user\":\"<@U8>\"") "," VALUE("n",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "\"number_input\",\"value\":\"12\"") "," VALUE("odd",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "\"file_input\",\"files\":[]") ",\"theirs\":{\"value\":{\"type\":\"plain_text_input\","
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "\"value\":\"x\"}},\"tocsin_field:a;b\":{\"value\":{\"type\":"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "\"plain_text_input\",\"value\":\"x\"}},\"t\":7}}"));
    assert_int_equal(e.kind, ENVELOPE_SUBMIT);
    assert_int_equal(e.input.kind, INPUT_COMMAND);
    assert_string_equal(e.input.command, "update");
    assert_string_equal(e.input.incident, ID);
    assert_string_equal(e.input.phase, "investigating");
    assert_string_equal(e.input.made, "1759140000000");
    assert_string_equal(e.input.place, "slack:C9");
    assert_string_equal(e.channel, "C9");
    assert_string_equal(e.input.key, "slack:9.8.y");
    assert_string_equal(e.input.actor, "slack:U7");
    assert_string_equal(jsonx_string(e.view, "id", ""), "V1");
    assert_string_equal(jsonx_canonical(arena, e.input.fields),
                        "{\"n\":\"12\",\"quiet\":\"yes\",\"root-cause\":\"2\","
                        "\"tags\":\"a, b\",\"text\":\"a &lt; <b>\\nc\",\"who\":"
                        "\"slack:U8\"}");
    /* no trigger: this view, as it was when it was sent */
    e = read_one(arena, SUBMIT("", GOOD_META));
    assert_string_equal(e.input.key, "slack:V1/h.1");
    assert_string_equal(jsonx_canonical(arena, e.input.fields), "{}");
    arena_free(arena);
}

static void test_hostile_metadata(void **state) {
    (void)state;
    static const char *const hostile[] = {
        SUBMIT(TRIGGER, META("{")),
        SUBMIT(TRIGGER, META("7")),
        SUBMIT(TRIGGER, META("{}")),
        SUBMIT(TRIGGER, META("{\\\"command\\\":\\\"a;b\\\"}")),
        SUBMIT(TRIGGER,
               META("{\\\"command\\\":\\\"ack\\\",\\\"incident\\\":\\\"a b\\\"}")),
        SUBMIT(TRIGGER,
               META("{\\\"command\\\":\\\"ack\\\",\\\"place\\\":\\\"console:x\\\"}")),
        SUBMIT(TRIGGER, "\"private_metadata\":7"),
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(hostile); i++)
        assert_int_equal(read_one(arena, hostile[i]).kind, ENVELOPE_OTHER);
    arena_free(arena);
}

/* JSON that no text can hold is mended, not left to come again and again. */
static void test_mended(void **state) {
    (void)state;
    static const struct {
        const char *typed, *text;
    } cases[] = {
        {"a\\u0000b", "a\xEF\xBF\xBD"
                      "b"},
        {"a\\ud83db", "a\xEF\xBF\xBD"
                      "b"},
        {"a\\uDC00", "a\xEF\xBF\xBD"},
        {"\\ud83d\\ud83d\\udd25 \\u0000", "\xEF\xBF\xBD\xF0\x9F\x94\xA5 \xEF\xBF\xBD"},
        {"\\\\u0000 \\u0000", "\\u0000 \xEF\xBF\xBD"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct envelope e =
            read_one(arena, arena_printf(arena, SLASH("%s"), cases[i].typed));
        assert_int_equal(e.kind, ENVELOPE_COMMAND);
        assert_string_equal(e.id, "e-1");
        assert_string_equal(e.input.text, cases[i].text);
    }
    arena_free(arena);
}

/* A message that was edited or deleted: whoever did it, what it says now. */
static void test_messages_that_change(void **state) {
    (void)state;
#define CHANGED(now, before)                                                             \
    EVENT("\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","     \
          "\"ts\":\"2.2\",\"message\":{\"ts\":\"1.1\",\"user\":\"U7\"," now              \
          "},\"previous_message\":{\"ts\":\"1.1\",\"user\":\"U7\"," before "}")
#define DELETED(user)                                                                    \
    EVENT("\"type\":\"message\",\"subtype\":\"message_deleted\",\"channel\":\"C1\","     \
          "\"ts\":\"2.2\",\"deleted_ts\":\"1.1\",\"previous_message\":{\"ts\":\"1.1\","  \
          "\"text\":\"a\",\"user\":\"" user "\"}")
#define EDITED "\"edited\":{\"user\":\"U8\",\"ts\":\"2.2\"},"
    static const struct {
        const char *event, *as, *actor, *text;
        const char
            *author; /* of what nobody is said to have done; "": not known either */
    } cases[] = {
        {CHANGED(EDITED "\"text\":\"b &lt;\"", "\"text\":\"a\""), "edited", "slack:U8",
         "b <", NULL},
        {CHANGED(EDITED "\"text\":\"a\"", "\"text\":\"a\""), NULL, NULL, NULL, NULL},
        {CHANGED("\"text\":\"b\"", "\"text\":\"a\""), NULL, NULL, NULL,
         NULL}, /* a link shown */
        /* another bot's: an alert that is brought up to date */
        {CHANGED(EDITED "\"text\":\"b\",\"bot_id\":\"B1\"", "\"bot_id\":\"B1\""),
         "edited", "slack:U8", "b", NULL},
        {CHANGED("\"text\":\"b\",\"bot_id\":\"B1\"", "\"text\":\"a\",\"bot_id\":\"B1\""),
         "edited", "slack:U7", "b", NULL},
        {CHANGED("\"text\":\"a\",\"bot_id\":\"B1\",\"attachments\":[{\"from_url\":"
                 "\"https://x\",\"text\":\"t\"}]",
                 "\"text\":\"a\",\"bot_id\":\"B1\""),
         NULL, NULL, NULL, NULL},
        {EVENT("\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","
               "\"ts\":\"2.2\",\"message\":{\"ts\":\"1.1\",\"bot_id\":\"B1\",\"text\":"
               "\"b\"},\"previous_message\":{\"ts\":\"1.1\",\"bot_id\":\"B1\","
               "\"text\":\"a\"}"),
         "edited", "slack:B1", "b", ""},
        /* Slack does not say who deleted it */
        {DELETED("U7"), "deleted", "slack:U7", NULL, "slack:U7"},
        {DELETED("UBOT"), NULL, NULL, NULL, NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct envelope e = read_one(arena, cases[i].event);
        if (cases[i].as == NULL) {
            assert_int_equal(e.kind, ENVELOPE_OTHER);
            continue;
        }
        assert_int_equal(e.kind, ENVELOPE_MESSAGE);
        assert_string_equal(e.input.actor, cases[i].actor);
        assert_string_equal(e.input.place, "slack:C1");
        assert_string_equal(jsonx_string(e.input.data, "as", ""), cases[i].as);
        assert_string_equal(jsonx_string(e.input.data, "message", ""), "1.1");
        assert_int_equal(jsonx_bool(e.input.data, "unsaid", false),
                         cases[i].author != NULL);
        assert_string_equal(jsonx_string(e.input.data, "author", ""),
                            cases[i].author != NULL ? cases[i].author : "");
        assert_string_equal(jsonx_string(e.input.data, "text", ""),
                            cases[i].text != NULL ? cases[i].text : "");
    }
    arena_free(arena);
}

/* A form that slack_view_form() made comes back with what was in it. */
static void test_form_comes_back(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const json_t *form = parsed(
        arena, "{\"command\":\"role assign\",\"title\":\"T\",\"incident\":\"" ID "\","
               "\"submit\":\"Go\",\"fields\":[{\"name\":\"who\",\"label\":\"Who\","
               "\"type\":\"actor\"}]}");
    json_t *view = arena_json(arena, slack_view_form(arena, form, "slack:C9", "/inc"));
    const json_t *block = json_array_get(json_object_get(view, "blocks"), 1);
    const char *block_id = jsonx_string(block, "block_id", NULL);
    const char *action_id =
        jsonx_string(json_object_get(block, "element"), "action_id", NULL);
    json_object_set_new(view, "state",
                        json_pack("{s:{s:{s:{s:s, s:s}}}}", "values", block_id, action_id,
                                  "type", "users_select", "selected_user", "U8"));
    struct envelope e =
        read_one(arena, arena_printf(arena,
                                     ENVELOPE("interactive",
                                              "\"type\":\"view_submission\"," USER TRIGGER
                                              "\"view\":%s"),
                                     jsonx_canonical(arena, view)));
    assert_int_equal(e.kind, ENVELOPE_SUBMIT);
    assert_string_equal(e.input.command, "role assign");
    assert_string_equal(jsonx_string(e.input.fields, "who", ""), "slack:U8");
    assert_null(e.input.phase);
    arena_free(arena);
}

/* ---- answers ---- */

static void test_ack(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(slack_ack(arena, "e-1", NULL), "{\"envelope_id\":\"e-1\"}");
    json_t *payload = arena_json(arena, json_pack("{s:s}", "text", ""));
    size_t empty = strlen(slack_ack(arena, "e-1", payload));
    for (size_t over = 0; over < 2; over++) {
        size_t n = SLACK_ACK - 1 - empty + over;
        char *text = arena_alloc(arena, n + 1);
        memset(text, 'x', n);
        json_object_set_new(payload, "text", json_string(text));
        const char *frame = slack_ack(arena, "e-1", payload);
        assert_int_equal(frame != NULL, over == 0);
        assert_true(frame == NULL || strlen(frame) == SLACK_ACK - 1);
    }
    arena_free(arena);
}

static void test_answer(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *tree = parsed(arena, "[{\"k\":\"p\",\"c\":[{\"k\":\"t\",\"s\":\"a <b>\"}]}]");
    json_t *answer = arena_json(arena, slack_answer(arena, tree, "/inc"));
    assert_string_equal(jsonx_string(answer, "response_type", ""), "ephemeral");
    assert_string_equal(jsonx_string(answer, "text", ""), "a &lt;b&gt;");
    assert_int_equal(json_array_size(json_object_get(answer, "blocks")), 1);
    answer = arena_json(arena, slack_answer(arena, parsed(arena, "[]"), "/inc"));
    assert_null(json_object_get(answer, "blocks"));
    assert_string_equal(jsonx_string(answer, "text", ""), "(no text)");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello_and_disconnect),
        cmocka_unit_test(test_no_envelope),
        cmocka_unit_test(test_of_no_meaning),
        cmocka_unit_test(test_slash),
        cmocka_unit_test(test_mention),
        cmocka_unit_test(test_direct),
        cmocka_unit_test(test_teams),
        cmocka_unit_test(test_home),
        cmocka_unit_test(test_reactions),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_message_shortcuts),
        cmocka_unit_test(test_global_shortcut),
        cmocka_unit_test(test_button_comes_back),
        cmocka_unit_test(test_menu_comes_back),
        cmocka_unit_test(test_hostile_values),
        cmocka_unit_test(test_submission),
        cmocka_unit_test(test_hostile_metadata),
        cmocka_unit_test(test_mended),
        cmocka_unit_test(test_messages_that_change),
        cmocka_unit_test(test_form_comes_back),
        cmocka_unit_test(test_ack),
        cmocka_unit_test(test_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

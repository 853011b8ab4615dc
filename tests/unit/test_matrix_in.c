/* What comes from a homeserver, whatever somebody put into it, is read as what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/jsonx.h"
#include "base/strbuf.h"
#include "matrix/codec_events.h"
#include "matrix/codec_input.h"
#include "matrix/codec_said.h"
#include "matrix/codec_tame.h"

#include <stdlib.h>
#include <string.h>

#define OWN "@tocsin:example.org"
#define ANA "@ana:example.org"

static struct arena *arena;

static int begin(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static json_t *read_json(const char *text) {
    json_t *json = matrix_json(text, strlen(text));
    assert_non_null(json);
    return arena_json(arena, json);
}

static struct matrix_event event_of(const char *type, const char *more,
                                    const char *content) {
    return matrix_event(
        arena,
        read_json(arena_printf(arena,
                               "{\"event_id\":\"$e\",\"sender\":\"" ANA "\","
                               "\"origin_server_ts\":1000,\"type\":\"%s\"%s,"
                               "\"content\":%s}",
                               type, more, content)),
        OWN);
}

static struct matrix_event message(const char *content) {
    return event_of("m.room.message", "", content);
}

/* ---- commands ---- */

static void test_what_is_said_to_us(void **state) {
    static const struct {
        const char *body, *command;
    } rows[] = {
        {"!inc declare it burns", "declare it burns"},
        {"!incident list", "list"},
        {"!INC list", "list"},
        {"/inc list", "list"},
        {"/incident  list ", "list"},
        {"!inc", ""},
        {"  !inc\nupdate one\ntwo", "update one\ntwo"},
        {"!inc\xC2\xA0status", "status"},
        {"!include this", NULL},
        {"we use !inc for that", NULL},
        {"tocsin status", NULL}, /* nobody is meant by a bare name */
        {OWN " status", "status"},
        {OWN ": status", "status"},
        {OWN ": !inc status", "status"},
        {"@tocsin:example.organic status", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *content = arena_json(
            arena, json_pack("{s:s, s:s}", "msgtype", "m.text", "body", rows[i].body));
        char *text = json_dumps(content, 0);
        struct matrix_event event = message(text);
        free(text);
        assert_int_equal(event.kind, MATRIX_SAID);
        if (rows[i].command) {
            assert_string_equal(event.command, rows[i].command);
        } else {
            assert_null(event.command);
        }
    }
}

static void test_a_mention_is_meant_by_its_link_or_by_the_list(void **state) {
    struct matrix_event event =
        message("{\"msgtype\":\"m.text\",\"body\":\"Siren: role take commander Ben\","
                "\"m.mentions\":{\"user_ids\":[\"" OWN "\"]},"
                "\"format\":\"org.matrix.custom.html\",\"formatted_body\":"
                "\"<a href=\\\"https://matrix.to/#/" OWN "\\\">Siren</a>: role take "
                "commander <a href='https://matrix.to/#/%40ben%3Aexample.org?via=x'>Ben"
                "</a>\"}");
    (void)state;
    assert_string_equal(event.command, "role take commander @ben:example.org");
    event = message("{\"msgtype\":\"m.text\",\"body\":\"@tocsin list\","
                    "\"m.mentions\":{\"user_ids\":[\"" OWN "\"]}}");
    assert_string_equal(event.command, "list");
    event = message("{\"msgtype\":\"m.text\",\"body\":\"@tocsin list\","
                    "\"m.mentions\":{\"user_ids\":[\"@other:example.org\",7,null]}}");
    assert_null(event.command);
    /* A link to nobody, one that is never closed, one without a name. */
    event =
        message("{\"msgtype\":\"m.text\",\"body\":\"!inc note Ben\","
                "\"format\":\"org.matrix.custom.html\",\"formatted_body\":"
                "\"<a href=\\\"https://matrix.to/#/%00%ff\\\">Ben</a><a href=\\\""
                "https://matrix.to/#/@x:y\\\"></a><a href=\\\"https://matrix.to/#/@z\"}");
    assert_string_equal(event.command, "note Ben");
}

static void test_what_it_replies_to_is_not_said(void **state) {
    struct matrix_event event = message(
        "{\"msgtype\":\"m.text\",\"body\":\"> <@bo:x> !inc cancel\\n> more\\n\\n"
        "!inc list\",\"m.relates_to\":{\"m.in_reply_to\":{\"event_id\":\"$q\"}}}");
    (void)state;
    assert_string_equal(event.command, "list");
    event = message("{\"msgtype\":\"m.text\",\"body\":\"> !inc list\"}");
    assert_null(event.command);
}

static void test_what_is_no_command(void **state) {
    (void)state;
    /* An edit, a notice, a picture, ours. */
    struct matrix_event event =
        message("{\"msgtype\":\"m.text\",\"body\":\"* !inc list\",\"m.new_content\":"
                "{\"msgtype\":\"m.text\",\"body\":\"!inc list\"},\"m.relates_to\":"
                "{\"rel_type\":\"m.replace\",\"event_id\":\"$o\"}}");
    assert_int_equal(event.kind, MATRIX_EDITED);
    assert_null(event.command);
    assert_string_equal(event.body, "!inc list");
    event = message("{\"msgtype\":\"m.notice\",\"body\":\"!inc list\"}");
    assert_int_equal(event.kind, MATRIX_NOTHING);
    event = message("{\"msgtype\":\"m.emote\",\"body\":\"!inc list\"}");
    assert_null(event.command);
    event =
        matrix_event(arena,
                     read_json("{\"event_id\":\"$e\",\"sender\":\"" OWN "\",\"type\":"
                               "\"m.room.message\",\"content\":{\"msgtype\":\"m.text\""
                               ",\"body\":\"!inc list\"}}"),
                     OWN);
    assert_int_equal(event.kind, MATRIX_NOTHING);
}

/* ---- hostile events ---- */

static void test_members_of_any_kind_harm_nothing(void **state) {
    static const char *const contents[] = {
        "{}",
        "{\"body\":null}",
        "{\"body\":7,\"msgtype\":[]}",
        "{\"body\":\"!inc list\",\"msgtype\":{}}",
        "{\"body\":\"x\",\"msgtype\":\"m.text\",\"m.relates_to\":7}",
        "{\"body\":\"x\",\"msgtype\":\"m.text\",\"m.relates_to\":{\"rel_type\":[]}}",
        "{\"m.relates_to\":{\"rel_type\":\"m.annotation\"}}",
        "{\"m.relates_to\":{\"rel_type\":\"m.annotation\",\"event_id\":7,\"key\":{}}}",
        "{\"redacts\":{}}",
        "{\"membership\":{},\"displayname\":[]}",
        "{\"replacement_room\":\"@not a room\"}",
    };
    static const char *const types[] = {
        "m.room.message",   "m.reaction",       "m.room.redaction",  "m.room.member",
        "m.room.tombstone", "m.room.encrypted", "m.room.encryption", ""};
    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
            struct matrix_event event = event_of(types[t], "", contents[i]);
            struct matrix_event state_event =
                event_of(types[t], ",\"state_key\":\"\"", contents[i]);
            assert_null(event.command);
            assert_null(state_event.command);
        }
    }
    assert_int_equal(matrix_event(arena, read_json("[]"), OWN).kind, MATRIX_NOTHING);
    assert_int_equal(matrix_event(arena, NULL, OWN).kind, MATRIX_NOTHING);
    assert_int_equal(event_of("m.room.message", "", "[]").kind, MATRIX_NOTHING);
}

static void test_ids(void **state) {
    char *long_id = arena_alloc(arena, 300);
    (void)state;
    memset(long_id, 'a', 256);
    long_id[0] = '@';
    assert_false(matrix_is_id(long_id, '@'));
    long_id[255] = '\0';
    assert_true(matrix_is_id(long_id, '@')); /* 255 bytes */
    assert_false(matrix_is_id("@", '@'));
    assert_false(matrix_is_id("@a b:x", '@'));
    assert_false(matrix_is_id("@a\nb:x", '@'));
    assert_false(matrix_is_id("!r:x", '@'));
    assert_false(matrix_is_id(NULL, '@'));
    assert_string_equal(matrix_server("@a:b:8448"), "b:8448");
    assert_string_equal(matrix_server("!r"), "");
}

/* One event must not hide the others of its answer. */
static void test_json_that_a_parser_refuses_is_made_harmless(void **state) {
    static const char *const values[] = {
        "1e999",
        "-1e999",
        "123456789012345678901234567890",
        "0.1",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00 x\"",
        "\"\\ud83d\\ude00\"",
        "\"\\\\\\ud800\"",
        "\"\\\"\\u0000\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *text =
            arena_printf(arena, "{\"bad\":%s,\"body\":\"!inc list\"}", values[i]);
        json_t *json = read_json(text);
        assert_string_equal(jsonx_string(json, "body", ""), "!inc list");
    }
    struct strbuf deep;
    strbuf_init(&deep, 100000);
    strbuf_add(&deep, "{\"deep\":");
    for (int i = 0; i < 5000; i++) {
        strbuf_add(&deep, "[\"]\",");
    }
    strbuf_add(&deep, "1");
    for (int i = 0; i < 5000; i++) {
        strbuf_add(&deep, "]");
    }
    strbuf_add(&deep, ",\"body\":\"!inc list\"}");
    json_t *json = read_json(deep.ptr);
    assert_string_equal(jsonx_string(json, "body", ""), "!inc list");
    strbuf_free(&deep);
    assert_null(matrix_json("{\"cut\":\"", 8));
    assert_null(matrix_json("\\", 1));
    assert_null(matrix_json("", 0));
    assert_null(matrix_json("<html>", 6));
}

/* ---- inputs ---- */

static struct input input_of(struct matrix_event event, bool direct, int64_t now) {
    struct matrix_heard heard = {.event = event,
                                 .room = "!new:example.org",
                                 .place = "!r:example.org",
                                 .direct = direct};
    struct input input;
    assert_true(matrix_input(arena, &heard, now, 60000, &input));
    return input;
}

static void test_a_command_becomes_an_input(void **state) {
    struct matrix_event event =
        message("{\"msgtype\":\"m.text\",\"body\":\"!inc list\"}");
    struct input input = input_of(event, false, 61000);
    (void)state;
    assert_int_equal(input.kind, INPUT_COMMAND);
    assert_string_equal(input.key, "matrix:$e");
    assert_string_equal(input.actor, "matrix:" ANA);
    assert_string_equal(input.place, "matrix:!r:example.org");
    assert_string_equal(input.text, "list");
    assert_true(input.shown);
    assert_true(input.late == 0); /* a minute is not older than a minute */
    assert_true(input_of(event, false, 61001).late == 60001);
    assert_false(input_of(event, true, 1000).shown);
    event = message("{\"msgtype\":\"m.text\",\"body\":\"what is open?\"}");
    assert_string_equal(input_of(event, true, 1000).text, "what is open?");
    struct matrix_heard heard = {
        .event = event, .room = "!r:example.org", .place = "!r:example.org"};
    assert_false(matrix_input(arena, &heard, 1000, 60000, &input));
    event = message("{\"msgtype\":\"m.text\",\"body\":\"!inc\"}");
    assert_string_equal(input_of(event, false, 1000).text, "help");
}

static struct matrix_event reaction(const char *key) {
    return event_of("m.reaction", "",
                    arena_printf(arena,
                                 "{\"m.relates_to\":{\"rel_type\":\"m.annotation\","
                                 "\"event_id\":\"$m\",\"key\":\"%s\"}}",
                                 key));
}

static void test_reactions(void **state) {
    static const struct {
        const char *key, *as;
    } rows[] = {{"\xF0\x9F\x93\x8C", MESSAGE_TIMELINE},
                {"\xF0\x9F\x93\x8C\xEF\xB8\x8F", MESSAGE_TIMELINE},
                {"\xE2\x98\x91\xEF\xB8\x8F", MESSAGE_ACTION},
                {"\xE2\x9C\x85", MESSAGE_ACTION}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct input input = input_of(reaction(rows[i].key), false, 1000);
        assert_int_equal(input.kind, INPUT_MESSAGE);
        assert_string_equal(jsonx_string(input.data, "as", ""), rows[i].as);
        assert_string_equal(jsonx_string(input.data, "message", ""), "$m");
    }
    struct input input = input_of(reaction("\xE2\x9C\x8B\xF0\x9F\x8F\xBD"), false, 1000);
    assert_int_equal(input.kind, INPUT_COMMAND);
    assert_string_equal(input.command, "ack");
    struct matrix_heard heard = {
        .event = reaction("\xF0\x9F\x91\x8D"), .room = "!r:x", .place = "!r:x"};
    assert_false(matrix_input(arena, &heard, 1000, 60000, &input));
    heard.event = reaction("\xF0\x9F\x93\x8C followed by a long story");
    assert_false(matrix_input(arena, &heard, 1000, 60000, &input));
}

static void test_what_was_taken_away(void **state) {
    struct matrix_heard heard = {
        .event = event_of("m.room.redaction", ",\"redacts\":\"$m\"", "{}"),
        .room = "!r:x",
        .place = "!r:x"};
    struct input input;
    (void)state;
    assert_true(matrix_input(arena, &heard, 1000, 60000, &input));
    assert_string_equal(jsonx_string(input.data, "as", ""), MESSAGE_DELETED);
    heard.event = event_of("m.room.redaction", "", "{\"redacts\":\"$reaction\"}");
    heard.reaction = reaction("\xF0\x9F\x93\x8C");
    assert_true(matrix_input(arena, &heard, 1000, 60000, &input));
    assert_string_equal(jsonx_string(input.data, "as", ""), MESSAGE_TIMELINE);
    assert_string_equal(jsonx_string(input.data, "message", ""), "$m");
    assert_true(jsonx_bool(input.data, "removed", false));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_said_to_us, begin, end),
        cmocka_unit_test_setup_teardown(
            test_a_mention_is_meant_by_its_link_or_by_the_list, begin, end),
        cmocka_unit_test_setup_teardown(test_what_it_replies_to_is_not_said, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_no_command, begin, end),
        cmocka_unit_test_setup_teardown(test_members_of_any_kind_harm_nothing, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_ids, begin, end),
        cmocka_unit_test_setup_teardown(test_json_that_a_parser_refuses_is_made_harmless,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_a_command_becomes_an_input, begin, end),
        cmocka_unit_test_setup_teardown(test_reactions, begin, end),
        cmocka_unit_test_setup_teardown(test_what_was_taken_away, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

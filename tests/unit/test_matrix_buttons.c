/* Buttons on a network that has none, and what somebody is asked for: what travels in the
 * mark of a message comes back as the same press, or question, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "matrix/codec_buttons.h"
#include "matrix/codec_question.h"

#include <string.h>

#define OWN "@tocsin:example.org"
#define ANA "@ana:example.org"
#define HAND "\xE2\x9C\x8B"
#define MEMO "\xF0\x9F\x93\x9D"
#define FLAG "\xF0\x9F\x8F\x81"

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

static json_t *json_of(const char *text) {
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return arena_json(arena, json);
}

static const char tree[] =
    "[{\"k\":\"p\",\"c\":[]},{\"k\":\"buttons\",\"c\":["
    "{\"label\":\"Acknowledge\",\"command\":\"ack\",\"incident\":\"INC-1\",\"made\":"
    "\"7\","
    "\"form\":false,\"style\":\"primary\"},"
    "{\"label\":\"Update\",\"command\":\"update\",\"incident\":\"INC-1\",\"made\":\"7\","
    "\"form\":true,\"phase\":\"triage\"},"
    "{\"label\":\"Done\",\"command\":\"action done\",\"incident\":\"INC-1\","
    "\"fields\":{\"number\":\"3\"}},"
    "{\"label\":\"Odd\",\"command\":\"frobnicate\",\"incident\":\"INC-1\"}]}]";

static json_t *mark_of(const char *delivery) {
    json_t *mark = arena_json(
        arena, json_pack("{s:s, s:s}", "delivery", delivery, "incident", "INC-1"));
    matrix_buttons_keep(mark, json_of(tree));
    return mark;
}

/* ---- buttons ---- */

static void test_a_line_says_what_to_react_with(void **state) {
    const json_t *buttons = json_object_get(json_array_get(json_of(tree), 1), "c");
    (void)state;
    assert_string_equal(matrix_buttons_line(arena, buttons, "!inc"),
                        "React: " HAND " Acknowledge \xC2\xB7 " MEMO
                        " Update \xC2\xB7 \xF0\x9F\x91\x8D Done \xC2\xB7 "
                        "Odd: !inc frobnicate");
    assert_string_equal(matrix_buttons_line(arena, NULL, "!inc"), "");
    json_t *signs = arena_json(arena, matrix_buttons_signs(json_of(tree)));
    assert_int_equal(json_array_size(signs), 3);
    assert_string_equal(json_string_value(json_array_get(signs, 0)), HAND);
}

static void test_a_press_is_what_the_button_meant(void **state) {
    const json_t *mark = mark_of("abc");
    struct matrix_press press = {0};
    (void)state;
    assert_true(matrix_pressed(mark, HAND "\xF0\x9F\x8F\xBD", &press));
    assert_string_equal(press.command, "ack");
    assert_string_equal(press.incident, "INC-1");
    assert_string_equal(press.made, "7");
    assert_false(press.form);
    assert_true(matrix_pressed(mark, MEMO, &press));
    assert_true(press.form);
    assert_string_equal(press.phase, "triage");
    assert_true(matrix_pressed(mark, "\xF0\x9F\x91\x8D", &press));
    assert_string_equal(jsonx_string(press.fields, "number", ""), "3");
    /* Not offered there; no sign; a story behind one. */
    assert_false(matrix_pressed(mark, FLAG, &press));
    assert_false(matrix_pressed(mark, "x", &press));
    assert_false(matrix_pressed(mark, MEMO " and a long story behind it", &press));
    assert_false(matrix_pressed(NULL, HAND, &press));
    assert_false(
        matrix_pressed(json_of("{\"buttons\":[7,{\"command\":[]}]}"), HAND, &press));
}

static void test_the_summary_offers_what_is_possible_by_now(void **state) {
    struct matrix_press press = {0};
    (void)state;
    assert_true(matrix_pressed(mark_of("summary:INC-1"), FLAG, &press));
    assert_string_equal(press.command, "resolve");
    assert_string_equal(press.incident, "INC-1");
    assert_string_equal(press.made, "7");
    assert_true(press.form);
}

static void test_a_press_becomes_an_input(void **state) {
    struct matrix_heard heard = {.event = {.kind = MATRIX_REACTED,
                                           .id = "$r",
                                           .sender = ANA,
                                           .at = 1000,
                                           .target = "$m",
                                           .key = HAND},
                                 .room = "!r:x",
                                 .place = "!r:x"};
    struct input input;
    (void)state;
    assert_true(matrix_pressed(mark_of("abc"), HAND, &heard.press));
    assert_true(matrix_input(arena, &heard, 1000, 60000, &input));
    assert_string_equal(input.command, "ack");
    assert_null(input.text);
    assert_string_equal(input.incident, "INC-1");
    assert_string_equal(input.made, "7");
    assert_string_equal(jsonx_string(input.data, "message", ""), "$m");
    assert_true(json_is_object(input.fields));
    assert_true(matrix_pressed(mark_of("abc"), MEMO, &heard.press));
    assert_true(matrix_input(arena, &heard, 100000, 60000, &input));
    assert_string_equal(input.text, "update");
    assert_null(input.command);
    assert_string_equal(input.phase, "triage");
    assert_true(input.late == 99000);
}

/* ---- questions ---- */

static struct matrix_heard said(const char *id, const char *body) {
    return (struct matrix_heard){.event = {.kind = MATRIX_SAID,
                                           .id = id,
                                           .sender = ANA,
                                           .at = 5000,
                                           .body = body,
                                           .thread = "$root"},
                                 .room = "!r:x",
                                 .place = "!r:x"};
}

static void test_an_answer_goes_behind_what_was_typed(void **state) {
    struct matrix_heard heard = said("$1", "!inc escalate");
    struct input input;
    (void)state;
    heard.event.command = "escalate";
    json_t *first = arena_json(arena, matrix_question(arena, &heard, "to"));
    assert_string_equal(jsonx_string(first, "of", ""), ANA);
    heard = said("$2", " dba ");
    assert_int_equal(matrix_answering(arena, first, &heard.event), MATRIX_ANSWERS);
    heard.question = first;
    assert_true(matrix_input(arena, &heard, 5000, 60000, &input));
    assert_string_equal(input.text, "escalate dba");
    json_t *second = arena_json(arena, matrix_question(arena, &heard, "reason"));
    heard = said("$3", "the index is broken");
    heard.question = second;
    assert_string_equal(matrix_typed(arena, &heard), "escalate dba the index is broken");
    /* What was not taken is asked for again, as before it. */
    json_t *again = arena_json(arena, matrix_question(arena, &heard, NULL));
    assert_string_equal(jsonx_string(again, "text", ""), "escalate dba");
    again = arena_json(arena, matrix_question(arena, &heard, "reason"));
    assert_string_equal(jsonx_string(again, "text", ""), "escalate dba");
    /* Its own events are no answers, should they be read once more. */
    for (int i = 1; i <= 3; i++) {
        heard = said(arena_printf(arena, "$%d", i), "x");
        assert_int_equal(matrix_answering(arena, again, &heard.event), MATRIX_NO_ANSWER);
    }
}

static void test_what_is_no_answer(void **state) {
    struct matrix_heard heard = said("$1", "!inc note");
    (void)state;
    heard.event.command = "note";
    json_t *question = arena_json(arena, matrix_question(arena, &heard, "note"));
    assert_int_equal(matrix_answering(arena, question, &heard.event), MATRIX_NO_ANSWER);
    static const struct {
        const char *body;
        int64_t at;
        enum matrix_answering is;
    } rows[] = {
        {"Stop", 5000, MATRIX_LEAVES},
        {" never mind ", 5000, MATRIX_LEAVES},
        {"stop the traffic", 5000, MATRIX_ANSWERS},
        {"x", 5000 + 60 * 60 * 1000, MATRIX_ANSWERS},
        {"x", 5001 + 60 * 60 * 1000, MATRIX_TOO_OLD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        heard = said("$9", rows[i].body);
        heard.event.at = rows[i].at;
        assert_int_equal(matrix_answering(arena, question, &heard.event), rows[i].is);
    }
    json_t *over = arena_json(arena, matrix_question_over(ANA));
    assert_int_equal(matrix_answering(arena, over, &heard.event), MATRIX_NO_ANSWER);
    assert_int_equal(matrix_answering(arena, NULL, &heard.event), MATRIX_NO_ANSWER);
}

static void test_a_thread_tells_who_is_asked_what(void **state) {
    /* Newest first; one that somebody forged; one of which nobody is asked. */
    json_t *found = arena_json(
        arena,
        matrix_questions(
            json_of("[{\"sender\":\"" ANA "\",\"content\":{\"org.tocsin\":{\"asks\":"
                    "{\"of\":\"" ANA "\",\"text\":\"cancel\"}}}},"
                    "{\"sender\":\"" OWN "\",\"content\":{\"org.tocsin\":{\"asks\":"
                    "{\"of\":\"" ANA "\",\"text\":\"note\"}}}},"
                    "{\"sender\":\"" OWN "\",\"content\":{\"org.tocsin\":{\"asks\":"
                    "{\"of\":\"" ANA "\",\"text\":\"older\"}}}},"
                    "{\"sender\":\"" OWN "\",\"content\":{\"org.tocsin\":{\"asks\":7}}},"
                    "9,{}]"),
            OWN));
    (void)state;
    assert_int_equal(json_object_size(found), 1);
    assert_string_equal(jsonx_string(json_object_get(found, ANA), "text", ""), "note");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_line_says_what_to_react_with, begin, end),
        cmocka_unit_test_setup_teardown(test_a_press_is_what_the_button_meant, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_the_summary_offers_what_is_possible_by_now,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_a_press_becomes_an_input, begin, end),
        cmocka_unit_test_setup_teardown(test_an_answer_goes_behind_what_was_typed, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_what_is_no_answer, begin, end),
        cmocka_unit_test_setup_teardown(test_a_thread_tells_who_is_asked_what, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a typed line, a key and a transcript mean. */
#include "base/text.h"
#include "console/codec_line.h"
#include "console/codec_script.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MINUTE = 60 * 1000 };

static void test_lines(void **state) {
    (void)state;
    static const struct {
        const char *typed;
        enum line_kind kind;
        enum local_command local;
        const char *text;
    } cases[] = {
        {"/inc declare sev1 down", LINE_COMMAND, 0, "declare sev1 down"},
        {"  /incident  ack ", LINE_COMMAND, 0, "ack"},
        {"inc update warm again", LINE_COMMAND, 0, "update warm again"},
        {"/inc", LINE_COMMAND, 0, ""},
        {"inc", LINE_SAID, 0, "inc"},
        {"incidentally, hello", LINE_SAID, 0, "incidentally, hello"},
        {"/increase", LINE_UNKNOWN, 0, "/increase"},
        {"/join #a", LINE_LOCAL, LOCAL_JOIN, "#a"},
        {"/as  bob ", LINE_LOCAL, LOCAL_AS, "bob"},
        {"/clock", LINE_LOCAL, LOCAL_CLOCK, ""},
        {"/quit", LINE_LOCAL, LOCAL_QUIT, ""},
        {"# remark", LINE_COMMENT, 0, "# remark"},
        {"#general is full", LINE_SAID, 0, "#general is full"},
        {"   ", LINE_EMPTY, 0, ""},
        {"/inc note \xff", LINE_COMMAND, 0, "note \xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct line line;
        codec_line(arena, cases[i].typed, strlen(cases[i].typed), &line);
        assert_int_equal(line.kind, cases[i].kind);
        assert_int_equal(line.local, cases[i].local);
        assert_string_equal(line.text, cases[i].text);
        arena_free(arena);
    }
}

static void test_spans(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"+15m", 15 * MINUTE},
        {" 90s ", 90 * 1000},
        {"-10m", -10 * MINUTE},
        {"+0m", 0},
        {"soon", 0},
        {"", 0},
        {"+-5m", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        int64_t ms = 0;
        assert_int_equal(codec_span(arena, cases[i].text, &ms), cases[i].ms != 0);
        assert_int_equal(ms, cases[i].ms);
        arena_free(arena);
    }
}

static void test_completion(void **state) {
    (void)state;
    static const struct {
        const char *line;
        size_t n;
        const char *first;
        const char *rest; /* what the host completes, NULL: nothing */
    } cases[] = {
        {"/inc ac", 0, NULL, "ac"},  {"inc up", 0, NULL, "up"},
        {"/inc ", 0, NULL, ""},      {"/incident role take c", 0, NULL, "role take c"},
        {"/j", 1, "/join", NULL},    {"/in", 1, "/inc", NULL},
        {"/inc", 1, "/inc", NULL},   {"hello", 0, NULL, NULL},
        {"/join #x", 0, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found[8];
        size_t n = codec_complete(cases[i].line, found, 8);
        assert_int_equal(n, cases[i].n);
        assert_true(text_equal(codec_after_prefix(cases[i].line), cases[i].rest));
        if (n > 0)
            assert_string_equal(found[0], cases[i].first);
    }
}

static void test_keys(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t key;
    } cases[] = {
        {"", 0},
        {"a", 1},
        {"ab", 1},
        {"\xc3", 0},
        {"\xc3\xa9", 2},
        {"\xf0\x9f\x98", 0},
        {"\xf0\x9f\x98\x80x", 4},
        {"\033", 0},
        {"\033b", 2},
        {"\033[", 0},
        {"\033[A", 3},
        {"\033[1;5", 0},
        {"\033[1;5Cx", 6},
        {"\033O", 0},
        {"\033OA", 3},
        {"\x16", 0},
        {"\x18\x18", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(codec_key(cases[i].bytes, strlen(cases[i].bytes)), cases[i].key);
}

static void test_script(void **state) {
    (void)state;
    static const char text[] = "# A remark\n"
                               "@ 2025-09-29 10:00\r\n"
                               "\n"
                               "ana #general> /inc declare sev1 a > b\n"
                               "? [#incidents]\n"
                               "! all clear\n"
                               "+5m\n"
                               "@ 2025-09-29T10:30:00Z";
    static const struct script_step expected[] = {
        {SCRIPT_COMMENT, 1, NULL, NULL, "# A remark", 0},
        {SCRIPT_UNTIL, 2, NULL, NULL, NULL, 1759140000000},
        {SCRIPT_INPUT, 4, "ana", "#general", "/inc declare sev1 a > b", 0},
        {SCRIPT_EXPECT, 5, NULL, NULL, "[#incidents]", 0},
        {SCRIPT_REFUSE, 6, NULL, NULL, "all clear", 0},
        {SCRIPT_ADVANCE, 7, NULL, NULL, NULL, 5 * MINUTE},
        {SCRIPT_UNTIL, 8, NULL, NULL, NULL, 1759141800000},
    };
    struct error err;
    struct script *script = script_parse(text, sizeof text - 1, "x.drill", &err);
    assert_non_null(script);
    size_t n;
    const struct script_step *steps = script_steps(script, &n);
    assert_int_equal(n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(steps[i].kind, expected[i].kind);
        assert_int_equal(steps[i].line, expected[i].line);
        assert_int_equal(steps[i].ms, expected[i].ms);
        assert_true(text_equal(steps[i].user, expected[i].user));
        assert_true(text_equal(steps[i].channel, expected[i].channel));
        assert_true(text_equal(steps[i].text, expected[i].text));
    }
    assert_int_equal(script_start(script), 1759140000000);
    assert_string_equal(script_file(script), "x.drill");
    script_free(script);
}

static void test_bad_scripts(void **state) {
    (void)state;
    static const struct {
        const char *text, *where;
    } cases[] = {
        {"", "x.drill: "},
        {"# only a remark\n", "x.drill: "},
        {"ana #general> /inc help\n", "x.drill:1: "},
        {"@ yesterday\n", "x.drill:1: "},
        {"@ 2025-09-29 10:00\n+soon\n", "x.drill:2: "},
        {"@ 2025-09-29 10:00\n\n?\n", "x.drill:3: "},
        {"@ 2025-09-29 10:00\nhello\n", "x.drill:2: "},
        {"@ 2025-09-29 10:00\nana general> x\n", "x.drill:2: "},
        {"@ 2025-09-29 10:00\na/b #general> x\n", "x.drill:2: "},
        {"@ 2025-09-29 10:00\n\xff\n", "x.drill:2: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        assert_null(script_parse(cases[i].text, strlen(cases[i].text), "x.drill", &err));
        assert_int_equal(err.code, ERR_INVALID);
        assert_true(text_starts(err.text, cases[i].where));
    }
}

static void test_met(void **state) {
    (void)state;
    static const char *const lines[] = {"alpha", "beta", "alpha beta"};
    static const struct {
        enum script_kind kind;
        const char *text;
        size_t cursor;
        bool met;
        size_t after;
    } cases[] = {
        {SCRIPT_EXPECT, "alpha", 0, true, 1},  {SCRIPT_EXPECT, "alpha", 1, true, 3},
        {SCRIPT_EXPECT, "alpha", 3, false, 3}, {SCRIPT_EXPECT, "gamma", 0, false, 0},
        {SCRIPT_REFUSE, "alpha", 3, false, 3}, {SCRIPT_REFUSE, "gamma", 0, true, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct script_step step = {.kind = cases[i].kind, .text = cases[i].text};
        size_t cursor = cases[i].cursor;
        assert_int_equal(script_met(&step, lines, 3, &cursor), cases[i].met);
        assert_int_equal(cursor, cases[i].after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),      cmocka_unit_test(test_spans),
        cmocka_unit_test(test_completion), cmocka_unit_test(test_keys),
        cmocka_unit_test(test_script),     cmocka_unit_test(test_bad_scripts),
        cmocka_unit_test(test_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Words and characters: what counts as a character, what a typing error is, what is cut.
 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define FFFD "\xEF\xBF\xBD"

static void characters_are_strict(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t len;
        bool valid;
    } table[] = {
        {"", 0, true},
        {"plain", 5, true},
        {"\0", 1, true},
        {"\xC2\x80", 2, true},
        {"\xDF\xBF", 2, true},
        {"\xE0\xA0\x80", 3, true},
        {"\xED\x9F\xBF", 3, true},
        {"\xEE\x80\x80", 3, true},
        {"\xF0\x90\x80\x80", 4, true},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\x80", 1, false},                 /* continuation alone */
        {"\xC3", 1, false},                 /* cut short */
        {"\xC3(", 2, false},                /* continuation missing */
        {"\xC0\x80", 2, false},             /* overlong NUL */
        {"\xC1\xBF", 2, false},             /* overlong DEL */
        {"\xE0\x9F\xBF", 3, false},         /* overlong */
        {"\xF0\x8F\xBF\xBF", 4, false},     /* overlong */
        {"\xED\xA0\x80", 3, false},         /* surrogate */
        {"\xED\xBF\xBF", 3, false},         /* surrogate */
        {"\xF4\x90\x80\x80", 4, false},     /* above U+10FFFF */
        {"\xF8\x88\x80\x80\x80", 5, false}, /* five bytes */
        {"\xFF", 1, false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        if (utf8_valid(table[i].s, table[i].len) != table[i].valid)
            fail_msg("row %zu", i);
    }
    uint32_t point = 0;
    assert_int_equal(utf8_next("\xE2\x82\xAC!", 4, &point), 3);
    assert_int_equal(point, 0x20AC);
}

static void floor_never_splits(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t max, expected;
    } table[] = {
        {"abc", 2, 2},
        {"abc", 9, 3},
        {"a\xC3\xA9", 2, 1},
        {"a\xC3\xA9", 3, 3},
        {"\xF0\x9F\x94\xA5", 3, 0},
        {"x\xF0\x9F\x94\xA5y", 4, 1},
        {"x\xF0\x9F\x94\xA5y", 5, 5},
        {"\x80\x80\x80\x80\x80\x80", 5, 5}, /* no characters: any place will do */
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(utf8_floor(table[i].s, strlen(table[i].s), table[i].max),
                         table[i].expected);
    }
}

static void cleaning(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t len;
        const char *expected;
    } table[] = {
        {"caf\xC3\xA9\n\tok", 9, "caf\xC3\xA9\n\tok"},
        {"a\0b", 3, "a" FFFD "b"},
        {"\x1B[31mred", 8, FFFD "[31mred"},
        {"a\rb", 3, "a" FFFD "b"},
        {"a\x7F", 2, "a" FFFD},
        {"\xC2\x85next", 6, FFFD "next"}, /* C1 */
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): meant to mislead */
        {"\xE2\x80\xAE gnp.exe", 11, FFFD " gnp.exe"},   /* right-to-left override */
        {"\xE2\x81\xA6x\xE2\x81\xA9", 7, FFFD "x" FFFD}, /* isolates */
        {"\xE2\x80\x8Fok", 5, "\xE2\x80\x8Fok"}, /* a mark reorders nothing around it */
        {"\xFF\xFE", 2, FFFD FFFD},
        {"\xED\xA0\x80", 3, FFFD FFFD FFFD},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(text_clean(arena, table[i].s, table[i].len),
                            table[i].expected);
    }
    arena_free(arena);
}

/* What is printed for a terminal: it can neither begin a line nor turn one around. */
static void lines(void **state) {
    (void)state;
    static const struct {
        const char *s, *screen, *line;
    } table[] = {
        {"a\nb\tc", "a\nb\tc", "a b c"},
        {"a\xE2\x80\xA8x\xE2\x80\xA9y", "a\nx\ny", "a x y"},
        {"a\xC2\x85x", "a\nx", "a x"},
        {"\xE2\x80\x8E \xE2\x80\x8F \xD8\x9C", FFFD " " FFFD " " FFFD,
         FFFD " " FFFD " " FFFD},
        {"\x1B[2J", FFFD "[2J", FFFD "[2J"},
        {"a\r\nb", "a" FFFD "\nb", "a" FFFD " b"},
        {"\xD7\xA9\xD7\x9C", "\xD7\xA9\xD7\x9C", "\xD7\xA9\xD7\x9C"}, /* words stay */
        {"", "", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(text_screen(arena, table[i].s, strlen(table[i].s)),
                            table[i].screen);
        assert_string_equal(text_line(arena, table[i].s), table[i].line);
    }
    assert_string_equal(text_line(arena, NULL), "");
    arena_free(arena);
}

static void cutting(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t max;
        const char *expected;
        bool cut;
    } table[] = {
        {"short", 5, "short", false},
        {"longer", 5, "lo\xE2\x80\xA6", true},
        {"a\xC3\xA9\xC3\xA9", 4, "a\xE2\x80\xA6", true}, /* not half an e acute */
        {"abcdef", 2, "ab", true},                       /* no room for the mark */
        {"", 0, "", false},
        {"x", 0, "", true},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        bool cut = !table[i].cut;
        assert_string_equal(text_cut(arena, table[i].s, table[i].max, &cut),
                            table[i].expected);
        assert_int_equal(cut, table[i].cut);
    }
    assert_string_equal(text_cut(arena, "longer", 5, NULL), "lo\xE2\x80\xA6");
    arena_free(arena);
}

static void comparing(void **state) {
    (void)state;
    static const char *const list[] = {"ack", "Update", NULL};
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal("", NULL));
    assert_false(text_equal("a", "A"));
    assert_true(text_equal_nocase("SEV-1", "sev-1"));
    assert_false(text_equal_nocase("sev", "sev1"));
    assert_false(text_equal_nocase("\xC3\x89", "\xC3\xA9")); /* ASCII case only */
    assert_true(text_starts("INC-2025", "INC-"));
    assert_false(text_starts("IN", "INC-"));
    assert_false(text_starts(NULL, ""));
    assert_string_equal(text_after("lane:slack:C1", "lane:"), "slack:C1");
    assert_string_equal(text_after("lane:", "lane:"), "");
    assert_null(text_after("lanes", "lane:"));
    assert_null(text_after(NULL, "lane:"));
    assert_true(text_is_empty(NULL));
    assert_true(text_is_empty(" \t\r\n"));
    assert_false(text_is_empty(" x"));
    assert_true(text_in("ack", list));
    assert_false(text_in("update", list));
    assert_true(text_in_nocase("update", list));
    assert_false(text_in_nocase("upd", list));
    assert_false(text_in(NULL, list));
    assert_false(text_in("ack", NULL));
}

static void trimming_and_case(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(text_trim(arena, " \n two words\t "), "two words");
    assert_string_equal(text_trim(arena, "   "), "");
    assert_null(text_trim(arena, NULL));
    assert_string_equal(text_lower(arena, "SEV-1 \xC3\x89"), "sev-1 \xC3\x89");
    assert_null(text_lower(arena, NULL));
    arena_free(arena);
}

static void distances(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        size_t max, expected;
    } table[] = {
        {"resolve", "resolve", 2, 0},
        {"reslove", "resolve", 2, 1}, /* swap */
        {"resolv", "resolve", 2, 1},
        {"rresolve", "resolve", 2, 1},
        {"resolbe", "resolve", 2, 1},
        {"rsolbe", "resolve", 2, 2},
        {"ack", "update", 2, 3},
        {"abcd", "dcba", 9, 3},
        {"", "abc", 5, 3},
        {"", "abc", 2, 3},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(text_distance(table[i].a, table[i].b, table[i].max),
                         table[i].expected);
        assert_int_equal(text_distance(table[i].b, table[i].a, table[i].max),
                         table[i].expected);
    }
    char long_a[200];
    char long_b[200];
    memset(long_a, 'a', sizeof(long_a));
    memset(long_b, 'a', sizeof(long_b));
    long_a[199] = long_b[199] = '\0';
    assert_int_equal(text_distance(long_a, long_b, 2), 0);
    long_b[0] = 'b';
    assert_int_equal(text_distance(long_a, long_b, 2), 3);
}

static void suggestions(void **state) {
    (void)state;
    static const char *const list[] = {"ack",     "close",   "declare", "escalate",
                                       "resolve", "restore", "update",  NULL};
    static const struct {
        const char *word, *expected;
    } table[] = {
        {"reslove", "resolve"},
        {"udpate", "update"},
        {"UPDTE", "update"},
        {"ak", "ack"},
        {"clsoe", "close"},
        {"esc", "escalate"},
        {"decl", "declare"},
        {"resolve", "resolve"},
        {"xylophone", NULL},
        {"a", NULL},
        {"", NULL},
        {"ok", NULL},
        {"do", NULL},
        {"restroe", "restore"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *nearest = text_nearest(table[i].word, list);
        if (!text_equal(nearest, table[i].expected))
            fail_msg("%s: %s", table[i].word, nearest == NULL ? "none" : nearest);
    }
    assert_null(text_nearest("ack", (const char *const[]){NULL}));
}

static void words(void **state) {
    (void)state;
    static const char *const good[] = {"payments", "eu-west-1/api", "a", "team:db",
                                       "x@y+z"};
    static const char *const bad[] = {"",    "two words", "a=b", "caf\xC3\xA9",
                                      "<b>", "a\n"};
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(text_is_word(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(text_is_word(bad[i]));
    assert_false(text_is_word(NULL));
    char longest[66];
    memset(longest, 'w', sizeof(longest));
    longest[64] = '\0';
    assert_true(text_is_word(longest));
    longest[64] = 'w';
    longest[65] = '\0';
    assert_false(text_is_word(longest));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_are_strict),
        cmocka_unit_test(floor_never_splits),
        cmocka_unit_test(cleaning),
        cmocka_unit_test(lines),
        cmocka_unit_test(cutting),
        cmocka_unit_test(comparing),
        cmocka_unit_test(trimming_and_case),
        cmocka_unit_test(distances),
        cmocka_unit_test(suggestions),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

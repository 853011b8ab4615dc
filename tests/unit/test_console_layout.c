/* Lines on a screen: where they break, and how wide characters are. */
#include "base/text.h"
#include "console/codec.h"
#include "console/codec_layout.h"
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define B(s) CODEC_BOLD_ON s CODEC_BOLD_OFF
#define WIDE "\xe6\xbc\xa2" /* a Han character: two columns */

static void widths(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {
        {"", 0},
        {"plain", 5},
        {"caf\xc3\xa9", 4},
        {"cafe\xcc\x81", 4}, /* a combining accent */
        {WIDE WIDE, 4},
        {"\xf0\x9f\x94\xa5", 2}, /* an emoji */
        {"\xed\x95\x9c", 2},     /* Hangul */
        {B("bold"), 4},
        {"\xff", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(codec_width(rows[i].text, strlen(rows[i].text)),
                         rows[i].columns);
    }
}

static void rows_taken(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t columns, row, column;
    } rows[] = {
        {"", 10, 0, 0},
        {"0123456789", 10, 0, 10},
        {"0123456789a", 10, 1, 1},
        {"012345678" WIDE, 10, 1, 2}, /* it does not fit into the last column */
        {WIDE WIDE WIDE, 4, 1, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t column;
        assert_int_equal(
            codec_rows(rows[i].text, strlen(rows[i].text), rows[i].columns, &column),
            rows[i].row);
        assert_int_equal(column, rows[i].column);
    }
}

static void lines(void **state) {
    (void)state;
    static const struct {
        const char *first, *then, *text;
        size_t columns;
        const char *shown;
    } rows[] = {
        {"[#a] ", "    ", "one\ntwo", 0, "[#a] one\n    two\n"},
        {"* ", "* ", "", 0, "* \n"},
        /* at a word, with an indent */
        {"  ", "  ", "one two three four five six seven", 24,
         "  one two three four\n    five six seven\n"},
        {"  ", "  ", "exactly twenty chars!!", 24, "  exactly twenty chars!!\n"},
        /* a word that no row can hold stays whole */
        {"  ", "  ", "see https://example.org/a/very/long/address now", 30,
         "  see\n    https://example.org/a/very/long/address\n    now\n"},
        /* no spaces: between wide characters, never within one */
        {"", "", WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE, 21,
         WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE "\n  " WIDE WIDE "\n"},
        /* bold takes no room */
        {"", "", B("0123456789") " 0123456789", 21, B("0123456789") " 0123456789\n"},
        /* short fields in pairs, the first line aside */
        {"[#a] ", "  ", B("A:") " 1\n" B("B:") " 2\n" B("C:") " 3\nend", 42,
         "[#a] " B("A:") " 1\n  " B("B:") " 2                " B("C:") " 3\n  end\n"},
        /* not when one is long, and not what only looks like one */
        {"x", "", "\n" B("A:") " a long value that stands alone\n" B("B:") " 2", 40,
         "x\n" B("A:") " a long value that stands alone\n" B("B:") " 2\n"},
        {"x", "", "\nA: 1\nB: 2", 40, "x\nA: 1\nB: 2\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct strbuf sb;
        strbuf_init(&sb, 4096);
        codec_lines(rows[i].first, rows[i].then, rows[i].text, rows[i].columns, &sb);
        assert_string_equal(sb.ptr, rows[i].shown);
        strbuf_free(&sb);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(rows_taken),
        cmocka_unit_test(lines),
    };
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}

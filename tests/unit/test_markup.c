/* Markup: what is structure, what is text, and that text never becomes structure. */
#include "core/markup.h"
#include "core/markup_text.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define FFFD "\xEF\xBF\xBD"

enum { HOSTILE_MAX = 512 };

#define P(inlines) "[{\"k\":\"p\",\"c\":[" inlines "]}]"
#define T(text) "{\"k\":\"t\",\"s\":\"" text "\"}"

static const struct {
    const char *markup, *tree;
} trees[] = {
    /* blocks */
    {"", "[]"},
    {"\n \n\t\n", "[]"},
    {"one\ntwo",
     "[{\"k\":\"p\",\"c\":[" T("one") "]},{\"k\":\"p\",\"c\":[" T("two") "]}]"},
    {"one\r\ntwo\r\n",
     "[{\"k\":\"p\",\"c\":[" T("one") "]},{\"k\":\"p\",\"c\":[" T("two") "]}]"},
    {"# Title", "[{\"k\":\"h\",\"c\":[" T("Title") "]}]"},
    {"- item", "[{\"k\":\"li\",\"c\":[" T("item") "]}]"},
    {"#tag", P(T("#tag"))},
    {"-5", P(T("-5"))},
    {" - no", P(T(" - no"))},
    {"# ", "[]"},
    {"- \n-", P(T("-"))},
    {"\\# no", P(T("# no"))},
    {"a # b", P(T("a # b"))},
    /* escapes */
    {"\\*\\\\\\x", P(T("*\\\\x"))},
    {"a\\\nb", P(T("a\\nb"))},
    {"a\\\r", P(T("a\\r"))},
    {"a\\\\\r\nb",
     "[{\"k\":\"p\",\"c\":[" T("a\\\\") "]},{\"k\":\"p\",\"c\":[" T("b") "]}]"},
    {"end\\", P(T("end\\\\"))},
    {"\\\xC3\xA9", P(T("\xC3\xA9"))},
    /* bold */
    {"*b*", P("{\"k\":\"b\",\"c\":[" T("b") "]}")},
    {"a *b* c", P(T("a ") ",{\"k\":\"b\",\"c\":[" T("b") "]}," T(" c"))},
    {"*b `c` <t:5>*", P("{\"k\":\"b\",\"c\":[" T("b ") ",{\"k\":\"c\",\"s\":\"c\"}," T(
                          " ") ",{\"k\":\"time\","
                               "\"ms\":5}]}")},
    {"2 * 3", P(T("2 * 3"))},
    {"**", P(T("**"))},
    {"*open `c` x", P(T("*open ") ",{\"k\":\"c\",\"s\":\"c\"}," T(" x"))},
    {"*open\n*b*",
     "[{\"k\":\"p\",\"c\":[" T("*open") "]},{\"k\":\"p\",\"c\":[{\"k\":\"b\",\"c\":[" T(
         "b") "]}]}]"},
    {"*a*b*", P("{\"k\":\"b\",\"c\":[" T("a") "]}," T("b*"))},
    {"*a\\*b*", P("{\"k\":\"b\",\"c\":[" T("a*b") "]}")},
    {"*a `b* c`", P(T("*a ") ",{\"k\":\"c\",\"s\":\"b* c\"}")},
    /* code */
    {"`x\\`y`", P("{\"k\":\"c\",\"s\":\"x`y\"}")},
    {"`*no*`", P("{\"k\":\"c\",\"s\":\"*no*\"}")},
    {"``", P(T("``"))},
    {"`open", P(T("`open"))},
    /* links */
    {"[l](https://x.y/z)", P("{\"k\":\"a\",\"s\":\"l\",\"u\":\"https://x.y/z\"}")},
    {"[l](HTTP://x)", P("{\"k\":\"a\",\"s\":\"l\",\"u\":\"HTTP://x\"}")},
    {"[](https://x)", P("{\"k\":\"a\",\"s\":\"https://x\",\"u\":\"https://x\"}")},
    {"[a\\]b](https://x/\\)y)", P("{\"k\":\"a\",\"s\":\"a]b\",\"u\":\"https://x/)y\"}")},
    {"[a [l](https://x)", P(T("[a ") ",{\"k\":\"a\",\"s\":\"l\",\"u\":\"https://x\"}")},
    {"[l](javascript:alert)", P(T("[l](javascript:alert)"))},
    {"[l](ftp://x)", P(T("[l](ftp://x)"))},
    {"[l](https://)", P(T("[l](https://)"))},
    {"[l](https://a b)", P(T("[l](https://a b)"))},
    {"[l](https://a\\ b)", P(T("[l](https://a b)"))},
    {"[l](https://a\\\nb)", P(T("[l](https://a\\nb)"))},
    {"[l](https://a\\<b)", P(T("[l](https://a<b)"))},
    {"[l](https://a", P(T("[l](https://a"))},
    {"[l] (https://a)", P(T("[l] (https://a)"))},
    {"[l]", P(T("[l]"))},
    {"[", P(T("["))},
    /* tokens */
    {"<@slack:U7>", P("{\"k\":\"m\",\"s\":\"slack:U7\"}")},
    {"<#console:#inc>", P("{\"k\":\"#\",\"s\":\"console:#inc\"}")},
    {"<t:1759132800123>", P("{\"k\":\"time\",\"ms\":1759132800123}")},
    {"<d:-5000>", P("{\"k\":\"dur\",\"ms\":-5000}")},
    {"<!update what we know>", P("{\"k\":\"cmd\",\"s\":\"update what we know\"}")},
    {"<!note a \\> b>", P("{\"k\":\"cmd\",\"s\":\"note a > b\"}")},
    {"<@>", P(T("<@>"))},
    {"<@two words>", P(T("<@two words>"))},
    {"<@a\\>b>", P(T("<@a>b>"))},
    {"<@a", P(T("<@a"))},
    {"<<@a>>", P(T("<") ",{\"k\":\"m\",\"s\":\"a\"}," T(">"))},
    {"<t:>", P(T("<t:>"))},
    {"<t:-->", P(T("<t:-->"))},
    {"<t:1.5>", P(T("<t:1.5>"))},
    {"<t:9999999999999999999>", P(T("<t:9999999999999999999>"))},
    {"<d5>", P(T("<d5>"))},
    {"<! >", P(T("<! >"))},
    {"<!a\\\nb>", P(T("<!a\\nb>"))},
    {"<b>", P(T("<b>"))},
    {"<>", P(T("<>"))},
    /* bytes that are no text */
    {"a\xFFz", P(T("a" FFFD "z"))},
    {"*\xC3*", P("{\"k\":\"b\",\"c\":[" T(FFFD) "]}")},
};

static void markup_becomes_this_tree(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(trees); i++) {
        json_t *tree = markup_parse(trees[i].markup, strlen(trees[i].markup));
        char *dump = json_dumps(tree, JSON_COMPACT);
        if (!text_equal(dump, trees[i].tree)) {
            fail_msg("%s\n became %s\n instead of %s", trees[i].markup, dump,
                     trees[i].tree);
        }
        free(dump);
        json_decref(tree);
    }
}

static void limits_of_tokens(void **state) {
    (void)state;
    static const struct {
        const char *before, *after;
        size_t max;
        const char *kind;
    } table[] = {
        {"<@", ">", LIMIT_PLACE, "m"},
        {"<#", ">", LIMIT_PLACE, "#"},
        {"<!", ">", LIMIT_INPUT, "cmd"},
        {"[l](https://", ")", LIMIT_URL - 8, "a"},
    };
    struct strbuf sb;
    strbuf_init(&sb, LIMIT_RENDERED);
    for (size_t i = 0; i < COUNT(table); i++) {
        for (size_t extra = 0; extra < 2; extra++) {
            strbuf_clear(&sb);
            strbuf_add(&sb, table[i].before);
            for (size_t n = 0; n < table[i].max + extra; n++)
                strbuf_addc(&sb, 'x');
            strbuf_add(&sb, table[i].after);
            json_t *tree = markup_parse(sb.ptr, sb.len);
            const json_t *node =
                json_array_get(json_object_get(json_array_get(tree, 0), "c"), 0);
            assert_string_equal(jsonx_string(node, "k", ""),
                                extra == 0 ? table[i].kind : "t");
            json_decref(tree);
        }
    }
    strbuf_free(&sb);
}

static void plain_text_of_a_tree(void **state) {
    (void)state;
    static const char markup[] =
        "# *Sev1* `db`\n- [runbook](https://x) <@slack:U7> <#c:#i>\n"
        "<t:0> after <d:90000>: <!ack>";
    struct arena *arena = arena_new();
    json_t *tree = markup_parse(markup, strlen(markup));
    assert_string_equal(markup_plain(arena, tree),
                        "Sev1 db\nrunbook slack:U7 c:#i\n"
                        "1970-01-01T00:00:00Z after 1 min 30 s: "
                        "ack");
    json_decref(tree);
    assert_string_equal(markup_plain(arena, NULL), "");
    static const char strange[] = "[1,{\"c\":[null,{\"k\":\"t\"}]},{\"c\":3}]";
    json_t *odd = jsonx_parse(strange, strlen(strange));
    assert_non_null(odd);
    assert_string_equal(markup_plain(arena, odd), "\n\n");
    json_decref(odd);
    arena_free(arena);
}

static void an_escape_is_whole_or_not_there(void **state) {
    (void)state;
    for (size_t max = 0; max < 8; max++) {
        struct strbuf sb;
        strbuf_init(&sb, max);
        markup_escape(&sb, "a*b*\xC3\xA9", 6);
        assert_int_equal(sb.cut, true);
        assert_true(sb.len == 0 || sb.ptr[sb.len - 1] != '\\');
        strbuf_free(&sb);
    }
    struct arena *arena = arena_new();
    assert_string_equal(markup_escaped(arena, "# a*b"), "\\# a\\*b");
    assert_string_equal(markup_escaped(arena, NULL), "");
    arena_free(arena);
}

/* ---- property: whatever text goes in comes out, as one text and nothing else ---- */

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static size_t hostile(uint64_t *seed, char *buf, size_t max) {
    /* NOLINTBEGIN(misc-misleading-bidirectional): meant to mislead */
    static const char *const pieces[] = {"*",
                                         "`",
                                         "[l](https://x)",
                                         "<@slack:U7>",
                                         "<!close>",
                                         "\\",
                                         "\n",
                                         "\r\n",
                                         "\r",
                                         "# ",
                                         "- ",
                                         "<t:5>",
                                         "](",
                                         "\t",
                                         "\x01",
                                         "\x7F",
                                         "\xFF",
                                         "\xC3\xA9",
                                         "\xC3",
                                         "\xE2\x80\xAE",
                                         "\xED\xA0\x80",
                                         "{{x}}",
                                         " ",
                                         "a",
                                         "\xF0\x9F\x94\xA5"};
    /* NOLINTEND(misc-misleading-bidirectional) */
    size_t len = 0;
    for (size_t n = next_random(seed) % 20; n > 0; n--) {
        const char *piece = pieces[next_random(seed) % COUNT(pieces)];
        size_t size = strlen(piece);
        bool nul = next_random(seed) % 40 == 0;
        if (len + size + 1 > max)
            break;
        memcpy(buf + len, nul ? "" : piece, nul ? 1 : size);
        len += nul ? 1 : size;
    }
    return len;
}

/* `s` with U+FFFD for NUL and for what is no character: written apart from the product's
 * own way of saying so. */
static size_t expected_text(const char *s, size_t len, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        size_t size = 1;
        while (size <= 4 && i + size <= len && !utf8_valid(s + i, size))
            size++;
        bool bad = size > 4 || i + size > len || s[i] == '\0';
        memcpy(out + n, bad ? FFFD : s + i, bad ? 3 : size);
        n += bad ? 3 : size;
        i += bad ? 1 : size;
    }
    out[n] = '\0';
    return n;
}

/* The template around the text must not matter either. */
static const struct {
    const char *before, *after;
    const char *path; /* where the text must be: kind of block, kind of inline */
} surroundings[] = {
    {"", "", "p t"},   {"# ", "", "h t"}, {"- ", "", "li t"},
    {"*", "*", "p b"}, {"`", "`", "p c"}, {"[", "](https://x)", "p a"},
    {"#", "", "p t#"}, {"-", "", "p t-"},
};

static void check_round_trip(const char *s, size_t len, size_t around) {
    char expected[3 * HOSTILE_MAX + 1]; /* U+FFFD takes three bytes */
    expected_text(s, len, expected);
    struct strbuf sb;
    strbuf_init(&sb, LIMIT_RENDERED);
    strbuf_add(&sb, surroundings[around].before);
    markup_escape(&sb, s, len);
    strbuf_add(&sb, surroundings[around].after);
    json_t *tree = markup_parse(sb.ptr, sb.len);
    const char *path = surroundings[around].path;
    const char *kind = strchr(path, ' ') + 1;
    const json_t *block = json_array_get(tree, 0);
    const json_t *node = json_array_get(json_object_get(block, "c"), 0);
    assert_int_equal(json_array_size(tree), 1);
    assert_int_equal(strncmp(jsonx_string(block, "k", ""), path, strcspn(path, " ")), 0);
    assert_int_equal(json_array_size(json_object_get(block, "c")), 1);
    assert_int_equal(jsonx_string(node, "k", "")[0], kind[0]);
    if (kind[0] == 'b')
        node = json_array_get(json_object_get(node, "c"), 0);
    const char *text = jsonx_string(node, "s", "");
    if (kind[1] != '\0')
        assert_int_equal(*text++, kind[1]);
    assert_string_equal(text, expected);
    json_decref(tree);
    strbuf_free(&sb);
}

static void escaped_text_comes_back(void **state) {
    (void)state;
    uint64_t seed = 20250929;
    for (int i = 0; i < 20000; i++) {
        char s[HOSTILE_MAX];
        size_t len = hostile(&seed, s, sizeof(s));
        if (len > 0)
            check_round_trip(s, len, (size_t)i % COUNT(surroundings));
    }
}

static void hostile_lines_stay_linear(void **state) {
    (void)state;
    static const char *const pieces[] = {"[",   "*",    "`",          "<",  "<@a",
                                         "[](", "[a](", "**",         "*`", "\\*",
                                         "<!a", "*[",   "[](https://"};
    struct strbuf sb;
    strbuf_init(&sb, LIMIT_RENDERED);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        strbuf_clear(&sb);
        while (!sb.cut)
            strbuf_add(&sb, pieces[i]);
        struct timespec before;
        struct timespec after;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        json_decref(markup_parse(sb.ptr, sb.len));
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        /* Quadratic would be tens of seconds here; linear is some milliseconds. */
        assert_in_range(after.tv_sec - before.tv_sec, 0, 1);
    }
    strbuf_free(&sb);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_becomes_this_tree),
        cmocka_unit_test(limits_of_tokens),
        cmocka_unit_test(plain_text_of_a_tree),
        cmocka_unit_test(an_escape_is_whole_or_not_there),
        cmocka_unit_test(escaped_text_comes_back),
        cmocka_unit_test(hostile_lines_stay_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

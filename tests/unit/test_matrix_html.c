/* Trees in Matrix's language: that nobody's text acts or calls, in the body or in the HTML,
 * that only nodes of ours call, and that what is too long is cut, says so, and stays within
 * what a homeserver takes. */
#include "harness.h"
#include "matrix/codec_html.h"
#include "matrix/codec_pieces.h"
#include "matrix/codec_pills.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(*(list)))
#define P(inner) "[{\"k\":\"p\",\"c\":[" inner "]}]"
#define T(text) "{\"k\":\"t\",\"s\":\"" text "\"}"
#define BAR "\xE2\x94\x82 "
#define FFFD "\xEF\xBF\xBD"
#define JOINER "\xE2\x81\xA0"

static json_t *tree_of(struct arena *arena, const char *json) {
    json_t *tree = json_loads(json, 0, NULL);
    assert_non_null(tree);
    return arena_json(arena, tree);
}

static json_t *text_tree(struct arena *arena, const char *s) {
    return arena_json(arena, tree_line(s));
}

static json_t *notice_of(struct arena *arena, const json_t *tree) {
    return arena_json(arena, matrix_notice(arena, tree, "!inc", MATRIX_CALLS));
}

static const char *body_of(const json_t *content) {
    return jsonx_string(content, "body", "none");
}

static const char *html_of(const json_t *content) {
    return jsonx_string(content, "formatted_body", "none");
}

/* The ids that a content calls, with spaces between; "!" when it has no m.mentions or more
 * in them. */
static const char *called_by(struct arena *arena, const json_t *content) {
    const json_t *mentions = json_object_get(content, "m.mentions"), *one;
    const json_t *ids = json_object_get(mentions, "user_ids");
    const char *called = "";
    size_t i;

    if (!json_is_object(mentions) || json_object_size(mentions) != (ids ? 1 : 0)) {
        return "!";
    }
    json_array_foreach(ids, i, one) {
        called = arena_printf(arena, "%s%s%s", called, i > 0 ? " " : "",
                              json_string_value(one));
    }
    return called;
}

static char *repeated(struct arena *arena, const char *s, size_t n) {
    size_t len = strlen(s);
    char *copy = arena_alloc(arena, len * n + 1);

    for (size_t i = 0; i < n; i++) {
        memcpy(copy + i * len, s, len);
    }
    return copy;
}

/* ---- the judge: tags as a client reads them ---- */

static const char *const allowed[] = {"a",      "p",    "ul", "li", "br",
                                      "strong", "code", "h4", NULL};

/* Every tag is an allowed one, what is opened is closed in order, links alone have an
 * attribute, and there is no entity but four. Returns why not, or NULL. */
static const char *unlike_html(struct arena *arena, const char *html) {
    const char *open[32];
    size_t depth = 0;

    for (const char *c = html; *c != '\0'; c++) {
        if (*c == '&' && !text_starts(c, "&amp;") && !text_starts(c, "&lt;") &&
            !text_starts(c, "&gt;") && !text_starts(c, "&quot;")) {
            return arena_printf(arena, "entity: %.20s", c);
        }
        if (*c == '>') {
            return arena_printf(arena, "a bare >: %.20s", c);
        }
        if (*c != '<') {
            continue;
        }
        bool end = c[1] == '/';
        const char *name = c + 1 + (end ? 1 : 0), *close = strchr(name, '>');
        const char *tag = arena_strndup(arena, name, strcspn(name, " >"));
        bool link = strcmp(tag, "a") == 0 && !end;
        if (!close || !text_in(tag, allowed) ||
            (link ? strncmp(name, "a href=\"http", 12) != 0 &&
                        strncmp(name, "a href=\"mailto:", 15) != 0
                  : name[strlen(tag)] != '>')) {
            return arena_printf(arena, "tag: %.40s", c);
        }
        if (end && (depth == 0 || strcmp(open[--depth], tag) != 0)) {
            return arena_printf(arena, "closed out of order: %s", tag);
        }
        if (!end && strcmp(tag, "br") != 0) {
            assert_true(depth < 32);
            open[depth++] = tag;
        }
        c = close;
    }
    return depth > 0 ? arena_printf(arena, "left open: %s", open[depth - 1]) : NULL;
}

/* What somebody reads of it: tags dropped, <br> a newline, entities their characters. */
static const char *read_of(struct arena *arena, const char *html) {
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    char *read = arena_alloc(arena, strlen(html) + 1);
    size_t n = 0;

    for (const char *c = html; *c != '\0';) {
        size_t e = 0;
        if (*c == '<') {
            n += text_starts(c, "<br>") ? 1 : 0;
            read[n > 0 ? n - 1 : 0] =
                text_starts(c, "<br>") ? '\n' : read[n > 0 ? n - 1 : 0];
            c = strchr(c, '>') + 1;
            continue;
        }
        while (e < 4 && !text_starts(c, entities[e])) {
            e++;
        }
        read[n++] = e < 4 ? "&<>\""[e] : *c;
        c += e < 4 ? strlen(entities[e]) : 1;
    }
    return read;
}

static void test_the_judge_says_no(void **state) {
    struct arena *arena = arena_new();
    static const char *const bad[] = {"<script>x</script>",
                                      "<p>x",
                                      "<p><strong>x</p></strong>",
                                      "<p onclick=\"x\">y</p>",
                                      "a > b",
                                      "a & b",
                                      "<a href=\"javascript:x\">y</a>"};
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_non_null(unlike_html(arena, bad[i]));
    }
    assert_null(unlike_html(arena, "<p>a<br>b &amp; <strong>c</strong></p>"));
    arena_free(arena);
}

/* ---- hostile texts ---- */

static void test_text_shows_itself_and_does_nothing(void **state) {
    static const char *const hostile[] = {
        "<script>alert(1)</script><img src=x onerror=y>",
        "</p></li><h1>huge</h1> <mx-reply>x</mx-reply> <!-- x",
        "&lt;b&gt; & &amp; \"quoted\" 'single' \\ back",
        "@ana:example.org and @bo:other.example:8448",
        "<a href=\"https://matrix.to/#/@ana:example.org\">ana</a>",
        "https://matrix.to/#/@ana:example.org",
        "**bold** _it_ `code` ~~gone~~ # head",
        "> quoted",
        "{\"a\":1.5}",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D a\xCC\x81 \xF0\x9F\x94\xA5",
        "/me does \ttabs",
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        json_t *content = notice_of(arena, text_tree(arena, hostile[i]));
        assert_string_equal(body_of(content), hostile[i]);
        assert_null(unlike_html(arena, html_of(content)));
        assert_string_equal(read_of(arena, html_of(content)), hostile[i]);
        assert_string_equal(called_by(arena, content), "");
        assert_non_null(jsonx_canonical(arena, content)); /* no floats */
        assert_null(strstr(html_of(content), "<a "));
    }
    arena_free(arena);
}

/* Homeservers that do not know m.mentions look for it in the body. */
static void test_room_is_not_rung(void **state) {
    struct arena *arena = arena_new();
    json_t *content = notice_of(arena, text_tree(arena, "hey @room and @Room"));
    json_t *named = notice_of(
        arena, tree_of(arena, P("{\"k\":\"m\",\"s\":\"slack:U1\",\"n\":\"room\"}")));
    (void)state;
    assert_string_equal(body_of(content), "hey @" JOINER "room and @" JOINER "Room");
    assert_string_equal(html_of(content), "<p>hey @room and @Room</p>");
    assert_string_equal(called_by(arena, content), "");
    assert_null(strstr(body_of(named), "@room"));
    arena_free(arena);
}

static void test_newlines_forge_no_line(void **state) {
    static const struct {
        const char *said, *body;
    } table[] = {
        {"a\nb", "a\n" BAR "b"},
        {"a\r\nb\rc", "a\n" BAR "b\n" BAR "c"},
        {"a\xE2\x80\xA8"
         "b\xE2\x80\xA9"
         "c\xC2\x85"
         "d\ve",
         "a\n" BAR "b\n" BAR "c\n" BAR "d\n" BAR "e"},
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA6"
         "c\x1B[1m",
         "a" FFFD "b" FFFD "c" FFFD "[1m"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *content = notice_of(arena, text_tree(arena, table[i].said));
        assert_string_equal(body_of(content), table[i].body);
        assert_string_equal(read_of(arena, html_of(content)), table[i].body);
    }
    arena_free(arena);
}

/* A NUL ends a text of ours; bytes that are no characters show as what they are. */
static void test_bytes_that_are_no_text(void **state) {
    struct arena *arena = arena_new();
    json_t *tree = text_tree(arena, "x");
    json_t *leaf = json_array_get(json_object_get(json_array_get(tree, 0), "c"), 0);
    json_t *content;
    (void)state;
    json_object_set_new(leaf, "s", json_stringn("a\0b", 3));
    content = notice_of(arena, tree);
    assert_string_equal(body_of(content), "a");
    json_object_set_new(leaf, "s", json_stringn_nocheck("a\xFF\xC0z", 4));
    content = notice_of(arena, tree);
    assert_string_equal(body_of(content), "a" FFFD FFFD "z");
    arena_free(arena);
}

/* ---- what it looks like ---- */

static void test_lines(void **state) {
    static const struct {
        const char *said, *body, *html; /* markup, or a tree as it is */
    } table[] = {
        {"one", "one", "<p>one</p>"},
        {"a\nb", "a\nb", "<p>a<br>b</p>"},
        {"# H\na\n- x\n- y\nz", "H\na\n\xE2\x80\xA2 x\n\xE2\x80\xA2 y\nz",
         "<h4>H</h4><p>a</p><ul><li>x</li><li>y</li></ul><p>z</p>"},
        {"*bold* and `co<de`", "bold and co<de",
         "<p><strong>bold</strong> and <code>co&lt;de</code></p>"},
        {"<!resolve fixed>", "!inc resolve fixed",
         "<p><code>!inc resolve fixed</code></p>"},
        {"<t:1759140903000>, <d:900000>", "2025-09-29 10:15 UTC, 15 min",
         "<p>2025-09-29 10:15 UTC, 15 min</p>"},
        {"[run \"b\"](https://x.example/?a=1&b=2)",
         "run \"b\" (https://x.example/?a=1&b=2)",
         "<p><a href=\"https://x.example/?a=1&amp;b=2\">run &quot;b&quot;</a></p>"},
        {P("{\"k\":\"a\",\"s\":\"x\",\"u\":\"javascript:alert(1)\"}"), "x", "<p>x</p>"},
        {P("{\"k\":\"a\",\"s\":\"x\",\"u\":\"https://x\\\" onclick=\\\"y\"}"), "x",
         "<p>x</p>"},
        {"[{\"k\":\"p\",\"c\":[" T("a") "]},{\"k\":\"buttons\",\"c\":[{\"label\":\"B<\","
                                        "\"command\":\"update\"}]}]",
         "a\nReact: \xF0\x9F\x93\x9D B<", "<p>a<br>React: \xF0\x9F\x93\x9D B&lt;</p>"},
        {"[]", "(no text)", "<p>(no text)</p>"},
        {"[7,{\"k\":\"what\"},{\"k\":\"p\"},null]", "(no text)", "<p>(no text)</p>"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *said = table[i].said;
        bool json =
            said[0] == '[' && (said[1] == '{' || said[1] == ']' || said[1] == '7');
        json_t *tree = json ? tree_of(arena, said)
                            : arena_json(arena, markup_parse(said, strlen(said)));
        json_t *content = notice_of(arena, tree);
        assert_string_equal(body_of(content), table[i].body);
        assert_string_equal(html_of(content), table[i].html);
        assert_string_equal(jsonx_string(content, "format", ""),
                            "org.matrix.custom.html");
        assert_string_equal(called_by(arena, content), "");
    }
    arena_free(arena);
}

/* ---- whom it calls ---- */

#define ANA "{\"k\":\"m\",\"s\":\"matrix:@ana:example.org\",\"n\":\"Ana <x>\"}"

static void test_people(void **state) {
    static const struct {
        const char *tree, *body, *html, *called, *type;
    } table[] = {
        {P(ANA "," T(" go")), "@Ana <x> go",
         "<p><a href=\"https://matrix.to/#/@ana:example.org\">@Ana &lt;x&gt;</a> go</p>",
         "@ana:example.org", "m.text"},
        {P(ANA "," ANA), "@Ana <x>@Ana <x>", NULL, "@ana:example.org", "m.text"},
        {P("{\"k\":\"m\",\"s\":\"matrix:@a/b=c:[::1]:8448\"}"), "@a/b=c:[::1]:8448",
         "<p><a "
         "href=\"https://matrix.to/#/@a%2Fb%3Dc:%5B::1%5D:8448\">@a/b=c:[::1]:8448</a>"
         "</p>",
         "@a/b=c:[::1]:8448", "m.text"},
        {P("{\"k\":\"m\",\"s\":\"slack:U7\",\"n\":\"Bo\"}"), "@Bo", "<p>@Bo</p>", "",
         "m.notice"},
        {P("{\"k\":\"m\",\"s\":\"matrix:@no colon\"}"), "@no colon", "<p>@no colon</p>",
         "", "m.notice"},
        {P("{\"k\":\"m\",\"s\":\"matrix:@room\"}"), "@" JOINER "room", "<p>@room</p>", "",
         "m.notice"},
        {P("{\"k\":\"m\",\"s\":\"matrix:@x:e<vil>\"}"), "@x:e<vil>",
         "<p>@x:e&lt;vil&gt;</p>", "", "m.notice"},
        {P("{\"k\":\"#\",\"s\":\"matrix:#ops:example.org\"}"), "#ops:example.org",
         "<p><a href=\"https://matrix.to/#/%23ops:example.org\">#ops:example.org</a></p>",
         "", "m.notice"},
        {P("{\"k\":\"#\",\"s\":\"matrix:!r12\"}"), "!r12",
         "<p><a href=\"https://matrix.to/#/!r12\">!r12</a></p>", "", "m.notice"},
        {P("{\"k\":\"#\",\"s\":\"slack:C1\",\"n\":\"ops\"}"), "#ops", "<p>#ops</p>", "",
         "m.notice"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *content = notice_of(arena, tree_of(arena, table[i].tree));
        assert_string_equal(body_of(content), table[i].body);
        if (table[i].html) {
            assert_string_equal(html_of(content), table[i].html);
        }
        assert_null(unlike_html(arena, html_of(content)));
        assert_string_equal(called_by(arena, content), table[i].called);
        assert_string_equal(jsonx_string(content, "msgtype", ""), table[i].type);
    }
    arena_free(arena);
}

/* An id of 255 bytes calls; one more does not. */
static void test_long_ids(void **state) {
    struct arena *arena = arena_new();
    (void)state;
    for (size_t len = 255; len <= 256; len++) {
        const char *id =
            arena_printf(arena, "@%s:example.org",
                         repeated(arena, "x", len - strlen("@:example.org")));
        const char *actor = arena_printf(arena, "matrix:%s", id);
        json_t *tree = arena_json(arena, json_pack("[{s:s, s:[{s:s, s:s}]}]", "k", "p",
                                                   "c", "k", "m", "s", actor));
        assert_string_equal(called_by(arena, notice_of(arena, tree)),
                            len == 255 ? id : "");
    }
    arena_free(arena);
}

static void test_what_shows_a_state_calls_nobody(void **state) {
    struct arena *arena = arena_new();
    json_t *tree = tree_of(arena, P(ANA "," T(" leads")));
    json_t *quiet = arena_json(arena, matrix_notice(arena, tree, "!inc", MATRIX_SHOWS));
    json_t *edit = arena_json(arena, matrix_edit(arena, tree, "!inc", "$e"));
    const json_t *edited = json_object_get(edit, "m.new_content");
    const json_t *relates = json_object_get(edit, "m.relates_to");
    json_t *aloud = arena_json(
        arena, matrix_notice(arena, tree_of(arena, P(T("x"))), "!inc", MATRIX_ALOUD));
    (void)state;
    assert_string_equal(jsonx_string(aloud, "msgtype", ""), "m.text");
    assert_string_equal(called_by(arena, aloud), "");
    assert_string_equal(called_by(arena, quiet), "");
    assert_string_equal(jsonx_string(quiet, "msgtype", ""), "m.notice");
    assert_non_null(strstr(html_of(quiet), "matrix.to/#/@ana:example.org"));
    assert_string_equal(called_by(arena, edit), "");
    assert_string_equal(called_by(arena, edited), "");
    assert_string_equal(body_of(edit), "* @Ana <x> leads");
    assert_string_equal(body_of(edited), "@Ana <x> leads");
    assert_string_equal(jsonx_string(relates, "rel_type", ""), "m.replace");
    assert_string_equal(jsonx_string(relates, "event_id", ""), "$e");
    arena_free(arena);
}

/* ---- sizes ---- */

#define NOTICE "\n\xE2\x80\xA6 cut here; !inc timeline has all of it"

static void assert_cut_well(struct arena *arena, const json_t *content) {
    const char *body = body_of(content), *end = body + strlen(body) - strlen(NOTICE);

    assert_true(matrix_size(content) <= MATRIX_CONTENT);
    assert_true(matrix_size(content) > MATRIX_CONTENT / 3); /* no more than needed */
    assert_string_equal(end, NOTICE);
    assert_null(unlike_html(arena, html_of(content)));
    assert_true(utf8_valid(body, strlen(body)));
}

static void test_long_texts_are_cut(void **state) {
    /* What grows most in JSON, in HTML, in both; of several bytes; a word of 60 KB. */
    static const char *const parts[] = {
        "word ", "\"", "<&>", "\\", "a\n", "x", "\t", "@", "@room ", "\xF0\x9F\x94\xA5"};
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t n = (size_t)60 * 1024 / strlen(parts[i]);
        json_t *tree = text_tree(arena, repeated(arena, parts[i], n));
        assert_cut_well(arena, notice_of(arena, tree));
        json_t *edit = arena_json(arena, matrix_edit(arena, tree, "!inc", "$e"));
        assert_true(matrix_size(edit) <= MATRIX_CONTENT + 256);
        assert_non_null(strstr(body_of(json_object_get(edit, "m.new_content")), NOTICE));
    }
    arena_free(arena);
}

static void test_a_cut_is_between_words(void **state) {
    struct arena *arena = arena_new();
    json_t *tree = text_tree(arena, repeated(arena, "word ", 20000));
    const char *body = body_of(notice_of(arena, tree));
    (void)state;
    assert_memory_equal(body + strlen(body) - strlen(NOTICE) - 5, " word", 5);
    arena_free(arena);
}

static json_t *many(struct arena *arena, const char *block, size_t n) {
    json_t *tree = json_array(), *one = tree_of(arena, block);

    for (size_t i = 0; i < n; i++) {
        json_array_append(tree, json_array_get(one, 0));
    }
    return arena_json(arena, tree);
}

/* Many of what costs without a text: tags, pills, empty lines. */
static void test_many_pieces_are_cut(void **state) {
    static const char *const blocks[] = {
        P(ANA), P("{\"k\":\"b\",\"c\":[]}"), "[{\"k\":\"li\",\"c\":[" T("x") "]}]",
        "[{\"k\":\"h\",\"c\":[" T("x") "]}]",
        P("{\"k\":\"a\",\"s\":\"x\",\"u\":\"https://x.example/?&&&&&&\"}")};
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(blocks); i++) {
        assert_cut_well(arena, notice_of(arena, many(arena, blocks[i], 20000)));
    }
    arena_free(arena);
}

static void test_many_people(void **state) {
    struct arena *arena = arena_new();
    json_t *nodes = json_array(), *content;
    (void)state;
    for (int i = 0; i < 200; i++) {
        json_array_append_new(
            nodes,
            tree_leaf(TREE_PERSON, arena_printf(arena, "matrix:@p%d:example.org", i)));
    }
    content = notice_of(
        arena, arena_json(arena, json_pack("[o]", tree_parent(TREE_PARAGRAPH, nodes))));
    assert_int_equal(json_array_size(json_object_get(
                         json_object_get(content, "m.mentions"), "user_ids")),
                     MATRIX_MENTIONS);
    assert_non_null(strstr(body_of(content), "@p199:example.org"));
    arena_free(arena);
}

static void test_one_line(void **state) {
    static const struct {
        const char *said;
        size_t most;
        const char *line;
    } table[] = {
        {"checkout fails", 100, "checkout fails"},
        {"two\nlines", 100, "two \xE2\x94\x82 lines"},
        {"checkout fails often", 20, "checkout fails often"},
        {"checkout fails often", 19, "checkout fails\xE2\x80\xA6"},
        {"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 7, "\xC3\xA9\xC3\xA9\xE2\x80\xA6"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(
            matrix_line(arena, text_tree(arena, table[i].said), "!inc", table[i].most),
            table[i].line);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_judge_says_no),
        cmocka_unit_test(test_text_shows_itself_and_does_nothing),
        cmocka_unit_test(test_room_is_not_rung),
        cmocka_unit_test(test_newlines_forge_no_line),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_long_ids),
        cmocka_unit_test(test_what_shows_a_state_calls_nobody),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_a_cut_is_between_words),
        cmocka_unit_test(test_many_pieces_are_cut),
        cmocka_unit_test(test_many_people),
        cmocka_unit_test(test_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

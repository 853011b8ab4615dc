/* Trees as blocks: what a reader sees, who is called, what Slack would refuse; and that a
 * button says the same when it comes back. */
#include "slack/codec_blocks.h"
#include "slack_seen.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define BAR "\xE2\x94\x82 "
#define BULLET "\xE2\x80\xA2 "
#define FFFD "\xEF\xBF\xBD"
#define FIRE "\xF0\x9F\x94\xA5"
#define HEBREW "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"
#define NOTICE ELLIPSIS " cut here; /inc timeline has all of it"

#define BLOCK(kind, inner) "{\"k\":\"" kind "\",\"c\":[" inner "]}"
#define P(inner) "[" BLOCK("p", inner) "]"
#define T(text) "{\"k\":\"t\",\"s\":\"" text "\"}"

#define MRKDWN(text) "{\"type\":\"mrkdwn\",\"text\":\"" text "\",\"verbatim\":true}"
#define PLAIN(text) "{\"type\":\"plain_text\",\"text\":\"" text "\",\"emoji\":false}"
#define SECTION(text) "{\"type\":\"section\",\"text\":" MRKDWN(text) "}"
#define KEY(key) BLOCK("p", "{\"k\":\"b\",\"c\":[" T(key ":") "]}," T(" so"))

static json_t *tree_of(struct arena *arena, const char *json) {
    json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(tree);
    return arena_json(arena, tree);
}

static json_t *text_tree(struct arena *arena, const char *kind, const char *s) {
    return arena_json(
        arena, json_pack("[{s:s, s:[{s:s, s:s}]}]", "k", kind, "c", "k", "t", "s", s));
}

static char *repeated(struct arena *arena, const char *s, size_t n) {
    size_t len = strlen(s);
    char *copy = arena_alloc(arena, len * n + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(copy + i * len, s, len);
    return copy;
}

/* Renders, judges, and shows. */
static struct seen see(struct arena *arena, const json_t *tree) {
    struct seen seen;
    json_t *blocks = arena_json(arena, slack_blocks(arena, tree, "/inc"));
    seen_init(&seen);
    seen_blocks(&seen, blocks, SLACK_BLOCKS);
    return seen;
}

static void test_nodes(void **state) {
    (void)state;
    static const struct {
        const char *tree, *shown, *live;
    } cases[] = {
        {P(T("plain")), "plain\n", ""},
        {P("{\"k\":\"b\",\"c\":[" T("bold") "]}"), "bold\n", ""},
        {P("{\"k\":\"c\",\"s\":\"co*de\"}"), "co*de\n", ""},
        {P("{\"k\":\"a\",\"s\":\"run\",\"u\":\"https://x/\"}"), "run\n", "<https://x/>"},
        {P("{\"k\":\"t\",\"s\":\"see *https://x.example/a_b?c=1&d=2/"
           "0123456789012345678901234567890, or https://x.example/a_b\"}"),
         "see *https://x.example/a_b?c=1&d=2/0123456\xE2\x80\xA6, or "
         "https://x.example/a_b\n",
         "<https://x.example/a_b?c=1&amp;d=2/0123456789012345678901234567890>"},
        {P("{\"k\":\"t\",\"s\":\"\\\"https://x.example/0123456789012345678901234567890"
           "123456789\xE2\x80\xA6\\\" is no id\"}"),
         "\"https://x.example/0123456789012345678\xE2\x80\xA6\" is no id\n", ""},
        {P("{\"k\":\"a\",\"s\":\"\",\"u\":\"https://x/\"}"), "https://x/\n",
         "<https://x/>"},
        {P("{\"k\":\"a\",\"s\":\"run\",\"u\":\"file:///etc\"}"), "run\n", ""},
        {P("{\"k\":\"m\",\"s\":\"slack:U7\"}"), "@U7\n", "<@U7>"},
        {P("{\"k\":\"m\",\"s\":\"slack:u7\"}"), "@u7\n", ""},
        {P("{\"k\":\"m\",\"s\":\"slack:S7\"}"), "@S7\n", ""},
        {P("{\"k\":\"m\",\"s\":\"console:U7\"}"), "@U7\n", ""},
        {P("{\"k\":\"m\",\"s\":\"matrix:@bo:example.org\"}"), "@bo:example.org\n", ""},
        {P("{\"k\":\"#\",\"s\":\"slack:C1\"}"), "#C1\n", "<#C1>"},
        {P("{\"k\":\"#\",\"s\":\"console:#ops\"}"), "#ops\n", ""},
        {P("{\"k\":\"time\",\"ms\":1759140900000}"), "2025-09-29 10:15 UTC\n", ""},
        {P("{\"k\":\"time\",\"ms\":-1}"), "1969-12-31 23:59 UTC\n", ""},
        {P("{\"k\":\"dur\",\"ms\":900000}"), "15 min\n", ""},
        {P("{\"k\":\"cmd\",\"s\":\"update what\"}"), "/inc update what\n", ""},
        {"[" BLOCK("h", T("Head & <b>")) "," BLOCK("p", T("one")) "," BLOCK(
             "p", T("two")) "," BLOCK("li",
                                      T("a")) "," BLOCK("li",
                                                        T("b")) "," BLOCK("p",
                                                                          T("end")) "]",
         "Head & <b>\none\ntwo\n" BULLET "a\n" BULLET "b\nend\n", ""},
        {"[" BLOCK("h", "{\"k\":\"m\",\"s\":\"slack:U7\"}") "]", "@U7\n", "<@U7>"},
        {"[" BLOCK("h", T("a\\nb")) "]", "a\n" BAR "b\n", ""},
        {P(T("one\\r\\n/inc resolve")), "one\n" BAR "/inc resolve\n", ""},
        {"[" BLOCK("li", T("one\\ntwo")) "]", BULLET "one\n" BAR "two\n", ""},
        {"[]", "", ""},
        {"7", "", ""},
        {P(T("")), "", ""},
        {P("7,{\"k\":\"zz\",\"s\":\"x\"},{\"k\":\"b\",\"c\":7}"), "", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct seen seen = see(arena, tree_of(arena, cases[i].tree));
        assert_string_equal(seen.shown.ptr, cases[i].shown);
        assert_string_equal(seen.live.ptr, cases[i].live);
        seen_free(&seen);
    }
    arena_free(arena);
}

static void test_shape(void **state) {
    (void)state;
    static const struct {
        const char *tree, *blocks;
    } cases[] = {
        {"[" BLOCK("h", T("A&B")) "]",
         "[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"A&amp;B\","
         "\"emoji\":false}}]"},
        {P("{\"k\":\"b\",\"c\":[{\"k\":\"m\",\"s\":\"slack:U7\"}]}," T(" is on it")),
         "[" SECTION("*<@U7>* is on it") "]"},
        {P("{\"k\":\"time\",\"ms\":1759140900123}"),
         "[" SECTION("<!date^1759140900^{date_short_pretty} at {time}|2025-09-29 10:15 "
                     "UTC>") "]"},
        /* Columns for short fields that follow each other, a line for one alone. */
        {"[" KEY("Status") "," KEY("Impact") "," BLOCK("p", T("and")) "," KEY("Next") "]",
         "[{\"type\":\"section\",\"fields\":[" MRKDWN("*Status:* so") "," MRKDWN(
             "*Impact:* so") "]}," SECTION("and\\n*Next:* so") "]"},
        /* A value that needs a line of its own has one, and so has one with lines. */
        {"[" KEY("Status") "," BLOCK(
             "p",
             "{\"k\":\"b\",\"c\":[" T("Impact:") "]}," T(
                 " half of those who pay by card in two countries")) "," KEY("Next") "]",
         "[" SECTION("*Status:* so\\n*Impact:* half of those who pay by card in two "
                     "countries\\n*Next:* so") "]"},
        /* Marks of somebody: characters, in a line of their own. */
        {"[" BLOCK("p", T("ran `rm *`")) "," BLOCK("p", T("done")) "]",
         "[{\"type\":\"section\",\"text\":" PLAIN("ran `rm *`") "}," SECTION("done") "]"},
        {"[" BLOCK("p", T("snake_case is none, nor 2 > 1")) "]",
         "[" SECTION("snake_case is none, nor 2 &gt; 1") "]"},
        {"[" BLOCK("p", T(":fire:")) "]",
         "[{\"type\":\"section\",\"text\":" PLAIN(":fire:") "}]"},
        {P("{\"k\":\"m\",\"s\":\"slack:U7\"}," T(" ran *")),
         "[" SECTION("<@U7> ran *\xE2\x80\x8B") "]"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *blocks =
            arena_json(arena, slack_blocks(arena, tree_of(arena, cases[i].tree), "/inc"));
        assert_string_equal(jsonx_canonical(arena, blocks),
                            jsonx_canonical(arena, tree_of(arena, cases[i].blocks)));
    }
    arena_free(arena);
}

/* Whatever people write is shown as they wrote it and calls nobody. */
static void test_hostile_text(void **state) {
    (void)state;
    static const struct {
        const char *text, *shown; /* NULL: the same */
    } cases[] = {
        {"<!channel> <@U123> <#C1|x> <https://evil|click> &amp; &lt;", NULL},
        {"*bold* _it_ ~no~ `code` ```x```", NULL},
        {"> quoted", NULL},
        {":fire: @here https://x.example/", NULL},
        {FIRE " " HEBREW " \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x9A\x92", NULL},
        {"a\nb\n\nc", "a\n" BAR "b\n" BAR "\n" BAR "c"},
        {"a\xE2\x80\xA8"
         "b",
         "a\n" BAR "b"},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): meant to mislead */
        {"\xE2\x80\xAE"
         "evil\xE2\x81\xA6\x1B[2J\x07",
         FFFD "evil" FFFD FFFD "[2J" FFFD},
    };
    static const char *const kinds[] = {"p", "li", "h"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(kinds); k++) {
            struct seen seen = see(arena, text_tree(arena, kinds[k], cases[i].text));
            const char *shown = cases[i].shown != NULL ? cases[i].shown : cases[i].text;
            assert_string_equal(
                seen.shown.ptr,
                arena_printf(arena, "%s%s\n", k == 1 ? BULLET : "", shown));
            assert_string_equal(seen.live.ptr, "");
            assert_int_equal(seen.marks, 0);
            seen_free(&seen);
        }
    }
    arena_free(arena);
}

/* ---- limits ---- */

/* Text with the bars and newlines dropped, to compare what was split. */
static char *joined(struct arena *arena, const char *s) {
    char *out = arena_alloc(arena, strlen(s) + 1);
    size_t n = 0;
    while (*s != '\0') {
        size_t skip = text_starts(s, BAR) ? strlen(BAR) : *s == '\n' ? 1 : 0;
        if (skip == 0)
            out[n++] = *s;
        s += skip > 0 ? skip : 1;
    }
    out[n] = '\0';
    return out;
}

static void test_long_text_is_whole(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t units; /* as Slack gets it */
    } cases[] = {{"x", 1}, {FIRE, 2},          {"word ", 5},
                 {"&", 5}, {"<!channel>", 16}, {HEBREW " ", 5}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *s = repeated(arena, cases[i].s, 12900 / cases[i].units);
        struct seen seen = see(arena, text_tree(arena, "p", s));
        assert_string_equal(joined(arena, seen.shown.ptr), s);
        assert_null(strstr(seen.shown.ptr, NOTICE));
        seen_free(&seen);
    }
    arena_free(arena);
}

static void test_edges(void **state) {
    (void)state;
    static const size_t sizes[] = {149, 150, 151, 2399, 2400, 2999, 3000, 3001, 6000};
    static const char *const kinds[] = {"p", "li", "h"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(sizes); i++) {
        for (size_t k = 0; k < COUNT(kinds); k++) {
            const char *s = repeated(arena, "x", sizes[i]);
            json_t *blocks = arena_json(
                arena, slack_blocks(arena, text_tree(arena, kinds[k], s), "/inc"));
            struct seen seen;
            seen_init(&seen);
            seen_blocks(&seen, blocks, SLACK_BLOCKS);
            assert_string_equal(joined(arena, seen.shown.ptr),
                                arena_printf(arena, "%s%s", k == 1 ? BULLET : "", s));
            assert_int_equal(
                text_equal(jsonx_string(json_array_get(blocks, 0), "type", ""), "header"),
                k == 2 && sizes[i] <= SLACK_HEADER);
            seen_free(&seen);
        }
    }
    arena_free(arena);
}

static void test_what_is_cut_is_said(void **state) {
    (void)state;
    static const char *const units[] = {"x", FIRE, "word ", "\n", "a\nb"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(units); i++) {
        const char *s = repeated(arena, units[i], 20000);
        struct seen seen = see(arena, text_tree(arena, "p", s));
        const char *notice = strstr(seen.shown.ptr, NOTICE);
        assert_non_null(notice);
        assert_string_equal(notice, NOTICE "\n");
        assert_true(seen.units > 12500);
        seen_free(&seen);
    }
    /* many headings: blocks run out before characters do */
    json_t *tree = arena_json(arena, json_array());
    for (int i = 0; i < 60; i++)
        json_array_append(tree, json_array_get(text_tree(arena, "h", "head"), 0));
    struct seen seen = see(arena, tree);
    assert_non_null(strstr(seen.shown.ptr, NOTICE));
    seen_free(&seen);
    while (json_array_size(tree) > SLACK_BLOCKS)
        json_array_remove(tree, 0);
    seen = see(arena, tree);
    assert_null(strstr(seen.shown.ptr, NOTICE));
    seen_free(&seen);
    /* many lines, many mentions */
    json_array_clear(tree);
    for (int i = 0; i < 5000; i++) {
        json_t *node = json_pack("{s:s, s:[{s:s, s:s}]}", "k", i % 3 == 0 ? "li" : "p",
                                 "c", "k", "m", "s", "slack:U0123456789");
        json_array_append_new(tree, node);
    }
    seen = see(arena, tree);
    assert_non_null(strstr(seen.shown.ptr, NOTICE));
    seen_free(&seen);
    arena_free(arena);
}

/* ---- buttons ---- */

static json_t *with_buttons(struct arena *arena, const char *text, size_t n,
                            const char *label, const char *fill) {
    json_t *tree = json_deep_copy(text_tree(arena, "p", text));
    json_t *buttons = json_array();
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(
            buttons, json_pack("{s:s, s:s, s:s, s:s, s:b, s:{s:s}, s:s}", "label", label,
                               "command", "action done", "incident", "INC-2025-09-29-001",
                               "phase", "investigating", "form", i % 2 == 1, "fields",
                               "number", fill, "style", i == 0 ? "primary" : "loud"));
    }
    json_array_append_new(tree, json_pack("{s:s, s:o}", "k", "buttons", "c", buttons));
    return arena_json(arena, tree);
}

static const json_t *first_button(const json_t *blocks) {
    size_t i;
    const json_t *block;
    json_array_foreach(blocks, i, block) {
        if (text_equal(jsonx_string(block, "type", ""), "actions"))
            return json_array_get(json_object_get(block, "elements"), 0);
    }
    return NULL;
}

static void test_buttons(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *tree = with_buttons(arena, "Text", 3, "Do <it> & go", "2");
    json_t *blocks = arena_json(arena, slack_blocks(arena, tree, "/inc"));
    struct seen seen;
    seen_init(&seen);
    seen_blocks(&seen, blocks, SLACK_BLOCKS);
    assert_string_equal(seen.shown.ptr,
                        "Text\n[Do <it> & go][Do <it> & go][Do <it> & go]\n");
    const json_t *button = first_button(blocks);
    assert_string_equal(jsonx_string(button, "action_id", ""), "tocsin:0:action_done");
    assert_string_equal(jsonx_string(button, "style", ""), "primary");
    assert_string_equal(jsonx_string(button, "value", ""),
                        "{\"command\":\"action done\",\"fields\":{\"number\":\"2\"},"
                        "\"incident\":\"INC-2025-09-29-001\",\"phase\":"
                        "\"investigating\"}");
    const json_t *elements = json_object_get(json_array_get(blocks, 1), "elements");
    button = json_array_get(elements, 1);
    assert_string_equal(jsonx_string(button, "action_id", ""), "tocsin:1:action_done");
    assert_null(json_object_get(button, "style"));
    seen_free(&seen);
    arena_free(arena);
}

static void test_button_limits(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *x75 = repeated(arena, "x", 75);
    const char *x76 = repeated(arena, "x", 76);
    struct seen seen = see(arena, with_buttons(arena, "T", 1, x75, "2"));
    assert_non_null(strstr(seen.shown.ptr, arena_printf(arena, "[%s]", x75)));
    seen_free(&seen);
    seen = see(arena, with_buttons(arena, "T", 1, x76, "2"));
    assert_non_null(
        strstr(seen.shown.ptr, arena_printf(arena, "[%.74s" ELLIPSIS "]", x75)));
    seen_free(&seen);
    seen = see(arena, with_buttons(arena, "T", 1, repeated(arena, "&", 75), "2"));
    assert_non_null(strstr(seen.shown.ptr, "&" ELLIPSIS "]"));
    seen_free(&seen);
    seen = see(arena, with_buttons(arena, "T", 1, "", "2")); /* a label of nothing */
    assert_non_null(strstr(seen.shown.ptr, "[action done]"));
    seen_free(&seen);
    /* a value on the edge, and one over */
    json_t *one = arena_json(
        arena, slack_blocks(arena, with_buttons(arena, "T", 1, "L", "2"), "/inc"));
    size_t len = strlen(jsonx_string(first_button(one), "value", ""));
    const char *fill = repeated(arena, "2", 1 + SLACK_BUTTON_VALUE - len);
    seen = see(arena, with_buttons(arena, "T", 1, "L", fill));
    assert_string_equal(seen.shown.ptr, "T\n[L]\n");
    seen_free(&seen);
    fill = repeated(arena, "2", 2 + SLACK_BUTTON_VALUE - len);
    seen = see(arena, with_buttons(arena, "T", 1, "L", fill));
    assert_string_equal(seen.shown.ptr, "T\nNot as a button; type: /inc action done\n");
    seen_free(&seen);
    /* full rows, a row more, and more than a message holds */
    static const size_t many[] = {25, 26, 50, 100, 400};
    for (size_t i = 0; i < COUNT(many); i++) {
        const char *text = repeated(arena, "word ", 4000); /* text too long as well */
        seen = see(arena, with_buttons(arena, text, many[i], x75, "2"));
        assert_non_null(strstr(seen.shown.ptr, NOTICE));
        assert_int_equal(strstr(seen.shown.ptr, "Not as a button") != NULL,
                         many[i] > 100);
        seen_free(&seen);
    }
    arena_free(arena);
}

/* What cannot be a command is no button. */
static void test_strange_buttons(void **state) {
    (void)state;
    static const char *const strange[] = {
        "7",
        "{}",
        "{\"label\":\"x\"}",
        "{\"label\":\"x\",\"command\":7}",
        "{\"label\":\"x\",\"command\":\"a;b\"}",
        "{\"label\":\"x\",\"command\":\"ack\",\"incident\":\"no word\"}",
        "{\"label\":\"x\",\"command\":\"ack\",\"fields\":{\"a\":7}}"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(strange); i++) {
        json_t *tree = tree_of(
            arena, arena_printf(arena, "[{\"k\":\"buttons\",\"c\":[%s]}]", strange[i]));
        struct seen seen = see(arena, tree);
        assert_null(strchr(seen.shown.ptr, '['));
        assert_non_null(strstr(seen.shown.ptr, "Not as a button; type: /inc"));
        seen_free(&seen);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_long_text_is_whole),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_what_is_cut_is_said),
        cmocka_unit_test(test_buttons),
        cmocka_unit_test(test_button_limits),
        cmocka_unit_test(test_strange_buttons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Text in Slack's language: that nobody's text acts, that typed text comes in as it was
 * typed, and that what is cut says so. */
#include "slack/codec_dates.h"
#include "slack/codec_fallback.h"
#include "slack/codec_labels.h"
#include "slack/codec_message.h"
#include "slack/codec_text.h"
#include "slack/codec_typed.h"
#include "slack_seen.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define BAR "\xE2\x94\x82 "
#define FFFD "\xEF\xBF\xBD"
#define FIRE "\xF0\x9F\x94\xA5"
#define HEBREW "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"
#define NOTICE ELLIPSIS " cut here; /inc timeline has all of it"

#define P(inner) "[{\"k\":\"p\",\"c\":[" inner "]}]"
#define T(text) "{\"k\":\"t\",\"s\":\"" text "\"}"

static json_t *tree_of(struct arena *arena, const char *json) {
    json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(tree);
    return arena_json(arena, tree);
}

static json_t *text_tree(struct arena *arena, const char *s) {
    return arena_json(
        arena, json_pack("[{s:s, s:[{s:s, s:s}]}]", "k", "p", "c", "k", "t", "s", s));
}

static char *repeated(struct arena *arena, const char *s, size_t n) {
    size_t len = strlen(s);
    char *copy = arena_alloc(arena, len * n + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(copy + i * len, s, len);
    return copy;
}

/* ---- escaping ---- */

static const char *const hostile[] = {
    "<!channel> <!here> <@U123> <#C1|x> <https://evil|click>",
    "&lt;!channel&gt; & < > &amp;",
    "*bold* _italic_ ~gone~ `code` ```block```",
    "*a*_b_~c~`d`",
    "**bold** __x__ (*y*) \"_z_\"",
    "snake_case_name a*b*c ~/bin/*",
    "> quoted\n>>> more\n  > indented",
    "&gt; x",
    "*",
    "`",
    "*\n*x*\n_y_",
    FIRE " " HEBREW " a\xCC\x81 \xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x9A\x92",
    ":fire: @here #general https://x.example/?a=b&c=d",
};

static void test_escape_shows_exactly_that(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct strbuf out;
        struct seen seen;
        strbuf_init(&out, SEEN_MAX);
        seen_init(&seen);
        slack_escape(&out, hostile[i], strlen(hostile[i]));
        seen_mrkdwn(&seen, out.ptr);
        assert_string_equal(seen.shown.ptr, hostile[i]);
        assert_string_equal(seen.live.ptr, "");
        assert_int_equal(seen.marks, 0);
        seen_free(&seen);
        strbuf_free(&out);
    }
}

/* The judge itself: what is not escaped acts. */
static void test_the_judge_sees_marks(void **state) {
    (void)state;
    static const char *const acting[] = {"*b*", "a _b_ c", "`x`", "&gt; q", "(~y~)"};
    for (size_t i = 0; i < COUNT(acting); i++) {
        struct seen seen;
        seen_init(&seen);
        seen_mrkdwn(&seen, acting[i]);
        assert_true(seen.marks > 0);
        seen_free(&seen);
    }
}

static void test_escape_replaces_what_is_no_text(void **state) {
    (void)state;
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): meant to mislead */
    static const char bad[] = "a\xFF\xC3(\x01\x1B[2J\x7F\xE2\x80\xAE"
                              "b\xE2\x81\xA6\0c";
    struct strbuf out;
    strbuf_init(&out, SEEN_MAX);
    slack_escape(&out, bad, sizeof(bad) - 1);
    assert_string_equal(out.ptr,
                        "a" FFFD FFFD "(" FFFD FFFD "[2J" FFFD FFFD "b" FFFD FFFD "c");
    strbuf_free(&out);
    /* whole entities or none of them */
    strbuf_init(&out, 6);
    slack_escape(&out, "ab<", 3);
    assert_string_equal(out.ptr, "ab&lt;");
    strbuf_clear(&out);
    slack_escape(&out, "abc<d", 5);
    assert_string_equal(out.ptr, "abc");
    assert_true(out.cut);
    strbuf_free(&out);
}

/* ---- typed text ---- */

static void test_unescape(void **state) {
    (void)state;
    static const struct {
        const char *sent, *typed;
    } cases[] = {
        {"", ""},
        {"update all good", "update all good"},
        {"role assign ops <@U7|bo>", "role assign ops @slack:U7"},
        {"<@W0123ABC>", "@slack:W0123ABC"},
        {"<#C1|ops> <#C2> <#C3|>", "#ops #slack:C2 #slack:C3"},
        {"<https://x.example/?a=1&amp;b=2|x>", "https://x.example/?a=1&b=2"},
        {"<http://x> and <mailto:a@b.c|a@b.c>", "http://x and a@b.c"},
        {"<tel:+491|+49 1>", "+491"},
        {"<!channel> <!here|here> <!everyone>", "@channel @here @everyone"},
        {"<!subteam^S1|@sre> <!subteam^S2>", "@sre @subteam^S2"},
        {"<!date^1^{date}|yesterday>", "yesterday"},
        {"1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt; &nbsp;", "1 < 2 && 3 > 2 &lt; &nbsp;"},
        {"a < b", "a < b"},
        {"<", "<"},
        {"<>", "<>"},
        {"<<@U7>", "<@slack:U7"},
        {"<@u7|x>", "<@u7|x>"},
        {"<b> <|x>", "<b> <|x>"},
        {FIRE " " HEBREW, FIRE " " HEBREW},
        {"a\xFF", "a" FFFD},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(slack_unescape(arena, cases[i].sent), cases[i].typed);
    assert_null(slack_unescape(arena, NULL));
    arena_free(arena);
}

/* Names that came with a mention; nothing that a person typed passes for one. */
static void test_labels(void **state) {
    (void)state;
    static const struct {
        const char *sent, *labels;
    } cases[] = {
        {"role assign <@U2BEN|ben> scribe", "slack:U2BEN=ben;"},
        {"<@U1|ana lopes> and <@U2|b &amp; c>", "slack:U1=ana lopes;slack:U2=b & c;"},
        {"<@U1> <@U2|> <@u3|x> &lt;@U4|x&gt; <@U5|x", ""},
        {"<@U1|x<@U2|y>", "slack:U2=y;"},
        {"", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *at = cases[i].sent, *actor, *name, *all = "";
        while (slack_next_label(arena, &at, &actor, &name))
            all = arena_printf(arena, "%s%s=%s;", all, actor, name);
        assert_string_equal(all, cases[i].labels);
    }
    const char *none = NULL, *actor, *name;
    assert_false(slack_next_label(arena, &none, &actor, &name));
    arena_free(arena);
}

/* ---- trees ---- */

static void test_fallback(void **state) {
    (void)state;
    static const struct {
        const char *tree, *text;
    } cases[] = {
        {P(T("plain")), "plain"},
        {P("{\"k\":\"b\",\"c\":[" T("bold") "]}"), "bold"},
        {P("{\"k\":\"c\",\"s\":\"a<b\"}"), "a&lt;b"},
        {P("{\"k\":\"a\",\"s\":\"run | it\",\"u\":\"https://x/?a&b\"}"),
         "<https://x/?a&amp;b|run / it>"},
        {P("{\"k\":\"a\",\"s\":\"run\",\"u\":\"javascript:x\"}"), "run"},
        {P("{\"k\":\"a\",\"s\":\"run\",\"u\":\"https://x>y\"}"), "run"},
        {P("{\"k\":\"m\",\"s\":\"slack:U7\"}"), "<@U7>"},
        {P("{\"k\":\"m\",\"s\":\"slack:U7>x\"}"), "@U7&gt;x"},
        {P("{\"k\":\"m\",\"s\":\"slack:!channel\"}"), "!channel"},
        {P("{\"k\":\"m\",\"s\":\"slack:S7\"}"), "@S7"},
        {P("{\"k\":\"m\",\"s\":\"console:ana\"}"), "@ana"},
        {P("{\"k\":\"m\",\"s\":\"matrix:@bo:example.org\"}"), "@bo:example.org"},
        {P("{\"k\":\"#\",\"s\":\"slack:C1\"}"), "<#C1>"},
        {P("{\"k\":\"#\",\"s\":\"console:#ops\"}"), "#ops"},
        {P("{\"k\":\"time\",\"ms\":1759140900000}"),
         "<!date^1759140900^{date_short_pretty} at {time}|2025-09-29 10:15 UTC>"},
        {P("{\"k\":\"time\",\"ms\":-1000}"), "1969-12-31 23:59 UTC"},
        {P("{\"k\":\"dur\",\"ms\":900000}"), "15 min"},
        {P("{\"k\":\"cmd\",\"s\":\"update what\"}"), "/inc update what"},
        {"[{\"k\":\"h\",\"c\":[" T("Head") "]},{\"k\":\"li\",\"c\":[" T("item") "]}]",
         "Head\n\xE2\x80\xA2 item"},
        {P(T("one\\ntwo\\r\\nthree")), "one\n" BAR "two\n" BAR "three"},
        {"[]", "(no text)"},
        {"7", "(no text)"},
        {"[{\"k\":\"buttons\",\"c\":[{\"label\":\"x\",\"command\":\"ack\"}]}]",
         "(no text)"},
        {"[{\"k\":\"p\",\"c\":[7,{\"k\":\"zz\",\"s\":\"x\"}]}]", "(no text)"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const json_t *tree = tree_of(arena, cases[i].tree);
        assert_string_equal(slack_text(arena, tree, "/inc", SLACK_TEXT), cases[i].text);
    }
    arena_free(arena);
}

static void test_fallback_is_cut_and_says_so(void **state) {
    (void)state;
    static const char *const units[] = {"x", "&", FIRE, "\xC3\xA9", "*"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(units); i++) {
        const char *s = repeated(arena, units[i], 3000);
        const char *text = slack_text(arena, text_tree(arena, s), "/inc", 2000);
        struct seen seen;
        seen_init(&seen);
        assert_true(seen_units(text) <= 2000);
        assert_true(seen_units(text) > 1900);
        assert_non_null(strstr(text, "\n" NOTICE));
        seen_mrkdwn(&seen, text);
        seen_free(&seen);
    }
    /* the edge, and one over */
    const char *edge = repeated(arena, "x", 100);
    assert_string_equal(slack_text(arena, text_tree(arena, edge), "/inc", 100), edge);
    const char *over = slack_text(arena, text_tree(arena, edge), "/inc", 99);
    assert_non_null(strstr(over, NOTICE));
    assert_true(seen_units(over) <= 99);
    edge = repeated(arena, FIRE, 50); /* two units each */
    assert_string_equal(slack_text(arena, text_tree(arena, edge), "/inc", 100), edge);
    assert_true(seen_units(slack_text(arena, text_tree(arena, edge), "/inc", 99)) <= 99);
    /* at a line where there is one */
    json_t *lines = arena_json(arena, json_array());
    for (int i = 0; i < 100; i++)
        json_array_append(lines, json_array_get(text_tree(arena, "0123456789"), 0));
    const char *text = slack_text(arena, lines, "/inc", 200);
    assert_string_equal(strstr(text, "9\n" ELLIPSIS), "9\n" NOTICE);
    assert_true(text_starts(text, "0123456789\n0123456789\n"));
    /* mentions are whole or not there */
    json_t *people = tree_of(arena, P("{\"k\":\"m\",\"s\":\"slack:U0123456789\"}"));
    for (size_t most = 0; most < 20; most++) {
        text = slack_text(arena, people, "/inc", most);
        assert_true(strchr(text, '<') == NULL || text_equal(text, "<@U0123456789>"));
        assert_true(*text != '\0');
    }
    arena_free(arena);
}

static void test_fallback_keeps_text_harmless(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(hostile); i++) {
        for (size_t j = 0; j < 2; j++) {
            json_t *tree = text_tree(arena, hostile[i]);
            json_t *nodes = json_object_get(json_array_get(tree, 0), "c");
            json_array_append_new(nodes, json_pack("{s:s, s:s}", "k", j == 0 ? "c" : "t",
                                                   "s", "*x* <@U1>"));
            struct seen seen;
            seen_init(&seen);
            seen_mrkdwn(&seen, slack_text(arena, tree, "/inc", SLACK_TEXT));
            assert_string_equal(seen.live.ptr, "");
            assert_int_equal(seen.marks, 0);
            seen_free(&seen);
        }
    }
    arena_free(arena);
}

static void test_line(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const json_t *tree = tree_of(
        arena, "[{\"k\":\"p\",\"c\":[" T(
                   "a <b>\\nc *d* ") ",{\"k\":\"m\",\"s\":"
                                     "\"slack:U7\"}," T(
                                         " ") ",{\"k\":\"time\",\"ms\":1759140900000}]},"
                                              "{\"k\":\"li\",\"c\":[" T("e") "]}]");
    assert_string_equal(slack_line(arena, tree, SLACK_TOPIC),
                        "a &lt;b&gt; c *d* <@U7> 2025-09-29 10:15 UTC e");
    const char *s = repeated(arena, "<", 100);
    const char *cut = slack_line(arena, text_tree(arena, s), SLACK_TOPIC);
    assert_true(seen_units(cut) <= SLACK_TOPIC && seen_units(cut) > SLACK_TOPIC - 5);
    assert_non_null(strstr(cut, "&lt;" ELLIPSIS));
    s = repeated(arena, "x", SLACK_TOPIC);
    assert_string_equal(slack_line(arena, text_tree(arena, s), SLACK_TOPIC), s);
    assert_string_equal(slack_line(arena, tree_of(arena, "[]"), SLACK_TOPIC), "");
    arena_free(arena);
}

static void test_channel_name(void **state) {
    (void)state;
    static const char id[] = "INC-2025-09-29-001";
    struct arena *arena = arena_new();
    const char *x80 = repeated(arena, "x", 80);
    const char *x81 = repeated(arena, "x", 81);
    assert_string_equal(slack_channel_name(arena, "{id}", id, 0), "inc-2025-09-29-001");
    assert_string_equal(slack_channel_name(arena, "{id}", id, 1), "inc-2025-09-29-001");
    assert_string_equal(slack_channel_name(arena, "{id}", id, 2), "inc-2025-09-29-001-2");
    assert_string_equal(slack_channel_name(arena, "Ops_{id}!", id, 0),
                        "ops_inc-2025-09-29-001-");
    assert_string_equal(slack_channel_name(arena, "\xC3\xA9 " FIRE "{id", id, 0),
                        "----id");
    assert_string_equal(slack_channel_name(arena, x80, id, 0), x80);
    assert_string_equal(slack_channel_name(arena, x81, id, 0), x80);
    const char *suffixed = slack_channel_name(arena, x81, id, 12);
    assert_int_equal(strlen(suffixed), 80);
    assert_string_equal(suffixed + 77, "-12");
    arena_free(arena);
}

/* Servers that are not Slack show moments as words: the day only when it is another. */
static void test_moments_in_words(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"due <!date^1759140900^{date_short_pretty} at {time}|2025-09-29 10:15 UTC>, "
         "*so*",
         "due 10:15 UTC, *so*"},
        {"<!date^1759227300^{time}|2025-09-30 10:15 UTC><@U7>",
         "2025-09-30 10:15 UTC<@U7>"},
        {"<!date^", "<!date^"},
        {"<!date^7>", "<!date^7>"},
        {"&lt;!date^1^x|y&gt;", "&lt;!date^1^x|y&gt;"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *json =
            json_pack("{s:[s, {s:s}]}", "a", cases[i].from, "b", cases[i].from);
        json_t *array = json_object_get(json, "a");
        slack_undate(json, 1759132800000);
        assert_string_equal(json_string_value(json_array_get(array, 0)), cases[i].to);
        assert_string_equal(jsonx_string(json_array_get(array, 1), "b", ""), cases[i].to);
        json_decref(json);
    }
    assert_true(slack_shows_dates(NULL));
    assert_true(slack_shows_dates("https://acme.slack.com/"));
    assert_true(slack_shows_dates("https://acme.enterprise.slack.com"));
    assert_false(slack_shows_dates("http://try.slack.local/"));
    assert_false(slack_shows_dates("https://slack.com.example.org/"));
    assert_false(slack_shows_dates("https://evilslack.com/"));
}

/* What is cut ends behind a word. */
static void test_cut_at_a_word(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(slack_plain(arena, "Record that the cause is dealt with", 24),
                        "Record that the cause"
                        "\xE2\x80\xA6");
    assert_string_equal(slack_plain(arena, "Donaudampfschifffahrtsgesellschaft", 24),
                        "Donaudampfschifffahrtsg"
                        "\xE2\x80\xA6");
    assert_string_equal(slack_plain(arena, "It fits", 24), "It fits");
    assert_string_equal(
        slack_line(arena, text_tree(arena, "checkout is very slow now"), 20),
        "checkout is very"
        "\xE2\x80\xA6");
    arena_free(arena);
}

/* What a message of others says, whatever it is made of. */
static void test_message_text(void **state) {
    (void)state;
    static const struct {
        const char *message, *text;
    } cases[] = {
        {"{'text':'a &lt;b&gt;'}", "a <b>"},
        {"{'text':'','attachments':[{'fallback':'f','title':'Disk full','text':'db-2 at "
         "<https://x|99 %>','fields':[{'title':'Host','value':'db-2'},{'value':'v'}]}]}",
         "Disk full\ndb-2 at 99 % (https://x)\nHost: db-2\nv"},
        /* The label of a link is kept, unless it says what the address says. */
        {"{'text':'<https://pd.example/1|[#7] CPU &gt; 90 %> of "
         "<http://a.example|a.example>"
         " <https://x> <@U7|bo> <#C1|ops> <!here|here> <|y> <a|b> <mailto:a@b.c|a@b.c> "
         "<'}",
         "[#7] CPU > 90 % (https://pd.example/1) of http://a.example https://x @slack:U7 "
         "#ops @here <|y> <a|b> a@b.c <"},
        {"{'blocks':[{'type':'rich_text','elements':[{'type':'rich_text_section','"
         "elements'"
         ":[{'type':'link','url':'https://x/1','text':'p99'},{'type':'text','text':' '},{"
         "'type':'link','url':'https://x/2'}]}]}]}",
         "p99 (https://x/1) https://x/2"},
        /* Where a program gave blocks alone, Slack has a text of its own. */
        {"{'text':'This content can\\u0027t be "
         "displayed.','blocks':[{'type':'section','text'"
         ":{'text':'queue 9k'}}]}",
         "queue 9k"},
        {"{'text':'','attachments':[{'fallback':'[no preview "
         "available]','blocks':[{'type':"
         "'image'}]},{'fallback':'[no preview "
         "available]','blocks':[{'type':'header','text'"
         ":{'text':'disk'}}]}]}",
         "disk"},
        {"{'attachments':[{'fallback':'only this'}]}", "only this"},
        {"{'text':'see','attachments':[{'title':'more'}]}", "see\nmore"},
        {"{'text':'see https://x','attachments':[{'from_url':'https://x','title':'t'}]}",
         "see https://x"},
        {"{'blocks':[{'type':'header','text':{'type':'plain_text','text':'H'}},{'type':"
         "'section','text':{'text':'s &amp; t'},'fields':[{'text':'f1'},{'text':'f2'}]},"
         "{'type':'context','elements':[{'type':'image'},{'text':'c'}]},{'type':'divider'"
         "}"
         "]}",
         "H\ns & t\nf1\nf2\nc"},
        {"{'blocks':[{'type':'rich_text','elements':[{'type':'rich_text_section',"
         "'elements':[{'type':'text','text':'by '},{'type':'user','user_id':'U7'}]},"
         "{'type':'rich_text_list','elements':[{'type':'rich_text_section','elements':[{"
         "'type':'text','text':'one'}]}]}]}]}",
         "by @slack:U7\none"},
        {"{'attachments':[{'blocks':[{'type':'section','text':{'text':'in it'}}]}]}",
         "in it"},
        {"{}", ""},
        {"{'blocks':7,'attachments':[7,{}]}", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *json = arena_strdup(arena, cases[i].message);
        for (char *c = json; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        json_t *message = json_loads(json, 0, NULL);
        assert_non_null(message);
        assert_string_equal(slack_message_text(arena, message), cases[i].text);
        json_decref(message);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_in_words),
        cmocka_unit_test(test_cut_at_a_word),
        cmocka_unit_test(test_message_text),
        cmocka_unit_test(test_escape_shows_exactly_that),
        cmocka_unit_test(test_the_judge_sees_marks),
        cmocka_unit_test(test_escape_replaces_what_is_no_text),
        cmocka_unit_test(test_unescape),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_fallback_is_cut_and_says_so),
        cmocka_unit_test(test_fallback_keeps_text_harmless),
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_channel_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Forms as modals, and back: every kind of field, every limit of a view, and what a
 * submitted view says. */
#include "slack/codec_home.h"
#include "slack/codec_views.h"
#include "slack_seen.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define ID "INC-2025-09-29-001"

static json_t *tree_of(struct arena *arena, const char *json) {
    json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(tree);
    return arena_json(arena, tree);
}

static char *repeated(struct arena *arena, const char *s, size_t n) {
    size_t len = strlen(s);
    char *copy = arena_alloc(arena, len * n + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(copy + i * len, s, len);
    return copy;
}

static void plain_at_most(const json_t *object, const char *key, size_t most) {
    const json_t *text = json_object_get(object, key);
    assert_string_equal(jsonx_string(text, "type", ""), "plain_text");
    assert_in_range(seen_units(jsonx_string(text, "text", "")), 1, most);
    assert_null(strpbrk(jsonx_string(text, "text", ""), "<>"));
}

static void check_options(const json_t *options, size_t most) {
    size_t i;
    const json_t *option;
    assert_in_range(json_array_size(options), 1, most);
    json_array_foreach(options, i, option) {
        plain_at_most(option, "text", 75);
        assert_in_range(seen_units(jsonx_string(option, "value", "")), 1, 150);
    }
}

static void check_input(const json_t *block) {
    const json_t *element = json_object_get(block, "element");
    const char *type = jsonx_string(element, "type", "");
    plain_at_most(block, "label", 2000);
    if (json_object_get(block, "hint") != NULL)
        plain_at_most(block, "hint", 2000);
    assert_true(json_is_boolean(json_object_get(block, "optional")));
    assert_in_range(strlen(jsonx_string(block, "block_id", "")), 1, 255);
    assert_in_range(strlen(jsonx_string(element, "action_id", "")), 1, 255);
    if (text_equal(type, "static_select") || text_equal(type, "multi_static_select"))
        check_options(json_object_get(element, "options"), 100);
    if (text_equal(type, "checkboxes"))
        check_options(json_object_get(element, "options"), 10);
    if (text_equal(type, "plain_text_input")) {
        assert_in_range(jsonx_int(element, "max_length", 0), 1, 3000);
        assert_true(seen_units(jsonx_string(element, "initial_value", "")) <= 3000);
    }
}

/* What Slack would refuse of a view. */
static void check_view(struct arena *arena, const json_t *view) {
    const json_t *blocks = json_object_get(view, "blocks");
    json_t *others = arena_json(arena, json_array());
    json_t *ids = arena_json(arena, json_object());
    size_t i;
    json_t *block;
    if (text_equal(jsonx_string(view, "type", ""), "modal")) {
        plain_at_most(view, "title", 24);
        plain_at_most(view, "close", 24);
        assert_in_range(strlen(jsonx_string(view, "callback_id", "")), 1, 255);
    } else {
        assert_string_equal(jsonx_string(view, "type", ""), "home");
    }
    assert_true(strlen(jsonx_string(view, "private_metadata", "")) <= 3000);
    assert_in_range(json_array_size(blocks), 1, 100);
    json_array_foreach(blocks, i, block) {
        if (!text_equal(jsonx_string(block, "type", ""), "input")) {
            json_array_append(others, block);
            continue;
        }
        plain_at_most(view, "submit", 24);
        check_input(block);
        assert_null(json_object_get(ids, jsonx_string(block, "block_id", "")));
        json_object_set_new(ids, jsonx_string(block, "block_id", ""), json_true());
    }
    struct seen seen;
    seen_init(&seen);
    seen_blocks(&seen, others, 100);
    assert_string_equal(seen.live.ptr, "");
    seen_free(&seen);
}

static json_t *form_view(struct arena *arena, const char *fields) {
    const json_t *form = tree_of(
        arena,
        arena_printf(arena,
                     "{\"command\":\"update\",\"title\":\"Post an update\","
                     "\"incident\":\"" ID "\",\"made\":\"1759140000000\","
                     "\"phase\":\"investigating\",\"submit\":\"Post\",\"fields\":[%s]}",
                     fields));
    json_t *view = arena_json(arena, slack_view_form(arena, form, "slack:C1", "/inc"));
    check_view(arena, view);
    return view;
}

static const json_t *element_of(const json_t *view) {
    const json_t *blocks = json_object_get(view, "blocks");
    return json_object_get(json_array_get(blocks, json_array_size(blocks) - 1),
                           "element");
}

#define FIELD(type, rest)                                                                \
    "{\"name\":\"f\",\"label\":\"Field\",\"type\":\"" type "\"" rest "}"
#define CHOICES                                                                          \
    ",\"choices\":[{\"value\":\"1\",\"label\":\"Sev1\"},{\"value\":\"2\",\"label\":"     \
    "\"Sev2\"}]"
#define YES                                                                              \
    "{\"text\":{\"type\":\"plain_text\",\"text\":\"Yes\",\"emoji\":false},"              \
    "\"value\":\"yes\"}"
#define SEV(n)                                                                           \
    "{\"text\":{\"type\":\"plain_text\",\"text\":\"Sev" n "\",\"emoji\":false},"         \
    "\"value\":\"" n "\"}"

static void test_kinds_of_field(void **state) {
    (void)state;
    static const struct {
        const char *field, *element; /* without action_id */
    } cases[] = {
        {FIELD("text", ",\"value\":\"a<b\""),
         "{\"type\":\"plain_text_input\",\"multiline\":true,\"max_length\":3000,"
         "\"initial_value\":\"a<b\"}"},
        {FIELD("line", ""),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000}"},
        {FIELD("number", ",\"value\":\"-3\""),
         "{\"type\":\"number_input\",\"is_decimal_allowed\":false,\"initial_value\":"
         "\"-3\"}"},
        {FIELD("number", ",\"value\":\"all\""),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000,"
         "\"initial_value\":\"all\"}"},
        {FIELD("flag", ",\"value\":\"yes\""),
         "{\"type\":\"checkboxes\",\"options\":[" YES "],\"initial_options\":[" YES "]}"},
        {FIELD("flag", ""), "{\"type\":\"checkboxes\",\"options\":[" YES "]}"},
        {FIELD("actor", ""), "{\"type\":\"users_select\"}"},
        {FIELD("actor", ",\"value\":\"slack:U7\""),
         "{\"type\":\"users_select\",\"initial_user\":\"U7\"}"},
        {FIELD("actor", ",\"value\":\"matrix:@bo:x\""),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000,"
         "\"initial_value\":\"matrix:@bo:x\"}"},
        {FIELD("choice", CHOICES ",\"value\":\"2\""),
         "{\"type\":\"static_select\",\"options\":[" SEV("1") "," SEV(
             "2") "],\"initial_option\":" SEV("2") "}"},
        {FIELD("choice", CHOICES ",\"value\":\"9\""),
         "{\"type\":\"static_select\",\"options\":[" SEV("1") "," SEV("2") "]}"},
        {FIELD("choice", ",\"choices\":[]"),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000}"},
        {FIELD("words", CHOICES ",\"value\":\"2, 1\""),
         "{\"type\":\"multi_static_select\",\"options\":[" SEV("1") "," SEV(
             "2") "],\"initial_options\":[" SEV("1") "," SEV("2") "]}"},
        {FIELD("words", ",\"value\":\"a, b\""),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000,"
         "\"initial_value\":\"a, b\"}"},
        {FIELD("unheard-of", ""),
         "{\"type\":\"plain_text_input\",\"multiline\":false,\"max_length\":3000}"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *element = arena_json(
            arena, json_deep_copy(element_of(form_view(arena, cases[i].field))));
        assert_int_equal(json_object_del(element, "action_id"), 0);
        assert_string_equal(jsonx_canonical(arena, element),
                            jsonx_canonical(arena, tree_of(arena, cases[i].element)));
    }
    arena_free(arena);
}

static void test_form(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const json_t *view = form_view(
        arena, "{\"name\":\"root-cause\",\"label\":\"Root <cause> & more\","
               "\"type\":\"text\",\"required\":true,\"hint\":\"What <broke>\"}");
    const json_t *blocks = json_object_get(view, "blocks");
    const json_t *block = json_array_get(blocks, 1);
    const char *head = jsonx_canonical(arena, json_array_get(blocks, 0));
    assert_non_null(strstr(head, ID));
    assert_true(json_is_false(json_object_get(block, "optional")));
    assert_string_equal(jsonx_string(json_object_get(block, "label"), "text", ""),
                        "Root &lt;cause&gt; &amp; more");
    assert_string_equal(jsonx_string(json_object_get(block, "hint"), "text", ""),
                        "What &lt;broke&gt;");
    assert_string_equal(jsonx_string(view, "private_metadata", ""),
                        "{\"command\":\"update\",\"incident\":\"" ID
                        "\",\"made\":\"1759140000000\",\"phase\":\"investigating\","
                        "\"place\":\"slack:C1\"}");
    assert_string_equal(jsonx_string(json_object_get(view, "submit"), "text", ""),
                        "Post");
    arena_free(arena);
}

static void test_limits_of_a_form(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const size_t sizes[] = {24,   25,   75,   76,   150, 151,
                                   2000, 2001, 3000, 3001, 9000};
    static const char *const units[] = {"x", "&", "\xF0\x9F\x94\xA5"};
    static const char *const types[] = {"text", "line", "choice", "words", "flag"};
    for (size_t i = 0; i < COUNT(sizes) * COUNT(units) * COUNT(types); i++) {
        const char *unit = units[i % COUNT(units)];
        const char *type = types[i / COUNT(units) % COUNT(types)];
        const char *s = repeated(arena, unit, sizes[i / COUNT(units) / COUNT(types)]);
        json_t *form = arena_json(
            arena,
            json_pack("{s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s}, {s:s, "
                      "s:s}]}]}",
                      "command", "update", "title", s, "submit", s, "fields", "name", "f",
                      "label", s, "hint", s, "type", type, "value", s, "choices", "value",
                      "1", "label", s, "value", s, "label", "x"));
        const json_t *view =
            arena_json(arena, slack_view_form(arena, form, "slack:C1", "/inc"));
        check_view(arena, view);
        const char *text = jsonx_canonical(arena, view);
        bool fits = seen_units(s) <= 3000;
        bool typed =
            text_equal(jsonx_string(element_of(view), "type", ""), "plain_text_input");
        if (typed && seen_units(s) <= 1900)
            assert_int_equal(strstr(text, "is cut") != NULL, !fits);
        if (!fits && typed && text_equal(unit, "x")) {
            assert_int_equal(strlen(jsonx_string(element_of(view), "initial_value", "")),
                             3000);
        }
    }
    arena_free(arena);
}

/* A text that is cut in the form says so even beside a long hint. */
static void test_cut_value_is_said(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *value = repeated(arena, "x", 3001);
    const json_t *view = form_view(
        arena, arena_printf(arena, FIELD("text", ",\"hint\":\"%s\",\"value\":\"%s\""),
                            repeated(arena, "h", 1990), value));
    const json_t *blocks = json_object_get(view, "blocks");
    const json_t *block = json_array_get(blocks, json_array_size(blocks) - 1);
    const char *hint = jsonx_string(json_object_get(block, "hint"), "text", "");
    assert_non_null(strstr(hint, "is cut"));
    arena_free(arena);
}

static void test_many(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    /* 100 choices are a list, 101 a line to type */
    for (int n = 100; n <= 101; n++) {
        json_t *field = json_pack("{s:s, s:s, s:s, s:[]}", "name", "f", "label", "F",
                                  "type", "choice", "choices");
        for (int i = 0; i < n; i++) {
            json_array_append_new(json_object_get(field, "choices"),
                                  json_pack("{s:s, s:s}", "value",
                                            arena_printf(arena, "v%d", i), "label",
                                            "same"));
        }
        json_t *form = arena_json(arena, json_pack("{s:s, s:s, s:[o]}", "command", "x",
                                                   "title", "T", "fields", field));
        const json_t *view =
            arena_json(arena, slack_view_form(arena, form, NULL, "/inc"));
        check_view(arena, view);
        assert_string_equal(jsonx_string(element_of(view), "type", ""),
                            n == 100 ? "static_select" : "plain_text_input");
    }
    /* more fields than a view holds: said */
    json_t *form =
        arena_json(arena, json_pack("{s:s, s:s, s:[]}", "command", "x", "title",
                                    "A title that is longer than Slack's 24", "fields"));
    for (int i = 0; i < 120; i++) {
        json_array_append_new(json_object_get(form, "fields"),
                              json_pack("{s:s, s:s, s:s}", "name",
                                        arena_printf(arena, "f%d", i), "label", "F",
                                        "type", "line"));
    }
    const json_t *view = arena_json(arena, slack_view_form(arena, form, NULL, "/inc"));
    check_view(arena, view);
    assert_non_null(strstr(jsonx_canonical(arena, view), "more fields do not fit"));
    assert_non_null(
        strstr(jsonx_canonical(arena, view), "A title that is longer than Slack's 24"));
    arena_free(arena);
}

static void test_short_titles(void **state) {
    static const struct {
        const char *title, *shown;
    } cases[] = {
        {"Post an update: what we know now", "Post an update"},
        {"Change the severity, up or down", "Change the severity"},
        {"Add: one, two", "Add: one, two"},
        {"A title that is longer than Slack's 24", "A title that is longer…"},
        {"A title that is longer than 24: yes", "A title that is longer…"},
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *form = arena_json(arena, json_pack("{s:s, s:s, s:[]}", "command", "x",
                                                   "title", cases[i].title, "fields"));
        const json_t *view =
            arena_json(arena, slack_view_form(arena, form, NULL, "/inc"));
        assert_string_equal(jsonx_string(json_object_get(view, "title"), "text", ""),
                            cases[i].shown);
    }
    arena_free(arena);
}

static void test_menu(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *form =
        arena_json(arena, json_pack("{s:s, s:s, s:[{s:s, s:[{s:s, s:s}]}], s:[]}",
                                    "title", ID, "incident", ID, "body", "k", "p", "c",
                                    "k", "t", "s", "Now <b>", "menu"));
    for (int i = 0; i < 30; i++) {
        json_array_append_new(json_object_get(form, "menu"),
                              json_pack("{s:s, s:s, s:b, s:s}", "command", "update",
                                        "label", "Post an update", "form", 1, "phase",
                                        "investigating"));
    }
    const json_t *view =
        arena_json(arena, slack_view_form(arena, form, "slack:C1", "/inc"));
    check_view(arena, view);
    assert_null(json_object_get(view, "submit"));
    const json_t *blocks = json_object_get(view, "blocks");
    assert_int_equal(json_array_size(blocks), 3);
    const json_t *button =
        json_array_get(json_object_get(json_array_get(blocks, 1), "elements"), 0);
    assert_string_equal(jsonx_string(button, "value", ""),
                        "{\"command\":\"update\",\"form\":true,\"incident\":\"" ID
                        "\",\"phase\":\"investigating\"}");
    /* Groups are opened: one select each; what Slack would refuse there is a button. */
    json_t *menu = json_object_get(form, "menu");
    json_t *long_one = json_deep_copy(json_array_get(menu, 0));
    json_array_clear(menu);
    for (int i = 0; i < 6; i++) {
        json_array_append_new(menu, json_pack("{s:s, s:s, s:s?}", "command", "note",
                                              "label", "Note", "group",
                                              i == 0  ? NULL
                                              : i < 4 ? "People"
                                                      : "Record"));
    }
    jsonx_set_string(long_one, "group", "People");
    json_object_set_new(long_one, "fields",
                        json_pack("{s:s}", "to", arena_printf(arena, "%0*d", 120, 7)));
    json_array_append_new(menu, long_one);
    view = arena_json(arena, slack_view_form(arena, form, "slack:C1", "/inc"));
    check_view(arena, view);
    blocks = json_object_get(view, "blocks");
    assert_int_equal(json_array_size(blocks), 3);
    assert_int_equal(
        json_array_size(json_object_get(json_array_get(blocks, 1), "elements")), 2);
    const json_t *selects = json_object_get(json_array_get(blocks, 2), "elements");
    assert_int_equal(json_array_size(selects), 2);
    assert_int_equal(
        json_array_size(json_object_get(json_array_get(selects, 0), "options")), 3);
    assert_string_equal(
        jsonx_string(
            json_array_get(json_object_get(json_array_get(selects, 1), "options"), 0),
            "value", ""),
        "{\"command\":\"note\",\"incident\":\"" ID "\"}");
    json_array_clear(json_object_get(form, "menu"));
    json_array_clear(json_object_get(form, "body"));
    view = arena_json(arena, slack_view_form(arena, form, NULL, "/inc"));
    check_view(arena, view);
    arena_free(arena);
}

static void test_other_views(void **state) {
    (void)state;
    static const char *const trees[] = {
        "[]", "7", "[{\"k\":\"p\",\"c\":[{\"k\":\"t\",\"s\":\"<!channel> *x*\"}]}]"};
    struct arena *arena = arena_new();
    check_view(arena, arena_json(arena, slack_view_wait()));
    for (size_t i = 0; i < COUNT(trees); i++) {
        const json_t *tree = tree_of(arena, trees[i]);
        check_view(arena, arena_json(arena, slack_view_said(arena, tree, "/inc")));
        check_view(arena, arena_json(arena, slack_view_home(arena, tree, "/inc")));
    }
    static const char *const forms[] = {"7",
                                        "{}",
                                        "{\"fields\":7}",
                                        "{\"fields\":[7,{},{\"name\":\"a;b\"}]}",
                                        "{\"menu\":[]}",
                                        "{\"menu\":[7,{}],\"body\":7}",
                                        "{\"title\":\"\",\"fields\":[]}"};
    for (size_t i = 0; i < COUNT(forms); i++) {
        check_view(arena,
                   arena_json(arena, slack_view_form(arena, tree_of(arena, forms[i]),
                                                     "slack:<!x>", "/inc")));
    }
    arena_free(arena);
}

static void test_error(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const json_t *view = form_view(arena, FIELD("text", ""));
    const json_t *tree = tree_of(
        arena,
        "[{\"k\":\"p\",\"c\":[{\"k\":\"t\",\"s\":\"No <b>, type \"},{\"k\":\"cmd\","
        "\"s\":\"help\"}]},{\"k\":\"p\",\"c\":[{\"k\":\"t\",\"s\":\"two\"}]}]");
    json_t *error = arena_json(arena, slack_view_error(arena, view, "f", tree, "/inc"));
    assert_string_equal(jsonx_canonical(arena, error),
                        "{\"errors\":{\"tocsin_field:f\":\"No &lt;b&gt;, type /inc help "
                        "two\"},\"response_action\":\"errors\"}");
    /* What no field is to blame for is said at the first: the form stays, and what was
     * typed in it. */
    assert_true(json_equal(
        error, arena_json(arena, slack_view_error(arena, view, "g", tree, "/inc"))));
    assert_true(json_equal(
        error, arena_json(arena, slack_view_error(arena, view, NULL, tree, "/inc"))));
    assert_null(slack_view_error(arena, NULL, "f", tree, "/inc"));
    /* as Slack sends it back, with its state alone */
    view = tree_of(arena, "{\"state\":{\"values\":{\"tocsin_field:g\":{}}}}");
    error =
        arena_json(arena, slack_view_error(arena, view, "g", tree_of(arena, "[]"), ""));
    assert_non_null(error);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_titles),
        cmocka_unit_test(test_kinds_of_field),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_limits_of_a_form),
        cmocka_unit_test(test_cut_value_is_said),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_menu),
        cmocka_unit_test(test_other_views),
        cmocka_unit_test(test_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Templates: the official mustache specification (read from TOCSIN_SHARED, skipped when
 * it is not there), and what it leaves open: errors, bounds, and that data stays data. */
#include "core/template.h"

#include "base/text.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "tocsin/limits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void escape_html(struct strbuf *out, const char *s, size_t len) {
    for (size_t i = 0; i < len; i++) {
        switch (s[i]) {
        case '&':
            strbuf_add(out, "&amp;");
            break;
        case '"':
            strbuf_add(out, "&quot;");
            break;
        case '<':
            strbuf_add(out, "&lt;");
            break;
        case '>':
            strbuf_add(out, "&gt;");
            break;
        default:
            strbuf_addc(out, s[i]);
        }
    }
}

static const char *partial_of(void *ctx, const char *name) {
    return json_string_value(json_object_get(ctx, name));
}

/* ---- the specification ---- */

static size_t run_spec_case(const char *file, const json_t *test) {
    const char *template = json_string_value(json_object_get(test, "template"));
    const char *expected = json_string_value(json_object_get(test, "expected"));
    struct strbuf out;
    strbuf_init(&out, LIMIT_RENDERED);
    struct error err = {.code = ERR_OK};
    bool done = template_render(template, strlen(template), json_object_get(test, "data"),
                                escape_html, partial_of,
                                json_object_get(test, "partials"), &out, &err);
    bool same = done && text_equal(out.ptr, expected);
    if (!same) {
        print_error("%s: %s\n template: %s\n expected: %s\n got: %s\n", file,
                    json_string_value(json_object_get(test, "name")), template, expected,
                    done ? out.ptr : err.text);
    }
    strbuf_free(&out);
    return same ? 0 : 1;
}

static void the_specification(void **state) {
    (void)state;
    static const char *const files[] = {"comments", "delimiters", "interpolation",
                                        "inverted", "partials",   "sections"};
    const char *shared = getenv("TOCSIN_SHARED");
    size_t run = 0;
    size_t failed = 0;
    for (size_t f = 0; f < COUNT(files); f++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/mustache-spec/%s.json",
                 shared != NULL ? shared : TESTS_DIR "/../../shared", files[f]);
        json_t *spec = json_load_file(path, 0, NULL);
        const json_t *tests = json_object_get(spec, "tests");
        for (size_t i = 0; i < json_array_size(tests); i++, run++)
            failed += run_spec_case(files[f], json_array_get(tests, i));
        json_decref(spec);
    }
    if (run == 0) {
        print_message("SKIP mustache specification: set TOCSIN_SHARED to its folder\n");
        skip();
    }
    assert_int_equal(failed, 0);
    assert_int_equal(run, 136);
}

/* ---- our own cases ---- */

static const struct {
    const char *template, *view, *expected;
} cases[] = {
    {"", "{}", ""},
    {"plain }} text {", "{}", "plain }} text {"},
    {"{{a}}-{{{a}}}-{{&a}}", "{\"a\":\"<\"}", "&lt;-<-<"},
    {"{{ a }}{{missing}}{{a.b}}", "{\"a\":1}", "1"},
    {"{{a.b.c}}", "{\"a\":{\"b\":{\"c\":\"deep\"}}}", "deep"},
    {"{{n}} {{z}} {{t}} {{f}}",
     "{\"n\":-9223372036854775808,\"z\":0,\"t\":true,\"f\":false}",
     "-9223372036854775808 0 true false"},
    {"{{a}} {{b}} {{c}}", "{\"a\":1.21,\"b\":0.1,\"c\":1e300}", "1.21 0.1 1e+300"},
    {"{{o}}{{l}}{{n}}", "{\"o\":{\"x\":1},\"l\":[1],\"n\":null}", ""},
    {"{{.}}", "\"top\"", "top"},
    {"{{#l}}{{.}},{{/l}}", "{\"l\":[1,\"b\",null,true]}", "1,b,,true,"},
    {"{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":\"\"}", "no"},
    {"{{#s}}yes{{/s}}{{^s}}no{{/s}}", "{\"s\":0}", "yes"},
    {"{{#o}}{{a}}{{b}}{{/o}}", "{\"a\":1,\"o\":{\"b\":2}}", "12"},
    {"{{#o}}[{{a}}]{{/o}}", "{\"a\":1,\"o\":{\"a\":null}}", "[]"}, /* null hides outer */
    {"{{#a}}\n{{#b}}\nx\n{{/b}}\n{{/a}}\ny", "{\"a\":{\"b\":[1,2]}}", "x\nx\ny"},
    {"a\r\n{{#t}}\r\nb\r\n{{/t}}\r\nc", "{\"t\":true}", "a\r\nb\r\nc"},
    {"{{=<% %>=}}<%a%>{{a}}<%={{ }}=%>{{a}}", "{\"a\":1}", "1{{a}}1"},
    {"{{#l}}{{=| |=}}|.||={{ }}=|{{.}};{{/l}}", "{\"l\":[1,2]}", "11;22;"},
    {"{{=| |=}}|{a}||&a||a|", "{\"a\":\"<\"}", "<<&lt;"},
    {"{{! {{ }}x", "{}", "x"},
    {"{{{a}}}}", "{\"a\":1}", "1}"},
    /* data is never looked at as template */
    {"{{a}} {{{a}}}", "{\"a\":\"{{b}} {{#b}}\",\"b\":\"x\"}",
     "{{b}} {{#b}} {{b}} {{#b}}"},
    {"{{a}}{{c}}", "{\"a\":\"{{\",\"c\":\"b}}\",\"b\":\"x\"}", "{{b}}"},
    {"{{>line}}", "{\"x\":\"{{>line}}\"}", "[{{&gt;line}}]"},
    /* partials */
    {"{{>none}}.", "{}", "."},
    {"  {{>two}}\nend", "{\"x\":1}", "  1\n\n  b\nend"}, /* empty lines stay empty */
    {"\t{{>outer}}\n", "{\"x\":\"a\\nb\"}", "\t<\n\t  a\nb\n\n\t  b\n\t>\n"},
    {"  {{>two}}!", "{\"x\":1}", "  1\n\nb\n!"}, /* within a line: not indented */
    {"  {{>inline}}\n", "{\"x\":1}", "  a 1\n\nb\n b\n"},
    {"{{=| |=}}|>line|", "{\"x\":1}", "[1]"}, /* partials begin with {{ }} */
};

static json_t *our_partials(void) {
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "line", "[{{x}}]",
                     "inline", "a {{>two}} b\n", "two", "{{{x}}}\n\nb\n", "outer",
                     "<\n  {{>two}}\n>\n", "self", "({{>self}})", "twice",
                     "{{>twice}}{{>twice}}", "broken", "a\n{{#x}}", "tree",
                     "{{v}}{{#kids}}({{>tree}}){{/kids}}");
}

static void our_cases(void **state) {
    (void)state;
    json_t *partials = our_partials();
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t *view = json_loads(cases[i].view, JSON_DECODE_ANY, NULL);
        assert_non_null(view);
        struct strbuf out;
        strbuf_init(&out, LIMIT_RENDERED);
        struct error err = {.code = ERR_OK};
        if (!template_render(cases[i].template, strlen(cases[i].template), view,
                             escape_html, partial_of, partials, &out, &err))
            fail_msg("%s: %s", cases[i].template, err.text);
        if (!text_equal(out.ptr, cases[i].expected)) {
            fail_msg("%s\n gave %s\n not %s", cases[i].template, out.ptr,
                     cases[i].expected);
        }
        strbuf_free(&out);
        json_decref(view);
    }
    json_decref(partials);
}

static const struct {
    const char *template;
    enum error_code code;
    bool only_rendered; /* the syntax alone is fine */
    const char *text;   /* part of what is said */
} errors[] = {
    {"a\nb {{x", ERR_INVALID, false, "line 2"},
    {"{{{x}}", ERR_INVALID, false, "line 1"},
    {"{{=<% %>", ERR_INVALID, false, "line 1"},
    {"{{=x=}}", ERR_INVALID, false, "delimiters"},
    {"{{=a b c=}}", ERR_INVALID, false, "delimiters"},
    {"{{}}", ERR_INVALID, false, "names nothing"},
    {"{{# }}", ERR_INVALID, false, "names nothing"},
    {"{{two words}}", ERR_INVALID, false, "two words"},
    {"\n\n{{#a}}\nx", ERR_INVALID, false, "line 3: section \"a\""},
    {"{{#a}}{{#b}}{{/b}}", ERR_INVALID, false, "\"a\""},
    {"{{#a}}\n{{#b}}\n{{/a}}{{/b}}", ERR_INVALID, false, "\"b\" of line 2"},
    {"x\n{{/a}}", ERR_INVALID, false, "line 2"},
    {"{{^no}}{{#a}}{{/no}}", ERR_INVALID, false, "\"no\""},
    {"{{#no}}{{#hidden}}{{/no}}", ERR_INVALID, false,
     "hidden"}, /* also when not rendered */
    {"x{{>broken}}", ERR_INVALID, true, "partial \"broken\": line 2"},
    {"x{{>self}}", ERR_LIMIT, true, "nest"},
    {"x{{>twice}}", ERR_LIMIT, true, ""},
    {"{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}",
     ERR_LIMIT, true, "too often"},
};

static void errors_name_the_line(void **state) {
    (void)state;
    json_t *partials = our_partials();
    json_t *view = json_pack("{s:[i,i,i,i,i,i,i,i,i,i,i,i]}", "l", 1, 2, 3, 4, 5, 6, 7, 8,
                             9, 10, 11, 12);
    for (size_t i = 0; i < COUNT(errors); i++) {
        const char *template = errors[i].template;
        struct error err = {.code = ERR_OK};
        struct strbuf out;
        strbuf_init(&out, LIMIT_RENDERED);
        strbuf_add(&out, "before");
        if (template_render(template, strlen(template), view, escape_html, partial_of,
                            partials, &out, &err))
            fail_msg("%s: rendered", template);
        assert_string_equal(out.ptr, "before");
        assert_int_equal(out.len, strlen("before"));
        if (err.code != errors[i].code || strstr(err.text, errors[i].text) == NULL)
            fail_msg("%s: %s", template, err.text);
        assert_int_equal(template_check(template, strlen(template), NULL),
                         errors[i].only_rendered);
        strbuf_free(&out);
    }
    json_decref(view);
    json_decref(partials);
}

static void depth_is_bounded_exactly(void **state) {
    (void)state;
    for (int depth = TEMPLATE_DEPTH - 1; depth <= TEMPLATE_DEPTH + 1; depth++) {
        struct strbuf template;
        struct strbuf out;
        strbuf_init(&template, LIMIT_RENDERED);
        strbuf_init(&out, LIMIT_RENDERED);
        for (int i = 0; i < depth; i++)
            strbuf_add(&template, "{{#a}}");
        strbuf_add(&template, "x");
        for (int i = 0; i < depth; i++)
            strbuf_add(&template, "{{/a}}");
        json_t *view = json_pack("{s:b}", "a", 1);
        assert_int_equal(template_render(template.ptr, template.len, view, NULL, NULL,
                                         NULL, &out, NULL),
                         depth <= TEMPLATE_DEPTH);
        assert_string_equal(out.ptr, depth <= TEMPLATE_DEPTH ? "x" : "");
        json_decref(view);
        strbuf_free(&template);
        strbuf_free(&out);
    }
}

static void a_partial_may_follow_the_data_down(void **state) {
    (void)state;
    json_t *partials = our_partials();
    json_t *view =
        json_loads("{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[]},{\"v\":3,\"kids\":"
                   "[{\"v\":4,\"kids\":[]}]}]}",
                   0, NULL);
    struct strbuf out;
    strbuf_init(&out, LIMIT_RENDERED);
    assert_true(template_render("{{>tree}}", 9, view, escape_html, partial_of, partials,
                                &out, NULL));
    assert_string_equal(out.ptr, "1(2)(3(4))");
    strbuf_free(&out);
    json_decref(view);
    json_decref(partials);
}

static void the_ceiling_holds(void **state) {
    (void)state;
    json_t *view = json_pack("{s:s, s:[i,i,i]}", "a", "<<<<<<<<", "l", 1, 2, 3);
    struct strbuf out;
    strbuf_init(&out, 10);
    static const char template[] = "{{#l}}abc{{/l}}{{a}}";
    assert_true(template_render(template, strlen(template), view, escape_html, NULL, NULL,
                                &out, NULL));
    assert_string_equal(out.ptr, "abcabcabc&");
    assert_true(out.cut);
    strbuf_free(&out);
    json_decref(view);
}

/* With the neutral escape whatever somebody typed parses back as text. */
static void typed_text_stays_text(void **state) {
    (void)state;
    static const char template[] = "- *{{who}}*: {{what}}";
    struct arena *arena = arena_new();
    struct strbuf out;
    strbuf_init(&out, LIMIT_RENDERED);
    json_t *view =
        json_pack("{s:s, s:s}", "who", "# a*b", "what", "<@slack:all>\n# {{who}}");
    assert_true(template_render(template, strlen(template), view, markup_escape, NULL,
                                NULL, &out, NULL));
    json_t *tree = markup_parse(out.ptr, out.len);
    assert_int_equal(json_array_size(tree), 1);
    assert_string_equal(markup_plain(arena, tree), "# a*b: <@slack:all>\n# {{who}}");
    json_decref(tree);
    json_decref(view);
    strbuf_free(&out);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specification),
        cmocka_unit_test(our_cases),
        cmocka_unit_test(errors_name_the_line),
        cmocka_unit_test(depth_is_bounded_exactly),
        cmocka_unit_test(a_partial_may_follow_the_data_down),
        cmocka_unit_test(the_ceiling_holds),
        cmocka_unit_test(typed_text_stays_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The console's language: what trees look like, what lines mean, and that nobody's text
 * can look like a line of ours. */
#include "base/jsonx.h"
#include "base/text.h"
#include "console/codec.h"
#include "console/codec_json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void paris(void *ctx, int64_t at, char *buf, size_t size) {
    (void)at;
    snprintf(buf, size, "%s", (const char *)ctx);
}

static char *render(struct arena *arena, const struct codec_style *style,
                    const char *json) {
    json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(tree);
    struct strbuf sb;
    strbuf_init(&sb, 64 * 1024);
    codec_render(arena, style, tree, &sb);
    char *text = arena_strdup(arena, sb.ptr);
    strbuf_free(&sb);
    json_decref(tree);
    return text;
}

#define P(inner) "[{\"k\":\"p\",\"c\":[" inner "]}]"
#define T(text) "{\"k\":\"t\",\"s\":\"" text "\"}"

static void test_nodes(void **state) {
    (void)state;
    static const struct {
        const char *tree, *text;
    } cases[] = {
        {P(T("plain")), "plain"},
        {P("{\"k\":\"b\",\"c\":[" T("bold") "]}"), "bold"},
        {P("{\"k\":\"c\",\"s\":\"code\"}"), "`code`"},
        {P("{\"k\":\"a\",\"s\":\"run\",\"u\":\"https://x/\"}"), "run (https://x/)"},
        {P("{\"k\":\"a\",\"s\":\"https://x/\",\"u\":\"https://x/\"}"), "https://x/"},
        {P("{\"k\":\"a\",\"s\":\"\",\"u\":\"https://x/\"}"), "https://x/"},
        {P("{\"k\":\"m\",\"s\":\"console:ana\"}"), "@ana"},
        {P("{\"k\":\"m\",\"s\":\"slack:U7\"}"), "@slack:U7"},
        {P("{\"k\":\"#\",\"s\":\"console:#general\"}"), "#general"},
        {P("{\"k\":\"#\",\"s\":\"slack:C1\"}"), "slack:C1"},
        {P("{\"k\":\"time\",\"ms\":1759140900000}"), "10:15 UTC (2025-09-29)"},
        {P("{\"k\":\"dur\",\"ms\":900000}"), "15 min"},
        {P("{\"k\":\"cmd\",\"s\":\"update what we know\"}"), "/inc update what we know"},
        {"[{\"k\":\"h\",\"c\":[" T("Head") "]},{\"k\":\"li\",\"c\":[" T("item") "]}]",
         "== Head ==\n- item"},
        {"[]", ""},
        {"{\"k\":\"p\"}", ""},
        {"[{\"k\":\"p\",\"c\":[7,{\"k\":\"zz\",\"s\":\"x\"}]}]", ""},
    };
    struct codec_style style = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        assert_string_equal(render(arena, &style, cases[i].tree), cases[i].text);
        arena_free(arena);
    }
}

static void test_ansi(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct codec_style style = {.ansi = true};
    const char *tree = "[{\"k\":\"h\",\"c\":[" T(
        "A") "]},{\"k\":\"p\",\"c\":[{\"k\":\"b\",\"c\":"
             "[{\"k\":\"b\",\"c\":[" T("B") "]}," T("C") "]}," T("D") "]}]";
    assert_string_equal(render(arena, &style, tree),
                        "\033[1mA\033[22m\n\033[1mBC\033[22mD");
    arena_free(arena);
}

/* The date stands there when the day, in the zone that is shown, is another than that of
 * the moment of saying. */
static void test_zones(void **state) {
    (void)state;
    enum { HOUR = 3600 * 1000 };
    static const int64_t at = 1759140900000; /* 2025-09-29 10:15 UTC */
    static const struct {
        const char *local, *text;
        int64_t said;
    } cases[] = {
        {"2025-09-29 12:15 CEST", "10:15 UTC (2025-09-29 12:15 CEST)", 0},
        {"2025-09-29 12:15 CEST", "10:15 UTC (12:15 CEST)", 1759140900000},
        {"2025-09-29 10:15 UTC", "10:15 UTC (2025-09-29)", 0},
        {"2025-09-29 10:15 UTC", "10:15 UTC", 1759140900000},
        {"", "10:15 UTC (2025-09-29)", 0},
        {"", "10:15 UTC", 1759104000000},                  /* 00:00 */
        {"", "10:15 UTC (2025-09-29)", 1759104000000 - 1}, /* 23:59 the day before */
        {"", "10:15 UTC", 1759190399999},                  /* 23:59 */
        {"", "10:15 UTC (2025-09-29)", 1759190400000},     /* 00:00 the day after */
        {"", "10:15 UTC (2025-09-29)", 1759140900000 + INT64_C(365) * 24 * HOUR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        char local[64];
        snprintf(local, sizeof local, "%s", cases[i].local);
        struct codec_style style = {
            .local_time = paris, .local_ctx = local, .said = cases[i].said};
        char *tree =
            arena_printf(arena, P("{\"k\":\"time\",\"ms\":%lld}"), (long long)at);
        assert_string_equal(render(arena, &style, tree), cases[i].text);
        arena_free(arena);
    }
}

/* Two clocks, two days: 21:30 and 22:30 UTC are 23:30 and half past midnight in Paris, and
 * "22:30 UTC (00:30 CEST)" would leave open of which day. */
static void tick(void *ctx, int64_t at, char *buf, size_t size) {
    (void)ctx;
    snprintf(buf, size, "2025-09-%s CEST", at < 1759183200000 ? "29 23:30" : "30 00:30");
}

static void test_local_days(void **state) {
    (void)state;
    static const int64_t evening = 1759181400000, night = 1759185000000;
    static const struct {
        int64_t said, at;
        const char *text;
    } cases[] = {
        {evening, evening, "21:30 UTC (23:30 CEST)"},
        {evening, night, "22:30 UTC (2025-09-30 00:30 CEST)"},
        {night, night, "22:30 UTC (2025-09-30 00:30 CEST)"},
        {night, evening, "21:30 UTC (2025-09-29 23:30 CEST)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct codec_style style = {.local_time = tick, .said = cases[i].said};
        char *tree = arena_printf(arena, P("{\"k\":\"time\",\"ms\":%lld}"),
                                  (long long)cases[i].at);
        assert_string_equal(render(arena, &style, tree), cases[i].text);
        arena_free(arena);
    }
}

/* Each of these, in whatever node, must come out harmless. */
static void test_hostile_text(void **state) {
    (void)state;
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"\\u001b[2Jgone", "\xef\xbf\xbd[2Jgone"},
        {"a\\rb", "a\xef\xbf\xbd"
                  "b"},
        {"bell\\u0007", "bell\xef\xbf\xbd"},
        {"c1\\u009b2J", "c1\xef\xbf\xbd"
                        "2J"},
        {"x\\u202egnp", "x\xef\xbf\xbdgnp"},
        {"x\\u2066y\\u2069", "x\xef\xbf\xbdy\xef\xbf\xbd"},
        {"one\\n[#incidents] all clear", "one\n  | [#incidents] all clear"},
        {"one\\u2028* two\\u2029* three", "one\n  | * two\n  | * three"},
        {"a\\tb", "a b"},
        {"caf\\u00e9", "caf\xc3\xa9"},
    };
    static const char *const nodes[][2] = {
        {P("{\"k\":\"t\",\"s\":\"%s\"}"), "%s"},
        {P("{\"k\":\"c\",\"s\":\"%s\"}"), "`%s`"},
        {P("{\"k\":\"a\",\"s\":\"%s\",\"u\":\"u\"}"), "%s (u)"},
        {P("{\"k\":\"a\",\"s\":\"l\",\"u\":\"%s\"}"), "l (%s)"},
        {P("{\"k\":\"m\",\"s\":\"console:%s\"}"), "@%s"},
        {P("{\"k\":\"#\",\"s\":\"%s\"}"), "%s"},
        {P("{\"k\":\"cmd\",\"s\":\"%s\"}"), "/inc %s"},
    };
    struct codec_style style = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < sizeof nodes / sizeof *nodes; k++) {
            struct arena *arena = arena_new();
            struct strbuf tree, text;
            strbuf_init(&tree, 4096);
            strbuf_init(&text, 4096);
            const char *mark = strstr(nodes[k][0], "%s");
            strbuf_addn(&tree, nodes[k][0], (size_t)(mark - nodes[k][0]));
            strbuf_add(&tree, cases[i].json);
            strbuf_add(&tree, mark + 2);
            mark = strstr(nodes[k][1], "%s");
            strbuf_addn(&text, nodes[k][1], (size_t)(mark - nodes[k][1]));
            strbuf_add(&text, cases[i].text);
            strbuf_add(&text, mark + 2);
            assert_string_equal(render(arena, &style, tree.ptr), text.ptr);
            strbuf_free(&tree);
            strbuf_free(&text);
            arena_free(arena);
        }
    }
}

static void test_depth(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *node = json_pack("{ssss}", "k", "t", "s", "deep");
    for (int i = 0; i < 10 * CODEC_DEPTH; i++)
        node = json_pack("{sss[o]}", "k", "b", "c", node);
    json_t *tree = json_pack("[{sss[o]}]", "k", "p", "c", node);
    struct strbuf sb;
    strbuf_init(&sb, 4096);
    struct codec_style style = {0};
    codec_render(arena, &style, tree, &sb);
    assert_string_equal(sb.ptr, "");
    strbuf_free(&sb);
    json_decref(tree);
    arena_free(arena);
}

static void test_block(void **state) {
    (void)state;
    static const struct {
        const char *text, *block;
    } cases[] = {
        {"one", "[#a] one\n"},
        {"one\n  | two\n", "[#a] one\n[#a]   | two\n[#a] \n"},
        {"", "[#a] \n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct strbuf sb;
        strbuf_init(&sb, 4096);
        codec_block("[#a] ", cases[i].text, &sb);
        assert_string_equal(sb.ptr, cases[i].block);
        strbuf_free(&sb);
    }
}

static void test_places(void **state) {
    (void)state;
    static const struct {
        const char *name, *place;
    } cases[] = {
        {"#general", "console:#general"},
        {"general", "console:#general"},
        {"console:#general", "console:#general"},
        {"@ana", "console:@ana"},
        {"slack:C1", "slack:C1"},
        {"#two words", NULL},
        {"#", NULL},
        {"", NULL},
        {"#\033[2J", NULL},
        {":x", NULL},
        {"slack:", NULL},
        {NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        char *place = codec_place(arena, cases[i].name);
        assert_true(text_equal(place, cases[i].place));
        arena_free(arena);
    }
}

static void test_requests(void **state) {
    (void)state;
    static const struct {
        const char *line;
        bool ok;
        enum request_kind kind;
        const char *id, *user, *channel, *text;
        int64_t ms;
    } cases[] = {
        {"{\"id\":\"k1\",\"user\":\"ana\",\"channel\":\"#g\",\"text\":\"list\"}", true,
         REQUEST_COMMAND, "k1", "ana", "console:#g", "list", 0},
        {"{\"id\":\"k1\",\"text\":\"\"}", true, REQUEST_COMMAND, "k1", NULL, NULL, "", 0},
        {"{\"id\":\"c\",\"clock\":5}", true, REQUEST_CLOCK, "c", NULL, NULL, NULL, 5},
        {"{\"id\":\"c\",\"step\":-5}", true, REQUEST_STEP, "c", NULL, NULL, NULL, -5},
        {"{\"id\":\"q\",\"quiet\":true}", true, REQUEST_QUIET, "q", NULL, NULL, NULL, 0},
        {"{\"id\":\"c\",\"clock\":-5}", false, 0, 0, 0, 0, 0, 0},
        {"{\"id\":\"q\",\"quiet\":false}", false, 0, 0, 0, 0, 0, 0},
        {"{\"text\":\"list\"}", false, 0, 0, 0, 0, 0, 0},
        {"{\"id\":\"\",\"text\":\"list\"}", false, 0, 0, 0, 0, 0, 0},
        {"{\"id\":\"k\",\"user\":\"a b\",\"text\":\"x\"}", false, 0, 0, 0, 0, 0, 0},
        {"{\"id\":\"k\",\"channel\":\"# x\",\"text\":\"x\"}", false, 0, 0, 0, 0, 0, 0},
        {"[1]", false, 0, 0, 0, 0, 0, 0},
        {"{\"id\":", false, 0, 0, 0, 0, 0, 0},
        {"", false, 0, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct request r = {0};
        struct error err = {0};
        bool ok = codec_request(arena, cases[i].line, strlen(cases[i].line), &r, &err);
        assert_int_equal(ok, cases[i].ok);
        assert_int_equal(r.kind, cases[i].kind);
        assert_int_equal(r.ms, cases[i].ms);
        assert_true(text_equal(r.id, cases[i].id));
        assert_true(text_equal(r.user, cases[i].user));
        assert_true(text_equal(r.channel, cases[i].channel));
        assert_true(text_equal(r.text, cases[i].text));
        if (!ok)
            assert_true(err.code == ERR_INVALID && *err.text != '\0');
        arena_free(arena);
    }
}

static void check_line(json_t *object, const char *expected) {
    struct strbuf sb;
    strbuf_init(&sb, 4096);
    codec_json_line(object, &sb);
    assert_string_equal(sb.ptr, expected);
    strbuf_free(&sb);
    json_decref(object);
}

static void test_answers(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct reply reply = {.status = REPLY_DONE, .saved = true, .incident = "INC-1"};
    check_line(codec_json_reply("k", &reply, "ok\nthen"),
               "{\"type\":\"reply\",\"id\":\"k\",\"status\":\"done\",\"saved\":true,"
               "\"duplicate\":false,\"incident\":\"INC-1\","
               "\"text\":\"ok\\nthen\"}\n");
    reply = (struct reply){.status = REPLY_UNKNOWN, .duplicate = true};
    check_line(codec_json_reply("k", &reply, "?"),
               "{\"type\":\"reply\",\"id\":\"k\",\"status\":\"unknown\",\"saved\":false,"
               "\"duplicate\":true,\"incident\":null,\"text\":\"?\"}\n");
    struct delivery post = {.kind = DELIVERY_POST, .id = "d", .level = "urgent"};
    check_line(codec_json_delivery(arena, &post, "console:#incidents", "t", 7),
               "{\"type\":\"post\",\"delivery\":\"d\",\"place\":\"#incidents\","
               "\"incident\":null,\"level\":\"urgent\",\"text\":\"t\",\"now\":7}\n");
    struct delivery mirror = {.kind = DELIVERY_MIRROR, .id = "d", .slot = "topic"};
    check_line(codec_json_delivery(arena, &mirror, "console:@ana", "t", 7),
               "{\"type\":\"mirror\",\"delivery\":\"d\",\"place\":\"@ana\","
               "\"incident\":null,\"slot\":\"topic\",\"text\":\"t\",\"now\":7}\n");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),        cmocka_unit_test(test_ansi),
        cmocka_unit_test(test_zones),        cmocka_unit_test(test_local_days),
        cmocka_unit_test(test_hostile_text), cmocka_unit_test(test_depth),
        cmocka_unit_test(test_block),        cmocka_unit_test(test_places),
        cmocka_unit_test(test_requests),     cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

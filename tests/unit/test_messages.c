/* Message packs: which template speaks, and that something always does. */
#include "core/messages.h"

#include "base/text.h"
#include "core/markup_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct message_template builtin[] = {
    {"en", "opened", "# {{id}} is open\n{{>line}}"},
    {"en", "line", "- {{summary}}"},
    {"en", "english", "only in English"},
    {"en", "broken", "{{#id}}"},
    {"en", "silent", "{{none}}"},
    {"en", "partial", "{{id}} {{>nowhere}}"},
    {"en", "endless", "{{#list}}{{summary}}{{/list}}"},
    {"fr", "opened", "# {{id}} est ouvert\n{{>line}}"},
    {"fr", "partly", "{{id}}: {{>english}}"},
};

static const struct message_template overrides[] = {
    {"en", "opened", "{{id}} burns: {{summary}}"},
    {"en", "english", "ours"},
    {"fr", "line", "- {{summary"},
    {"fr", "mine", "{{#nothing}}"},
};

static const struct {
    const char *language;
    bool overridden;
    const char *name;
    const char *expected; /* begins so; the whole when `more` is NULL */
    const char *more;     /* and holds that */
} table[] = {
    {"en", false, "opened", "INC-1 is open\ndb *down*", NULL},
    {"en", true, "opened", "INC-1 burns: db *down*", NULL},
    {"fr", false, "opened", "INC-1 est ouvert\ndb *down*", NULL},
    {"fr", false, "english", "only in English", NULL},
    {"fr", true, "english", "ours", NULL},
    {"fr", false, "partly", "INC-1: only in English", NULL},
    {"de", false, "opened", "INC-1 is open\ndb *down*", NULL}, /* no such pack at all */
    /* somebody's own template is broken: the shipped one speaks, and says so */
    {"fr", true, "opened", "INC-1 est ouvert\ndb *down*\n", "partial \"line\": line 1"},
    /* nothing can be rendered */
    {"en", false, "nowhere", "INC-1: ", "nowhere"},
    {"en", false, "broken", "INC-1: ", "section \"id\""},
    {"fr", true, "mine", "INC-1: ", "\"nothing\""},
    {"en", false, "silent", "INC-1: ", "silent"},
    /* a part is missing */
    {"en", false, "partial", "INC-1 \n", "nowhere"},
};

static void some_template_always_speaks(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *view = json_pack("{s:s, s:s}", "id", "INC-1", "summary", "db *down*");
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct messages messages = {
            .language = table[i].language,
            .overrides = overrides,
            .noverrides = table[i].overridden ? COUNT(overrides) : 0,
            .builtin = builtin,
            .nbuiltin = COUNT(builtin),
        };
        json_t *tree = messages_render(&messages, table[i].name, view);
        const char *plain = markup_plain(arena, tree);
        bool right = table[i].more == NULL ? text_equal(plain, table[i].expected)
                                           : text_starts(plain, table[i].expected) &&
                                                 strstr(plain, table[i].more) != NULL;
        if (!right)
            fail_msg("%s %s: %s", table[i].language, table[i].name, plain);
        json_decref(tree);
    }
    json_decref(view);
    arena_free(arena);
}

static void a_long_message_says_that_it_was_cut(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char *summary = arena_alloc(arena, 8001);
    memset(summary, 's', 8000);
    json_t *view = json_pack("{s:s, s:s, s:[i,i,i,i,i,i,i,i,i,i]}", "id", "INC-1",
                             "summary", summary, "list", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const struct messages messages = {
        .language = "en", .builtin = builtin, .nbuiltin = COUNT(builtin)};
    json_t *tree = messages_render(&messages, "endless", view);
    const char *plain = markup_plain(arena, tree);
    assert_true(text_starts(plain, "ssss"));
    assert_non_null(strstr(plain, "was cut"));
    json_decref(tree);
    json_decref(view);
    arena_free(arena);
}

static void an_apology_holds_no_markup(void **state) {
    (void)state;
    static const struct message_template bad[] = {{"en", "x", "{{<@slack:all> \xFF}}"}};
    const struct messages messages = {.language = "en", .builtin = bad, .nbuiltin = 1};
    struct arena *arena = arena_new();
    json_t *tree = messages_render(&messages, "x", NULL);
    const char *plain = markup_plain(arena, tree);
    assert_non_null(strstr(plain, "<@slack:all>"));
    char *dump = json_dumps(tree, 0);
    assert_non_null(dump);
    assert_null(strstr(dump, "\"m\""));
    free(dump);
    json_decref(tree);
    arena_free(arena);
}

static void finding(void **state) {
    (void)state;
    const struct messages messages = {.language = "fr",
                                      .overrides = overrides,
                                      .noverrides = COUNT(overrides),
                                      .builtin = builtin,
                                      .nbuiltin = COUNT(builtin)};
    /* Somebody's English text does not hide the shipped French one. */
    assert_string_equal(messages_find(&messages, "opened"), builtin[7].text);
    assert_string_equal(messages_find(&messages, "english"), "ours");
    assert_null(messages_find(&messages, "nowhere"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_template_always_speaks),
        cmocka_unit_test(a_long_message_says_that_it_was_cut),
        cmocka_unit_test(an_apology_holds_no_markup),
        cmocka_unit_test(finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

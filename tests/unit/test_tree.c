/* The neutral tree: what is stored is what is read, whatever is in it. */
#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/markup_valid.h"
#include "tocsin/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What is stored today is read for ever: these words never change. */
static void kinds_have_their_words(void **state) {
    static const struct {
        enum tree_kind kind;
        const char *word;
    } table[] = {
        {TREE_HEADING, "h"},   {TREE_PARAGRAPH, "p"},     {TREE_ITEM, "li"},
        {TREE_TEXT, "t"},      {TREE_BUTTONS, "buttons"}, {TREE_BOLD, "b"},
        {TREE_CODE, "c"},      {TREE_LINK, "a"},          {TREE_PERSON, "m"},
        {TREE_PLACE, "#"},     {TREE_TIME, "time"},       {TREE_DURATION, "dur"},
        {TREE_COMMAND, "cmd"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *leaf = tree_leaf(table[i].kind, "x");

        assert_string_equal(tree_word(table[i].kind), table[i].word);
        assert_string_equal(jsonx_string(leaf, "k", ""), table[i].word);
        assert_int_equal(tree_read(leaf).kind, table[i].kind);
        assert_true(tree_is(leaf, table[i].kind));
        assert_false(tree_is(leaf, TREE_UNKNOWN));
        json_decref(leaf);
    }
}

static void members_are_read(void **state) {
    json_t *node = json_pack("{s:s, s:s, s:s, s:s, s:i, s:[]}", "k", "m", "s", "slack:U7",
                             "u", "https://x", "n", "Ana", "ms", 5, "c");
    struct tree_node read = tree_read(node);

    (void)state;
    assert_int_equal(read.kind, TREE_PERSON);
    assert_string_equal(read.text, "slack:U7");
    assert_string_equal(read.url, "https://x");
    assert_string_equal(read.name, "Ana");
    assert_int_equal(read.ms, 5);
    assert_ptr_equal(read.inside, json_object_get(node, "c"));
    assert_ptr_equal(read.json, node);
    json_decref(node);
}

static void anything_can_be_read(void **state) {
    static const char *const table[] = {
        "{}",
        "[]",
        "null",
        "5",
        "{\"k\":5}",
        "{\"k\":\"\"}",
        "{\"k\":\"x\"}",
        "{\"k\":null}",
        "{\"s\":[],\"u\":1,\"ms\":\"x\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *json = json_loads(table[i], JSON_DECODE_ANY, NULL);
        struct tree_node node = tree_read(json);

        if (json == NULL || node.kind != TREE_UNKNOWN || *node.text != '\0' ||
            *node.url != '\0' || node.name != NULL || node.ms != 0) {
            fail_msg("%s", table[i]);
        }
        json_decref(json);
    }
    assert_int_equal(tree_read(NULL).kind, TREE_UNKNOWN);
}

static void note_word(void *ctx, const struct tree_node *node) {
    strbuf_addf(ctx, "%s ", tree_word(node->kind));
}

/* Each before what is inside it; buttons are no nodes. */
static void a_walk_meets_all(void **state) {
    static const char markup[] = "# A *b `c`* d\n- <@slack:U7> <#slack:C1>\n"
                                 "[l](https://x.org) <t:1> <d:2> <!note x>";
    json_t *tree = markup_parse(markup, strlen(markup));
    struct strbuf met;

    (void)state;
    json_array_append_new(
        tree, tree_parent(TREE_BUTTONS, json_pack("[{s:s}]", "label", "Do it")));
    strbuf_init(&met, 1000);
    tree_walk(tree, note_word, &met);
    assert_string_equal(met.ptr, "h t b t c t li m t # p a t time t dur t cmd buttons ");
    strbuf_free(&met);
    tree_walk(NULL, note_word, &met);
    json_decref(tree);
}

static void count_node(void *ctx, const struct tree_node *node) {
    (void)node;
    ++*(int *)ctx;
}

static void a_walk_has_a_bottom(void **state) {
    json_t *nodes = json_array();
    int met = 0;

    (void)state;
    for (int i = 0; i < 3 * TREE_DEPTH; i++) {
        nodes = json_pack("[o]", tree_parent(TREE_BOLD, nodes));
    }
    tree_walk(nodes, count_node, &met);
    assert_int_equal(met, TREE_DEPTH + 1);
    json_decref(nodes);
}

static void a_line_is_a_tree(void **state) {
    struct arena *arena = arena_new();
    json_t *tree = arena_json(arena, tree_line("*as* it is"));

    (void)state;
    assert_true(markup_valid(tree));
    assert_string_equal(markup_plain(arena, tree), "*as* it is");
    assert_string_equal(jsonx_canonical(arena, tree),
                        "[{\"c\":[{\"k\":\"t\",\"s\":\"*as* it is\"}],\"k\":\"p\"}]");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_their_words), cmocka_unit_test(members_are_read),
        cmocka_unit_test(anything_can_be_read),   cmocka_unit_test(a_walk_meets_all),
        cmocka_unit_test(a_walk_has_a_bottom),    cmocka_unit_test(a_line_is_a_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* fuzz_markup.c: any bytes become a tree of the shape that markup.h promises, and any
 * text comes back from its escape. */
#include "fuzz.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "tocsin/limits.h"

static bool fuzz_is_token(const char *s) {
    for (const char *c = s; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == '<' || *c == '>')
            return false;
    }
    return *s != '\0' && strlen(s) <= LIMIT_PLACE;
}

static bool fuzz_inlines_hold(const json_t *inlines, bool in_bold) {
    size_t n = json_array_size(inlines);
    bool text_before = false;
    for (size_t i = 0; i < n; i++) {
        const json_t *node = json_array_get(inlines, i);
        const char *kind = jsonx_string(node, "k", "");
        const char *s = jsonx_string(node, "s", "");
        const char *url = jsonx_string(node, "u", "");
        bool is_text = text_equal(kind, "t");
        bool holds =
            (is_text && *s != '\0' && !text_before) ||
            (text_equal(kind, "b") && !in_bold &&
             fuzz_inlines_hold(json_object_get(node, "c"), true)) ||
            (text_equal(kind, "c") && *s != '\0') ||
            (text_equal(kind, "a") && *s != '\0' && strlen(url) <= LIMIT_URL &&
             (strncasecmp(url, "http://", 7) == 0 ||
              strncasecmp(url, "https://", 8) == 0)) ||
            ((text_equal(kind, "m") || text_equal(kind, "#")) && fuzz_is_token(s)) ||
            ((text_equal(kind, "time") || text_equal(kind, "dur")) &&
             json_is_integer(json_object_get(node, "ms"))) ||
            (text_equal(kind, "cmd") && !text_is_empty(s) && strchr(s, '\n') == NULL);
        if (!holds)
            return false;
        text_before = is_text;
    }
    return n > 0;
}

static bool fuzz_tree_holds(const json_t *tree) {
    static const char *const kinds[] = {"h", "p", "li", NULL};
    for (size_t i = 0; i < json_array_size(tree); i++) {
        const json_t *block = json_array_get(tree, i);
        if (!text_in(jsonx_string(block, "k", ""), kinds) ||
            !fuzz_inlines_hold(json_object_get(block, "c"), false))
            return false;
    }
    return json_is_array(tree);
}

/* The tree is stored before it is sent: it has to survive that. */
static bool fuzz_survives_storing(const json_t *tree) {
    char *dump = json_dumps(tree, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_t *again = dump == NULL ? NULL : jsonx_parse(dump, strlen(dump));
    bool same = again != NULL && json_equal(tree, again);
    json_decref(again);
    free(dump);
    return same;
}

static void fuzz_markup(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    json_t *tree = markup_parse((const char *)data, size);
    FUZZ_CHECK(fuzz_tree_holds(tree));
    FUZZ_CHECK(fuzz_survives_storing(tree));
    FUZZ_CHECK(utf8_valid(markup_plain(arena, tree), strlen(markup_plain(arena, tree))));
    json_decref(tree);

    struct strbuf escaped;
    strbuf_init(&escaped, 3 * size);
    markup_escape(&escaped, (const char *)data, size);
    FUZZ_CHECK(!escaped.cut);
    tree = markup_parse(escaped.ptr, escaped.len);
    FUZZ_CHECK(json_array_size(tree) == (size > 0 ? 1 : 0));
    const json_t *inlines = json_object_get(json_array_get(tree, 0), "c");
    FUZZ_CHECK(json_array_size(inlines) == (size > 0 ? 1 : 0));
    FUZZ_CHECK(size == 0 ||
               text_equal(jsonx_string(json_array_get(inlines, 0), "k", NULL), "t"));
    const char *text = markup_plain(arena, tree);
    bool is_text = utf8_valid((const char *)data, size) && memchr(data, 0, size) == NULL;
    FUZZ_CHECK(!is_text || (strlen(text) == size && memcmp(text, data, size) == 0));
    json_decref(tree);
    strbuf_free(&escaped);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_markup)

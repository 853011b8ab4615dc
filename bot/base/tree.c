/* tree.c: see tocsin/tree.h. */
#include "tocsin/tree.h"
#include "base/jsonx.h"

#include <string.h>

static const char *const words[] = {
    [TREE_UNKNOWN] = "",     [TREE_HEADING] = "h",       [TREE_PARAGRAPH] = "p",
    [TREE_ITEM] = "li",      [TREE_BUTTONS] = "buttons", [TREE_TEXT] = "t",
    [TREE_BOLD] = "b",       [TREE_CODE] = "c",          [TREE_LINK] = "a",
    [TREE_PERSON] = "m",     [TREE_PLACE] = "#",         [TREE_TIME] = "time",
    [TREE_DURATION] = "dur", [TREE_COMMAND] = "cmd",
};
enum { KINDS = sizeof words / sizeof *words };

static enum tree_kind kind_of(const json_t *node) {
    const char *word = jsonx_string(node, "k", "");

    for (int kind = TREE_UNKNOWN + 1; kind < KINDS; kind++) {
        if (strcmp(words[kind], word) == 0) {
            return (enum tree_kind)kind;
        }
    }
    return TREE_UNKNOWN;
}

struct tree_node tree_read(const json_t *node) {
    return (struct tree_node){
        .kind = kind_of(node),
        .text = jsonx_string(node, "s", ""),
        .url = jsonx_string(node, "u", ""),
        .name = jsonx_string(node, "n", NULL),
        .ms = jsonx_int(node, "ms", 0),
        .inside = json_object_get(node, "c"),
        .json = (json_t *)node,
    };
}

bool tree_is(const json_t *node, enum tree_kind kind) {
    return kind_of(node) == kind;
}

bool tree_at(const json_t *nodes, size_t i, struct tree_node *ret_node) {
    const json_t *node = json_array_get(nodes, i);

    if (!node) {
        return false;
    }
    *ret_node = tree_read(node);
    return true;
}

static void walk(const json_t *nodes, int depth, tree_visit visit, void *ctx) {
    struct tree_node node;

    for (size_t i = 0; tree_at(nodes, i, &node); i++) {
        visit(ctx, &node);
        if (node.kind != TREE_BUTTONS && depth < TREE_DEPTH) {
            walk(node.inside, depth + 1, visit, ctx);
        }
    }
}

void tree_walk(const json_t *nodes, tree_visit visit, void *ctx) {
    walk(nodes, 0, visit, ctx);
}

const char *tree_word(enum tree_kind kind) {
    return words[kind];
}

json_t *tree_leaf(enum tree_kind kind, const char *text) {
    return json_pack("{s:s, s:s}", "k", words[kind], "s", text);
}

json_t *tree_parent(enum tree_kind kind, json_t *inside) {
    return json_pack("{s:s, s:o}", "k", words[kind], "c", inside);
}

json_t *tree_line(const char *text) {
    return json_pack(
        "[o]", tree_parent(TREE_PARAGRAPH, json_pack("[o]", tree_leaf(TREE_TEXT, text))));
}

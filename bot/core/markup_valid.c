/* markup_valid.c: is this a tree of ours? Asked of every tree that was stored: codecs walk
 * trees without asking again. */
#include "core/markup_valid.h"
#include "base/stored.h"
#include "tocsin/tree.h"

enum { NODES_MAX = 4000, DEPTH_MAX = 3, BUTTONS_MAX = 50 };

struct looking {
    size_t nodes;
};

static bool has_text(const json_t *node, const char *key) {
    return stored_text(json_object_get(node, key)) != NULL;
}

static bool inlines_valid(struct looking *looking, const json_t *inlines, int depth);

static bool moment_valid(const json_t *node) {
    const json_t *ms = json_object_get(node, "ms");

    return json_is_integer(ms) && json_integer_value(ms) <= STORED_TIME_MAX &&
           json_integer_value(ms) >= -STORED_TIME_MAX;
}

static bool inline_valid(struct looking *looking, const json_t *node, int depth) {
    const json_t *name = json_object_get(node, "n");

    switch (tree_read(node).kind) {
    case TREE_TEXT:
    case TREE_CODE:
    case TREE_PERSON:
    case TREE_PLACE:
    case TREE_COMMAND:
        return has_text(node, "s") && (!name || stored_text(name));
    case TREE_LINK:
        return has_text(node, "s") && has_text(node, "u");
    case TREE_BOLD:
        return inlines_valid(looking, json_object_get(node, "c"), depth + 1);
    case TREE_TIME:
    case TREE_DURATION:
        return moment_valid(node);
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        break;
    }
    return false;
}

static bool inlines_valid(struct looking *looking, const json_t *inlines, int depth) {
    size_t i;
    json_t *node;

    if (!json_is_array(inlines) || depth > DEPTH_MAX) {
        return false;
    }
    json_array_foreach((json_t *)inlines, i, node) {
        if (++looking->nodes > NODES_MAX || !inline_valid(looking, node, depth)) {
            return false;
        }
    }
    return true;
}

static bool buttons_valid(const json_t *buttons) {
    size_t i;
    json_t *button;

    if (!json_is_array(buttons) || json_array_size(buttons) > BUTTONS_MAX) {
        return false;
    }
    json_array_foreach((json_t *)buttons, i, button) {
        const json_t *fields = json_object_get(button, "fields");

        if (!has_text(button, "label") || !has_text(button, "command") ||
            (fields && !json_is_object(fields))) {
            return false;
        }
    }
    return true;
}

bool markup_valid(const json_t *tree) {
    struct looking looking = {0};
    size_t i;
    json_t *block;

    if (!json_is_array(tree)) {
        return false;
    }
    json_array_foreach((json_t *)tree, i, block) {
        struct tree_node read = tree_read(block);
        bool line = read.kind == TREE_HEADING || read.kind == TREE_PARAGRAPH ||
                    read.kind == TREE_ITEM;

        if (read.kind == TREE_BUTTONS
                ? !buttons_valid(read.inside)
                : !line || !inlines_valid(&looking, read.inside, 0)) {
            return false;
        }
    }
    return true;
}

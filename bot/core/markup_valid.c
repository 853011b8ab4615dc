/* markup_valid.c: is this a tree of ours? Asked of every tree that was stored: codecs walk
 * trees without asking again. */
#include "base/jsonx.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/markup.h"

enum { NODES_MAX = 4000, DEPTH_MAX = 3, BUTTONS_MAX = 50 };

struct looking {
    size_t nodes;
};

static bool has_text(const json_t *node, const char *key) {
    return stored_text(json_object_get(node, key)) != NULL;
}

static bool inlines_valid(struct looking *looking, const json_t *inlines, int depth);

static bool inline_valid(struct looking *looking, const json_t *node, int depth) {
    static const char *const texts[] = {"t", "c", "m", "#", "cmd", NULL};
    const char *kind = jsonx_string(node, "k", "");
    const json_t *ms = json_object_get(node, "ms");
    const json_t *name = json_object_get(node, "n");

    if (text_in(kind, texts)) {
        return has_text(node, "s") && (name == NULL || stored_text(name) != NULL);
    }
    if (text_equal(kind, "a")) {
        return has_text(node, "s") && has_text(node, "u");
    }
    if (text_equal(kind, "b")) {
        return inlines_valid(looking, json_object_get(node, "c"), depth + 1);
    }
    return (text_equal(kind, "time") || text_equal(kind, "dur")) && json_is_integer(ms) &&
           json_integer_value(ms) <= STORED_TIME_MAX &&
           json_integer_value(ms) >= -STORED_TIME_MAX;
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
            (fields != NULL && !json_is_object(fields))) {
            return false;
        }
    }
    return true;
}

bool markup_valid(const json_t *tree) {
    static const char *const kinds[] = {"h", "p", "li", NULL};
    struct looking looking = {0};
    size_t i;
    json_t *block;

    if (!json_is_array(tree)) {
        return false;
    }
    json_array_foreach((json_t *)tree, i, block) {
        const char *kind = jsonx_string(block, "k", "");
        const json_t *inside = json_object_get(block, "c");

        if (text_equal(kind, "buttons")
                ? !buttons_valid(inside)
                : !text_in(kind, kinds) || !inlines_valid(&looking, inside, 0)) {
            return false;
        }
    }
    return true;
}

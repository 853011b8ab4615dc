/* nearby.c: see nearby.h. */
#include "core/nearby.h"
#include "base/address.h"
#include "base/text.h"
#include "tocsin/tree.h"

static bool is_place(const json_t *nodes, size_t i) {
    return tree_is(json_array_get(nodes, i), TREE_PLACE);
}

static bool is_between(const json_t *nodes, size_t i) {
    struct tree_node node = tree_read(json_array_get(nodes, i));

    return node.kind == TREE_TEXT && text_equal(node.text, NEARBY_BETWEEN);
}

/* One behind the last of the places that stand in a row from `first` on. */
static size_t row_end(const json_t *nodes, size_t first) {
    size_t end = first + 1;

    while (is_between(nodes, end) && is_place(nodes, end + 1)) {
        end += 2;
    }
    return end;
}

/* Of that row the one on the network of `place`, or `end`. */
static size_t own(const json_t *nodes, size_t first, size_t end, const char *place) {
    for (size_t i = first; i < end; i += 2) {
        struct tree_node node = tree_read(json_array_get(nodes, i));

        if (address_same_network(node.text, place)) {
            return i;
        }
    }
    return end;
}

/* Does it say too much? `change`: it does not any more. */
static bool walk(json_t *nodes, const char *place, bool change, int depth) {
    bool found = false;

    for (size_t i = 0; i < json_array_size(nodes); i++) {
        json_t *node = json_array_get(nodes, i);
        size_t end = is_place(nodes, i) ? row_end(nodes, i) : i, keep;

        if (depth < TREE_DEPTH && !tree_is(node, TREE_BUTTONS)) {
            found |= walk(json_object_get(node, "c"), place, change, depth + 1);
        }
        if (end <= i + 1) {
            continue;
        }
        keep = own(nodes, i, end, place);
        found |= keep < end;
        for (size_t k = end; change && keep < end && k > i; k--) {
            if (k - 1 != keep) {
                json_array_remove(nodes, k - 1);
            }
        }
    }
    return found;
}

json_t *nearby_tree(struct arena *arena, json_t *tree, const char *place) {
    json_t *copy;

    if (!place || !walk(tree, place, false, 0)) {
        return tree;
    }
    copy = arena_json(arena, json_deep_copy(tree));
    walk(copy, place, true, 0);
    return copy;
}

const char *nearby_place(const struct incident *incident, const char *address) {
    const char *first = NULL;

    for (size_t i = 0; i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (bound->failed || !bound->place) {
            continue;
        }
        if (address_same_network(bound->place, address)) {
            return bound->place;
        }
        first = first ? first : bound->place;
    }
    return first;
}

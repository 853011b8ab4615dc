/* codec_again.c: a form that was handed in and is refused late, shown again as it was
 * filled in.
 *
 * What is refused within three seconds is said in the ack, and the form stays. Later it
 * has been replaced by "I cannot tell yet": what somebody typed would be gone. */
#include "codec_again.h"
#include "codec_blocks.h"
#include "codec_parts.h"

#include "base/jsonx.h"
#include "base/text.h"

enum { VIEW_BLOCKS = 100 };

/* What an element was left with, and how it is told to begin with that. */
static const struct {
    const char *type, *state, *initial;
} kept[] = {
    {"plain_text_input", "value", "initial_value"},
    {"number_input", "value", "initial_value"},
    {"users_select", "selected_user", "initial_user"},
    {"static_select", "selected_option", "initial_option"},
    {"multi_static_select", "selected_options", "initial_options"},
    {"checkboxes", "selected_options", "initial_options"},
};

/* Slack takes an option only as it stands in the list. */
static json_t *as_listed(const json_t *element, const json_t *chosen) {
    const char *value = jsonx_string(chosen, "value", NULL);
    size_t i;
    json_t *option;
    json_array_foreach(json_object_get(element, "options"), i, option) {
        if (text_equal(jsonx_string(option, "value", NULL), value)) {
            return json_incref(option);
        }
    }
    return NULL;
}

static json_t *initial_of(const json_t *element, const json_t *left) {
    if (json_is_string(left)) {
        return json_string_length(left) > 0 ? json_incref((json_t *)left) : NULL;
    }
    if (json_is_object(left)) {
        return as_listed(element, left);
    }
    json_t *all = json_array();
    size_t i;
    const json_t *one;
    json_array_foreach(left, i, one) {
        json_t *option = as_listed(element, one);
        if (option) {
            json_array_append_new(all, option);
        }
    }
    if (json_array_size(all) > 0) {
        return all;
    }
    json_decref(all);
    return NULL;
}

static void keep(json_t *element, const json_t *state) {
    const char *type = jsonx_string(element, "type", NULL);
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (!text_equal(kept[i].type, type)) {
            continue;
        }
        json_t *initial = initial_of(element, json_object_get(state, kept[i].state));
        json_object_del(element, kept[i].initial);
        if (initial) {
            json_object_set_new(element, kept[i].initial, initial);
        }
    }
}

json_t *slack_view_again(struct arena *arena, const json_t *view, const json_t *tree,
                         const char *command) {
    static const char *const parts[] = {"callback_id", "title", "submit", "close",
                                        "private_metadata"};
    json_t *values = json_object_get(json_object_get(view, "state"), "values");
    json_t *blocks = slack_blocks(arena, tree, command);
    size_t fields = 0;
    size_t i;
    const json_t *block;
    json_array_foreach(json_object_get(view, "blocks"), i, block) {
        const char *id = jsonx_string(block, "block_id", "");
        if (!text_starts(id, SLACK_FIELD_ID) || json_array_size(blocks) >= VIEW_BLOCKS) {
            continue;
        }
        json_t *copy = json_deep_copy(block);
        keep(json_object_get(copy, "element"),
             json_object_get(json_object_get(values, id), SLACK_FIELD_ACTION));
        json_array_append_new(blocks, copy);
        fields++;
    }
    if (fields == 0) {
        json_decref(blocks);
        return NULL;
    }
    json_t *again = json_pack("{s:s, s:o}", "type", "modal", "blocks", blocks);
    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        json_t *part = json_object_get(view, parts[i]);
        if (part && !json_is_null(part)) {
            json_object_set(again, parts[i], part);
        }
    }
    return again;
}

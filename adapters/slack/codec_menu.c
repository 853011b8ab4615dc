/* codec_menu.c: what is possible now, to choose from: buttons for what is needed most,
 * one select for each group of the rest.
 *
 * An option bears the same value as a button would, so that both come back alike; Slack
 * allows it a fraction of the length, and one that is longer becomes a button. */
#include "codec_menu.h"
#include "codec_buttons.h"
#include "codec_parts.h"
#include "codec_text.h"

#include "base/jsonx.h"
#include "base/text.h"

enum {
    OPTION_TEXT = 75,
    OPTION_VALUE = 150,
    OPTIONS = 100,
    PLACEHOLDER = 150,
    MENU_BLOCKS = 6, /* of actions: 150 buttons */
};

static json_t *option(struct arena *arena, const json_t *item, const char *value) {
    const char *command = jsonx_string(item, "command", "");
    return json_pack("{s:o, s:s}", "text",
                     slack_plain_text(arena, jsonx_string(item, "label", command),
                                      OPTION_TEXT, command),
                     "value", value);
}

/* The select of that group in `elements`, made when it is not there yet. */
static json_t *select_of(struct arena *arena, json_t *elements, const char *group) {
    size_t n = json_array_size(elements);
    size_t i;
    json_t *one;
    const char *id = arena_printf(arena, SLACK_ACTION_ID "group:%s", group);
    json_array_foreach(elements, i, one) {
        if (text_equal(jsonx_string(one, "action_id", NULL), id)) {
            return one;
        }
    }
    if (n >= SLACK_ACTIONS || strlen(id) > SLACK_ACTION_NAME) {
        return NULL;
    }
    one = json_pack(
        "{s:s, s:s, s:o, s:[]}", "type", "static_select", "action_id", id, "placeholder",
        slack_plain_text(arena, group, PLACEHOLDER, SLACK_ELLIPSIS), "options");
    json_array_append_new(elements, one);
    return one;
}

/* False: it has to be a button. */
static bool choose(struct arena *arena, json_t *elements, const json_t *item,
                   const char *incident) {
    const char *group = jsonx_string(item, "group", NULL);
    const char *value = !group ? NULL : slack_button_value(arena, item, incident);
    if (!value || slack_units(value, strlen(value)) > OPTION_VALUE) {
        return false;
    }
    json_t *options = json_object_get(select_of(arena, elements, group), "options");
    if (!options || json_array_size(options) >= OPTIONS) {
        return false;
    }
    json_array_append_new(options, option(arena, item, value));
    return true;
}

void slack_add_menu(struct arena *arena, json_t *blocks, const json_t *menu,
                    const char *incident, const char *command) {
    json_t *buttons = arena_json(arena, json_array());
    json_t *selects = json_array();
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)menu, i, item) {
        if (!choose(arena, selects, item, incident)) {
            json_array_append(buttons, item);
        }
    }
    slack_add_buttons(arena, blocks, buttons, incident, command, MENU_BLOCKS);
    if (json_array_size(selects) > 0) {
        json_array_append_new(
            blocks, json_pack("{s:s, s:o}", "type", "actions", "elements", selects));
    } else {
        json_decref(selects);
    }
}

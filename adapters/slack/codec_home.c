/* codec_home.c: the home tab: an answer whose buttons stand beside the lines that they
 * are about.
 *
 * In a message buttons stand below, all together; here each line of an incident is a
 * section of its own with its button, so that nobody presses the one of another. Buttons
 * without such a line stand below as ever. */
#include "codec_home.h"
#include "codec_blocks.h"
#include "codec_buttons.h"
#include "codec_fallback.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/tree.h"

enum { VIEW_BLOCKS = 100, BELOW = 5 /* blocks of buttons below */ };

struct tab {
    struct arena *arena;
    const char *command;
    json_t *blocks;
    json_t *run;     /* blocks of the tree before they are shown, in the arena */
    json_t *buttons; /* not shown yet, in the arena */
    size_t shown;
};

static void flush(struct tab *tab) {
    json_t *blocks = slack_blocks(tab->arena, tab->run, tab->command);
    json_array_extend(tab->blocks, blocks);
    json_array_clear(tab->run);
    json_decref(blocks);
}

/* Takes the button of the incident that the line begins with out of those that are left;
 * NULL: there is none. In the arena. */
static const json_t *button_of(struct tab *tab, const json_t *line) {
    const json_t *first = json_array_get(json_object_get(line, "c"), 0);
    const char *id = slack_bare(tab->arena, json_object_get(first, "c"), tab->command);
    size_t i;
    json_t *button;
    if (!tree_is(line, TREE_ITEM) || text_is_empty(id)) {
        return NULL;
    }
    json_array_foreach(tab->buttons, i, button) {
        if (text_equal(jsonx_string(button, "incident", NULL), id)) {
            arena_json(tab->arena, json_incref(button));
            json_array_remove(tab->buttons, i);
            return button;
        }
    }
    return NULL;
}

static void add_line(struct tab *tab, json_t *line, const json_t *button) {
    flush(tab);
    json_array_append(tab->run, line);
    flush(tab);
    json_t *section = json_array_get(tab->blocks, json_array_size(tab->blocks) - 1);
    json_t *element = slack_button_element(
        tab->arena, button, NULL, jsonx_string(button, "short", NULL), tab->shown++);
    if (element && text_equal(jsonx_string(section, "type", ""), "section")) {
        json_object_set(section, "accessory", element);
    }
    json_decref(element);
}

json_t *slack_view_home(struct arena *arena, const json_t *tree, const char *command) {
    struct tab tab = {.arena = arena,
                      .command = command,
                      .blocks = json_array(),
                      .run = arena_json(arena, json_array()),
                      .buttons = arena_json(arena, slack_buttons_of(tree))};
    size_t i;
    json_t *block;
    json_array_foreach((json_t *)tree, i, block) {
        const json_t *button = button_of(&tab, block);
        if (button) {
            add_line(&tab, block, button);
        } else if (!tree_is(block, TREE_BUTTONS)) {
            json_array_append(tab.run, block);
        }
    }
    flush(&tab);
    while (json_array_size(tab.blocks) > VIEW_BLOCKS - BELOW) {
        json_array_remove(tab.blocks, json_array_size(tab.blocks) - 1);
    }
    slack_add_buttons(arena, tab.blocks, tab.buttons, NULL, command, BELOW);
    if (json_array_size(tab.blocks) == 0) {
        json_array_append_new(tab.blocks, slack_context(arena, "(no text)"));
    }
    return json_pack("{s:s, s:o}", "type", "home", "blocks", tab.blocks);
}

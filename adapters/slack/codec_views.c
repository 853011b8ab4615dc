/* codec_views.c: modals and the home tab.
 *
 * A modal is opened at once and empty, because Slack forgets what was pressed after three
 * seconds, and filled when the answer is there. What it is about travels in its
 * private_metadata, for the same reason as in a button's value. */
#include "codec_views.h"
#include "codec_blocks.h"
#include "codec_buttons.h"
#include "codec_fallback.h"
#include "codec_fields.h"
#include "codec_menu.h"
#include "codec_parts.h"
#include "codec_text.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum {
    VIEW_TITLE = 24,
    VIEW_BLOCKS = 100,
    ERROR_TEXT = 2000,
};

/* Slack cuts a title short: "Post an update" says more than "Post an update: what we…". */
static const char *short_title(struct arena *arena, const char *title) {
    size_t first = strcspn(title, ":,");
    if (slack_units(title, strlen(title)) <= VIEW_TITLE || title[first] == '\0') {
        return title;
    }
    const char *part = arena_printf(arena, "%.*s", (int)first, title);
    return first > 0 && slack_units(part, first) <= VIEW_TITLE ? part : title;
}

static json_t *modal(struct arena *arena, const char *callback, const char *title,
                     const char *close, json_t *blocks) {
    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o}", "type", "modal", "callback_id", callback, "title",
        slack_plain_text(arena, short_title(arena, title), VIEW_TITLE, "tocsin"), "close",
        slack_plain_text(arena, close, VIEW_TITLE, "Close"), "blocks", blocks);
}

static json_t *one_line(struct arena *arena, const char *line) {
    return json_pack("{s:s, s:o}", "type", "section", "text",
                     slack_plain_text(arena, line, SLACK_SECTION, SLACK_ELLIPSIS));
}

json_t *slack_view_wait(void) {
    struct arena *arena = arena_new();
    json_t *view = modal(arena, SLACK_CALLBACK_WAIT, "tocsin", "Close",
                         json_pack("[o]", one_line(arena, "One moment" SLACK_ELLIPSIS)));
    arena_free(arena);
    return view;
}

/* What a submitted view needs to become a command again. */
static char *metadata(struct arena *arena, const json_t *form, const char *place) {
    json_t *carried = json_object();
    const char *incident = jsonx_string(form, "incident", NULL);
    const char *phase = jsonx_string(form, "phase", NULL);
    const char *made = jsonx_string(form, "made", NULL);
    jsonx_set_string(carried, "command", jsonx_string(form, "command", NULL));
    jsonx_set_string(carried, "incident", text_is_word(incident) ? incident : NULL);
    jsonx_set_string(carried, "phase", text_is_word(phase) ? phase : NULL);
    jsonx_set_string(carried, "made", text_is_word(made) ? made : NULL);
    jsonx_set_string(carried, "place", slack_channel_of(place) ? place : NULL);
    char *text = slack_safe_json(arena, carried);
    json_decref(carried);
    return text;
}

/* What the form is about: the incident, and more words where the title has too few. */
static void add_head(struct arena *arena, json_t *blocks, const json_t *form,
                     const char *title) {
    const char *incident = jsonx_string(form, "incident", NULL);
    const char *more = jsonx_string(form, "about", title);
    const char *shown = slack_plain(arena, title, VIEW_TITLE);
    bool says = !text_starts(more, shown);
    bool about = incident && !text_equal(incident, title);
    if (!says && !about) {
        return;
    }
    if (about) {
        const char *of = jsonx_string(form, "of", "");
        const char *line =
            *of != '\0' ? arena_printf(arena, "%s, %s", incident, of) : incident;
        json_array_append_new(blocks, slack_context(arena, line));
    }
    if (says) {
        json_array_append_new(blocks, slack_context(arena, more));
    }
}

static void add_fields(struct arena *arena, json_t *blocks, const json_t *fields) {
    size_t i;
    const json_t *field;
    size_t left = 0;
    json_array_foreach(fields, i, field) {
        bool named = slack_is_name(jsonx_string(field, "name", NULL), LIMIT_WORD);
        if (named && json_array_size(blocks) + 1 < VIEW_BLOCKS) {
            json_array_append_new(blocks, slack_field(arena, field));
        } else {
            left++;
        }
    }
    if (left > 0) {
        json_array_append_new(
            blocks,
            slack_context(arena, arena_printf(arena,
                                              "%zu more fields do not fit here: type "
                                              "the command to set them",
                                              left)));
    }
}

static json_t *menu_view(struct arena *arena, const json_t *form, const char *place,
                         const char *command) {
    const char *title = jsonx_string(form, "title", "tocsin");
    const char *incident = jsonx_string(form, "incident", NULL);
    json_t *blocks = json_array();
    json_t *body = slack_blocks(arena, json_object_get(form, "body"), command);
    add_head(arena, blocks, form, title);
    json_array_extend(blocks, body);
    json_decref(body);
    slack_add_menu(arena, blocks, json_object_get(form, "menu"), incident, command);
    if (json_array_size(blocks) == 0) {
        json_array_append_new(blocks, one_line(arena, "Nothing can be done here now."));
    }
    json_t *view = modal(arena, SLACK_CALLBACK_MENU, title, "Close", blocks);
    jsonx_set_string(view, "private_metadata", metadata(arena, form, place));
    return view;
}

json_t *slack_view_form(struct arena *arena, const json_t *form, const char *place,
                        const char *command) {
    if (json_is_array(json_object_get(form, "menu"))) {
        return menu_view(arena, form, place, command);
    }
    const char *title = jsonx_string(form, "title", "tocsin");
    const json_t *fields = json_object_get(form, "fields");
    json_t *blocks = json_array();
    add_head(arena, blocks, form, title);
    add_fields(arena, blocks, fields);
    if (json_array_size(blocks) == 0) {
        json_array_append_new(blocks,
                              one_line(arena, text_is_empty(title) ? "tocsin" : title));
    }
    json_t *view = modal(arena, SLACK_CALLBACK_FORM, title, "Cancel", blocks);
    json_object_set_new(view, "submit",
                        slack_plain_text(arena, jsonx_string(form, "submit", "Send"),
                                         VIEW_TITLE, "Send"));
    jsonx_set_string(view, "private_metadata", metadata(arena, form, place));
    return view;
}

static json_t *said_blocks(struct arena *arena, const json_t *tree, const char *command) {
    json_t *blocks = slack_blocks(arena, tree, command);
    if (json_array_size(blocks) == 0) {
        json_array_append_new(blocks, one_line(arena, "(no text)"));
    }
    return blocks;
}

json_t *slack_view_said(struct arena *arena, const json_t *tree, const char *command) {
    return modal(arena, SLACK_CALLBACK_SAID, "tocsin", "Close",
                 said_blocks(arena, tree, command));
}

/* Has the view an input block of that id? */
static bool has_field(const json_t *view, const char *block_id) {
    size_t i;
    const json_t *block;
    json_array_foreach(json_object_get(view, "blocks"), i, block) {
        if (text_equal(jsonx_string(block, "block_id", NULL), block_id)) {
            return true;
        }
    }
    return json_object_get(json_object_get(json_object_get(view, "state"), "values"),
                           block_id) != NULL;
}

/* The first field of the form, or NULL. */
static const char *first_field(const json_t *view) {
    size_t i;
    const json_t *block;
    json_array_foreach(json_object_get(view, "blocks"), i, block) {
        const char *id = jsonx_string(block, "block_id", NULL);
        if (text_starts(id, SLACK_FIELD_ID)) {
            return id;
        }
    }
    return NULL;
}

json_t *slack_view_error(struct arena *arena, const json_t *view, const char *field,
                         const json_t *tree, const char *command) {
    const char *block_id = slack_is_name(field, LIMIT_WORD)
                               ? arena_printf(arena, SLACK_FIELD_ID "%s", field)
                               : NULL;
    if (!block_id || !has_field(view, block_id)) {
        block_id = first_field(view);
    }
    if (!block_id) {
        return NULL;
    }
    struct strbuf lines;
    size_t i;
    const json_t *block;
    strbuf_init(&lines, LIMIT_RENDERED);
    json_array_foreach(tree, i, block) {
        if (lines.len > 0) {
            strbuf_addc(&lines, ' ');
        }
        strbuf_add(&lines, slack_bare(arena, json_object_get(block, "c"), command));
    }
    const char *text = slack_plain(arena, lines.ptr, ERROR_TEXT);
    strbuf_free(&lines);
    return json_pack("{s:s, s:{s:s}}", "response_action", "errors", "errors", block_id,
                     text_is_empty(text) ? "This cannot be taken." : text);
}

/* codec_blocks.c: a neutral tree as blocks that every client shows: header, section,
 * section with fields, context, actions.
 *
 * No rich text: clients and servers that are not Slack's own show its name in place of
 * what it says. Lines that follow each other share one section, because clients disagree
 * about the space between sections. Two or more short lines of the form "*Key:* value"
 * that follow each other stand in two columns. What carries a line (mrkdwn or plain text)
 * is decided in codec_mrkdwn.c. A text with newlines of its own is continued behind a
 * bar, so that it cannot look like a line of ours. */
#include "codec_blocks.h"
#include "codec_buttons.h"
#include "codec_fallback.h"
#include "codec_mrkdwn.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum {
    SPLIT = 2400,      /* units after which a new line gets a new block */
    WORD_BACK = 80,    /* how far back a text is split at a space, not in a word */
    BUTTON_BLOCKS = 5, /* of the 50, at most */
    FIELDS = 10,       /* of one section, as Slack has it */
    FIELD_SHORT = 38,  /* units of label and value that fit beside others */
    FIELD_LABEL = 40,
};

struct build {
    struct arena *arena;
    const char *command;
    json_t *blocks;
    size_t most;        /* blocks */
    size_t room;        /* units that are left */
    struct strbuf text; /* of the section being filled; empty: none is open */
    size_t units;       /* of it */
    bool plain;         /* its carrier */
    json_t *fields;     /* run of short fields before it was decided how to show it */
    bool cut;
};

/* ---- sections ---- */

static json_t *text_object(const char *s, size_t len, bool plain) {
    json_t *text =
        json_pack("{s:s, s:s%}", "type", plain ? "plain_text" : "mrkdwn", "text", s, len);
    /* No emoji of ":words:", no links or mentions of bare words. */
    json_object_set_new(text, plain ? "emoji" : "verbatim", json_boolean(!plain));
    return text;
}

/* False: there is no room for another block. */
static bool add_block(struct build *b, json_t *block) {
    if (json_array_size(b->blocks) >= b->most) {
        b->cut = true;
        json_decref(block);
        return false;
    }
    json_array_append_new(b->blocks, block);
    return true;
}

static void close_section(struct build *b) {
    size_t len = b->text.len;
    /* Slack refuses text of spaces alone. */
    if (len > 0 && strspn(b->text.ptr, " \n") < len) {
        add_block(b, json_pack("{s:s, s:o}", "type", "section", "text",
                               text_object(b->text.ptr, len, b->plain)));
    }
    strbuf_clear(&b->text);
    b->units = 0;
}

/* ---- splitting ---- */

/* Bytes of what must stay whole at s: a form of Slack's own, an entity, a character. */
static size_t whole(const char *s, size_t len) {
    const char *end = *s == '<'   ? memchr(s, '>', len)
                      : *s == '&' ? memchr(s, ';', len)
                                  : NULL;
    if (end) {
        return (size_t)(end - s) + 1;
    }
    uint32_t point;
    size_t n = utf8_next(s, len, &point);
    return n == 0 ? 1 : n;
}

/* Longest part of s[0..len) of at most `most` units that breaks nothing: its bytes. */
static size_t fit_whole(const char *s, size_t len, size_t most) {
    size_t i = 0, units = 0, space = 0;
    while (i < len) {
        size_t n = whole(s + i, len - i);
        units += slack_units(s + i, n);
        if (units > most) {
            break;
        }
        i += n;
        space = s[i - 1] == ' ' || s[i - 1] == '\n' ? i : space;
    }
    return i < len && space > 0 && i - space < WORD_BACK ? space : i;
}

static void append(struct build *b, const char *s, size_t len) {
    size_t units = slack_units(s, len);
    strbuf_addn(&b->text, s, len);
    b->units += units;
    b->room -= units < b->room ? units : b->room;
}

/* One line in its carrier. */
static void add_string(struct build *b, const char *s, bool plain) {
    size_t len = strlen(s), units = slack_units(s, len);
    bool follows = b->text.len > 0;
    if (follows &&
        (plain != b->plain || b->units >= SPLIT ||
         (b->units + 1 + units > SLACK_SECTION && units <= SLACK_SECTION / 2))) {
        close_section(b);
    }
    b->plain = plain;
    if (b->text.len > 0) {
        append(b, "\n", 1);
    }
    while (len > 0 && !b->cut) {
        size_t space = SLACK_SECTION - b->units;
        bool last = b->room <= space;
        size_t fit = fit_whole(s, len, last ? b->room : space);
        if (json_array_size(b->blocks) >= b->most || (fit < len && last)) {
            b->cut = true;
            fit = json_array_size(b->blocks) >= b->most ? 0 : fit;
        }
        append(b, s, fit);
        s += fit;
        len -= fit;
        if (len > 0 && !b->cut) {
            close_section(b);
            append(b, SLACK_CONTINUED, strlen(SLACK_CONTINUED));
        }
    }
}

/* ---- fields ---- */

/* A short "*Key:* value". */
static bool is_field(struct build *b, const json_t *nodes) {
    struct tree_node first = tree_read(json_array_get(nodes, 0));
    json_t *rest;
    const char *label, *value;
    size_t len, units;
    if (first.kind != TREE_BOLD) {
        return false;
    }
    label = slack_bare(b->arena, first.inside, b->command);
    len = strlen(label);
    if (len < 2 || len > FIELD_LABEL || label[len - 1] != ':') {
        return false;
    }
    rest = arena_json(b->arena, json_copy((json_t *)nodes));
    json_array_remove(rest, 0);
    value = text_trim(b->arena, slack_bare(b->arena, rest, b->command));
    units = slack_units(value, strlen(value));
    return units > 0 && len + units < FIELD_SHORT && !strchr(value, '\n');
}

static const char *carried(struct build *b, const json_t *nodes, bool bold,
                           bool *ret_plain) {
    *ret_plain = slack_wants_plain(nodes);
    return *ret_plain ? slack_plain_line(b->arena, nodes, b->command)
                      : slack_mrkdwn(b->arena, nodes, b->command, bold);
}

/* Ends a run of fields: columns when there are two of them, else a line like others. */
static void close_fields(struct build *b) {
    json_t *run = b->fields, *fields = NULL;
    size_t i;
    const json_t *nodes;
    b->fields = NULL;
    json_array_foreach(run, i, nodes) {
        bool plain;
        const char *s = carried(b, nodes, false, &plain);
        size_t units = slack_units(s, strlen(s));
        if (json_array_size(run) == 1) {
            add_string(b, s, plain);
            break;
        }
        if (b->cut || units > b->room) {
            b->cut = true;
            break;
        }
        if (!fields || json_array_size(fields) == FIELDS) {
            close_section(b);
            fields = json_array();
            if (!add_block(
                    b, json_pack("{s:s, s:o}", "type", "section", "fields", fields))) {
                break;
            }
        }
        json_array_append_new(fields, text_object(s, strlen(s), plain));
        b->room -= units;
    }
    json_decref(run);
}

/* ---- lines ---- */

static void look_plain(void *ctx, const struct tree_node *node) {
    bool *plain = ctx;
    *plain = *plain && (node->kind == TREE_TEXT || node->kind == TREE_BOLD ||
                        node->kind == TREE_CODE || node->kind == TREE_COMMAND ||
                        node->kind == TREE_DURATION);
}

/* A header block holds one line of plain text; NULL: this heading is more than that. */
static json_t *header_of(struct build *b, const json_t *nodes) {
    bool plain = true;
    tree_walk(nodes, look_plain, &plain);
    if (!plain) {
        return NULL;
    }
    const char *bare = slack_bare(b->arena, nodes, b->command);
    const char *text = slack_plain(b->arena, bare, (size_t)2 * SLACK_HEADER);
    size_t units = slack_units(text, strlen(text));
    if (units == 0 || units > SLACK_HEADER || units > b->room || strchr(bare, '\n')) {
        return NULL;
    }
    b->room -= units;
    return json_pack("{s:s, s:o}", "type", "header", "text",
                     slack_plain_text(b->arena, bare, SLACK_HEADER, SLACK_ELLIPSIS));
}

static void add_line(struct build *b, const struct tree_node *block) {
    const json_t *nodes = block->inside;
    bool heading = block->kind == TREE_HEADING, item = block->kind == TREE_ITEM, plain;
    if (b->cut || block->kind == TREE_BUTTONS) {
        return;
    }
    if (!heading && !item && is_field(b, nodes)) {
        b->fields = !b->fields ? json_array() : b->fields;
        json_array_append(b->fields, (json_t *)nodes);
        return;
    }
    close_fields(b);
    json_t *header = heading ? header_of(b, nodes) : NULL;
    if (header) {
        close_section(b);
        add_block(b, header);
        return;
    }
    const char *s = carried(b, nodes, heading, &plain);
    if (*s != '\0') {
        add_string(b, item ? arena_printf(b->arena, SLACK_BULLET "%s", s) : s, plain);
    }
}

static json_t *lines(struct arena *arena, const json_t *tree, const char *command,
                     size_t most, size_t room, bool *ret_cut) {
    struct build b = {.arena = arena,
                      .command = command,
                      .blocks = json_array(),
                      .most = most,
                      .room = room};
    size_t i;
    const json_t *json;
    strbuf_init(&b.text, 8 * (size_t)SLACK_SECTION);
    json_array_foreach(tree, i, json) {
        struct tree_node block = tree_read(json);
        add_line(&b, &block);
    }
    close_fields(&b);
    close_section(&b);
    strbuf_free(&b.text);
    *ret_cut = b.cut;
    return b.blocks;
}

json_t *slack_blocks(struct arena *arena, const json_t *tree, const char *command) {
    json_t *buttons = arena_json(arena, slack_buttons_of(tree));
    size_t wanted = slack_buttons_blocks(buttons);
    size_t kept = wanted < BUTTON_BLOCKS ? wanted : BUTTON_BLOCKS;
    size_t most = SLACK_BLOCKS - kept;
    size_t room = SLACK_MESSAGE - slack_buttons_units(arena, buttons, kept);
    bool cut;
    command = !command ? "" : command;
    json_t *blocks = lines(arena, tree, command, most, room, &cut);
    const char *notice = slack_cut_notice(arena, command);
    if (cut) {
        json_decref(blocks);
        bool again;
        blocks = lines(arena, tree, command, most - 1,
                       room - slack_units(notice, strlen(notice)), &again);
    }
    slack_add_buttons(arena, blocks, buttons, NULL, command, kept);
    if (cut) {
        json_array_append_new(blocks, slack_context(arena, notice));
    }
    return blocks;
}

/* codec_blocks.c: a neutral tree as blocks.
 *
 * Rich text, not sections of mrkdwn: mrkdwn has no escape for its marks, so somebody's
 * `*` or line-leading `>` could only be broken up by invisible characters that also end
 * up in what people copy. A text element of rich text has no marks to break, a mention
 * in it is an element that only nodes of ours become, and a date element is shown in the
 * viewer's zone. Slack takes it in messages, modals and the home tab alike. It documents
 * no length for it, so that of a section is kept.
 *
 * Paragraphs that follow each other share one section with newlines between them, because
 * clients disagree about the space between sections. A text with newlines of its own is
 * continued behind a bar, so that it cannot look like a line of ours. */
#include "codec_parts.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum {
    DATE_UNITS = 40,     /* more than any client shows for a moment */
    CONTINUED_UNITS = 2, /* SLACK_CONTINUED */
    SPLIT = 2400,        /* units after which a new line gets a new block */
    WORD_BACK = 80,      /* how far back a text is split at a space, not in a word */
    BUTTON_BLOCKS = 5,   /* of the 50, at most */
};

struct build {
    struct arena *arena;
    const char *command;
    json_t *blocks;
    size_t most;      /* blocks */
    size_t room;      /* units that are left */
    json_t *elements; /* of the rich text being filled, or NULL: none is open */
    json_t *items;    /* of the list being filled, or NULL */
    json_t *inlines;  /* of the section being filled, or NULL */
    size_t filled;    /* units in the rich text being filled */
    bool line;        /* the line has begun: its section is there */
    bool item;        /* the line is an item of a list */
    bool cut;
};

/* ---- where text goes ---- */

static json_t *parent(const char *type, json_t *elements) {
    return json_pack("{s:s, s:o}", "type", type, "elements", elements);
}

static void close_rich(struct build *b) {
    b->elements = NULL;
    b->items = NULL;
    b->inlines = NULL;
    b->filled = 0;
}

static void open_section(struct build *b, json_t *elements) {
    b->inlines = json_array();
    json_array_append_new(elements, parent("rich_text_section", b->inlines));
}

static bool open_rich(struct build *b) {
    if (b->elements == NULL) {
        if (json_array_size(b->blocks) >= b->most) {
            b->cut = true;
            return false;
        }
        b->elements = json_array();
        json_array_append_new(b->blocks, parent("rich_text", b->elements));
    }
    return true;
}

static void add_text_element(struct build *b, const char *s, size_t len, bool bold,
                             bool code) {
    json_t *element = json_pack("{s:s, s:s%}", "type", "text", "text", s, len);
    json_t *style = json_object();
    if (bold)
        json_object_set_new(style, "bold", json_true());
    if (code)
        json_object_set_new(style, "code", json_true());
    if (json_object_size(style) > 0)
        json_object_set(element, "style", style);
    json_decref(style);
    json_array_append_new(b->inlines, element);
    size_t units = slack_units(s, len);
    b->filled += units;
    b->room -= units < b->room ? units : b->room;
}

/* The section of a line that begins only now, because something is in it. */
static bool begin_line(struct build *b) {
    if (b->line)
        return true;
    if (b->filled >= SPLIT)
        close_rich(b);
    if (!open_rich(b))
        return false;
    if (b->item && b->items == NULL) {
        b->items = json_array();
        json_array_append_new(b->elements,
                              json_pack("{s:s, s:s, s:o}", "type", "rich_text_list",
                                        "style", "bullet", "elements", b->items));
    }
    if (b->item) {
        open_section(b, b->items);
    } else if (b->items != NULL || b->inlines == NULL) {
        b->items = NULL;
        open_section(b, b->elements);
    } else {
        add_text_element(b, "\n", 1, false, false);
    }
    b->line = true;
    return true;
}

/* Room for `units` more in the block at hand, else in a new one that continues the line.
 * False: there is none anywhere. */
static bool make_room(struct build *b, size_t units) {
    if (b->cut || !begin_line(b))
        return false;
    bool fits = b->filled + units <= SLACK_SECTION;
    if (units + (fits ? 0 : CONTINUED_UNITS) > b->room) {
        b->cut = true;
        return false;
    }
    if (fits)
        return true;
    close_rich(b);
    if (!open_rich(b))
        return false;
    open_section(b, b->elements);
    add_text_element(b, SLACK_CONTINUED, strlen(SLACK_CONTINUED), false, false);
    return true;
}

/* ---- text ---- */

/* Text of somebody, its further lines marked. */
static char *continued(struct arena *arena, const char *s) {
    const char *clean = slack_clean(arena, s);
    struct strbuf out;
    strbuf_init(&out, strlen(clean) * (1 + strlen(SLACK_CONTINUED)));
    for (const char *c = clean; *c != '\0'; c++) {
        strbuf_addc(&out, *c);
        if (*c == '\n')
            strbuf_add(&out, SLACK_CONTINUED);
    }
    char *copy = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return copy;
}

/* Rather behind a space than inside a word. */
static size_t at_word(const char *s, size_t fit) {
    for (size_t back = 0; back < WORD_BACK && back < fit; back++) {
        if (s[fit - 1 - back] == ' ' || s[fit - 1 - back] == '\n')
            return fit - back;
    }
    return fit;
}

static void add_text(struct build *b, const char *text, bool bold, bool code) {
    const char *s = continued(b->arena, text);
    size_t len = strlen(s);
    while (len > 0 && !b->cut) {
        size_t units = slack_units(s, len);
        /* A text is split only when a block of its own would not hold it either. */
        bool whole = units <= SLACK_SECTION / 2 && units <= b->room;
        if (!make_room(b, whole ? units : 2))
            return;
        size_t space = SLACK_SECTION - b->filled;
        bool last = b->room <= space;
        size_t fit = slack_fit(s, len, last ? b->room : space);
        fit = fit < len && !last ? at_word(s, fit) : fit;
        add_text_element(b, s, fit, bold, code);
        s += fit;
        len -= fit;
        b->cut = b->cut || (len > 0 && last);
    }
}

/* ---- nodes ---- */

/* An element that is there whole or not at all. Steals `element`. */
static void add_element(struct build *b, json_t *element, size_t units, bool bold) {
    if (!make_room(b, units)) {
        json_decref(element);
        return;
    }
    if (bold)
        json_object_set_new(element, "style", json_pack("{s:b}", "bold", 1));
    json_array_append_new(b->inlines, element);
    b->filled += units;
    b->room -= units;
}

static void add_link(struct build *b, const json_t *node, bool bold) {
    const char *shown = jsonx_string(node, "s", "");
    const char *url = jsonx_string(node, "u", "");
    if (!slack_is_url(url)) {
        add_text(b, text_is_empty(shown) ? url : shown, bold, false);
        return;
    }
    json_t *link = json_pack("{s:s, s:s}", "type", "link", "url", url);
    char *label = slack_clean(b->arena, shown);
    for (char *c = label; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    size_t units = slack_units(label, strlen(label));
    if (units > SLACK_SECTION / 2) { /* the text does not fit into a link: beside it */
        add_text(b, shown, bold, false);
        add_text(b, " ", bold, false);
        units = 0;
    } else if (!text_is_empty(label)) {
        jsonx_set_string(link, "text", label);
    }
    add_element(b, link, units + strlen(url), bold);
}

static void add_person(struct build *b, const char *actor, bool bold) {
    const char *user = slack_user_of(actor);
    if (user == NULL) {
        add_text(b, slack_shown(b->arena, actor, '@'), bold, false);
        return;
    }
    add_element(b, json_pack("{s:s, s:s}", "type", "user", "user_id", user),
                strlen(user) + 3, bold);
}

static void add_place(struct build *b, const char *place, bool bold) {
    const char *channel = slack_channel_of(place);
    if (channel == NULL) {
        add_text(b, slack_shown(b->arena, place, '#'), bold, false);
        return;
    }
    add_element(b, json_pack("{s:s, s:s}", "type", "channel", "channel_id", channel),
                strlen(channel) + 3, bold);
}

static void add_time(struct build *b, int64_t ms, bool bold) {
    const char *utc = slack_utc(b->arena, ms);
    if (!slack_can_date(ms)) {
        add_text(b, utc, bold, false);
        return;
    }
    add_element(b,
                json_pack("{s:s, s:I, s:s, s:s}", "type", "date", "timestamp",
                          (json_int_t)(ms / 1000), "format",
                          "{date_short_pretty} at {time}", "fallback", utc),
                DATE_UNITS, bold);
}

static void add_nodes(struct build *b, const json_t *nodes, bool bold, int depth) {
    size_t i;
    const json_t *node;
    if (depth > SLACK_DEPTH)
        return;
    json_array_foreach(nodes, i, node) {
        const char *kind = jsonx_string(node, "k", "");
        const char *s = jsonx_string(node, "s", "");
        int64_t ms = jsonx_int(node, "ms", 0);
        if (text_equal(kind, "t")) {
            add_text(b, s, bold, false);
        } else if (text_equal(kind, "b")) {
            add_nodes(b, json_object_get(node, "c"), true, depth + 1);
        } else if (text_equal(kind, "c")) {
            add_text(b, s, bold, true);
        } else if (text_equal(kind, "a")) {
            add_link(b, node, bold);
        } else if (text_equal(kind, "m")) {
            add_person(b, s, bold);
        } else if (text_equal(kind, "#")) {
            add_place(b, s, bold);
        } else if (text_equal(kind, "time")) {
            add_time(b, ms, bold);
        } else if (text_equal(kind, "dur")) {
            add_text(b, duration_format(b->arena, ms), bold, false);
        } else if (text_equal(kind, "cmd")) {
            add_text(b, arena_printf(b->arena, "%s %s", b->command, s), bold, true);
        }
    }
}

/* ---- lines ---- */

/* A header block holds one line of plain text; NULL: this heading is more than that. */
static json_t *header_of(struct build *b, const json_t *nodes) {
    static const char *const plain[] = {"t", "b", "c", "cmd", "dur", NULL};
    size_t i;
    const json_t *node;
    json_array_foreach(nodes, i, node) {
        if (!text_in(jsonx_string(node, "k", ""), plain))
            return NULL;
        size_t j;
        const json_t *inner;
        json_array_foreach(json_object_get(node, "c"), j, inner) {
            if (!text_in(jsonx_string(inner, "k", ""), plain))
                return NULL;
        }
    }
    const char *bare = slack_bare(b->arena, nodes, b->command);
    const char *text = slack_plain(b->arena, bare, (size_t)2 * SLACK_HEADER);
    size_t units = slack_units(text, strlen(text));
    if (units == 0 || units > SLACK_HEADER || units > b->room ||
        strchr(bare, '\n') != NULL)
        return NULL;
    b->room -= units;
    return json_pack("{s:s, s:o}", "type", "header", "text",
                     slack_plain_text(b->arena, bare, SLACK_HEADER, SLACK_ELLIPSIS));
}

static void add_line(struct build *b, const json_t *block) {
    const char *kind = jsonx_string(block, "k", "");
    const json_t *nodes = json_object_get(block, "c");
    bool heading = text_equal(kind, "h");
    if (b->cut || text_equal(kind, "buttons"))
        return;
    if (heading && json_array_size(b->blocks) < b->most) {
        json_t *header = header_of(b, nodes);
        if (header != NULL) {
            close_rich(b);
            json_array_append_new(b->blocks, header);
            return;
        }
    }
    b->line = false;
    b->item = text_equal(kind, "li");
    add_nodes(b, nodes, heading, 0);
}

/* Slack refuses what is empty: a section whose text found no room. */
static void prune(json_t *parents) {
    for (size_t i = json_array_size(parents); i > 0; i--) {
        json_t *elements = json_object_get(json_array_get(parents, i - 1), "elements");
        if (json_is_array(elements) && json_array_size(elements) == 0)
            json_array_remove(parents, i - 1);
    }
}

static void prune_blocks(json_t *blocks) {
    size_t i;
    const json_t *block;
    json_array_foreach(blocks, i, block) {
        json_t *elements = json_object_get(block, "elements");
        size_t j;
        const json_t *element;
        json_array_foreach(elements, j, element) {
            if (text_equal(jsonx_string(element, "type", ""), "rich_text_list"))
                prune(json_object_get(element, "elements"));
        }
        prune(elements);
    }
    prune(blocks);
}

static json_t *lines(struct arena *arena, const json_t *tree, const char *command,
                     size_t most, size_t room, bool *ret_cut) {
    struct build b = {.arena = arena,
                      .command = command,
                      .blocks = json_array(),
                      .most = most,
                      .room = room};
    size_t i;
    const json_t *block;
    json_array_foreach(tree, i, block) {
        add_line(&b, block);
    }
    prune_blocks(b.blocks);
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
    command = command == NULL ? "" : command;
    json_t *blocks = lines(arena, tree, command, most, room, &cut);
    const char *notice = slack_cut_notice(arena, command);
    if (cut) {
        json_decref(blocks);
        bool again;
        blocks = lines(arena, tree, command, most - 1,
                       room - slack_units(notice, strlen(notice)), &again);
    }
    slack_add_buttons(arena, blocks, buttons, NULL, command, kept);
    if (cut)
        json_array_append_new(blocks, slack_context(arena, notice));
    return blocks;
}

/* codec_html.c: see codec_html.h.
 *
 * Lines that follow each other are one paragraph: clients put a gap between paragraphs,
 * and a notice is a few lines that belong together. Buttons are a line that says what to
 * react with. */
#include "codec_html.h"
#include "codec_buttons.h"
#include "codec_pieces.h"
#include "codec_pills.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include <string.h>

enum {
    DEPTH = 8, /* nodes inside nodes; deeper ones are not looked at */
    FRAME =
        1024, /* of a content: its keys, and the ends of what is open when it is cut */
    MENTION = 3 + 255,
    COMMAND = 64, /* bytes of what is typed before commands */
};

/* What is open in HTML. */
enum open { OPEN_NOTHING, OPEN_LINES, OPEN_LIST };

struct saying {
    struct pieces p;
    const char *command;
    json_t *called; /* user ids; NULL: nobody is called */
    enum open open;
    bool written; /* a line stands in the body */
};

/* ---- nodes ---- */

static void say_nodes(struct saying *s, const json_t *nodes, int depth);

static void say_marked(struct saying *s, const char *tag, const char *text) {
    pieces_tag(&s->p, arena_printf(s->p.arena, "<%s>", tag));
    pieces_text(&s->p, text);
    pieces_tag(&s->p, arena_printf(s->p.arena, "</%s>", tag));
}

static void say_whole(struct saying *s, const char *body, const char *shown,
                      const char *url) {
    struct arena *arena = s->p.arena;

    pieces_whole(&s->p, body,
                 arena_printf(arena, "<a href=\"%s\">%s</a>", matrix_escaped(arena, url),
                              matrix_escaped(arena, shown)));
}

static void say_link(struct saying *s, const char *label, const char *url) {
    struct arena *arena = s->p.arena;
    const char *shown = text_is_empty(label) ? url : text_line(arena, label);

    if (!matrix_is_url(url)) {
        pieces_text(&s->p, text_is_empty(label) ? url : label);
        return;
    }
    say_whole(s,
              strcmp(shown, url) == 0 ? url : arena_printf(arena, "%s (%s)", shown, url),
              shown, url);
}

/* Once each, and no more than one message can call: the others are shown all the same. */
static void call(struct saying *s, const char *user) {
    size_t i;
    const json_t *one;

    json_array_foreach(s->called, i, one) {
        if (text_equal(json_string_value(one), user)) {
            return;
        }
    }
    if (s->called && !s->p.cut && i < MATRIX_MENTIONS) {
        json_array_append_new(s->called, json_string(user));
        s->p.room -= s->p.room > MENTION ? MENTION : s->p.room;
    }
}

static void say_person(struct saying *s, const struct tree_node *node) {
    const char *user = matrix_user_of(node->text);
    const char *shown = matrix_shown(s->p.arena, node, '@');

    if (user) {
        say_whole(s, shown, shown, matrix_to(s->p.arena, user));
        call(s, user);
    } else {
        pieces_text(&s->p, shown);
    }
}

static void say_place(struct saying *s, const struct tree_node *node) {
    const char *room = matrix_room_of(node->text);
    const char *shown = matrix_shown(s->p.arena, node, '#');

    if (room) {
        say_whole(s, shown, shown, matrix_to(s->p.arena, room));
    } else {
        pieces_text(&s->p, shown);
    }
}

static void say_node(struct saying *s, const struct tree_node *node, int depth) {
    struct arena *arena = s->p.arena;

    switch (node->kind) {
    case TREE_TEXT:
        pieces_text(&s->p, node->text);
        break;
    case TREE_BOLD:
        pieces_tag(&s->p, "<strong>");
        say_nodes(s, node->inside, depth + 1);
        pieces_tag(&s->p, "</strong>");
        break;
    case TREE_CODE:
        say_marked(s, "code", node->text);
        break;
    case TREE_COMMAND:
        say_marked(s, "code", arena_printf(arena, "%s %s", s->command, node->text));
        break;
    case TREE_LINK:
        say_link(s, node->text, node->url);
        break;
    case TREE_PERSON:
        say_person(s, node);
        break;
    case TREE_PLACE:
        say_place(s, node);
        break;
    case TREE_TIME:
        pieces_text(&s->p, matrix_utc(arena, node->ms));
        break;
    case TREE_DURATION:
        pieces_text(&s->p, duration_format(arena, node->ms));
        break;
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        break;
    }
}

static void say_nodes(struct saying *s, const json_t *nodes, int depth) {
    struct tree_node node;

    for (size_t i = 0; tree_at(nodes, i, &node); i++) {
        if (depth <= DEPTH && !s->p.cut) {
            say_node(s, &node, depth);
        }
    }
}

/* ---- lines ---- */

/* Closes what is open and opens what this line stands in. */
static void turn_to(struct saying *s, enum open open) {
    static const char *const begin[] = {"", "<p>", "<ul>"};
    static const char *const end[] = {"", "</p>", "</ul>"};

    if (s->open == open && open == OPEN_LINES) {
        pieces_tag(&s->p, "<br>");
    }
    if (s->open != open) {
        pieces_tag(&s->p, end[s->open]);
        pieces_tag(&s->p, begin[open]);
    }
    s->open = open;
}

static void say_line(struct saying *s, const struct tree_node *block) {
    bool heading = block->kind == TREE_HEADING, item = block->kind == TREE_ITEM;

    if (s->p.cut || json_array_size(block->inside) == 0) {
        return;
    }
    pieces_whole(&s->p, s->written ? "\n" : "", "");
    pieces_whole(&s->p, item ? "\xE2\x80\xA2 " : "", "");
    s->written = true;
    turn_to(s, item ? OPEN_LIST : heading ? OPEN_NOTHING : OPEN_LINES);
    pieces_tag(&s->p, heading ? "<h4>" : item ? "<li>" : "");
    if (block->kind == TREE_BUTTONS) {
        pieces_text(&s->p, matrix_buttons_line(s->p.arena, block->inside, s->command));
    } else {
        say_nodes(s, block->inside, 0);
    }
    pieces_tag(&s->p, heading ? "</h4>" : item ? "</li>" : "");
}

static void say_cut(struct saying *s) {
    const char *notice = arena_printf(
        s->p.arena, MATRIX_ELLIPSIS " cut here; %s timeline has all of it", s->command);

    s->p.cut = false;
    s->p.room = FRAME; /* set aside for it */
    pieces_whole(&s->p, s->written ? "\n" : "", "");
    turn_to(s, OPEN_LINES);
    pieces_text(&s->p, notice);
}

/* `calls`: an array that is filled, or NULL. */
static void say_tree(struct saying *s, struct arena *arena, const json_t *tree,
                     const char *command, json_t *calls, size_t room) {
    const char *typed = text_line(arena, command);
    struct tree_node block;

    *s = (struct saying){.called = calls};
    s->command = arena_strndup(arena, typed, utf8_floor(typed, strlen(typed), COMMAND));
    pieces_init(&s->p, arena, MATRIX_CONTENT);
    s->p.room = room - (size_t)2 * FRAME;
    for (size_t i = 0; tree_at(tree, i, &block); i++) {
        say_line(s, &block);
    }
    if (s->p.cut) {
        say_cut(s);
    }
    if (text_is_empty(s->p.body.ptr)) {
        turn_to(s, OPEN_LINES);
        pieces_text(&s->p, "(no text)");
    }
    turn_to(s, OPEN_NOTHING);
}

/* ---- contents ---- */

static json_t *content_of(const char *type, const struct saying *s) {
    json_t *mentions = json_object();

    if (json_array_size(s->called) > 0) {
        json_object_set(mentions, "user_ids", s->called);
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "msgtype", type, "body", s->p.body.ptr,
                     "format", MATRIX_HTML, "formatted_body", s->p.html.ptr, "m.mentions",
                     mentions);
}

json_t *matrix_notice(struct arena *arena, const json_t *tree, const char *command,
                      enum matrix_voice voice) {
    json_t *called = voice == MATRIX_SHOWS ? NULL : json_array(), *content;
    struct saying s;
    bool rings;

    say_tree(&s, arena, tree, command, called, MATRIX_CONTENT);
    rings = voice == MATRIX_ALOUD || json_array_size(called) > 0;
    content = content_of(rings ? "m.text" : "m.notice", &s);
    pieces_free(&s.p);
    json_decref(called);
    return content;
}

json_t *matrix_edit(struct arena *arena, const json_t *tree, const char *command,
                    const char *event) {
    json_t *edited, *content;
    const char *body;
    struct saying s;

    /* Half of the room: the body comes twice, for clients that know no edits. */
    say_tree(&s, arena, tree, command, NULL, MATRIX_CONTENT / 2);
    edited = content_of("m.notice", &s);
    body = arena_printf(arena, "* %s", s.p.body.ptr);
    content = json_pack("{s:s, s:s, s:{}, s:o, s:{s:s, s:s}}", "msgtype", "m.notice",
                        "body", body, "m.mentions", "m.new_content", edited,
                        "m.relates_to", "rel_type", "m.replace", "event_id", event);
    pieces_free(&s.p);
    return content;
}

/* ---- one line ---- */

char *matrix_line(struct arena *arena, const json_t *tree, const char *command,
                  size_t most) {
    struct saying s;
    const char *line;
    size_t fit;

    say_tree(&s, arena, tree, command, NULL, MATRIX_CONTENT);
    line = text_trim(arena, text_line(arena, s.p.body.ptr));
    pieces_free(&s.p);
    if (strlen(line) <= most) {
        return arena_strdup(arena, line);
    }
    fit = most > strlen(MATRIX_ELLIPSIS) ? most - strlen(MATRIX_ELLIPSIS) : 0;
    fit = matrix_at_word(line, utf8_floor(line, strlen(line), fit));
    return arena_printf(arena, "%.*s" MATRIX_ELLIPSIS, (int)fit, line);
}

size_t matrix_size(const json_t *json) {
    return json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

char *matrix_utc(struct arena *arena, int64_t ms) {
    const char *utc = time_format_utc(arena, ms);
    const char *t = strchr(utc, 'T');

    return t && strlen(t) >= 6
               ? arena_printf(arena, "%.*s %.5s UTC", (int)(t - utc), utc, t + 1)
               : arena_strdup(arena, utc);
}

/* codec_message.c: what a message says, whatever it is made of.
 *
 * Programs that raise alerts often leave the text of a message empty and put everything
 * into attachments or blocks. What a reader would see of them is gathered line by line.
 * Blocks are looked at only where there is no text, because the text of a message with
 * blocks is their fallback. */
#include "codec_message.h"
#include "codec_ids.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "codec_typed.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum { PARTS = 50 };

struct gathered {
    struct arena *arena;
    struct strbuf out;
};

/* What Slack writes itself where a program gave blocks and no text. */
static bool stands_for_blocks(const char *s) {
    return text_equal(s, "This content can't be displayed.") ||
           text_equal(s, "[no preview available]");
}

/* In an alert the label of a link is often the fact itself: "<https://x|99 %>" becomes
 * "99 % (<https://x>)". One that only repeats the address is left to slack_unescape. */
static char *keep_labels(struct arena *arena, const char *s) {
    struct strbuf out;
    strbuf_init(&out, 2 * strlen(s));
    while (*s != '\0') {
        size_t plain = strcspn(s, "<");
        strbuf_addn(&out, s, plain);
        s += plain;
        size_t inner = *s == '<' ? strcspn(s + 1, "<>") : 0;
        size_t head = inner > 0 ? strcspn(s + 1, "|<>") : 0;
        const char *url = arena_strndup(arena, s + (inner > 0), head);
        const char *label = head + 1 < inner
                                ? arena_strndup(arena, s + head + 2, inner - head - 1)
                                : NULL;
        bool names = label && s[1 + inner] == '>' && strpbrk(url, ":") &&
                     !strchr("@#!", *url) && !strstr(url, label);
        if (names) {
            strbuf_addf(&out, "%s (<%s>)", label, url);
            s += inner + 2;
        } else if (*s != '\0') {
            strbuf_addn(&out, s, inner + 1);
            s += inner + 1;
        }
    }
    char *kept = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return kept;
}

static void add_piece(struct gathered *g, const char *between, const char *s) {
    bool none = text_is_empty(s) || stands_for_blocks(s);
    char *text = none ? NULL : slack_unescape(g->arena, keep_labels(g->arena, s));
    text = text ? text_trim(g->arena, text) : NULL;
    if (text_is_empty(text)) {
        return;
    }
    if (g->out.len > 0) {
        strbuf_add(&g->out, between);
    }
    strbuf_add(&g->out, text);
}

static void add_line(struct gathered *g, const char *s) {
    add_piece(g, "\n", s);
}

/* ---- blocks ---- */

static void add_link(struct strbuf *line, const char *label, const char *url) {
    bool names = !text_is_empty(label) && !strstr(url, label);
    strbuf_addf(line, names ? "%s (%s)" : "%s%s", names ? label : "", url);
}

/* Elements of rich text: what is in a line follows without a break. */
static void add_rich(struct gathered *g, struct strbuf *line, const json_t *elements,
                     int depth) {
    size_t i;
    const json_t *element;
    json_array_foreach(elements, i, element) {
        const char *type = jsonx_string(element, "type", "");
        const char *text = jsonx_string(element, "text", NULL);
        const char *id = slack_id(element, "user_id");
        const json_t *inner = json_object_get(element, "elements");
        if (text_equal(type, "link")) {
            add_link(line, text, jsonx_string(element, "url", ""));
        } else if (text_equal(type, "user") && id) {
            strbuf_addf(line, "@" SLACK_NETWORK ":%s", id);
        } else if (text_equal(type, "emoji")) {
            strbuf_addf(line, ":%s:", jsonx_string(element, "name", ""));
        } else if (text) {
            strbuf_add(line, text);
        }
        if (json_is_array(inner) && depth < SLACK_DEPTH) {
            add_rich(g, line, inner, depth + 1);
            strbuf_addc(line, '\n');
        }
    }
}

static void add_block(struct gathered *g, const json_t *block) {
    const char *type = jsonx_string(block, "type", "");
    size_t i;
    const json_t *part;
    if (text_equal(type, "rich_text")) {
        struct strbuf line;
        strbuf_init(&line, LIMIT_RENDERED);
        add_rich(g, &line, json_object_get(block, "elements"), 0);
        const char *text = text_trim(g->arena, line.ptr);
        if (g->out.len > 0 && !text_is_empty(text)) {
            strbuf_addc(&g->out, '\n');
        }
        strbuf_add(&g->out, text); /* no entities in rich text */
        strbuf_free(&line);
        return;
    }
    add_line(g, jsonx_string(json_object_get(block, "text"), "text", NULL));
    json_array_foreach(json_object_get(block, "fields"), i, part) {
        add_line(g, jsonx_string(part, "text", NULL));
    }
    if (!text_equal(type, "context")) {
        return;
    }
    json_array_foreach(json_object_get(block, "elements"), i, part) {
        add_line(g, jsonx_string(part, "text", NULL));
    }
}

static void add_blocks(struct gathered *g, const json_t *blocks) {
    size_t i;
    const json_t *block;
    json_array_foreach(blocks, i, block) {
        if (i < PARTS) {
            add_block(g, block);
        }
    }
}

/* ---- attachments ---- */

static void add_attachment(struct gathered *g, const json_t *attachment) {
    static const char *const parts[] = {"pretext", "title", "text", NULL};
    size_t before = g->out.len, i;
    const json_t *field;
    for (const char *const *part = parts; *part; part++) {
        add_line(g, jsonx_string(attachment, *part, NULL));
    }
    json_array_foreach(json_object_get(attachment, "fields"), i, field) {
        size_t length = g->out.len;
        add_line(g, jsonx_string(field, "title", NULL));
        add_piece(g, g->out.len > length ? ": " : "\n",
                  jsonx_string(field, "value", NULL));
    }
    if (g->out.len == before) {
        add_blocks(g, json_object_get(attachment, "blocks"));
    }
    if (g->out.len == before) {
        add_line(g, jsonx_string(attachment, "fallback", NULL));
    }
}

char *slack_message_text(struct arena *arena, const json_t *message) {
    struct gathered g = {.arena = arena};
    size_t i;
    const json_t *attachment;
    strbuf_init(&g.out, (size_t)2 * LIMIT_TEXT);
    add_line(&g, jsonx_string(message, "text", NULL));
    if (g.out.len == 0) {
        add_blocks(&g, json_object_get(message, "blocks"));
    }
    json_array_foreach(json_object_get(message, "attachments"), i, attachment) {
        /* What Slack made of a link by itself is not what was said. */
        bool unfurled = json_object_get(attachment, "from_url") != NULL;
        if (i < PARTS && !unfurled) {
            add_attachment(&g, attachment);
        }
    }
    const char *clean = slack_clean(arena, g.out.ptr);
    strbuf_free(&g.out);
    return arena_strdup(arena, clean);
}

/* markup_text.c: text into markup, and a tree back into text.
 *
 * markup_escape() is the one escape of the program: what it wrote parses back as exactly
 * the text that went in, wherever in a template it stands. So every mark is escaped
 * everywhere, and at the beginning also what could complete a mark of the template. */
#include "core/markup_text.h"

#include "base/text.h"
#include "tocsin/limits.h"
#include "tocsin/tree.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define MARKS "\\*`[]()<>\n\r"
#define MARKS_OF_A_LINE "#- \t"

enum { PLAIN_MAX = 4 * LIMIT_RENDERED };

/* A backslash and its character are appended together or not at all: alone it would eat
 * whatever follows. */
static void add_whole(struct strbuf *out, const char *s, size_t len) {
    if (len > out->max - out->len) {
        out->cut = true;
    }
    strbuf_addn(out, s, len);
}

void markup_escape(struct strbuf *out, const char *s, size_t len) {
    for (size_t i = 0; i < len && !out->cut;) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        if (n == 0 || point == 0) {
            add_whole(out, REPLACEMENT, strlen(REPLACEMENT));
            i++;
            continue;
        }
        bool mark = strchr(MARKS, s[i]) != NULL;
        if (mark || (i == 0 && strchr(MARKS_OF_A_LINE, s[i]))) {
            add_whole(out, (const char[]){'\\', s[i]}, 2);
        } else {
            add_whole(out, s + i, n);
        }
        i += n;
    }
}

char *markup_escaped(struct arena *arena, const char *s) {
    if (!s) {
        s = "";
    }
    size_t len = strlen(s);
    struct strbuf out;
    strbuf_init(&out,
                len * strlen(REPLACEMENT)); /* longest: a byte that is no character */
    markup_escape(&out, s, len);
    char *escaped = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return escaped;
}

static void plain_inlines(struct arena *arena, struct strbuf *out, const json_t *inlines);

static void plain_inline(struct arena *arena, struct strbuf *out,
                         const struct tree_node *node) {
    switch (node->kind) {
    case TREE_BOLD:
        plain_inlines(arena, out, node->inside);
        break;
    case TREE_TIME:
        strbuf_add(out, time_format_utc(arena, node->ms));
        break;
    case TREE_DURATION:
        strbuf_add(out, duration_format(arena, node->ms));
        break;
    case TREE_PERSON:
        strbuf_addf(out, "%s%s", node->name ? "@" : "",
                    node->name ? node->name : node->text);
        break;
    case TREE_TEXT:
    case TREE_CODE:
    case TREE_LINK:
    case TREE_PLACE:
    case TREE_COMMAND:
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        strbuf_add(out, node->text);
        break;
    }
}

static void plain_inlines(struct arena *arena, struct strbuf *out,
                          const json_t *inlines) {
    for (size_t i = 0; i < json_array_size(inlines); i++) {
        struct tree_node node = tree_read(json_array_get(inlines, i));
        plain_inline(arena, out, &node);
    }
}

char *markup_plain(struct arena *arena, const json_t *tree) {
    struct strbuf out;
    strbuf_init(&out, PLAIN_MAX);
    for (size_t i = 0; i < json_array_size(tree); i++) {
        struct tree_node block = tree_read(json_array_get(tree, i));
        if (block.kind == TREE_BUTTONS) {
            continue;
        }
        if (i > 0) {
            strbuf_addc(&out, '\n');
        }
        plain_inlines(arena, &out, block.inside);
    }
    char *plain = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return plain;
}

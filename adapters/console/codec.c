/* codec.c: a neutral tree as the text of a terminal.
 *
 * Two kinds of characters come out of here: ours (marks, labels, line starts) and those
 * of people, which pass through add_text() and nothing else. Everything that could move a
 * cursor, change a direction or begin a line is made harmless there, whatever node it
 * came in; a check at each node would be forgotten at the next one. */
#include "codec.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"
#include "tocsin/tree.h"

#define CONTINUED "\n  | "

struct render {
    struct arena *arena;
    const struct codec_style *style;
    struct strbuf *out;
    bool bold;
};

static void add_text(struct render *r, const char *s) {
    if (!s) {
        return;
    }
    const char *clean = text_screen(r->arena, s, strlen(s));
    for (const char *p = clean; *p != '\0'; p++) {
        if (*p == '\n') {
            strbuf_add(r->out, CONTINUED);
        } else if (*p == '\t') {
            strbuf_addc(r->out, ' ');
        } else {
            strbuf_addc(r->out, *p);
        }
    }
}

static void bold(struct render *r, bool on) {
    if (r->style->ansi && r->bold != on) {
        strbuf_add(r->out, on ? CODEC_BOLD_ON : CODEC_BOLD_OFF);
    }
    r->bold = on;
}

/* What follows the network's name when it is ours, else the whole. */
static const char *short_name(const char *qualified) {
    const char *name = address_name_on(qualified, CONSOLE_NETWORK);
    return name ? name : qualified;
}

/* "2025-09-29 12:15 CEST" in the workspace's zone, or "2025-09-29 10:15 UTC". */
static const char *local_of(struct arena *arena, const struct codec_style *style,
                            int64_t ms, bool *ret_own) {
    char local[CODEC_LOCAL] = "";
    if (style->local_time) {
        style->local_time(style->local_ctx, ms, local, sizeof local);
    }
    /* A workspace that lives in UTC need not read the same time twice. */
    size_t n = strlen(local);
    *ret_own = n > 4 && !text_equal(local + n - 4, " UTC");
    return arena_strdup(arena, *ret_own ? local : time_format_utc(arena, ms));
}

static bool same_day(const char *a, const char *b) {
    size_t day = strcspn(a, " T");
    return day > 0 && strncmp(a, b, day) == 0 && strchr(" T", b[day]);
}

void codec_time(struct arena *arena, const struct codec_style *style, int64_t ms,
                struct strbuf *out) {
    const char *utc = time_format_utc(arena, ms);
    bool own_zone, ignored;
    if (strlen(utc) < sizeof "2025-09-29T10:15" - 1) {
        strbuf_add(out, utc);
        return;
    }
    const char *local = local_of(arena, style, ms, &own_zone);
    /* "23:50 UTC (01:50 CEST)" leaves open on which day: two clocks, two dates. */
    bool today = style->said != 0 && same_day(local, utc) &&
                 same_day(local, local_of(arena, style, style->said, &ignored));
    strbuf_addf(out, "%.5s UTC", strchr(utc, 'T') + 1);
    if (own_zone) {
        strbuf_addf(out, " (%s)", today ? local + strcspn(local, " ") + 1 : local);
    } else if (!today) {
        strbuf_addf(out, " (%.*s)", (int)strcspn(utc, "T"), utc);
    }
}

static void add_nodes(struct render *r, const json_t *nodes, int depth);

static void add_link(struct render *r, const char *label, const char *url) {
    if (text_is_empty(label) || text_equal(label, url)) {
        add_text(r, url);
        return;
    }
    add_text(r, label);
    strbuf_add(r->out, " (");
    add_text(r, url);
    strbuf_addc(r->out, ')');
}

static void add_prefixed(struct render *r, const char *prefix, const char *s) {
    strbuf_add(r->out, prefix);
    add_text(r, s);
}

static void add_bold(struct render *r, const json_t *nodes, int depth) {
    bool outer = !r->bold;
    bold(r, true);
    add_nodes(r, nodes, depth + 1);
    if (outer) {
        bold(r, false);
    }
}

/* At home people are called as they are typed; elsewhere an id says nothing. */
static const char *person(const struct tree_node *node) {
    const char *s = short_name(node->text);
    return s != node->text || !node->name ? s : node->name;
}

static void add_node(struct render *r, const struct tree_node *node, int depth) {
    switch (node->kind) {
    case TREE_TEXT:
        add_text(r, node->text);
        break;
    case TREE_BOLD:
        add_bold(r, node->inside, depth);
        break;
    case TREE_CODE:
        add_prefixed(r, "`", node->text);
        strbuf_addc(r->out, '`');
        break;
    case TREE_LINK:
        add_link(r, node->text, node->url);
        break;
    case TREE_PERSON:
        add_prefixed(r, "@", person(node));
        break;
    case TREE_PLACE:
        add_text(r, short_name(node->text));
        break;
    case TREE_TIME:
        codec_time(r->arena, r->style, node->ms, r->out);
        break;
    case TREE_DURATION:
        strbuf_add(r->out, duration_format(r->arena, node->ms));
        break;
    case TREE_COMMAND:
        add_prefixed(r, CONSOLE_PREFIX, node->text);
        break;
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        break;
    }
}

static void add_nodes(struct render *r, const json_t *nodes, int depth) {
    struct tree_node node;
    for (size_t i = 0; depth <= CODEC_DEPTH && tree_at(nodes, i, &node); i++) {
        add_node(r, &node, depth);
    }
}

void codec_render(struct arena *arena, const struct codec_style *style,
                  const json_t *tree, struct strbuf *out) {
    struct render r = {.arena = arena, .style = style, .out = out};
    struct tree_node block;
    for (size_t i = 0; tree_at(tree, i, &block); i++) {
        bool heading = block.kind == TREE_HEADING;
        if (block.kind == TREE_BUTTONS) {
            continue; /* a terminal has none: the words to type are in the text */
        }
        if (i > 0) {
            strbuf_addc(out, '\n');
        }
        if (block.kind == TREE_ITEM) {
            strbuf_add(out, "- ");
        }
        if (heading && !style->ansi) {
            strbuf_add(out, "== ");
        }
        bold(&r, heading);
        add_nodes(&r, block.inside, 0);
        bold(&r, false);
        if (heading && !style->ansi) {
            strbuf_add(out, " ==");
        }
    }
}

void codec_block(const char *prefix, const char *text, struct strbuf *out) {
    for (const char *line = text; line;) {
        size_t len = strcspn(line, "\n");
        strbuf_add(out, prefix);
        strbuf_addn(out, line, len);
        strbuf_addc(out, '\n');
        line = line[len] == '\n' ? line + len + 1 : NULL;
    }
}

char *codec_short(struct arena *arena, const char *qualified) {
    return text_line(arena, !qualified ? "" : short_name(qualified));
}

bool codec_is_name(const char *s) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    size_t len = !s ? 0 : strlen(s);
    return len > 0 && len <= CODEC_NAME && strspn(s, allowed) == len;
}

char *codec_place(struct arena *arena, const char *name) {
    if (!name) {
        return NULL;
    }
    const char *s = short_name(name);
    bool sigil = *s == '#' || *s == '@';
    if (codec_is_name(sigil ? s + 1 : s)) {
        return arena_printf(arena, CONSOLE_NETWORK ":%s%s", sigil ? "" : "#", s);
    }
    bool foreign = address_is(s) && utf8_valid(s, strlen(s)) && strlen(s) < LIMIT_PLACE;
    return foreign ? arena_strdup(arena, s) : NULL;
}

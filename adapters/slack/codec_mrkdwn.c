/* codec_mrkdwn.c: the nodes of one line as a text object.
 *
 * Two carriers. Plain text shows characters and nothing else, and what people copy from
 * it is what was typed. Mrkdwn can be bold, call people, and show a moment in the
 * reader's zone; it has no escape for its marks. So a line is mrkdwn, unless somebody's
 * text in it holds a mark and nothing else in it has to be live: then it is plain text,
 * and the only loss is that its label is not bold. Where a mark and something live meet,
 * the mark is kept from acting by a zero-width space (slack_escape). */
#include "codec_mrkdwn.h"
#include "codec_fallback.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "codec_tokens.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum { LINE_MAX_BYTES = 8 * LIMIT_RENDERED, BOLD = 300 };

struct line {
    struct arena *arena;
    const char *command;
    struct strbuf out;
};

/* ---- which carrier ---- */

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Bytes of ":fire:" at `s`, which mrkdwn would show as a picture; 0: none. */
static size_t emoji_word(const char *s) {
    static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789_+-'";
    size_t len = *s == ':' ? strspn(s + 1, name) : 0;
    return len > 0 && s[1 + len] == ':' ? len + 2 : 0;
}

/* Would anything in it act? */
static bool is_marked(const char *s) {
    const char *line = s;
    for (const char *c = s; *c != '\0'; c++) {
        bool inside = c > s && is_word(c[-1]) && is_word(c[1]) && *c != '`';
        if ((strchr("*_~`", *c) && !inside) || emoji_word(c) > 0) {
            return true;
        }
        line = *c == '\n' ? c + 1 : line;
        if (*c == '>' && strspn(line, " \t") == (size_t)(c - line)) {
            return true;
        }
    }
    return false;
}

static bool is_live(const struct tree_node *node) {
    const char *at;
    return (node->kind == TREE_PERSON && slack_user_of(node->text)) ||
           (node->kind == TREE_PLACE && slack_channel_of(node->text)) ||
           (node->kind == TREE_TIME && slack_can_date(node->ms)) ||
           (node->kind == TREE_LINK && slack_is_url(node->url)) ||
           (node->kind == TREE_TEXT && slack_long_url(node->text, &at) > 0);
}

struct looking {
    bool live, marked;
};

static void look(void *ctx, const struct tree_node *node) {
    struct looking *looking = ctx;
    looking->live = looking->live || is_live(node);
    looking->marked = looking->marked || is_marked(node->text);
}

bool slack_wants_plain(const json_t *nodes) {
    struct looking looking = {0};
    tree_walk(nodes, look, &looking);
    return looking.marked && !looking.live;
}

/* Text of somebody, its further lines marked. */
char *slack_continued(struct arena *arena, const char *s) {
    const char *clean = slack_clean(arena, s);
    struct strbuf out;
    strbuf_init(&out, strlen(clean) * (1 + strlen(SLACK_CONTINUED)));
    for (const char *c = clean; *c != '\0'; c++) {
        strbuf_addc(&out, *c);
        if (*c == '\n') {
            strbuf_add(&out, SLACK_CONTINUED);
        }
    }
    char *copy = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return copy;
}

/* ---- nodes ---- */

static void add_nodes(struct line *l, const json_t *nodes, int depth);

/* What clients do not break is not wider than a telephone: a long address is shown by its
 * beginning, and leads to the whole of itself. */
static void add_text(struct line *l, const char *s) {
    const char *text = slack_continued(l->arena, s), *at;
    for (size_t n; (n = slack_long_url(text, &at)) > 0; text = at + n) {
        const char *url = arena_strndup(l->arena, at, n);
        slack_escape(&l->out, text, (size_t)(at - text));
        if (text_starts(at + n, SLACK_ELLIPSIS)) { /* cut before: it leads nowhere */
            slack_escape(&l->out, url, SLACK_URL_SHOWN - 1);
            continue;
        }
        strbuf_add(&l->out, slack_link_token(l->arena, url,
                                             arena_printf(l->arena, "%.*s" SLACK_ELLIPSIS,
                                                          SLACK_URL_SHOWN - 1, url)));
    }
    slack_escape(&l->out, text, strlen(text));
}

/* A mark of ours acts only between spaces or signs. */
static bool at_boundary(const struct line *l) {
    char before = l->out.len > 0 ? l->out.ptr[l->out.len - 1] : ' ';
    return strchr(" \n([{\"'-", before) != NULL;
}

static bool boundary_follows(const json_t *next) {
    struct tree_node node = tree_read(next);
    return !next || (node.kind == TREE_TEXT && *node.text != '\0' &&
                     strchr(" ,.;:!?)]}\"'", *node.text) != NULL);
}

/* `s` between two marks; as it is where they would not act. */
static void add_marked(struct line *l, char mark, const char *s, const json_t *next) {
    size_t len = strlen(s);
    bool acts = len > 0 && len <= BOLD && *s != ' ' && s[len - 1] != ' ' &&
                !strchr(s, '\n') && !strchr(s, mark) && at_boundary(l) &&
                boundary_follows(next);
    strbuf_addf(&l->out, "%.*s%s%.*s", acts ? 1 : 0, &mark, s, acts ? 1 : 0, &mark);
}

static void add_bold(struct line *l, const json_t *nodes, const json_t *next, int depth) {
    struct line inner = {.arena = l->arena, .command = l->command};
    strbuf_init(&inner.out, LINE_MAX_BYTES);
    add_nodes(&inner, nodes, depth + 1);
    add_marked(l, '*', inner.out.ptr, next);
    strbuf_free(&inner.out);
}

static void add_code(struct line *l, const char *s, const json_t *next) {
    if (is_marked(s)) {
        add_text(l, s);
        return;
    }
    struct strbuf escaped;
    const char *text = slack_continued(l->arena, s);
    strbuf_init(&escaped, 5 * strlen(text));
    slack_entities(&escaped, text, strlen(text));
    add_marked(l, '`', escaped.ptr, next);
    strbuf_free(&escaped);
}

static void add_link(struct line *l, const char *shown, const char *url) {
    if (!slack_is_url(url)) {
        add_text(l, text_is_empty(shown) ? url : shown);
        return;
    }
    if (slack_units(shown, strlen(shown)) > SLACK_LINK_LABEL) { /* too long for a link */
        add_text(l, shown);
        strbuf_addc(&l->out, ' ');
        shown = "";
    }
    strbuf_add(&l->out, slack_link_token(l->arena, url, shown));
}

static void add_person(struct line *l, const struct tree_node *node) {
    const char *user = slack_user_of(node->text);
    if (user) {
        strbuf_addf(&l->out, "<@%s>", user);
    } else {
        add_text(l, slack_person(l->arena, node));
    }
}

static void add_place(struct line *l, const char *place) {
    const char *channel = slack_channel_of(place);
    if (channel) {
        strbuf_addf(&l->out, "<#%s>", channel);
    } else {
        add_text(l, slack_shown(l->arena, place, '#'));
    }
}

static void add_node(struct line *l, const struct tree_node *node, const json_t *next,
                     int depth) {
    switch (node->kind) {
    case TREE_TEXT:
        add_text(l, node->text);
        break;
    case TREE_BOLD:
        add_bold(l, node->inside, next, depth);
        break;
    case TREE_CODE:
        add_code(l, node->text, next);
        break;
    case TREE_COMMAND:
        add_code(l, arena_printf(l->arena, "%s %s", l->command, node->text), next);
        break;
    case TREE_LINK:
        add_link(l, node->text, node->url);
        break;
    case TREE_PERSON:
        add_person(l, node);
        break;
    case TREE_PLACE:
        add_place(l, node->text);
        break;
    case TREE_TIME:
        strbuf_add(&l->out, slack_can_date(node->ms)
                                ? slack_date_token(l->arena, node->ms)
                                : slack_utc(l->arena, node->ms));
        break;
    case TREE_DURATION:
        add_text(l, duration_format(l->arena, node->ms));
        break;
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        break;
    }
}

static void add_nodes(struct line *l, const json_t *nodes, int depth) {
    struct tree_node node;
    for (size_t i = 0; depth <= SLACK_DEPTH && tree_at(nodes, i, &node); i++) {
        add_node(l, &node, json_array_get(nodes, i + 1), depth);
    }
}

char *slack_mrkdwn(struct arena *arena, const json_t *nodes, const char *command,
                   bool bold) {
    struct line l = {.arena = arena, .command = command};
    strbuf_init(&l.out, LINE_MAX_BYTES);
    if (bold) {
        add_bold(&l, nodes, NULL, 0);
    } else {
        add_nodes(&l, nodes, 0);
    }
    char *text = arena_strndup(arena, l.out.ptr, l.out.len);
    strbuf_free(&l.out);
    return text;
}

char *slack_plain_line(struct arena *arena, const json_t *nodes, const char *command) {
    const char *bare = slack_continued(arena, slack_bare(arena, nodes, command));
    struct strbuf out;
    strbuf_init(&out, 5 * strlen(bare));
    slack_entities(&out, bare, strlen(bare));
    char *text = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return text;
}

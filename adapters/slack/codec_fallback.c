/* codec_fallback.c: a tree as one string: the fallback of a message, a topic.
 *
 * Notifications, screen readers and old clients show it. It carries no marks of ours:
 * bold lost is nothing lost, and a mark beside somebody's text is one more thing to get
 * wrong. Mentions, links and times are Slack's documented `<…>` forms, appended whole or
 * not at all. */
#include "codec_fallback.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "codec_tokens.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum {
    LINE_BACK = 30,
    FALLBACK_MAX = 4 * LIMIT_RENDERED
}; /* bytes; the units end it long before */

struct fallback {
    struct arena *arena;
    const char *command;
    struct strbuf out;
    size_t most; /* units */
    size_t units;
    bool full;
    bool one_line; /* a topic: Slack shows no times there, and nothing is bold */
};

/* ---- what is shared: notices, bare text ---- */

char *slack_cut_notice(struct arena *arena, const char *command) {
    return arena_printf(arena, SLACK_ELLIPSIS " cut here; %s timeline has all of it",
                        slack_plain(arena, command, SLACK_COMMAND));
}

static void add_bare(struct arena *arena, struct strbuf *out, const json_t *nodes,
                     const char *command, int depth);

static void add_bare_node(struct arena *arena, struct strbuf *out,
                          const struct tree_node *node, const char *command, int depth) {
    const char *s = slack_clean(arena, node->text);
    switch (node->kind) {
    case TREE_BOLD:
        if (depth < SLACK_DEPTH) {
            add_bare(arena, out, node->inside, command, depth + 1);
        }
        break;
    case TREE_TIME:
        strbuf_add(out, slack_utc(arena, node->ms));
        break;
    case TREE_DURATION:
        strbuf_add(out, duration_format(arena, node->ms));
        break;
    case TREE_PERSON:
        strbuf_add(out, slack_person(arena, node));
        break;
    case TREE_PLACE:
        strbuf_add(out, slack_shown(arena, s, '#'));
        break;
    case TREE_COMMAND:
        strbuf_addf(out, "%s %s", command, s);
        break;
    case TREE_TEXT:
    case TREE_CODE:
    case TREE_LINK:
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        strbuf_add(out, s);
        break;
    }
}

static void add_bare(struct arena *arena, struct strbuf *out, const json_t *nodes,
                     const char *command, int depth) {
    size_t i;
    const json_t *json;
    json_array_foreach(nodes, i, json) {
        struct tree_node node = tree_read(json);
        add_bare_node(arena, out, &node, command, depth);
    }
}

char *slack_bare(struct arena *arena, const json_t *nodes, const char *command) {
    struct strbuf out;
    strbuf_init(&out, FALLBACK_MAX);
    add_bare(arena, &out, nodes, command, 0);
    char *bare = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return bare;
}

/* ---- appending within the budget ---- */

/* Bytes of what must stay whole at s: an entity, or a character. */
static size_t whole(const char *s, size_t len) {
    if (*s == '&') {
        const char *end = memchr(s, ';', len);
        return end ? (size_t)(end - s) + 1 : 1;
    }
    uint32_t point;
    size_t n = utf8_next(s, len, &point);
    return n == 0 ? 1 : n;
}

/* Counts what was appended from `from` on, and takes back what is over the budget. */
static void count(struct fallback *f, size_t from) {
    f->full = f->full || f->out.cut;
    while (from < f->out.len && !f->full) {
        size_t n = whole(f->out.ptr + from, f->out.len - from);
        size_t units = slack_units(f->out.ptr + from, n);
        f->full = f->units + units > f->most;
        f->units += f->full ? 0 : units;
        from += f->full ? 0 : n;
    }
    if (f->full && from < f->out.len) {
        f->out.len = from;
        f->out.ptr[from] = '\0';
    }
}

/* A form of Slack's own: all of it, or none. */
static void add_token(struct fallback *f, const char *token) {
    size_t units = slack_units(token, strlen(token));
    f->full = f->full || f->units + units > f->most;
    if (f->full) {
        return;
    }
    strbuf_add(&f->out, token);
    f->units += units;
}

/* Text of somebody. */
static void add_text(struct fallback *f, const char *s) {
    if (f->full) {
        return;
    }
    const char *clean = slack_clean(f->arena, s);
    size_t from = f->out.len;
    while (*clean != '\0' && !f->out.cut) {
        size_t line = strcspn(clean, "\n");
        if (f->one_line) {
            slack_entities(&f->out, clean, line);
        } else {
            slack_escape(&f->out, clean, line);
        }
        clean += line;
        if (*clean == '\n') {
            strbuf_add(&f->out, f->one_line ? " " : "\n" SLACK_CONTINUED);
            clean++;
        }
    }
    count(f, from);
}

static void add_link(struct fallback *f, const char *shown, const char *url) {
    if (f->one_line || !slack_is_url(url)) {
        add_text(f, text_is_empty(shown) ? url : shown);
        return;
    }
    add_token(f, slack_link_token(f->arena, url, shown));
}

static void add_time(struct fallback *f, int64_t ms) {
    if (f->one_line || !slack_can_date(ms)) {
        add_text(f, slack_utc(f->arena, ms));
        return;
    }
    add_token(f, slack_date_token(f->arena, ms));
}

static void add_nodes(struct fallback *f, const json_t *nodes, int depth);

static void add_person(struct fallback *f, const struct tree_node *node) {
    const char *user = slack_user_of(node->text);
    if (user) {
        add_token(f, arena_printf(f->arena, "<@%s>", user));
    } else {
        add_text(f, slack_person(f->arena, node));
    }
}

static void add_place(struct fallback *f, const char *place) {
    const char *channel = slack_channel_of(place);
    if (channel) {
        add_token(f, arena_printf(f->arena, "<#%s>", channel));
    } else {
        add_text(f, slack_shown(f->arena, place, '#'));
    }
}

static void add_node(struct fallback *f, const struct tree_node *node, int depth) {
    switch (node->kind) {
    case TREE_TEXT:
    case TREE_CODE:
        add_text(f, node->text);
        break;
    case TREE_BOLD:
        add_nodes(f, node->inside, depth + 1);
        break;
    case TREE_LINK:
        add_link(f, node->text, node->url);
        break;
    case TREE_PERSON:
        add_person(f, node);
        break;
    case TREE_PLACE:
        add_place(f, node->text);
        break;
    case TREE_TIME:
        add_time(f, node->ms);
        break;
    case TREE_DURATION:
        add_text(f, duration_format(f->arena, node->ms));
        break;
    case TREE_COMMAND:
        add_text(f, arena_printf(f->arena, "%s %s", f->command, node->text));
        break;
    case TREE_HEADING:
    case TREE_PARAGRAPH:
    case TREE_ITEM:
    case TREE_BUTTONS:
    case TREE_UNKNOWN:
        break;
    }
}

static void add_nodes(struct fallback *f, const json_t *nodes, int depth) {
    struct tree_node node;
    for (size_t i = 0; depth <= SLACK_DEPTH && tree_at(nodes, i, &node); i++) {
        add_node(f, &node, depth);
    }
}

/* ---- whole strings ---- */

/* Renders at most `most` units; *ret_line: bytes of the whole lines among them. */
static void render(struct fallback *f, const json_t *tree, size_t most,
                   size_t *ret_line) {
    struct tree_node block;
    strbuf_clear(&f->out);
    f->most = most;
    f->units = 0;
    f->full = false;
    *ret_line = 0;
    for (size_t i = 0; tree_at(tree, i, &block); i++) {
        if (block.kind == TREE_BUTTONS) {
            continue;
        }
        if (f->out.len > 0) {
            add_token(f, f->one_line ? " " : "\n");
        }
        if (block.kind == TREE_ITEM && !f->one_line) {
            add_token(f, SLACK_BULLET);
        }
        add_nodes(f, block.inside, 0);
        if (f->full) {
            return;
        }
        *ret_line = f->out.len;
    }
}

char *slack_text(struct arena *arena, const json_t *tree, const char *command,
                 size_t most) {
    struct fallback f = {.arena = arena, .command = !command ? "" : command};
    size_t line;
    strbuf_init(&f.out, FALLBACK_MAX);
    render(&f, tree, most, &line);
    char *text;
    if (f.full) {
        const char *notice = slack_cut_notice(arena, f.command);
        size_t units = slack_units(notice, strlen(notice)) + 1;
        if (units > most / 2) { /* no room to say more */
            notice = SLACK_ELLIPSIS;
            units = 2;
        }
        render(&f, tree, most > units ? most - units : 0, &line);
        /* A line that alone is most of the text is rather cut than left out. */
        size_t keep = line > f.out.len / 2 ? line : f.out.len;
        text = arena_printf(arena, "%.*s%s%s", (int)keep, f.out.ptr, keep > 0 ? "\n" : "",
                            notice);
    } else {
        text = arena_strdup(arena, text_is_empty(f.out.ptr) ? "(no text)" : f.out.ptr);
    }
    strbuf_free(&f.out);
    return text;
}

char *slack_line(struct arena *arena, const json_t *tree, size_t most) {
    struct fallback f = {.arena = arena, .command = "", .one_line = true};
    size_t line;
    strbuf_init(&f.out, FALLBACK_MAX);
    render(&f, tree, most, &line);
    bool cut = f.full;
    if (cut) {
        render(&f, tree, most > 0 ? most - 1 : 0, &line);
    }
    size_t whole = f.out.len;
    for (size_t back = 0; cut && back < LINE_BACK && back < f.out.len / 2; back++) {
        if (f.out.ptr[f.out.len - 1 - back] == ' ') {
            whole = f.out.len - 1 - back; /* not in a word */
            break;
        }
    }
    char *text = arena_printf(arena, "%.*s%s", (int)whole, f.out.ptr,
                              cut && most > 0 ? SLACK_ELLIPSIS : "");
    strbuf_free(&f.out);
    return text;
}

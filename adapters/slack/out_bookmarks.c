/* out_bookmarks.c: the links of a slot as bookmarks of the channel: one for each title,
 * edited when its address changes.
 *
 * What is there is read first, so that doing it again adds nothing twice. Bookmarks that
 * people made, and ours whose link is gone, stay. */
#include "out_bookmarks.h"
#include "api_lacks.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "out_places.h"
#include "tocsin/tree.h"

enum { LINKS_MOST = 20, HASHED_MOST = 64 * 1024 };

static void next_mark(struct sending *s);

static void collect(void *ctx, const struct tree_node *node) {
    json_t *links = ctx;
    if (node->kind == TREE_LINK && json_array_size(links) < LINKS_MOST) {
        json_array_append(links, node->json);
    }
}

static const char *hash_links(struct sending *s) {
    struct strbuf all;
    char hash[HASH_SHORT_HEX];
    size_t i;
    json_t *link;
    strbuf_init(&all, HASHED_MOST);
    json_array_foreach(s->marks.links, i, link) {
        strbuf_addf(&all, "%s\n%s\n", jsonx_string(link, "s", ""),
                    jsonx_string(link, "u", ""));
    }
    hash_short(all.ptr, hash);
    strbuf_free(&all);
    return arena_strdup(s->op.arena, hash);
}

static void mark_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind != API_OK) {
        send_failed(s, result, false);
        return;
    }
    s->marks.next++;
    next_mark(s);
}

static const json_t *same_title(const struct sending *s, const char *title) {
    size_t i;
    json_t *one;
    json_array_foreach(s->marks.have, i, one) {
        if (text_equal(jsonx_string(one, "title", NULL), title)) {
            return one;
        }
    }
    return NULL;
}

/* False: it is as it should be. */
static bool mark(struct sending *s, const json_t *link) {
    const char *title = jsonx_string(link, "s", ""), *url = jsonx_string(link, "u", "");
    const json_t *old = same_title(s, title);
    if (old && text_equal(jsonx_string(old, "link", NULL), url)) {
        return false;
    }
    json_t *args = json_pack("{s:s, s:s, s:s}", "channel_id", s->channel, "title", title,
                             "link", url);
    if (old) {
        jsonx_set_string(args, "bookmark_id", jsonx_string(old, "id", ""));
        op_call(&s->op, "bookmarks.edit", args, NULL, mark_came);
    } else {
        jsonx_set_string(args, "type", "link");
        op_call(&s->op, "bookmarks.add", args, NULL, mark_came);
    }
    return true;
}

static void next_mark(struct sending *s) {
    for (; s->marks.next < json_array_size(s->marks.links); s->marks.next++) {
        if (mark(s, json_array_get(s->marks.links, s->marks.next))) {
            return;
        }
    }
    send_sent(s, s->hash);
}

static void have_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK) {
        json_t *have = json_object_get(result->json, "bookmarks");
        s->marks.have = arena_json(op->arena, json_incref(have));
        next_mark(s);
    } else if (slack_lacks(op->slack, result)) {
        send_sent(s, s->hash);
    } else if (!send_joins(s, result, bookmarks_send) && !place_moved(s, result)) {
        send_failed(s, result, true);
    }
}

void bookmarks_send(struct sending *s) {
    s->marks.links = arena_json(s->op.arena, json_array());
    tree_walk(s->delivery->body, collect, s->marks.links);
    s->hash = hash_links(s);
    if (text_equal(s->hash, s->delivery->remote) ||
        json_array_size(s->marks.links) == 0) {
        send_sent(s, s->hash);
        return;
    }
    op_call(&s->op, "bookmarks.list", json_pack("{s:s}", "channel_id", s->channel), NULL,
            have_came);
}

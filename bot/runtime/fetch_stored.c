/* fetch_stored.c: one incident as its bytes lie in Redis, of one version.
 *
 * A bot may be at work meanwhile, and parts of two versions together would look like a
 * forgery: what was read counts when the head is the same before and after. Only an
 * incident that does not hold still is cut at the version of its head; there an entry
 * that does not belong to it cannot be told from one that came meanwhile. */
#include "runtime/fetch_stored.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/index.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 500, TRIES = 10 };

struct whole {
    const struct store *store;
    struct arena *arena;
    struct stored stored;
    int64_t last;     /* texts of entries 1 to that one */
    const char *upto; /* last id that is read, or "+" */
    const char *from;
    json_t *stream;
    int tries;
    stored_cb cb;
    void *ctx;
};

static void whole_end(struct whole *whole, const char *why) {
    whole->cb(whole->ctx, why ? NULL : &whole->stored, why);
    free(whole);
}

static void ask(struct whole *whole, struct write write, read_cb came) {
    whole->store->read(whole->store->self, &write, 1, came, whole);
}

/* NULL: it is not there. What is no text fits nothing. */
static const char *field_of(struct arena *arena, const json_t *head, size_t i) {
    const json_t *value = json_array_get(head, i);
    const char *text = stored_text(value);
    return text || json_is_null(value) ? arena_strdup(arena, text) : "";
}

static void ask_head(struct whole *whole, read_cb came) {
    struct arena *arena = whole->arena;
    const char *key = arena_printf(arena, KEY_INCIDENT "%s", whole->stored.id);
    ask(whole, write_words(arena, key, "HMGET", "n", "h", "s", "sn", NULL), came);
}

static void head_came(void *ctx, const json_t *replies, const char *why);

/* Is the head what it was? */
static void head_again(void *ctx, const json_t *replies, const char *why) {
    struct whole *whole = ctx;
    const json_t *head = json_array_get(replies, 0);
    if (!replies) {
        whole_end(whole, why);
    } else if (text_equal(json_string_value(json_array_get(head, 0)),
                          whole->stored.version) &&
               text_equal(json_string_value(json_array_get(head, 1)),
                          whole->stored.head)) {
        whole_end(whole, NULL);
    } else {
        ask_head(whole, head_came);
    }
}

static void texts_came(void *ctx, const json_t *replies, const char *why) {
    struct whole *whole = ctx;
    struct arena *arena = whole->arena;
    const json_t *pairs = json_array_get(replies, 0);
    json_t *texts = arena_json(arena, json_object());
    if (!replies) {
        whole_end(whole, why);
        return;
    }
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        const char *number = stored_text(json_array_get(pairs, i));
        number = number ? number : stored_shown(arena, json_array_get(pairs, i));
        int64_t n = 0;
        if (!stored_number(number, 1, STORED_VERSION_MAX, &n) || n <= whole->last) {
            json_object_set(texts, number, json_array_get(pairs, i + 1));
        }
    }
    whole->stored.texts = texts;
    if (whole->tries > TRIES) {
        whole_end(whole, NULL); /* it was cut at its version */
    } else {
        ask_head(whole, head_again);
    }
}

static void page_came(void *ctx, const json_t *replies, const char *why);

static void ask_page(struct whole *whole) {
    struct arena *arena = whole->arena;
    const char *key = arena_printf(arena, KEY_TIMELINE "%s", whole->stored.id);
    ask(whole,
        write_words(arena, key, "XRANGE", whole->from, whole->upto, "COUNT",
                    arena_printf(arena, "%d", PAGE), NULL),
        page_came);
}

static void page_came(void *ctx, const json_t *replies, const char *why) {
    struct whole *whole = ctx;
    struct arena *arena = whole->arena;
    json_t *page = json_array_get(replies, 0);
    size_t n = json_array_size(page);
    if (!replies) {
        whole_end(whole, why);
        return;
    }
    json_array_extend(whole->stream, page);
    if (n == PAGE) {
        const json_t *end = json_array_get(json_array_get(page, n - 1), 0);
        whole->from = arena_printf(arena, "(%s", json_string_value(end));
        ask_page(whole);
        return;
    }
    whole->stored.stream = whole->stream;
    const char *key = arena_printf(arena, KEY_TEXTS "%s", whole->stored.id);
    ask(whole, write_words(arena, key, "HGETALL", NULL), texts_came);
}

static void head_came(void *ctx, const json_t *replies, const char *why) {
    struct whole *whole = ctx;
    struct arena *arena = whole->arena;
    const json_t *head = json_array_get(replies, 0);
    if (!replies) {
        whole_end(whole, why);
        return;
    }
    whole->stored = (struct stored){
        .id = whole->stored.id,
        .version = field_of(arena, head, 0),
        .head = field_of(arena, head, 1),
        .snapshot = field_of(arena, head, 2),
        .snapshot_version = field_of(arena, head, 3),
    };
    whole->last = INT64_MAX;
    whole->upto = "+";
    if (++whole->tries > TRIES &&
        stored_number(whole->stored.version, 1, STORED_VERSION_MAX, &whole->last)) {
        whole->upto = arena_printf(arena, "%s-0", whole->stored.version);
    }
    whole->from = "-";
    whole->stream = arena_json(arena, json_array());
    ask_page(whole);
}

void fetch_stored(const struct store *store, struct arena *arena, const char *id,
                  stored_cb cb, void *ctx) {
    struct whole *whole = mem_new(sizeof *whole);
    *whole = (struct whole){
        .store = store, .arena = arena, .stored = {.id = id}, .cb = cb, .ctx = ctx};
    ask_head(whole, head_came);
}

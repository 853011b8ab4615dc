/* stored.c: one incident as its bytes lie in Redis, of one version.
 *
 * A bot may be at work meanwhile, and parts of two versions together would look like a
 * forgery: what was read counts when the head is the same before and after. Only an
 * incident that does not hold still is cut at the version of its head; there an entry
 * that does not belong to it cannot be told from one that came meanwhile. */
#include "base/stored.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "cli/database.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 500, TRIES = 10 };

/* Entries up to the id `last`, "+" for all. */
static bool read_stream(struct database *db, struct arena *arena, const char *last,
                        struct stored *ret, struct error *err) {
    json_t *all = arena_json(arena, json_array());
    const char *key = arena_printf(arena, KEY_TIMELINE "%s", ret->id);
    const char *count = arena_printf(arena, "%d", PAGE);
    const char *from = "-";
    size_t n;
    do {
        json_t *page =
            database_ask(db, err, key, "XRANGE", from, last, "COUNT", count, NULL);
        if (!page) {
            return false;
        }
        n = json_array_size(page);
        json_array_extend(all, page);
        if (n > 0) {
            const json_t *end = json_array_get(page, n - 1);
            from = arena_printf(arena, "(%s", json_string_value(json_array_get(end, 0)));
        }
        json_decref(page);
    } while (n == PAGE);
    ret->stream = all;
    return true;
}

/* Texts of entries 1 to `last`. */
static bool read_texts(struct database *db, struct arena *arena, int64_t last,
                       struct stored *ret, struct error *err) {
    json_t *pairs = database_ask(db, err, arena_printf(arena, KEY_TEXTS "%s", ret->id),
                                 "HGETALL", NULL);
    if (!pairs) {
        return false;
    }
    json_t *texts = arena_json(arena, json_object());
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        const char *number = stored_text(json_array_get(pairs, i));
        number = number ? number : stored_shown(arena, json_array_get(pairs, i));
        int64_t n = 0;
        if (!stored_number(number, 1, STORED_VERSION_MAX, &n) || n <= last) {
            json_object_set(texts, number, json_array_get(pairs, i + 1));
        }
    }
    json_decref(pairs);
    ret->texts = texts;
    return true;
}

static const json_t *read_head(struct database *db, struct arena *arena, const char *id,
                               struct error *err) {
    json_t *head = database_ask(db, err, arena_printf(arena, KEY_INCIDENT "%s", id),
                                "HMGET", "n", "h", "s", "sn", NULL);
    return head ? arena_json(arena, head) : NULL;
}

/* NULL: it is not there. What is no text fits nothing. */
static const char *field_of(const json_t *head, size_t i) {
    const json_t *value = json_array_get(head, i);
    const char *text = stored_text(value);
    return text || json_is_null(value) ? text : "";
}

static bool read_once(struct database *db, struct arena *arena, const char *id, bool cut,
                      struct stored *ret, struct error *err) {
    const json_t *head = read_head(db, arena, id, err);
    if (!head) {
        return false;
    }
    *ret = (struct stored){
        .id = id,
        .version = field_of(head, 0),
        .head = field_of(head, 1),
        .snapshot = field_of(head, 2),
        .snapshot_version = field_of(head, 3),
    };
    int64_t last = INT64_MAX;
    cut = cut && stored_number(ret->version, 1, STORED_VERSION_MAX, &last);
    return read_stream(db, arena, cut ? arena_printf(arena, "%s-0", ret->version) : "+",
                       ret, err) &&
           read_texts(db, arena, last, ret, err);
}

bool database_incident(struct database *db, struct arena *arena, const char *id,
                       struct stored *ret, struct error *err) {
    for (int i = 0; i < TRIES; i++) {
        if (!read_once(db, arena, id, false, ret, err)) {
            return false;
        }
        const json_t *head = read_head(db, arena, id, err);
        if (!head) {
            return false;
        }
        if (text_equal(json_string_value(json_array_get(head, 0)), ret->version) &&
            text_equal(json_string_value(json_array_get(head, 1)), ret->head)) {
            return true;
        }
    }
    return read_once(db, arena, id, true, ret, err);
}

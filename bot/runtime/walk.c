/* walk.c: SCAN with its cursor. See walk.h. */
#include "runtime/walk.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    const struct store *store;
    const char *begin;
    char cursor[24];
    bool busy, rewound, gone;
    walk_cb page;
    void *ctx;
};

struct walk *walk_new(const struct store *store, const char *begin, walk_cb page,
                      void *ctx) {
    struct walk *walk = mem_new(sizeof *walk);
    *walk = (struct walk){
        .store = store, .begin = begin, .cursor = "0", .page = page, .ctx = ctx};
    return walk;
}

void walk_rewind(struct walk *walk) {
    memcpy(walk->cursor, "0", sizeof "0");
    walk->rewound = walk->busy;
}

void walk_free(struct walk *walk) {
    if (walk && walk->busy) {
        walk->gone = true; /* the store still has it */
    } else {
        free(walk);
    }
}

static json_t *names_of(const struct walk *walk, const json_t *keys) {
    json_t *names = json_array(), *key;
    size_t i, len = strlen(walk->begin);
    json_array_foreach((json_t *)keys, i, key) {
        if (json_string_length(key) > len) {
            json_array_append_new(names, json_string(json_string_value(key) + len));
        }
    }
    return names;
}

static void page_came(void *ctx, const json_t *replies, const char *why) {
    struct walk *walk = ctx;
    walk->busy = false;
    if (walk->gone) {
        free(walk);
        return;
    }
    const json_t *page = json_array_get(replies, 0);
    const char *cursor = json_string_value(json_array_get(page, 0));
    if (!cursor) {
        walk->page(walk->ctx, NULL, false, why ? why : "Redis answered something else");
        return;
    }
    bool last = !walk->rewound && !strcmp(cursor, "0");
    if (!walk->rewound) {
        snprintf(walk->cursor, sizeof walk->cursor, "%s", cursor);
    }
    walk->rewound = false;
    json_t *names = names_of(walk, json_array_get(page, 1));
    walk->page(walk->ctx, names, last, NULL); /* the walk may be gone afterwards */
    json_decref(names);
}

void walk_next(struct walk *walk) {
    walk->busy = true;
    walk->store->scan(walk->store->self, walk->begin, walk->cursor, page_came, walk);
}

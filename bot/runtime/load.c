/* load.c: reading a timeline: entries and their texts, in pages. */
#include "runtime/load.h"
#include "base/mem.h"
#include "core/history.h"
#include "core/reading.h"
#include "runtime/aside.h"
#include "runtime/quiet.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { PAGE = 500 };

struct page_load {
    struct bot *bot;
    struct arena *arena; /* caller's: entries live there */
    char *id;
    int64_t from, to; /* next version wanted - 1, last wanted */
    bool texts;       /* they can be read */
    struct entry *entries;
    size_t n, cap;
    timeline_cb cb;
    void *ctx;
};

static void page_next(struct page_load *load);

static void page_over(struct page_load *load, bool read, const char *why) {
    struct bot *bot = load->bot;
    if (read) {
        history_mark(load->arena, load->entries, load->n);
    }
    load->cb(load->ctx, read ? load->entries : NULL, read ? load->n : 0, why);
    free(load);
    bot_end(bot);
}

static void page_end(struct page_load *load, const char *why) {
    page_over(load, true, why);
}

static bool take_entry(struct page_load *load, const json_t *element, const json_t *text,
                       struct error *err) {
    struct entry *entry = &load->entries[load->n];
    switch (entry_read(load->arena, element_field(element, "b"), text, entry, err)) {
    case ENTRY_DAMAGED:
        return false;
    case ENTRY_TEXTLESS:
        aside_say(load->bot,
                  arena_printf(load->arena,
                               KEY_TEXTS "%s %lld is not the text of entry "
                                         "%lld: it is left out",
                               load->id, (long long)entry->n, (long long)entry->n));
        break;
    case ENTRY_WHOLE:
        break;
    }
    load->n++;
    return true;
}

static void page_came(void *ctx, const json_t *replies, const char *why) {
    struct page_load *load = ctx;
    if (!replies) {
        const char *key = arena_printf(load->arena, KEY_TEXTS "%s", load->id);
        if (load->texts && aside_is(load->bot, key)) {
            load->texts = false; /* the entries without their texts */
            aside_say(load->bot, arena_printf(load->arena,
                                              "%s is of the wrong type: the texts of the "
                                              "incident are left out",
                                              key));
            page_next(load);
            return;
        }
        key = arena_printf(load->arena, KEY_TIMELINE "%s", load->id);
        page_over(load, aside_is(load->bot, key), why);
        return;
    }
    const json_t *stream = json_array_get(replies, 0);
    const json_t *texts = json_array_get(replies, 1);
    size_t n = json_array_size(stream);
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        if (!take_entry(load, json_array_get(stream, i), json_array_get(texts, i),
                        &err)) {
            page_end(load,
                     arena_printf(load->arena, "entry %lld is damaged (%s)",
                                  (long long)load->from + 1 + (int64_t)i, err.text));
            return;
        }
    }
    if (n == 0) {
        page_end(load, "its timeline is incomplete");
        return;
    }
    load->from += (int64_t)n;
    page_next(load);
}

static void page_next(struct page_load *load) {
    if (load->from >= load->to) {
        page_end(load, NULL);
        return;
    }
    int64_t last = load->to - load->from > PAGE ? load->from + PAGE : load->to;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, arena_printf(arena, KEY_TIMELINE "%s", load->id), "XRANGE",
              arena_printf(arena, "%lld-0", (long long)load->from + 1),
              arena_printf(arena, "%lld-0", (long long)last), NULL);
    size_t count = load->texts ? (size_t)(last - load->from) : 0;
    struct blob *argv = arena_array(arena, count + 1, sizeof *argv);
    argv[0] = blob_of("HMGET");
    for (size_t i = 0; i < count; i++) {
        argv[i + 1] =
            blob_of(arena_printf(arena, "%lld", (long long)load->from + 1 + (int64_t)i));
    }
    if (load->texts) {
        ops.writes[ops.nwrites++] = (struct write){
            blob_of(arena_printf(arena, KEY_TEXTS "%s", load->id)), count + 1, argv};
    }
    load->bot->o.store->read(load->bot->o.store->self, ops.writes, ops.nwrites, page_came,
                             load);
    arena_free(arena);
}

void timeline_load(struct bot *bot, struct arena *arena, const char *id, int64_t from,
                   int64_t to, timeline_cb cb, void *ctx) {
    bot_begin(bot);
    struct page_load *load = mem_new(sizeof *load);
    *load = (struct page_load){.bot = bot,
                               .arena = arena,
                               .id = arena_strdup(arena, id),
                               .from = from,
                               .to = to,
                               .texts = true,
                               .cb = cb,
                               .ctx = ctx};
    load->cap = to > from ? (size_t)(to - from) : 0;
    load->entries = arena_array(arena, load->cap ? load->cap : 1, sizeof *load->entries);
    page_next(load);
}

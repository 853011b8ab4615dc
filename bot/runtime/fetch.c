/* fetch.c: reading an incident: its snapshot, then the entries after it, with their texts,
 * in pages.
 *
 * Keys that are known to be of another type are left out: the others may do. */
#include "runtime/fetch.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/history.h"
#include "core/index.h"
#include "tocsin/keys.h"

enum { PAGE = 500, READS = 3 };

static bool is_unusable(const struct fetcher *fetcher, const char *key) {
    return fetcher->unusable && fetcher->unusable(fetcher->ctx, key);
}

static void leave_out(const struct fetcher *fetcher, const char *what) {
    if (fetcher->left_out) {
        fetcher->left_out(fetcher->ctx, what);
    }
}

/* ---- a timeline ---- */

struct page_load {
    struct fetcher fetcher;
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
    if (read) {
        history_mark(load->arena, load->entries, load->n);
    }
    load->cb(load->ctx, read ? load->entries : NULL, read ? load->n : 0, why);
    free(load);
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
        leave_out(&load->fetcher,
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

static void page_unread(struct page_load *load, const char *why) {
    const char *key = arena_printf(load->arena, KEY_TEXTS "%s", load->id);
    if (load->texts && is_unusable(&load->fetcher, key)) {
        load->texts = false; /* the entries without their texts */
        leave_out(&load->fetcher,
                  arena_printf(load->arena,
                               "%s is of the wrong type: the texts of the "
                               "incident are left out",
                               key));
        page_next(load);
        return;
    }
    key = arena_printf(load->arena, KEY_TIMELINE "%s", load->id);
    page_over(load, is_unusable(&load->fetcher, key), why);
}

static void page_came(void *ctx, const json_t *replies, const char *why) {
    struct page_load *load = ctx;
    if (!replies) {
        page_unread(load, why);
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

/* "3", "4"...: the texts of those entries. */
static struct write texts_of(struct arena *arena, const struct page_load *load,
                             int64_t last) {
    size_t count = (size_t)(last - load->from);
    const char *key = arena_printf(arena, KEY_TEXTS "%s", load->id);
    struct blob *argv = arena_array(arena, count + 1, sizeof *argv);
    argv[0] = (struct blob){"HMGET", strlen("HMGET")};
    for (size_t i = 0; i < count; i++) {
        const char *number =
            arena_printf(arena, "%lld", (long long)load->from + 1 + (int64_t)i);
        argv[i + 1] = (struct blob){number, strlen(number)};
    }
    return (struct write){{key, strlen(key)}, count + 1, argv};
}

static void page_next(struct page_load *load) {
    if (load->from >= load->to) {
        page_end(load, NULL);
        return;
    }
    int64_t last = load->to - load->from > PAGE ? load->from + PAGE : load->to;
    struct arena *arena = arena_new();
    struct write reads[2] = {
        write_words(arena, arena_printf(arena, KEY_TIMELINE "%s", load->id), "XRANGE",
                    arena_printf(arena, "%lld-0", (long long)load->from + 1),
                    arena_printf(arena, "%lld-0", (long long)last), NULL)};
    if (load->texts) {
        reads[1] = texts_of(arena, load, last);
    }
    load->fetcher.store->read(load->fetcher.store->self, reads, load->texts ? 2 : 1,
                              page_came, load);
    arena_free(arena);
}

void fetch_timeline(const struct fetcher *fetcher, struct arena *arena, const char *id,
                    int64_t from, int64_t to, timeline_cb cb, void *ctx) {
    struct page_load *load = mem_new(sizeof *load);
    *load = (struct page_load){.fetcher = *fetcher,
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

/* ---- the state ---- */

struct loading {
    struct fetcher fetcher;
    struct arena *arena;
    struct reading read;
    const char *keys[READS]; /* what is read in this try */
    size_t nkeys;
    int tries;
    refs_cb refs;
    incident_cb cb;
    void *ctx;
};

static void head_read(struct loading *load);

static void loading_end(struct loading *load, const char *why) {
    load->cb(load->ctx, &load->read, why);
    incident_free(load->read.state);
    arena_free(load->arena);
    free(load);
}

static void loading_entries(void *ctx, const struct entry *entries, size_t n,
                            const char *why) {
    struct loading *load = ctx;
    if (why && !entries) {
        loading_end(load, why);
        return;
    }
    if (why) {
        reading_damaged(&load->read, why);
    }
    if (reading_entries(&load->read, entries, n)) {
        loading_end(load, NULL);
    } else {
        fetch_timeline(&load->fetcher, load->arena, load->read.id, 0, load->read.version,
                       loading_entries, load);
    }
}

static const json_t *reply_of(const struct loading *load, const json_t *replies,
                              const char *begin) {
    for (size_t i = 0; i < load->nkeys; i++) {
        if (text_starts(load->keys[i], begin)) {
            return json_array_get(replies, i);
        }
    }
    return NULL;
}

static void head_unread(struct loading *load, const char *why) {
    size_t unusable = 0;
    for (size_t i = 0; i < load->nkeys; i++) {
        unusable += is_unusable(&load->fetcher, load->keys[i]);
    }
    if (unusable > 0 && load->tries++ < READS) {
        head_read(load); /* without that key */
    } else {
        loading_end(load, why);
    }
}

static void loading_head(void *ctx, const json_t *replies, const char *why) {
    struct loading *load = ctx;
    if (!replies) {
        head_unread(load, why);
        return;
    }
    const json_t *stream = reply_of(load, replies, KEY_TIMELINE);
    if (!reading_head(&load->read, reply_of(load, replies, KEY_INCIDENT),
                      json_array_get(stream, 0))) {
        loading_end(load, NULL); /* no such incident: state stays NULL */
        return;
    }
    if (load->refs) {
        load->refs(load->ctx, reply_of(load, replies, KEY_REFS));
    }
    if (!reading_wants(&load->read)) {
        loading_end(load, NULL);
        return;
    }
    fetch_timeline(&load->fetcher, load->arena, load->read.id, load->read.state->version,
                   load->read.version, loading_entries, load);
}

static void head_read(struct loading *load) {
    struct arena *arena = load->arena;
    const char *id = load->read.id;
    const char *inc = arena_printf(arena, KEY_INCIDENT "%s", id);
    const char *tl = arena_printf(arena, KEY_TIMELINE "%s", id);
    const char *ref = arena_printf(arena, KEY_REFS "%s", id);
    struct write reads[READS];
    size_t n = 0;
    if (is_unusable(&load->fetcher, inc)) {
        reading_damaged(&load->read, "its head is of the wrong type");
    } else {
        load->keys[n] = inc;
        reads[n++] = write_words(arena, inc, "HMGET", "n", "h", "s", NULL);
    }
    if (load->refs && !is_unusable(&load->fetcher, ref)) {
        load->keys[n] = ref;
        reads[n++] = write_words(arena, ref, "HGETALL", NULL);
    }
    if (is_unusable(&load->fetcher, tl)) {
        reading_damaged(&load->read, "its timeline is of the wrong type");
    } else {
        load->keys[n] = tl;
        reads[n++] = write_words(arena, tl, "XREVRANGE", "+", "-", "COUNT", "1", NULL);
    }
    load->nkeys = n;
    if (n == 0) {
        loading_end(load, NULL); /* as damaged */
        return;
    }
    load->fetcher.store->read(load->fetcher.store->self, reads, n, loading_head, load);
}

void fetch_incident(const struct fetcher *fetcher, const char *id, refs_cb refs,
                    incident_cb cb, void *ctx) {
    struct loading *load = mem_new(sizeof *load);
    load->fetcher = *fetcher;
    load->arena = arena_new();
    load->read =
        (struct reading){.arena = load->arena, .id = arena_strdup(load->arena, id)};
    load->refs = refs;
    load->cb = cb;
    load->ctx = ctx;
    head_read(load);
}

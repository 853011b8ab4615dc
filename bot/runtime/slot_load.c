/* slot_load.c: reading an incident: its snapshot, then the entries after it.
 *
 * What is damaged is not an error: the state is then the last good one, the slot is
 * frozen, and people are told once. Its reminders go on. */
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/history.h"
#include "runtime/ground.h"
#include "tocsin/keys.h"

/* Once per process, in its channel and where everybody is told. */
static void frozen_say(struct bot *bot, struct slot *slot, const char *why) {
    log_event(LOG_LEVEL_ERROR, "timeline.corrupt", "incident", slot->id, "why", why,
              NULL);
    if (slot->frozen_told || bot->phase != BOT_AT_WORK || bot->o.offline) {
        return;
    }
    slot->frozen_told = true;
    json_t *view = json_pack("{s:s, s:s}", "id", slot->id, "why", why);
    if (slot->newer) {
        json_object_set_new(view, "newer", json_true());
    }
    if (slot->state) {
        json_object_set_new(view, "reminders", json_true());
    }
    tell_incident(bot, slot, "frozen", view, NULL, NULL);
}

enum { READS = 3 };

struct loading {
    struct bot *bot;
    struct slot *slot;
    struct arena *arena;
    struct incident *state;
    char *chain;
    int64_t version;
    char *damage;            /* what is wrong with it: the state is the last good one */
    const char *keys[READS]; /* what is read in this try */
    size_t nkeys;
    int tries;
};

static void head_read(struct loading *load);

static void loading_end(struct loading *load, const char *why) {
    struct bot *bot = load->bot;
    struct slot *slot = load->slot;
    slot->loading = false;
    slot->unreadable = slot->newer = false;
    if (!why && load->damage && (!load->state || load->state->version == 0)) {
        why = load->damage;
        slot->unreadable = true;
    }
    if (!why && load->state && load->state->read_only) {
        if (!load->damage) {
            load->damage = arena_printf(
                load->arena,
                "it has an entry of a kind that this tocsin does not know: \"%.40s\"",
                load->state->unknown_kind);
            slot->newer = true;
        }
        load->state->read_only = false; /* for its reminders: frozen is more */
    }
    if (!why && load->state &&
        !slot->state) { /* else a commit was faster, and is newer */
        slot->frozen = mem_copy(load->damage);
        slot_set(bot, slot, load->state);
        load->state = NULL;
    }
    if (!why && !slot->frozen && slot->seen > (slot->state ? slot->state->version : 0)) {
        history_lost(bot, slot, slot->state ? slot->state->version : 0);
    }
    if (load->damage) {
        frozen_say(bot, slot, load->damage);
    }
    incident_free(load->state);
    struct waiter *waiters = slot->waiters;
    slot->waiters = NULL;
    while (waiters) {
        struct waiter *waiter = waiters;
        waiters = waiter->next;
        waiter->cb(waiter->ctx, slot, why);
        free(waiter);
    }
    arena_free(load->arena);
    free(load);
    slots_evict(bot);
    bot_end(bot);
}

static void damaged(struct loading *load, const char *why) {
    load->damage = load->damage ? load->damage : arena_strdup(load->arena, why);
}

static void loading_entries(void *ctx, const struct entry *entries, size_t n,
                            const char *why) {
    struct loading *load = ctx;
    if (why && !entries) {
        loading_end(load, why);
        return;
    }
    if (why) {
        damaged(load, why);
    }
    struct error err = {0};
    if (load->state->version > 0 && history_reaches(entries, n, load->state->version)) {
        /* What was folded before them no longer counts as it was. */
        incident_free(load->state);
        load->state = incident_new(load->slot->id);
        timeline_load(load->bot, load->arena, load->slot->id, 0, load->version,
                      loading_entries, load);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!incident_apply(load->state, &entries[i], &err)) {
            damaged(load, arena_printf(load->arena, "entry %lld does not follow (%s)",
                                       (long long)entries[i].n, err.text));
            break;
        }
    }
    if (load->state->version != load->version) {
        damaged(load, "its timeline is incomplete");
    }
    load->state->chain = arena_strdup(load->state->arena, load->chain);
    loading_end(load, NULL);
}

/* A stream element is [id, [field, value, ...]]; 0: there is none, or it is not ours. */
static int64_t last_of(const json_t *stream) {
    const char *id = stored_text(json_array_get(json_array_get(stream, 0), 0));
    size_t len = id ? strcspn(id, "-") : 0;
    char digits[24];
    int64_t number = 0;
    if (len == 0 || len >= sizeof digits) {
        return 0;
    }
    memcpy(digits, id, len);
    digits[len] = '\0';
    return stored_number(digits, 1, STORED_VERSION_MAX, &number) ? number : 0;
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

/* The next entry is chained to it: it must be that of the last one. */
static void take_hash(struct loading *load, const json_t *head, const json_t *stream) {
    const json_t *fields = json_array_get(json_array_get(stream, 0), 1);
    const char *hash = stored_text(head), *last = NULL;
    uint8_t bytes[HASH_SIZE];
    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        if (text_equal(json_string_value(json_array_get(fields, i)), "h")) {
            last = stored_text(json_array_get(fields, i + 1));
        }
    }
    load->chain = arena_strdup(load->arena, hash ? hash : "");
    if (head && (!hash || !hash_unhex(hash, bytes, HASH_SIZE))) {
        damaged(load, "its head has no hash");
    } else if (head && last && strcmp(hash, last) != 0) {
        damaged(load, "the hash of its head is not that of its last entry");
    }
}

static void take_snapshot(struct loading *load, const char *snapshot) {
    json_t *json = snapshot ? jsonx_parse(snapshot, strlen(snapshot)) : NULL;
    load->state = json ? incident_from_json(json) : NULL;
    json_decref(json);
    if (load->state &&
        (load->state->version < 1 || load->state->version > STORED_VERSION_MAX ||
         strcmp(load->state->id, load->slot->id) != 0)) {
        incident_free(load->state); /* folding again is always right */
        load->state = NULL;
    }
    if (!load->state) {
        load->state = incident_new(load->slot->id);
    }
}

/* How far the timeline goes: what head and stream agree upon, else what is there. */
static void take_version(struct loading *load, const json_t *version, int64_t last) {
    const char *text = stored_text(version);
    char *shown = stored_shown(load->arena, version);
    if (!stored_number(text, 1, STORED_VERSION_MAX, &load->version)) {
        load->version = last;
        damaged(load, !version || json_is_null(version)
                          ? "it has entries and no head"
                          : arena_printf(load->arena, "its head says version %s", shown));
    } else if (last > load->version) {
        damaged(load, arena_printf(load->arena,
                                   "it has %lld entries and its head counts %lld: the "
                                   "last commit is only partly written",
                                   (long long)last, (long long)load->version));
    } else if (last < load->version) {
        damaged(load, arena_printf(load->arena,
                                   "its head counts %lld entries and the last one there "
                                   "is %lld",
                                   (long long)load->version, (long long)last));
        load->version = last;
    }
}

static void loading_head(void *ctx, const json_t *replies, const char *why) {
    struct loading *load = ctx;
    if (!replies) {
        size_t unusable = 0;
        for (size_t i = 0; i < load->nkeys; i++) {
            unusable += aside_is(load->bot, load->keys[i]);
        }
        if (unusable > 0 && load->tries++ < READS) {
            head_read(load); /* without that key */
        } else {
            loading_end(load, why);
        }
        return;
    }
    const json_t *fields = reply_of(load, replies, KEY_INCIDENT);
    const json_t *version = json_array_get(fields, 0);
    int64_t last = last_of(reply_of(load, replies, KEY_TIMELINE));
    if ((!version || json_is_null(version)) && last == 0 && !load->damage) {
        loading_end(load, NULL); /* no such incident: state stays NULL */
        return;
    }
    refs_came(load->slot, reply_of(load, replies, KEY_REFS));
    take_snapshot(load, stored_text(json_array_get(fields, 2)));
    take_version(load, version, last);
    take_hash(load, json_array_get(fields, 1), reply_of(load, replies, KEY_TIMELINE));
    if (load->state->version > load->version) { /* newer than what is left */
        load->state->chain = arena_strdup(load->state->arena, load->chain);
        loading_end(load, NULL);
        return;
    }
    timeline_load(load->bot, load->arena, load->slot->id, load->state->version,
                  load->version, loading_entries, load);
}

/* Keys that are known to be of another type are left out: the others may do. */
static void head_read(struct loading *load) {
    struct arena *arena = load->arena;
    const char *id = load->slot->id;
    const char *inc = arena_printf(arena, KEY_INCIDENT "%s", id);
    const char *tl = arena_printf(arena, KEY_TIMELINE "%s", id);
    struct ops ops;
    ops_init(&ops, arena);
    load->nkeys = 0;
    if (aside_is(load->bot, inc)) {
        damaged(load, "its head is of the wrong type");
    } else {
        load->keys[load->nkeys++] = inc;
        ops_write(&ops, inc, "HMGET", "n", "h", "s", NULL);
    }
    if (!aside_is(load->bot, arena_printf(arena, KEY_REFS "%s", id))) {
        load->keys[load->nkeys++] = arena_printf(arena, KEY_REFS "%s", id);
        ops_write(&ops, load->keys[load->nkeys - 1], "HGETALL", NULL);
    }
    if (aside_is(load->bot, tl)) {
        damaged(load, "its timeline is of the wrong type");
    } else {
        load->keys[load->nkeys++] = tl;
        ops_write(&ops, tl, "XREVRANGE", "+", "-", "COUNT", "1", NULL);
    }
    if (load->nkeys == 0) {
        loading_end(load, load->damage);
        return;
    }
    load->bot->o.store->read(load->bot->o.store->self, ops.writes, ops.nwrites,
                             loading_head, load);
}

void slot_load(struct bot *bot, struct slot *slot,
               void (*cb)(void *ctx, struct slot *slot, const char *why), void *ctx) {
    if (slot->state) {
        cb(ctx, slot, NULL);
        return;
    }
    struct waiter *waiter = mem_new(sizeof *waiter);
    waiter->cb = cb;
    waiter->ctx = ctx;
    struct waiter **end = &slot->waiters;
    while (*end) {
        end = &(*end)->next;
    }
    *end = waiter;
    if (slot->loading) {
        return;
    }
    slot->loading = true;
    bot_begin(bot);
    struct loading *load = mem_new(sizeof *load);
    load->bot = bot;
    load->slot = slot;
    load->arena = arena_new();
    head_read(load);
}

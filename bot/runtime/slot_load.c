/* slot_load.c: reading an incident: its snapshot, then the entries after it.
 *
 * What is damaged is not an error: the state is then the last good one, the slot is
 * frozen, and people are told once. Its reminders go on. */
#include "runtime/slot_load.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/reading.h"
#include "runtime/aside.h"
#include "runtime/load.h"
#include "runtime/lost.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/slots.h"
#include "runtime/tell.h"
#include "runtime/writes.h"
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
    struct reading read;
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
    if (!why && load->read.damage &&
        (!load->read.state || load->read.state->version == 0)) {
        why = load->read.damage;
        slot->unreadable = true;
    }
    if (!why && load->read.state && load->read.state->read_only) {
        if (!load->read.damage) {
            load->read.damage = arena_printf(
                load->arena,
                "it has an entry of a kind that this tocsin does not know: \"%.40s\"",
                load->read.state->unknown_kind);
            slot->newer = true;
        }
        load->read.state->read_only = false; /* for its reminders: frozen is more */
    }
    if (!why && load->read.state &&
        !slot->state) { /* else a commit was faster, and is newer */
        slot->frozen = mem_copy(load->read.damage);
        slot_set(bot, slot, load->read.state);
        load->read.state = NULL;
    }
    if (!why && !slot->frozen && slot->seen > (slot->state ? slot->state->version : 0)) {
        history_lost(bot, slot, slot->state ? slot->state->version : 0);
    }
    if (load->read.damage) {
        frozen_say(bot, slot, load->read.damage);
    }
    incident_free(load->read.state);
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
        timeline_load(load->bot, load->arena, load->slot->id, 0, load->read.version,
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
    const json_t *stream = reply_of(load, replies, KEY_TIMELINE);
    if (!reading_head(&load->read, reply_of(load, replies, KEY_INCIDENT),
                      json_array_get(stream, 0))) {
        loading_end(load, NULL); /* no such incident: state stays NULL */
        return;
    }
    refs_came(load->slot, reply_of(load, replies, KEY_REFS));
    if (!reading_wants(&load->read)) {
        loading_end(load, NULL);
        return;
    }
    timeline_load(load->bot, load->arena, load->slot->id, load->read.state->version,
                  load->read.version, loading_entries, load);
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
        reading_damaged(&load->read, "its head is of the wrong type");
    } else {
        load->keys[load->nkeys++] = inc;
        ops_write(&ops, inc, "HMGET", "n", "h", "s", NULL);
    }
    if (!aside_is(load->bot, arena_printf(arena, KEY_REFS "%s", id))) {
        load->keys[load->nkeys++] = arena_printf(arena, KEY_REFS "%s", id);
        ops_write(&ops, load->keys[load->nkeys - 1], "HGETALL", NULL);
    }
    if (aside_is(load->bot, tl)) {
        reading_damaged(&load->read, "its timeline is of the wrong type");
    } else {
        load->keys[load->nkeys++] = tl;
        ops_write(&ops, tl, "XREVRANGE", "+", "-", "COUNT", "1", NULL);
    }
    if (load->nkeys == 0) {
        loading_end(load, NULL); /* as damaged */
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
    load->read = (struct reading){.arena = load->arena, .id = slot->id};
    head_read(load);
}

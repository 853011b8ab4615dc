/* slots.c: incidents and places as this process knows them.
 *
 * States are a cache of what Redis has and are dropped on every reconnect; the slot
 * itself stays, because the highest version seen is how lost history is noticed. */
#include "base/jsonx.h"
#include "base/log.h"
#include "core/history.h"
#include "runtime/internal.h"

enum { STATES_MAX = 4096 };

static char *xstrdup(const char *s) {
    char *copy = strdup(s);
    if (!copy) {
        abort();
    }
    return copy;
}

struct slot *slot_get(struct bot *bot, const char *id) {
    struct slot *slot = NULL;
    HASH_FIND_STR(bot->slots, id, slot);
    if (!slot) {
        slot = calloc(1, sizeof *slot);
        if (!slot) {
            abort();
        }
        slot->id = xstrdup(id);
        HASH_ADD_KEYPTR(hh, bot->slots, slot->id, strlen(slot->id), slot);
    }
    return slot;
}

static bool slot_idle(const struct slot *slot) {
    return !slot->head && !slot->committing && !slot->loading && !slot->waiters &&
           slot->pins == 0;
}

/* Forgets old states when there are many; uthash keeps insertion order, so the walk from
 * the front meets those longest in the table first. */
static void slots_evict(struct bot *bot) {
    if (bot->nstates <= STATES_MAX) {
        return;
    }
    struct slot *slot, *next;
    size_t looked = 0;
    HASH_ITER(hh, bot->slots, slot, next) {
        if (++looked > 64 || bot->nstates <= STATES_MAX) {
            break;
        }
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->slots, slot);
        if (slot_idle(slot)) {
            bot->nstates -= slot->state ? 1 : 0;
            incident_free(slot->state);
            refs_drop(slot);
            free(slot->id);
            free(slot);
        } else {
            HASH_ADD_KEYPTR(hh, bot->slots, slot->id, strlen(slot->id), slot);
        }
    }
}

void slot_set(struct bot *bot, struct slot *slot, struct incident *state) {
    bot->nstates += slot->state ? 0 : 1;
    incident_free(slot->state);
    slot->state = state;
    slot->used = bot_mono(bot);
    if (state->version > slot->seen) {
        slot->seen = state->version;
    }
    slot_learn_places(bot, state);
}

void slot_drop(struct bot *bot, struct slot *slot) {
    if (slot->state) {
        bot->nstates--;
        incident_free(slot->state);
        slot->state = NULL;
    }
}

void slots_drop_all(struct bot *bot) {
    struct slot *slot, *next;
    HASH_ITER(hh, bot->slots, slot, next) {
        slot_drop(bot, slot);
        refs_drop(slot);
    }
}

void slots_free(struct bot *bot) {
    struct slot *slot, *next;
    HASH_ITER(hh, bot->slots, slot, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->slots, slot);
        incident_free(slot->state);
        refs_drop(slot);
        free(slot->id);
        free(slot);
    }
}

/* ---- loading: snapshot, then the entries after it ---- */

struct loading {
    struct bot *bot;
    struct slot *slot;
    struct arena *arena;
    struct incident *state;
    char *chain;
    int64_t version;
};

static void loading_end(struct loading *load, const char *why) {
    struct bot *bot = load->bot;
    struct slot *slot = load->slot;
    slot->loading = false;
    if (!why && load->state &&
        !slot->state) { /* else a commit was faster, and is newer */
        slot_set(bot, slot, load->state);
        load->state = NULL;
    }
    if (!why && slot->seen > (slot->state ? slot->state->version : 0)) {
        history_lost(bot, slot);
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

static void loading_entries(void *ctx, const struct entry *entries, size_t n,
                            const char *why) {
    struct loading *load = ctx;
    if (why) {
        loading_end(load, why);
        return;
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
            log_event(LOG_LEVEL_ERROR, "timeline.corrupt", "incident", load->slot->id,
                      "why", err.text, NULL);
            loading_end(load, "its timeline is damaged: run tocsin audit");
            return;
        }
    }
    load->state->chain = arena_strdup(load->state->arena, load->chain);
    loading_end(load, load->state->version == load->version
                          ? NULL
                          : "its timeline is incomplete: run tocsin audit");
}

static void loading_head(void *ctx, const json_t *replies, const char *why) {
    struct loading *load = ctx;
    const json_t *fields = json_array_get(replies, 0);
    const char *version = json_string_value(json_array_get(fields, 0));
    if (!replies || !version) {
        loading_end(load, replies ? NULL : why); /* no such incident: state stays NULL */
        return;
    }
    refs_came(load->slot, json_array_get(replies, 1));
    load->version = strtoll(version, NULL, 10);
    const char *hash = json_string_value(json_array_get(fields, 1));
    load->chain = arena_strdup(load->arena, hash ? hash : "");
    const char *snapshot = json_string_value(json_array_get(fields, 2));
    if (snapshot) {
        json_t *json = jsonx_parse(snapshot, strlen(snapshot));
        load->state = incident_from_json(json);
        json_decref(json);
    }
    if (!load->state) {
        load->state = incident_new(load->slot->id);
    }
    timeline_load(load->bot, load->arena, load->slot->id, load->state->version,
                  load->version, loading_entries, load);
}

void slot_load(struct bot *bot, struct slot *slot,
               void (*cb)(void *ctx, struct slot *slot, const char *why), void *ctx) {
    if (slot->state) {
        slot->used = bot_mono(bot);
        cb(ctx, slot, NULL);
        return;
    }
    struct waiter *waiter = calloc(1, sizeof *waiter);
    if (!waiter) {
        abort();
    }
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
    struct loading *load = calloc(1, sizeof *load);
    if (!load) {
        abort();
    }
    load->bot = bot;
    load->slot = slot;
    load->arena = arena_new();
    struct ops ops;
    ops_init(&ops, load->arena);
    ops_write(&ops, arena_printf(load->arena, "inc:%s", slot->id), "HMGET", "n", "h", "s",
              NULL);
    ops_write(&ops, arena_printf(load->arena, "ref:%s", slot->id), "HGETALL", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, loading_head, load);
}

/* ---- places ---- */

const char *place_known(const struct bot *bot, const char *place, bool *ret_known) {
    struct place_entry *entry = NULL;
    HASH_FIND_STR(bot->places, place, entry);
    *ret_known = entry != NULL;
    return entry ? entry->incident : NULL;
}

void place_learn(struct bot *bot, const char *place, const char *incident) {
    struct place_entry *entry = NULL;
    HASH_FIND_STR(bot->places, place, entry);
    if (!entry) {
        entry = calloc(1, sizeof *entry);
        if (!entry) {
            abort();
        }
        entry->place = xstrdup(place);
        HASH_ADD_KEYPTR(hh, bot->places, entry->place, strlen(entry->place), entry);
    }
    free(entry->incident);
    entry->incident = incident ? xstrdup(incident) : NULL;
}

void places_forget(struct bot *bot) {
    struct place_entry *entry, *next;
    HASH_ITER(hh, bot->places, entry, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->places, entry);
        free(entry->place);
        free(entry->incident);
        free(entry);
    }
}

void slot_learn_places(struct bot *bot, const struct incident *state) {
    for (size_t i = 0; i < state->nplaces; i++) {
        if (state->places[i].place && !state->places[i].failed) {
            place_learn(bot, state->places[i].place, state->id);
        }
    }
}

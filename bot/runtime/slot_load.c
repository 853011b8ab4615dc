/* slot_load.c: an incident is read into its slot (fetch.c).
 *
 * What is damaged is not an error: the state is then the last good one, the slot is
 * frozen, and people are told once. Its reminders go on. */
#include "runtime/slot_load.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "runtime/aside.h"
#include "runtime/fetch.h"
#include "runtime/lost.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/slots.h"
#include "runtime/tell.h"

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

struct loading {
    struct bot *bot;
    struct slot *slot;
};

/* A newer program wrote to it: nothing is damaged, and nothing can be changed here. */
static void judge_unknown(struct slot *slot, struct reading *read) {
    if (!read->damage) {
        read->damage = arena_printf(
            read->arena,
            "it has an entry of a kind that this tocsin does not know: \"%.40s\"",
            read->state->unknown_kind);
        slot->newer = true;
    }
    read->state->read_only = false; /* for its reminders: frozen is more */
}

static void refs_read(void *ctx, const json_t *fields) {
    struct loading *load = ctx;
    refs_came(load->slot, fields);
}

static void loaded(void *ctx, struct reading *read, const char *why) {
    struct loading *load = ctx;
    struct bot *bot = load->bot;
    struct slot *slot = load->slot;
    slot->loading = false;
    slot->unreadable = slot->newer = false;
    if (!why && read->damage && (!read->state || read->state->version == 0)) {
        why = read->damage;
        slot->unreadable = true;
    }
    if (!why && read->state && read->state->read_only) {
        judge_unknown(slot, read);
    }
    if (!why && read->state &&
        !slot->state) { /* else a commit was faster, and is newer */
        slot->frozen = mem_copy(read->damage);
        slot_set(bot, slot, read->state);
        read->state = NULL;
    }
    if (!why && !slot->frozen && slot->seen > (slot->state ? slot->state->version : 0)) {
        history_lost(bot, slot, slot->state ? slot->state->version : 0);
    }
    if (read->damage) {
        frozen_say(bot, slot, read->damage);
    }
    struct waiter *waiters = slot->waiters;
    slot->waiters = NULL;
    while (waiters) {
        struct waiter *waiter = waiters;
        waiters = waiter->next;
        waiter->cb(waiter->ctx, slot, why);
        free(waiter);
    }
    free(load);
    slots_evict(bot);
    bot_end(bot);
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
    *load = (struct loading){bot, slot};
    struct fetcher fetcher = aside_fetcher(bot);
    fetch_incident(&fetcher, slot->id, refs_read, loaded, load);
}

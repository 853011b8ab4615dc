/* mirrors.c: what shows current state (topic, pinned summary).
 *
 * A commit only marks a slot dirty; what it shows is rendered from the state at the
 * moment of sending, so ten changes in a burst are one edit, and nothing old is ever
 * queued. */
#include "runtime/mirrors.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "core/delivery_rules.h"
#include "core/live.h"
#include "core/mirror.h"
#include "core/names.h"
#include "core/silent.h"
#include "runtime/aside.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/lease.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "runtime/world.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { RETRY_MS = 5000, FROZEN_MS = 60 * 1000, MOVED_MOST = 16 };

struct showing {
    struct dirty *dirty;
    struct arena *arena;
    struct delivery delivery;
};

static void dirty_pump(struct dirty *dirty);

static void dirty_free(struct dirty *dirty) {
    if (dirty->timer) {
        dirty->bot->o.loop->timer_free(dirty->timer);
    }
    json_decref(dirty->shown);
    free(dirty->remote);
    arena_free(dirty->arena);
    free(dirty->name);
    free(dirty);
}

static void dirty_wake(void *ctx) {
    dirty_pump(ctx);
}

static void dirty_later(struct dirty *dirty, int64_t ms) {
    struct bot *bot = dirty->bot;
    dirty->not_before = bot_mono(bot) + ms;
    if (!dirty->timer) {
        dirty->timer = bot->o.loop->timer(bot->o.loop->self, dirty_wake, dirty);
    }
    bot->o.loop->timer_start(dirty->timer, ms);
}

static void cleared(void *ctx, const struct commit_reply *reply) {
    struct dirty *dirty = ctx;
    struct bot *bot = dirty->bot;
    struct slot *slot = slot_get(bot, dirty->incident);
    bool moved = reply->result == COMMIT_REFUSED && reply->tag == TAG_VERSION;
    dirty->in_flight = false;
    if (moved && slot->state && slot->state->version == dirty->version) {
        slot_drop(bot, slot); /* the news of it is still on its way to us */
    }
    dirty->moved = moved ? dirty->moved + 1 : 0;
    bool done = reply->result == COMMIT_DONE;
    /* Moved more often than that, it is not by changes of ours. */
    if ((moved && dirty->moved <= MOVED_MOST) || (done && dirty->again)) {
        dirty->again = dirty->again && !done;
        dirty_pump(dirty);
    } else if (done) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->dirties, dirty);
        dirty_free(dirty);
    } else {
        dirty_later(dirty, RETRY_MS); /* shown again: the same picture, no harm */
    }
    bot_end(bot);
}

/* The mark goes only when the incident is still what was shown: a change that is being
 * committed sets it again, and must not lose it to us. */
static void clear(struct dirty *dirty) {
    struct bot *bot = dirty->bot;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_FIELD, arena_printf(arena, KEY_INCIDENT "%s", dirty->incident),
              "n", arena_printf(arena, "%lld", (long long)dirty->version), TAG_VERSION);
    ops_write(&ops, KEY_DIRTY, "ZREM", dirty->name, NULL);
    if (dirty->remote) {
        refs_write(&ops, dirty->incident,
                   field_of_slot(arena, dirty->slot, dirty->network), dirty->remote);
    }
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, cleared, dirty);
    arena_free(arena);
}

/* What the network calls it is known from now on, and kept with the next clearing, even
 * when the incident has changed meanwhile. */
static void learn_remote(struct dirty *dirty, const char *remote) {
    struct bot *bot = dirty->bot;
    struct arena *arena = arena_new();
    const char *field = field_of_slot(arena, dirty->slot, dirty->network);
    struct slot *slot = slot_get(bot, dirty->incident);
    const char *known = refs_get(slot, field);
    if (remote && (!known || strcmp(known, remote) != 0)) {
        refs_set(slot, field, remote);
        free(dirty->remote);
        dirty->remote = mem_copy(remote);
    }
    dirty->unsure = false;
    arena_free(arena);
}

/* That the channel takes nothing was said: not for each slot again. */
static bool known_silent(const struct dirty *dirty, const char *place) {
    return silent_is(slot_get(dirty->bot, dirty->incident)->state, place);
}

/* A slot that cannot be shown is said on the incident, the first time for each reason. */
static void tell_denied(const struct showing *showing, const struct outcome *outcome) {
    const struct dirty *dirty = showing->dirty;
    const struct delivery_end end = {&showing->delivery, NULL, dirty->network, outcome};
    const struct answer_rule *answer = delivery_answer(&end);
    const char *why = outcome->why;
    if (!answer || known_silent(dirty, showing->delivery.place)) {
        return;
    }
    json_t *data = answer_data(answer, &end);
    log_event(LOG_LEVEL_WARN, "mirror.denied", "mirror", dirty->name, "why", why, NULL);
    struct input input = {
        .kind = INPUT_ANSWER,
        .key = arena_printf(showing->arena, "step|%s|%s", dirty->name, why ? why : ""),
        .actor = ACTOR_BOT,
        .incident = dirty->incident,
        .data = data,
    };
    dirty->bot->up.input(dirty->bot, &input, NULL);
    json_decref(data);
}

static void shown(void *ctx, const struct outcome *outcome) {
    struct showing *showing = ctx;
    struct dirty *dirty = showing->dirty;
    struct bot *bot = dirty->bot;
    if (outcome->kind == OUTCOME_SENT || outcome->kind == OUTCOME_DENIED) {
        json_decref(dirty->shown);
        dirty->shown = json_incref((json_t *)showing->delivery.body);
        if (outcome->kind == OUTCOME_SENT) {
            learn_remote(dirty, outcome->remote);
        }
        tell_denied(showing, outcome);
        clear(dirty);
    } else {
        dirty->in_flight = false;
        dirty->unsure = dirty->unsure || outcome->kind == OUTCOME_UNKNOWN;
        dirty_later(dirty, outcome->retry_ms > 0 ? outcome->retry_ms : RETRY_MS);
    }
    arena_free(showing->arena);
    free(showing);
    bot_end(bot);
}

/* What the slot shows; where, and what it is called there. New reference. */
static json_t *render(struct dirty *dirty, struct arena *arena, struct incident *state,
                      const char **ret_place, const char **ret_remote) {
    struct bot *bot = dirty->bot;
    struct slot *slot = slot_get(bot, dirty->incident);
    struct world world = bot_world(bot);
    struct live live = {0};
    if (!slot_message(dirty->slot)) {
        *ret_remote = refs_get(slot, field_of_slot(arena, dirty->slot, dirty->network));
        return mirror_render(arena, &world, state, dirty->slot);
    }
    if (!live_shows(arena, &world, state, slot->refs, dirty->slot, dirty->network,
                    &live)) {
        return NULL;
    }
    *ret_place = live.place;
    *ret_remote = live.remote;
    return json_incref(live.body);
}

static void show(struct dirty *dirty, struct incident *state, const char *place) {
    struct bot *bot = dirty->bot;
    const char *remote = NULL;
    struct adapter *adapter = bot_adapter(bot, dirty->network);
    struct showing *showing = mem_new(sizeof *showing);
    showing->dirty = dirty;
    showing->arena = arena_new();
    json_t *body = render(dirty, showing->arena, state, &place, &remote);
    names_on(bot->directory, dirty->network, body);
    dirty->in_flight = true;
    dirty->version = state->version;
    bool gone = !body && slot_message(dirty->slot); /* a message that is kept no more */
    if (gone || (body && dirty->shown && json_equal(body, dirty->shown))) {
        json_decref(body);
        arena_free(showing->arena);
        free(showing);
        clear(dirty);
        return;
    }
    char id[HASH_SHORT_HEX];
    hash_short(
        arena_printf(showing->arena, "%s|%lld", dirty->name, (long long)state->version),
        id);
    showing->delivery = (struct delivery){
        .kind = DELIVERY_MIRROR,
        .id = arena_strdup(showing->arena, id),
        .place = arena_strdup(showing->arena, place),
        .incident = dirty->incident,
        .slot = dirty->slot,
        .remote = arena_strdup(showing->arena, remote),
        .unsure = dirty->unsure,
        .level = "ordinary",
        .private_place = state->restricted,
        .at = state->opened,
        .body = body ? arena_json(showing->arena, body) : NULL,
    };
    bot_begin(bot);
    adapter->send(adapter->self, &showing->delivery, shown, showing);
}

static void state_came(void *ctx, struct slot *slot, const char *why) {
    struct dirty *dirty = ctx;
    struct bot *bot = dirty->bot;
    dirty->in_flight = false;
    const char *place = !slot->state ? NULL
                        : slot_message(dirty->slot)
                            ? dirty->slot /* it knows its own */
                            : incident_place(slot->state, dirty->network);
    if (why || slot->frozen) {
        dirty_later(dirty, why && !slot->unreadable ? RETRY_MS : FROZEN_MS);
    } else if (place && bot_adapter(bot, dirty->network) && lease_valid(bot) &&
               !lane_unarchives(bot, dirty->incident, dirty->network)) {
        show(dirty, slot->state, place);
    } /* else: pumped again when the place is bound, or its lane goes on */
    bot_end(bot);
}

static void dirty_pump(struct dirty *dirty) {
    struct bot *bot = dirty->bot;
    if (dirty->in_flight || bot_mono(bot) < dirty->not_before ||
        bot->phase != BOT_AT_WORK || bot->o.offline) {
        return;
    }
    dirty->in_flight = true;
    bot_begin(bot);
    slot_load(bot, slot_get(bot, dirty->incident), state_came, dirty);
}

static struct dirty *dirty_new(struct bot *bot, const char *name) {
    struct arena *arena = arena_new();
    struct mark mark;
    if (!mark_read(arena, name, &mark)) {
        arena_free(arena);
        return NULL;
    }
    struct dirty *dirty = mem_new(sizeof *dirty);
    dirty->name = mem_copy(name);
    dirty->arena = arena;
    dirty->incident = mark.incident;
    dirty->network = mark.network;
    dirty->slot = mark.slot;
    dirty->bot = bot;
    HASH_ADD_KEYPTR(hh, bot->dirties, dirty->name, strlen(dirty->name), dirty);
    return dirty;
}

/* False: it is no name of one. */
static bool mark(struct bot *bot, const char *name, bool unsure) {
    struct dirty *dirty = NULL;
    HASH_FIND_STR(bot->dirties, name, dirty);
    if (!dirty) {
        dirty = dirty_new(bot, name);
    } /* else, when it is being shown: its mark does not go, and it is shown again */
    if (dirty) {
        dirty->unsure = dirty->unsure || unsure;
        dirty_pump(dirty);
    }
    return dirty != NULL;
}

void mirror_mark(struct bot *bot, const struct mark *slot) {
    struct arena *arena = arena_new();
    (void)mark(bot, mark_name(arena, slot), false);
    arena_free(arena);
}

void mirror_again(struct bot *bot, const struct mark *slot) {
    struct arena *arena = arena_new();
    const char *name = mark_name(arena, slot);
    struct dirty *dirty = NULL;
    HASH_FIND_STR(bot->dirties, name, dirty);
    if (dirty && dirty->in_flight) {
        dirty->again = true; /* no new version will say that its picture is old */
    } else {
        mark(bot, name, false);
    }
    arena_free(arena);
}

void mirrors_pump_incident(struct bot *bot, const char *id) {
    struct dirty *dirty, *next;
    HASH_ITER(hh, bot->dirties, dirty, next) {
        if (!strcmp(dirty->incident, id)) {
            dirty_pump(dirty);
        }
    }
}

static void dirty_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "mirrors.unread", "why", why, NULL);
        outbox_later(bot);
    }
    size_t i;
    json_t *name;
    json_array_foreach(json_array_get(replies, 0), i, name) {
        /* An earlier process may have shown it and died before it could say so. */
        if (!stored_text(name) || !mark(bot, stored_text(name), true)) {
            aside_member(bot, ASIDE_SET, KEY_DIRTY, name, "is no part of an incident");
        }
    }
    bot_end(bot);
}

void mirrors_start(struct bot *bot) {
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_DIRTY, "ZRANGE", "0", "-1", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, dirty_came, bot);
    arena_free(arena);
}

void mirrors_free(struct bot *bot) {
    struct dirty *dirty, *next;
    HASH_ITER(hh, bot->dirties, dirty, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->dirties, dirty);
        dirty_free(dirty);
    }
}

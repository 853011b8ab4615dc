/* lanes.c: the outbox in memory, a copy of lane:<name> and out:<name> in Redis.
 *
 * A lane is a list of notices to one place, in order, one in flight. Only the holder of
 * the lease writes lanes, so the copy is exact; after any commit whose outcome was
 * unknown the lanes it touched are read again. */
#include "runtime/lanes.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/delivery_rules.h"
#include "core/lane.h"
#include "core/markup_valid.h"
#include "core/network.h"
#include "runtime/aside.h"
#include "runtime/lane_list.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { READ_AGAIN_MS = 1000 };

static void lane_wake(void *ctx) {
    struct lane *lane = ctx;
    if (lane->stale) {
        lane_reload(lane);
    } else {
        lane_pump(lane);
    }
}

/* Is it what tocsin puts there? Asked when it is read back. */
static bool record_whole(const char *text) {
    json_t *record = jsonx_parse(text, strlen(text));
    const json_t *body = json_object_get(record, "body");
    const char *incident = jsonx_string(record, "inc", NULL);
    /* A step of an incident whose channel is not there yet has its place later. */
    bool whole = delivery_kind_known(record) &&
                 (jsonx_string(record, "place", NULL) || incident) &&
                 (!body || json_is_null(body) || markup_valid(body)) &&
                 (!incident || incident_id_valid(incident));
    json_decref(record);
    return whole;
}

void lane_later(struct lane *lane, int64_t ms) {
    lane->not_before = bot_mono(lane->bot) + ms;
    if (!lane->timer) {
        lane->timer = lane->bot->o.loop->timer(lane->bot->o.loop->self, lane_wake, lane);
    }
    lane->bot->o.loop->timer_start(lane->timer, ms);
}

void lane_pump(struct lane *lane) {
    lane->bot->up.pump(lane);
}

void lane_release(struct lane *lane) {
    lane->in_flight = false;
    if (lane->stale) {
        lane_reload(lane);
    }
}

void lane_go_on(struct lane *lane) {
    lane_release(lane);
    if (lane->incident && !lane->in_flight) {
        lane->bot->up.lane_free(lane->bot, lane->incident);
    }
    if (lane->loading) {
        return;
    }
    if (lane->head) {
        lane_pump(lane);
    } else {
        lane_retire(lane);
    }
}

/* ---- reading a lane ---- */

static void aside_hash(const struct lane *lane, const json_t *field, const char *what) {
    struct arena *arena = arena_new();
    aside_member(lane->bot, ASIDE_HASH, arena_printf(arena, KEY_OUTBOX "%s", lane->name),
                 field, what);
    arena_free(arena);
}

/* A lane can be long after an outage: its records are looked up, not searched. */
static json_t *texts_by_id(const struct lane *lane, const json_t *records) {
    json_t *texts = json_object();
    for (size_t i = 0; i + 1 < json_array_size(records); i += 2) {
        const json_t *id = json_array_get(records, i), *text;
        text = json_array_get(records, i + 1);
        if (stored_text(id) && stored_text(text)) {
            json_object_set(texts, stored_text(id), (json_t *)text);
        } else {
            aside_hash(lane, id, "is no message");
        }
    }
    return texts;
}

/* List and records must agree, or the head in memory is another than the one in Redis and
 * can never be settled: what has no record leaves the list, what is not in the list leaves
 * the records, and of what is there twice the second. Nobody else writes lanes, and the two
 * were read together: what does not fit is damage. */
static void take_items(struct lane *lane, const json_t *list, json_t *texts) {
    json_t *taken = json_object(), *id, *text;
    struct arena *arena = arena_new();
    const char *key = arena_printf(arena, KEY_LANE "%s", lane->name), *name;
    size_t i;
    json_array_foreach((json_t *)list, i, id) {
        const char *shown = stored_text(id);
        const char *said =
            shown ? json_string_value(json_object_get(texts, shown)) : NULL;
        if (!said || json_object_get(taken, shown)) {
            aside_member(lane->bot, ASIDE_LIST, key, id,
                         said ? "is there twice" : "has no message");
            continue;
        }
        if (!record_whole(said)) {
            aside_say(lane->bot, arena_printf(arena,
                                              KEY_OUTBOX "%s %s is damaged: what it was "
                                                         "to say is not said",
                                              lane->name, stored_shown(arena, id)));
        }
        /* One is in flight at a time: only the head can have been sent. */
        lane_push(lane, shown, said, lane->head == NULL);
        json_object_set_new(taken, shown, json_true());
    }
    json_object_foreach(texts, name, text) {
        if (!json_object_get(taken, name)) {
            json_t *field = json_string(name);
            aside_hash(lane, field, "is in no lane");
            json_decref(field);
        }
    }
    arena_free(arena);
    json_decref(taken);
}

static void lane_came(void *ctx, const json_t *replies, const char *why) {
    struct lane *lane = ctx;
    struct bot *bot = lane->bot;
    lane->loading = false;
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "lane.unread", "lane", lane->name, "why", why, NULL);
        lane->stale = true; /* nothing is sent from a copy that may be wrong */
        if (bot->store_up) {
            lane_later(lane, READ_AGAIN_MS); /* else lanes_start() when it is back */
        }
        bot_end(bot);
        return;
    }
    lane_empty(lane);
    json_t *texts = texts_by_id(lane, json_array_get(replies, 1));
    take_items(lane, json_array_get(replies, 0), texts);
    json_decref(texts);
    lane_go_on(lane);
    bot_end(bot);
}

void lane_reload(struct lane *lane) {
    lane->stale = true;
    if (lane->loading || lane->in_flight) {
        return; /* what is in flight refers to the head: afterwards */
    }
    lane->stale = false;
    lane->loading = true;
    bot_begin(lane->bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, arena_printf(arena, KEY_LANE "%s", lane->name), "LRANGE", "0", "-1",
              NULL);
    ops_write(&ops, arena_printf(arena, KEY_OUTBOX "%s", lane->name), "HGETALL", NULL);
    lane->bot->o.store->read(lane->bot->o.store->self, ops.writes, ops.nwrites, lane_came,
                             lane);
    arena_free(arena);
}

void outbox_later(struct bot *bot) {
    bot->o.loop->timer_start(bot->outbox_again, READ_AGAIN_MS);
}

static void lanes_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    size_t i;
    json_t *name;
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "outbox.unread", "why", why, NULL);
        outbox_later(bot);
    }
    struct arena *arena = arena_new();
    json_array_foreach(json_array_get(replies, 0), i, name) {
        struct lane_name says;
        if (stored_text(name) && lane_read(arena, stored_text(name), &says)) {
            lane_reload(lane_get(bot, stored_text(name)));
        } else {
            aside_member(bot, ASIDE_SET, KEY_LANES, name, "is no lane");
        }
    }
    arena_free(arena);
    bot_end(bot);
}

void lanes_start(struct bot *bot) {
    /* Somebody else may have settled what we remember. */
    struct lane *lane, *next;
    HASH_ITER(hh, bot->lanes, lane, next) {
        lane_reload(lane);
    }
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_LANES, "ZRANGE", "0", "-1", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, lanes_came, bot);
    arena_free(arena);
}

void lanes_pump_incident(struct bot *bot, const char *id) {
    struct arena *arena = arena_new();
    for (const struct world_network *on = bot->networks; on->name; on++) {
        for (int urgent = 1; network_can(on, CAP_CHANNELS) && urgent >= 0; urgent--) {
            struct lane *lane = NULL;
            const char *name = lane_incident(arena, id, on->name, urgent);
            HASH_FIND_STR(bot->lanes, name, lane);
            if (lane) {
                lane_pump(lane);
            }
        }
    }
    arena_free(arena);
}

void lanes_pump_waiting(struct bot *bot) {
    if (bot->lanes_waiting == 0) {
        return;
    }
    struct lane *lane, *next;
    HASH_ITER(hh, bot->lanes, lane, next) {
        if (lane->waiting) {
            lane->waiting = false;
            bot->lanes_waiting--;
            lane_pump(lane);
        }
    }
}

void lanes_free(struct bot *bot) {
    struct lane *lane, *next;
    HASH_ITER(hh, bot->lanes, lane, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->lanes, lane);
        lane_free(lane);
    }
}

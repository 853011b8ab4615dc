/* due.c: the alarm clock.
 *
 * `due` holds one member an incident, scored with its earliest deadline: it says when to
 * look, never what is due. This process is its only writer, so the earliest score is
 * known in memory and an idle bot asks Redis nothing. The wall clock is read again at
 * least once a second. What is due is taken in pages, oldest first; an incident that
 * cannot be served (its timeline is damaged, or of a newer program) is put off, so that
 * it does not silence those behind it. */
#include "runtime/due.h"
#include "base/log.h"
#include "base/stored.h"
#include "runtime/aside.h"
#include "runtime/clock.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/slots.h"
#include "runtime/standstill.h"
#include "runtime/trouble.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum {
    LOOK_MS = 1000,
    UNWRITTEN_AGAIN_MS = 5 * 1000,    /* the store takes nothing at present */
    FAILED_AGAIN_MS = 10 * 60 * 1000, /* a timeline that cannot be read or written to */
};

static void arm(struct bot *bot) {
    if (bot->o.virtual_clock || !bot->tick || bot->due_reading) {
        /* while it is read what is due, ringing again tells nothing: see due_came */
        return;
    }
    int64_t wait = bot->next_due == NEVER ? LOOK_MS : bot->next_due - bot_now(bot);
    wait = wait < 0 ? 0 : wait;
    bot->o.loop->timer_start(bot->tick, wait < LOOK_MS ? wait : LOOK_MS);
}

void due_learn(struct bot *bot, int64_t alarm) {
    if (alarm >= bot->next_due) {
        return;
    }
    bot->next_due = alarm;
    if (bot->o.virtual_clock && alarm <= bot_now(bot)) {
        due_poll(bot); /* nothing else rings while a virtual clock stands still */
    }
    arm(bot);
}

static void postponed(void *ctx, const struct commit_reply *reply) {
    struct bot *bot = ctx;
    bool done = reply->result == COMMIT_DONE;
    if (!done) {
        standstill_failed(bot, reply->people);
    }
    due_learn(bot, bot_now(bot) + (done ? FAILED_AGAIN_MS : UNWRITTEN_AGAIN_MS));
    bot_end(bot);
}

static void postpone(struct bot *bot, const char *id) {
    int64_t again = bot_now(bot) + FAILED_AGAIN_MS;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_write(&ops, KEY_DUE, "ZADD", "XX", arena_printf(arena, "%lld", (long long)again),
              id, NULL);
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, postponed, bot);
    arena_free(arena);
}

/* The last of a page is done: more may be due. */
static void page_done(struct bot *bot) {
    if (bot->due_again) {
        bot->due_again = false;
        due_poll(bot);
    }
}

void due_done(struct bot *bot, struct slot *slot, bool served) {
    slot->due_queued = false;
    if (!served && bot->phase == BOT_AT_WORK) {
        postpone(bot, slot->id);
    }
    if (bot->due_left > 0 && --bot->due_left == 0) {
        page_done(bot);
    }
}

static void due_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    bot->due_reading = false;
    if (bot->phase != BOT_AT_WORK) {
        bot_end(bot);
        return;
    }
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "due.unread", "why", why, NULL);
        standstill_failed(bot, store_ill(bot));
        due_learn(bot, bot_now(bot) + LOOK_MS);
        bot_end(bot);
        return;
    }
    const json_t *ids = json_array_get(replies, 0);
    const json_t *later = json_array_get(replies, 1);
    int64_t moment;
    if (stored_moment(json_string_value(json_array_get(later, 1)), &moment)) {
        due_learn(bot, moment);
    }
    if (json_array_size(ids) == 0) {
        standstill_none_due(bot);
    }
    bot->due_again = json_array_size(ids) == LIMIT_BATCH;
    bot->due_left++; /* for this loop: turns may end at once */
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id) {
        if (!stored_text(id) || !incident_id_valid(stored_text(id))) {
            aside_member(bot, ASIDE_SET, KEY_DUE, id, "is no incident");
            due_learn(bot, bot_now(bot) + LOOK_MS);
            bot->due_again = false;
            continue;
        }
        struct slot *slot = slot_get(bot, stored_text(id));
        if (slot->due_queued) {
            continue;
        }
        slot->due_queued = true;
        bot->due_left++;
        struct input input = {
            .kind = INPUT_DUE,
            .actor = ACTOR_CLOCK,
            .incident = json_string_value(id),
            .number = DUE_POLLED,
        };
        bot->up.input(bot, &input, NULL);
    }
    if (--bot->due_left == 0) {
        page_done(bot);
    }
    arm(bot);
    bot_end(bot);
}

void due_poll(struct bot *bot) {
    if (bot->due_reading || bot->phase != BOT_AT_WORK) {
        return;
    }
    bot->due_reading = true;
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    char *now = arena_printf(arena, "%lld", (long long)bot_now(bot));
    ops_write(&ops, KEY_DUE, "ZRANGEBYSCORE", "-inf", now, "LIMIT", "0",
              arena_printf(arena, "%d", LIMIT_BATCH), NULL);
    ops_write(&ops, KEY_DUE, "ZRANGEBYSCORE", arena_printf(arena, "(%s", now), "+inf",
              "WITHSCORES", "LIMIT", "0", "1", NULL);
    /* What is learnt while this read is under way must not be forgotten by it. */
    bot->next_due = NEVER;
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, due_came, bot);
    arena_free(arena);
}

void due_tick(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase != BOT_AT_WORK) {
        return;
    }
    if (!bot->tick) {
        bot->tick = bot->o.loop->timer(bot->o.loop->self, due_tick, bot);
    }
    clock_check(bot);
    if (bot->next_due <= bot_now(bot) && !bot->o.virtual_clock) {
        due_poll(bot);
    }
    arm(bot);
}

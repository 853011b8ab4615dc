/* lease_take.c: taking the lease, renewing it, giving it back. See lease.c.
 *
 * `alive` is when somebody was last known to be at work, on the wall clock: written with
 * the lease, it outlives it. Whoever takes over knows from it for how long nobody was. */
#include "runtime/lease_take.h"
#include "base/log.h"
#include "base/stored.h"
#include "runtime/aside.h"
#include "runtime/holder.h"
#include "runtime/lease.h"
#include "runtime/now.h"
#include "runtime/witness.h"
#include "runtime/work.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum {
    ABSENCE_LEAST_MS = 60 * 1000, /* a shorter one changes nothing for anybody */
};

static void lease_read(struct bot *bot);

static void write_alive(struct ops *ops, const struct bot *bot) {
    if (bot->o.offline) {
        return; /* a subcommand reminds nobody */
    }
    ops_write(ops, KEY_ALIVE, "SET",
              arena_printf(ops->arena, "%lld", (long long)bot_now(bot)), NULL);
}

/* Nobody was at work since `alive`, or nobody ever was. */
static void learn_absence(struct bot *bot, const char *alive) {
    int64_t from = 0, to = bot_now(bot);
    if (stored_number(alive, 1, STORED_TIME_MAX, &from) &&
        to - from >= ABSENCE_LEAST_MS) {
        bot->absence = (struct absence){from, to};
    }
}

/* ---- renewing ---- */

static void renewed(void *ctx, const struct commit_reply *reply) {
    struct bot *bot = ctx;
    bot->lease_busy = false;
    if (reply->result == COMMIT_DONE) {
        bot->lease_until = bot->lease_asked + LEASE_MS;
        bot->deaf_since = 0;
        witness_written(bot);
    } else if (reply->result == COMMIT_REFUSED) {
        lease_refused(bot, bot->epoch, reply->value);
        return;
    }
    if (bot->phase != BOT_STOPPED) {
        lease_later(bot,
                    reply->result == COMMIT_DONE ? LEASE_RENEW_MS : LEASE_STANDBY_MS);
    }
}

static void renew(struct bot *bot) {
    witness_check(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_write(&ops, KEY_LEASE, "SET", bot->me, "PX", arena_printf(arena, "%d", LEASE_MS),
              NULL);
    write_alive(&ops, bot);
    witness_write(bot, &ops);
    bot->lease_busy = true;
    bot->lease_asked = bot_mono(bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, renewed, bot);
    arena_free(arena);
}

/* ---- taking ---- */

static void taken(void *ctx, const struct commit_reply *reply) {
    struct bot *bot = ctx;
    bot->lease_busy = false;
    if (bot->phase == BOT_STOPPED) {
        return;
    }
    bool restoring = reply->result == COMMIT_REFUSED && reply->tag == TAG_RESTORING;
    if (restoring) {
        /* It began since we connected: there is nothing to work on before its end. */
        log_event(LOG_LEVEL_WARN, "lease.waits", "why", "a backup is being restored",
                  NULL);
    }
    if (reply->result != COMMIT_DONE) {
        lease_later(
            bot, reply->result == COMMIT_REFUSED && !restoring ? 50 : LEASE_STANDBY_MS);
        return;
    }
    bot->epoch = bot->epoch_wanted;
    snprintf(bot->epoch_text, sizeof bot->epoch_text, "%lld", (long long)bot->epoch);
    bot->lease_until = bot->lease_asked + LEASE_MS;
    witness_written(bot);
    log_event(LOG_LEVEL_INFO, "lease.taken", "epoch", bot->epoch_text, NULL);
    lease_later(bot, LEASE_RENEW_MS);
    if (bot->phase != BOT_STOPPING) {
        work_begin(bot);
    }
}

/* One that is out of bounds counts no further: a moment is above all that were held. */
static int64_t next_epoch(struct bot *bot, const char *epoch) {
    int64_t number = 0;
    if (epoch && !stored_number(epoch, 0, STORED_EPOCH_MAX, &number)) {
        aside_say(bot, "epoch is no number: it begins anew");
        bot->epoch_floor = bot_now(bot);
    }
    return number + 1 > bot->epoch_floor ? number + 1 : bot->epoch_floor;
}

static void take(struct bot *bot, const char *holder, const char *epoch) {
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    bot->epoch_wanted = next_epoch(bot, epoch);
    /* A store that was set back has a lower one than commits under way may carry. */
    int64_t before = strtoll(bot->epoch_text, NULL, 10);
    if (bot->epoch_wanted <= before) {
        bot->epoch_wanted = before + 1;
    }
    ops_check(&ops, CHECK_VALUE, KEY_LEASE, NULL, holder, TAG_LEASE);
    ops_check(&ops, CHECK_VALUE, KEY_EPOCH, NULL, epoch, TAG_EPOCH);
    ops_check(&ops, CHECK_FIELD, KEY_META, "restoring", NULL, TAG_RESTORING);
    ops_write(&ops, KEY_LEASE, "SET", bot->me, "PX", arena_printf(arena, "%d", LEASE_MS),
              NULL);
    ops_write(&ops, KEY_EPOCH, "SET",
              arena_printf(arena, "%lld", (long long)bot->epoch_wanted), NULL);
    write_alive(&ops, bot);
    witness_write(bot, &ops);
    bot->lease_busy = true;
    bot->lease_asked = bot_mono(bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, taken, bot);
    arena_free(arena);
}

/* A check cannot ask for an empty text: there it means that the key is missing. */
static bool is_odd(const json_t *value) {
    const char *text = stored_text(value);
    return !json_is_null(value) && (!text || *text == '\0');
}

/* A lease that never ends was written by nobody who holds one; what is no text names
 * nobody. True: it is being moved out of the way. */
static bool set_aside(struct bot *bot, const json_t *replies) {
    const json_t *lease = json_array_get(replies, 0), *epoch = json_array_get(replies, 1);
    bool endless = json_integer_value(json_array_get(replies, 3)) == -1;
    bool odd_lease = is_odd(lease) || (!json_is_null(lease) && endless);
    bool odd_epoch = is_odd(epoch);
    if (odd_lease) {
        aside_key(bot, KEY_LEASE, "is no lease of a tocsin");
    }
    if (odd_epoch) {
        aside_key(bot, KEY_EPOCH, "is no number");
    }
    return odd_lease || odd_epoch;
}

/* The store was emptied or set back under another one: that one knows what is lost, and is
 * let go first. Should it be gone as well, somebody must work. */
static bool gives_way(struct bot *bot, const char *epoch) {
    int64_t number = 0;
    (void)stored_number(epoch, 0, STORED_EPOCH_MAX, &number);
    bool lower = bot->phase == BOT_STANDBY && !bot->moved && number < bot->epoch_heard;
    if (!lower) {
        bot->epoch_heard = number;
        bot->way_until = 0;
    } else if (bot->way_until == 0) {
        bot->way_until = bot_mono(bot) + LEASE_MS;
    }
    return lower && bot_mono(bot) < bot->way_until;
}

static void lease_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    (void)why;
    bot->lease_busy = false;
    if (bot->phase == BOT_STOPPED || !replies) {
        if (!replies && bot->phase != BOT_STOPPED) {
            lease_later(bot, LEASE_STANDBY_MS);
        }
        return;
    }
    const char *holder = stored_text(json_array_get(replies, 0));
    const char *epoch = stored_text(json_array_get(replies, 1));
    if (set_aside(bot, replies)) {
        lease_later(bot, LEASE_AGAIN_MS);
        return;
    }
    if (holder && strcmp(holder, bot->me) != 0 && !holder_is_dead(holder)) {
        (void)gives_way(bot, epoch);
        if (bot->phase != BOT_STOPPING) {
            bot->phase = BOT_STANDBY; /* maybe taken over while the store was away */
        }
        bot->moved = false;
        if (bot->o.on_standby && !bot->standby_told) {
            bot->standby_told = true;
            bot->o.on_standby(bot->o.ctx, holder);
        }
        lease_later(bot, LEASE_STANDBY_MS);
        return;
    }
    if (gives_way(bot, epoch)) {
        lease_later(bot, LEASE_STANDBY_MS);
        return;
    }
    learn_absence(bot, json_string_value(json_array_get(replies, 2)));
    witness_learn(bot, replies, 4);
    take(bot, holder, epoch);
}

static void lease_read(struct bot *bot) {
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_LEASE, "GET", NULL);
    ops_write(&ops, KEY_EPOCH, "GET", NULL);
    ops_write(&ops, KEY_ALIVE, "GET", NULL);
    ops_write(&ops, KEY_LEASE, "PTTL", NULL);
    witness_ask(bot, &ops);
    bot->lease_busy = true;
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, lease_came, bot);
    arena_free(arena);
}

static void lease_wake(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase == BOT_STOPPED) {
        return;
    }
    if (bot->lease_busy) {
        lease_later(bot, LEASE_AGAIN_MS); /* its answer may be one of before */
        return;
    }
    if (!bot->store_up) {
        return; /* lease_start() is called when it is back */
    }
    if (bot->epoch > 0) {
        renew(bot);
    } else {
        lease_read(bot);
    }
}

/* The store is up: take the lease, or take it again. */
void lease_start(struct bot *bot) {
    if (!bot->me[0]) {
        holder_name(bot->me, sizeof bot->me);
    }
    if (!bot->lease_timer) {
        bot->lease_timer = bot->o.loop->timer(bot->o.loop->self, lease_wake, bot);
    }
    bot->epoch = 0; /* whatever we held: read it anew, with caches dropped */
    if (!bot->lease_busy) {
        lease_read(bot);
    } else {
        lease_later(bot, 20);
    }
}

/* ---- giving it back ---- */

static void released(void *ctx, const struct commit_reply *reply) {
    struct bot *bot = ctx;
    (void)reply;
    bot->epoch = 0;
    bot->on_released(bot);
}

void lease_release(struct bot *bot, void (*done)(struct bot *bot)) {
    bot->on_released = done;
    if (bot->epoch == 0 || !bot->store_up) {
        done(bot);
        return;
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_VALUE, KEY_LEASE, NULL, bot->me, TAG_LEASE);
    ops_write(&ops, KEY_LEASE, "DEL", NULL);
    write_alive(&ops, bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, released, bot);
    arena_free(arena);
}

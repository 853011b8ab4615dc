/* lease.c: one process at work per workspace.
 *
 * The lease is a key that ends by itself; the epoch is a number that grows with each
 * take-over and that every commit checks, so whoever lost the lease without noticing
 * cannot write. A lease whose holder was a process of this host that is no more is taken
 * over at once: a bot that was killed is back in milliseconds, not after LEASE_MS.
 *
 * Here is what everybody asks: do we hold it, and what was it that refused a commit? When
 * it is lost a timer wakes lease_take.c. */
#include "runtime/lease.h"
#include "base/log.h"
#include "base/stored.h"
#include "runtime/now.h"

enum { LEASE_MARGIN_MS = 500 };

bool lease_valid(const struct bot *bot) {
    return bot->epoch > 0 && bot_mono(bot) < bot->lease_until - LEASE_MARGIN_MS;
}

void lease_later(struct bot *bot, int64_t ms) {
    bot->o.loop->timer_start(bot->lease_timer, ms);
}

static void lose(struct bot *bot, const char *why, int64_t again_ms) {
    if (bot->epoch == 0) {
        return;
    }
    bot->epoch = 0;
    bot->lease_until = 0;
    log_event(LOG_LEVEL_WARN, "lease.lost", "why", why, NULL);
    if (bot->phase == BOT_AT_WORK) {
        bot->phase = BOT_STANDBY;
    }
    if (bot->phase == BOT_STANDBY) {
        lease_later(bot, again_ms);
    }
}

void lease_lost(struct bot *bot, const char *why) {
    lose(bot, why, LEASE_STANDBY_MS);
}

void lease_moved(struct bot *bot, const char *why) {
    bot->moved = bot->moved || bot->epoch > 0;
    lose(bot, why, LEASE_AGAIN_MS);
}

/* Nobody counts an epoch down: a lower one, or none, is that of another store. */
void lease_refused(struct bot *bot, int64_t epoch, struct blob found) {
    struct arena *arena = arena_new();
    const char *text = arena_strndup(arena, found.ptr, found.len);
    int64_t number = 0;
    if (bot->epoch == epoch && found.len == 0) {
        /* Emptied, or only this is gone: witness_learn() tells which. */
        lease_moved(bot, "the key epoch is not there any more");
    } else if (bot->epoch == epoch && stored_number(text, 0, STORED_EPOCH_MAX, &number) &&
               number < epoch) {
        lease_moved(bot, "the database was set back to an older copy");
    } else if (bot->epoch == epoch) {
        lease_lost(bot, "another process has taken over");
    }
    arena_free(arena);
}

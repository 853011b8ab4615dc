/* quiet.c: knowing when nothing is under way.
 *
 * Every turn, commit and send is bracketed by bot_begin() and bot_end(). A transcript and
 * the virtual clock go on only when the count is zero, so that what they print does not
 * depend on the speed of the machine. An adapter that keeps deliveries back to show them
 * together (adapter.h, settled) is told when they are all that is under way. */
#include "runtime/quiet.h"
#include "base/mem.h"

struct quiet_waiter {
    void (*done)(void *ctx);
    void *ctx;
    struct quiet_waiter *next;
};

static void settle_check(struct bot *bot) {
    void (*done)(void *) = bot->settled;
    if (done && bot->busy <= bot->settled_at) {
        bot->settled = NULL;
        done(bot->settled_ctx);
    }
}

static void quiet_check(void *ctx) {
    struct bot *bot = ctx;
    bot->quiet_deferred = false;
    settle_check(bot);
    if (bot->busy > 0) {
        return;
    }
    if (bot->progress) {
        bot->progress(bot);
    }
    if (bot->busy > 0 || bot->advance) {
        return;
    }
    struct quiet_waiter *waiters = bot->quiet;
    bot->quiet = NULL;
    while (waiters) {
        struct quiet_waiter *waiter = waiters;
        waiters = waiter->next;
        waiter->done(waiter->ctx);
        free(waiter);
    }
}

static void quiet_defer(struct bot *bot) {
    if (!bot->quiet_deferred && (bot->quiet || bot->advance || bot->settled)) {
        bot->quiet_deferred = true;
        bot->o.loop->defer(bot->o.loop->self, quiet_check, bot);
    }
}

void bot_begin(struct bot *bot) {
    bot->busy++;
}

void bot_end(struct bot *bot) {
    bot->busy--;
    if (bot->busy == 0 || (bot->settled && bot->busy <= bot->settled_at)) {
        quiet_defer(bot);
    }
}

void bot_settled(void *self, size_t n, void (*done)(void *ctx), void *ctx) {
    struct bot *bot = self;
    bot->settled = done;
    bot->settled_ctx = ctx;
    bot->settled_at = (int64_t)n;
    if (bot->busy <= bot->settled_at) {
        quiet_defer(bot);
    }
}

void bot_quiet(void *self, void (*done)(void *ctx), void *ctx) {
    struct bot *bot = self;
    struct quiet_waiter *waiter = mem_new(sizeof *waiter);
    waiter->done = done;
    waiter->ctx = ctx;
    struct quiet_waiter **end = &bot->quiet;
    while (*end) {
        end = &(*end)->next;
    }
    *end = waiter;
    if (bot->busy == 0) {
        quiet_defer(bot);
    }
}

void bot_quiet_free(struct bot *bot) {
    while (bot->quiet) {
        struct quiet_waiter *waiter = bot->quiet;
        bot->quiet = waiter->next;
        free(waiter);
    }
}

/* advance.c: the virtual clock. It stands still until it is advanced; then every deadline on the way
 * happens at its own time, in order, and is delivered before the clock moves on. */
#include "runtime/advance.h"
#include "base/mem.h"
#include "runtime/clock.h"
#include "runtime/due.h"
#include "runtime/quiet.h"

struct advance {
    int64_t target;
    void (*done)(void *ctx);
    void *ctx;
    struct advance *next; /* asked for while one was under way */
};

/* Called when all is quiet: moves to the next deadline, or ends the advance. */
static void progress(struct bot *bot) {
    struct advance *advance = bot->advance;
    if (!advance) {
        return;
    }
    if (bot->phase == BOT_AT_WORK && bot->next_due <= advance->target) {
        if (bot->next_due > bot->virtual_now) {
            bot->virtual_now = bot->next_due;
        }
        due_poll(bot);
        return;
    }
    bot->virtual_now = advance->target;
    bot->advance = advance->next;
    if (bot->advance) {
        bot->advance->target = bot->virtual_now - bot->advance->target;
    }
    advance->done(advance->ctx);
    free(advance);
    bot_begin(bot);
    bot_end(bot);
}

bool advance_by(void *self, int64_t ms, void (*done)(void *), void *ctx) {
    struct bot *bot = self;
    if (!bot->o.virtual_clock || ms < 0) {
        return false;
    }
    struct advance *advance = mem_new(sizeof *advance);
    *advance = (struct advance){ms, done, ctx, NULL};
    struct advance **end = &bot->advance;
    while (*end) {
        end = &(*end)->next;
    }
    if (end == &bot->advance) {
        advance->target = bot->virtual_now + ms;
    } else {
        advance->target = -ms; /* relative until its turn comes */
    }
    *end = advance;
    bot->progress = progress;
    bot_begin(bot); /* so that the quiet check runs */
    bot_end(bot);
    return true;
}

bool advance_step(void *self, int64_t by, void (*done)(void *), void *ctx) {
    struct bot *bot = self;
    if (!bot->o.virtual_clock) {
        return false;
    }
    bot->virtual_now += by;
    clock_stepped(bot, by);
    bot_quiet(bot, done, ctx);
    return true;
}

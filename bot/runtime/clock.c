/* clock.c: steps of the wall clock. */
#include "runtime/clock.h"
#include "base/log.h"
#include "runtime/now.h"
#include "runtime/sweep.h"

void clock_stepped(struct bot *bot, int64_t by) {
    int64_t now = bot_now(bot);
    if (bot->absence.to > now) {
        bot->absence.to = now;
        bot->absence.from = bot->absence.from < now ? bot->absence.from : now;
    }
    sweep_start(bot, SWEEP_CLOCK, by);
}

/* Compares wall and monotonic clock; a difference beyond CLOCK_STEP_MS is a step and goes
 * onto the timeline of every open incident. */
void clock_check(struct bot *bot) {
    if (bot->o.virtual_clock) {
        return;
    }
    int64_t difference = bot->o.loop->wall(bot->o.loop->self) - bot_mono(bot);
    int64_t by = difference - bot->wall_minus_mono;
    if (!bot->clock_known) {
        bot->clock_known = true;
        bot->wall_minus_mono = difference;
        return;
    }
    if (by > CLOCK_STEP_MS || by < -CLOCK_STEP_MS) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)by);
        log_event(LOG_LEVEL_WARN, "clock.stepped", "by_ms", text, NULL);
        bot->wall_minus_mono = difference;
        clock_stepped(bot, by);
    }
}

/* now.c: see now.h. */
#include "runtime/now.h"

int64_t bot_mono(const struct bot *bot) {
    return bot->o.loop->mono(bot->o.loop->self);
}

int64_t bot_now(const struct bot *bot) {
    return bot->o.virtual_clock ? bot->virtual_now : bot->o.loop->wall(bot->o.loop->self);
}

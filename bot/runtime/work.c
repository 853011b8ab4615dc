/* work.c: what is begun, and begun again, while this process is at work: all of it when the
 * lease was taken, a part when what it had read was moved out of the way. */
#include "runtime/work.h"
#include "base/text.h"
#include "runtime/aside.h"
#include "runtime/due.h"
#include "runtime/gone_kept.h"
#include "runtime/known.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/mend.h"
#include "runtime/mirrors.h"
#include "runtime/names.h"
#include "runtime/now.h"
#include "runtime/places.h"
#include "runtime/slots.h"
#include "runtime/sweep.h"
#include "runtime/torn.h"
#include "runtime/witness.h"
#include "tocsin/keys.h"

/* ---- the lease was taken ---- */

void work_begin(struct bot *bot) {
    bool first = bot->phase != BOT_AT_WORK;
    bot->phase = BOT_AT_WORK;
    bot->standby_told = bot->moved = false;
    slots_drop_all(bot);
    places_forget(bot);
    bot->seq = -1;
    known_learn(bot);
    gone_start(bot);
    witness_verify(bot);
    names_start(bot);
    lanes_start(bot);
    aside_forget(bot);
    aside_again(bot);
    torn_mend(bot);
    if (!bot->o.offline) {
        due_learn(bot, bot_now(bot));
        mirrors_start(bot);
        sweep_start(bot, SWEEP_DERIVE, 0);
        mend_start(bot);
        due_tick(bot);
    }
    if (first && bot->o.on_ready) {
        bot->o.on_ready(bot->o.ctx);
    }
}

/* ---- the outbox could not be read ---- */

static void outbox_wake(void *ctx) {
    struct bot *bot = ctx;
    if (bot->phase == BOT_AT_WORK) {
        lanes_start(bot);
        mirrors_start(bot);
    }
}

void work_new(struct bot *bot) {
    bot->outbox_again = bot->o.loop->timer(bot->o.loop->self, outbox_wake, bot);
}

/* ---- a key was set aside ---- */

/* Indexes: without them lists are empty and nobody is reminded. */
static bool is_derived(const char *key) {
    static const char *const whole[] = {KEY_OPEN, KEY_CLOSED, KEY_DUE, NULL};
    static const char *const begins[] = {KEY_PLACE, KEY_TODO, KEY_SEQUENCE};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (text_starts(key, begins[i])) {
            return true;
        }
    }
    return text_in(key, whole);
}

void work_set_aside(struct bot *bot, const char *key) {
    if (bot->phase != BOT_AT_WORK) {
        return;
    }
    const char *lane = text_after(key, KEY_LANE);
    lane = lane ? lane : text_after(key, KEY_OUTBOX);
    if (lane) {
        lane_reload(lane_get(bot, lane));
    } else if (!strcmp(key, KEY_LANES)) {
        lanes_start(bot);
        mend_start(bot);
    } else if (is_derived(key)) {
        if (!strcmp(key, KEY_DUE)) {
            sweep_start(bot, SWEEP_DERIVE, 0);
        }
        mend_start(bot); /* made anew from the incidents, now */
    } else if (!strcmp(key, KEY_DIRTY)) {
        mirrors_start(bot);
    } else if (!strcmp(key, KEY_TORN)) {
        torn_mend(bot);
    } else if (!strcmp(key, KEY_META)) {
        witness_again(bot); /* who is at work knows what stood there */
    }
}

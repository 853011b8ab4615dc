/* mend.c: the incidents are the truth; what the indexes say of them is put right.
 *
 * Without its place in `due` an incident is never reminded of again, and nobody notices:
 * silence has no error. So after each taking of the lease all incidents are walked, page
 * by page, and then for ever, slowly: a page every two seconds, a round at least a minute. What a
 * page costs does not depend on how many incidents there are. What was mended is said: in
 * the log, and in the channel of an incident whose reminders had stood still.
 *
 * A round: the incidents; the lanes in which messages wait; members of indexes that name
 * nothing; the numbers of days. Mending is a commit with the version that was looked at,
 * so that nothing is written over what a turn does meanwhile (mender.c). */
#include "runtime/mend.h"
#include "base/mem.h"
#include "runtime/mend_incidents.h"
#include "runtime/mend_rest.h"
#include "runtime/mender.h"
#include "runtime/walk.h"
#include "tocsin/keys.h"

enum { GIVE_WAY_MS = 100 };

static void mend_step(void *ctx) {
    struct mender *mender = ctx;
    struct bot *bot = mender->bot;
    if (mender->working || bot->phase != BOT_AT_WORK) {
        return; /* mend_start() is called when it is again */
    }
    if (bot->due_left > 0) { /* what is due comes first: after an outage it is much */
        bot->o.loop->timer_start(mender->timer, GIVE_WAY_MS);
        return;
    }
    mender_page(mender);
    switch (mender->stage) {
    case MEND_INCIDENTS:
        walk_next(mender->incidents);
        return;
    case MEND_LANES:
        walk_next(mender->lanes);
        return;
    case MEND_MEMBERS:
        mend_members(mender);
        return;
    case MEND_DAYS:
    case MEND_STAGES:
        break;
    }
    mender->stage = MEND_STAGES;
    mend_days(mender);
}

void mend_start(struct bot *bot) {
    struct mender *mender = bot->mender;
    if (!mender) {
        mender = bot->mender = mem_new(sizeof *mender);
        mender->bot = bot;
        mender->incidents =
            walk_new(bot->o.store, KEY_INCIDENT, mend_incidents_came, mender);
        mender->lanes = walk_new(bot->o.store, KEY_LANE, mend_lanes_came, mender);
        mender->timer = bot->o.loop->timer(bot->o.loop->self, mend_step, mender);
    }
    bot->walked = false;
    mender->again = mender->working;
    mender_round(mender, true);
    if (!mender->working) {
        bot->o.loop->timer_start(mender->timer, 0);
    }
}

void mend_free(struct bot *bot) {
    struct mender *mender = bot->mender;
    if (mender) {
        walk_free(mender->incidents);
        walk_free(mender->lanes);
        bot->o.loop->timer_free(mender->timer);
        free(mender);
    }
}

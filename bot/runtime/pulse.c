/* pulse.c: could somebody be reminded now? Asked by the dead-man switch (cli/app.c): what
 * keeps reminders from going out must also keep its beats from going out. */
#include "runtime/pulse.h"
#include "runtime/lease.h"
#include "runtime/now.h"

enum {
    LATE_MS = 60 * 1000, /* a reminder that is so late will not come by itself */
    ATTEMPTS_MOST = 6,   /* about a minute of refusals, one after the other */
};

bool bot_can_remind(const struct bot *bot, const char **ret_why) {
    const struct lane *lane, *next;
    *ret_why = NULL;
    if (!bot->store_up) {
        *ret_why = "the database does not answer";
    } else if (bot->phase != BOT_AT_WORK || !lease_valid(bot)) {
        *ret_why = "this tocsin is not at work: it does not hold the lease";
    } else if (bot->next_due < bot_now(bot) - LATE_MS) {
        *ret_why = "reminders are more than a minute late";
    }
    HASH_ITER(hh, bot->lanes, lane, next) {
        if (!*ret_why && lane->head && lane->urgent && lane->attempts >= ATTEMPTS_MOST) {
            *ret_why = "urgent notices are not taken by the network";
        }
    }
    return *ret_why == NULL;
}

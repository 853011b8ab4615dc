/* lost.c: that history was lost is noted by whoever reads an incident. Nothing is said here:
 * a timer wakes lost_tell.c. */
#include "runtime/lost.h"
#include "base/log.h"
#include "runtime/gone.h"

void history_lost(struct bot *bot, struct slot *slot, int64_t found) {
    if (slot->telling || slot->lost) {
        return;
    }
    log_event(LOG_LEVEL_ERROR, "history.lost", "incident", slot->id, NULL);
    if (bot->o.offline) {
        return;
    }
    struct lost *lost = bot->lost;
    slot->telling = true;
    slot->gone_seen = slot->seen;
    slot->gone_found = found;
    gone_keep_places(bot, slot);
    json_array_append_new(lost->found, json_string(slot->id));
    if (!lost->flushing && !bot->verifying) {
        bot->o.loop->timer_start(lost->soon, LOST_GATHER_MS);
    }
}

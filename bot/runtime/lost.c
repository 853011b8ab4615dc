/* lost.c: a version lower than one already seen.
 *
 * The database was restored from an older copy, or somebody changed it: what had been
 * acknowledged is gone. It is said once, in the incident and where everybody is told. No
 * entry is written for it, because the timeline is what was lost; a commit of its own
 * only puts the notices into their lanes. */
#include "base/jsonx.h"
#include "base/log.h"
#include "runtime/internal.h"

struct lost {
    struct bot *bot;
    char *id;
};

static void told(void *ctx, bool ok) {
    struct lost *lost = ctx;
    struct slot *slot = slot_get(lost->bot, lost->id);
    slot->telling = false;
    if (ok) {
        slot->seen = slot->state ? slot->state->version : 0;
    }
    free(lost->id);
    free(lost);
}

/* Without contents, so that it may be read everywhere: the incident may be restricted. */
void history_lost(struct bot *bot, struct slot *slot) {
    int64_t found = slot->state ? slot->state->version : 0;
    log_event(LOG_LEVEL_ERROR, "history.lost", "incident", slot->id, NULL);
    if (slot->telling || bot->phase != BOT_AT_WORK || bot->o.offline) {
        return;
    }
    struct lost *lost = calloc(1, sizeof *lost);
    if (!lost || !(lost->id = strdup(slot->id))) {
        abort();
    }
    lost->bot = bot;
    json_t *view =
        json_pack("{s:s, s:I}", "id", slot->id, "seen", (json_int_t)slot->seen);
    if (found > 0) {
        jsonx_set_int(view, "found", found);
    }
    slot->telling = true;
    tell_incident(bot, slot, "history_lost", view, told, lost);
}

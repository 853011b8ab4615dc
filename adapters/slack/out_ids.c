/* out_ids.c: at its start tocsin tells the host what the channels are called that it has
 * made: their names say which ids were given. A database that was emptied has forgotten
 * them, and an id that is given twice is two incidents under one name.
 *
 * One walk through the list, shared with whoever looks for a place (out_listing.c).
 * Channels of others say nothing, whatever they are called: anybody can make one. */
#include "out_ids.h"
#include "api_say.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "out_listing.h"

static void stopped(struct op *op) {
    op_free(op);
}

static void all_came(struct op *op, const json_t *channel,
                     const struct api_result *failed) {
    const struct host *host = op->slack->host;
    (void)channel;
    if (failed) {
        log_event(LOG_LEVEL_WARN, "slack.ids.unread", "why",
                  slack_api_say(op->arena, failed), NULL);
    }
    op_free(op);
    host->known_id(host->self, NULL);
}

void ids_page(struct slack *slack, const json_t *channels) {
    const struct host *host = slack->host;
    size_t i;
    json_t *channel;
    json_array_foreach((json_t *)channels, i, channel) {
        const char *name = jsonx_string(channel, "name", NULL);
        if (host && name && slack->bot_user &&
            text_equal(jsonx_string(channel, "creator", NULL), slack->bot_user)) {
            host->known_id(host->self, name);
        }
    }
}

void slack_tell_ids(struct slack *slack) {
    if (slack->stopped) {
        return;
    }
    struct op *op = op_new(slack, sizeof *op, false, stopped);
    op_named(op, "", all_came); /* no channel is called so: it waits for the last page */
}

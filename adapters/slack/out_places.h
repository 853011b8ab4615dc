/* out_places.h: places of ours as channels of Slack. */
#ifndef TOCSIN_SLACK_OUT_PLACES_H
#define TOCSIN_SLACK_OUT_PLACES_H

#include "out_sending.h"

struct known *known_new(void);
void known_free(struct known *known);
/* Finds s->channel, then calls `placed`; otherwise it ends the delivery. */
void place_resolve(struct sending *s, sending_cb placed);
/* After channel_not_found: when the channel was known from before, forgets it, finds it
 * again (once) and calls `placed`. */
bool place_moved(struct sending *s, const struct api_result *result);

/* ---- a look at a configured place ---- */

/* `channel`: Slack's object, or NULL; then `result` says why, NULL: no such name. */
typedef void (*place_seen_cb)(struct op *op, const json_t *channel,
                              const struct api_result *result);
struct place_view { /* first in a struct of one's own */
    struct op op;
    const char *name; /* without "#", or the id */
    place_seen_cb cb;
};
void place_view(struct place_view *view, const char *place, place_seen_cb cb);

#endif

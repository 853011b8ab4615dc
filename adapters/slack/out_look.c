/* out_look.c: is what a delivery says there already? A message is searched for, a channel
 * is looked for in the list, and whatever changes nothing when it is done again is not
 * looked for. */
#include "out_look.h"

#include "base/text.h"
#include "out_channel.h"
#include "out_mirrors.h"
#include "out_places.h"
#include "out_search.h"

enum { AGAIN_MS = 5000 };

static void look_found(struct sending *s) {
    send_sent(s, s->look.found);
}

static void look_missing(struct sending *s) {
    send_retry(s, 0, "Slack does not have it");
}

static void post_placed(struct sending *s) {
    int64_t since = s->delivery->at - SLACK_SKEW_MS;
    search_for(s, s->delivery->id, since > 0 ? since : 0, s->delivery->thread);
}

static void summary_placed(struct sending *s) {
    search_for(s, summary_marker(s), 0, NULL);
}

static void channel_again(struct op *op) {
    channel_look((struct sending *)op);
}

static void channel_missing(struct sending *s) {
    if (s->look.twice) {
        look_missing(s);
    } else {
        s->look.twice = true;
        op_wait(&s->op, AGAIN_MS, channel_again);
    }
}

void look_start(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    s->look.on_found = look_found;
    s->look.on_missing = look_missing;
    if (delivery->kind == DELIVERY_POST) {
        place_resolve(s, post_placed);
    } else if (delivery->kind == DELIVERY_OPEN) {
        s->look.on_found = channel_found;
        s->look.on_missing = channel_missing;
        channel_look(s);
    } else if (delivery->kind == DELIVERY_MIRROR &&
               text_equal(delivery->slot, "summary")) {
        place_resolve(s, summary_placed);
    } else {
        look_missing(s); /* doing it again changes nothing */
    }
}

/* out.c: deliveries: how each begins. */
#include "out.h"

#include "api_op.h"
#include "base/text.h"
#include "out_ask.h"
#include "out_bookmarks.h"
#include "out_channel.h"
#include "out_look.h"
#include "out_mirrors.h"
#include "out_places.h"
#include "out_post.h"
#include "out_steps.h"

static void mirror_send(struct sending *s) {
    const char *slot = s->delivery->slot;
    if (text_equal(slot, "topic")) {
        topic_send(s);
    } else if (text_equal(slot, "summary")) {
        summary_send(s);
    } else if (text_starts(slot, SLOT_BUTTONS)) {
        buttons_send(s);
    } else if (text_equal(slot, "bookmarks")) {
        bookmarks_send(s);
    } else {
        send_denied(s, "Slack has no such slot");
    }
}

void slack_send(struct slack *slack, const struct delivery *delivery, outcome_cb done,
                void *ctx) {
    struct sending *s = sending_new(slack, delivery, done, ctx);
    switch (delivery->kind) {
    case DELIVERY_POST:
        place_resolve(s, post_send);
        break;
    case DELIVERY_OPEN:
        channel_open(s);
        break;
    case DELIVERY_MIRROR:
        place_resolve(s, mirror_send);
        break;
    case DELIVERY_STEP:
        place_resolve(s, step_send);
        break;
    case DELIVERY_ASK:
        place_resolve(s, ask_send);
        break;
    }
}

void slack_look(struct slack *slack, const struct delivery *delivery, outcome_cb done,
                void *ctx) {
    struct sending *s = sending_new(slack, delivery, done, ctx);
    s->looking = true;
    look_start(s);
}

void slack_stop(struct slack *slack) {
    while (slack->ops) {
        slack->ops->stopped(slack->ops);
    }
}

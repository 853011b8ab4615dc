/* out_steps.c: keeping the incident's channel: its purpose, its people, its end. Each
 * step may be done twice without harm, and what is so already counts as done. */
#include "out_steps.h"
#include "api_lacks.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec_fallback.h"
#include "out_invite.h"
#include "out_places.h"

static void stepped(struct op *op, const struct api_result *result) {
    static const char *const done[] = {"already_archived", "not_archived", NULL};
    struct sending *s = (struct sending *)op;
    bool refused = result->kind == API_REFUSED;
    if (result->kind == API_OK || (refused && text_in(result->error, done)) ||
        slack_lacks(op->slack, result)) {
        send_sent(s, NULL);
    } else if (refused && text_equal(s->delivery->step, STEP_UNARCHIVE) &&
               text_equal(result->error, "not_in_channel")) {
        send_denied(s, "Slack lets only members unarchive a channel, and archiving took "
                       "tocsin out: unarchive it in Slack (channel settings) and "
                       "/invite tocsin");
    } else if (!send_joins(s, result, step_send) && !place_moved(s, result)) {
        send_failed(s, result, false);
    }
}

static void invited(struct sending *s) {
    if (!s->invite.failed) {
        send_sent(s, NULL);
        return;
    }
    send_denied(s, arena_printf(s->op.arena,
                                "invited %zu; could not invite %s: invite them by hand",
                                s->invite.invited, s->invite.failed));
}

void step_send(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    const char *step = delivery->step;
    json_t *args = json_pack("{s:s}", "channel", s->channel);
    if (text_equal(step, STEP_PURPOSE)) {
        jsonx_set_string(args, "purpose",
                         slack_line(s->op.arena, delivery->body, SLACK_TOPIC));
        op_call(&s->op, "conversations.setPurpose", args, NULL, stepped);
    } else if (text_equal(step, STEP_ARCHIVE)) {
        op_call(&s->op, "conversations.archive", args, NULL, stepped);
    } else if (text_equal(step, STEP_UNARCHIVE)) {
        op_call(&s->op, "conversations.unarchive", args, NULL, stepped);
    } else {
        json_decref(args);
        if (text_equal(step, STEP_INVITE)) {
            invite_people(s, delivery->people, invited);
        } else {
            send_denied(s, "Slack has no such step");
        }
    }
}

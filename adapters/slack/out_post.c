/* out_post.c: one message: to a channel, into a thread, to a person.
 *
 * It bears its delivery's id as metadata, by which out_look.c finds it. What Slack does
 * not take is left out rather than lost: blocks, then the thread. */
#include "out_post.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "codec_blocks.h"
#include "codec_fallback.h"
#include "out_places.h"

static void posted(struct op *op, const struct api_result *result);

json_t *post_args(struct sending *s, const char *marker) {
    const struct delivery *delivery = s->delivery;
    const char *command = s->op.slack->options.command;
    json_t *args =
        json_pack("{s:s, s:s, s:{s:s, s:{s:s}}}", "channel", s->channel, "text",
                  slack_text(s->op.arena, delivery->body, command, SLACK_TEXT),
                  "metadata", "event_type", SLACK_EVENT, "event_payload", "id", marker);
    if (!s->plain) {
        json_object_set_new(args, "blocks",
                            slack_blocks(s->op.arena, delivery->body, command));
    }
    return args;
}

bool post_goes_plain(struct sending *s, const struct api_result *result) {
    static const char *const list[] = {"msg_too_long",
                                       "msg_blocks_too_long",
                                       "invalid_blocks",
                                       "invalid_blocks_format",
                                       "attachment_payload_limit_exceeded",
                                       NULL};
    if (result->kind != API_REFUSED || s->plain || !text_in(result->error, list)) {
        return false;
    }
    s->plain = true;
    log_event(LOG_LEVEL_WARN, "slack.plain", "delivery", s->delivery->id, "why",
              result->error, NULL);
    return true;
}

static bool thread_gone(const struct api_result *result) {
    static const char *const list[] = {"thread_not_found", "cannot_reply_to_message",
                                       "restricted_action_thread_locked",
                                       "restricted_action_non_threadable_channel", NULL};
    return result->kind == API_REFUSED && text_in(result->error, list);
}

void post_send(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    json_t *args = post_args(s, delivery->id);
    json_object_set_new(args, "unfurl_links", json_false());
    json_object_set_new(args, "unfurl_media", json_false());
    if (delivery->thread && !s->threadless) {
        jsonx_set_string(args, "thread_ts", delivery->thread);
        if (delivery->wide) {
            json_object_set_new(args, "reply_broadcast", json_true());
        }
    }
    op_call(&s->op, "chat.postMessage", args, s->channel, posted);
}

static void posted(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK) {
        const char *ts = jsonx_string(result->json, "ts", NULL);
        send_sent(s, arena_strdup(op->arena, ts));
    } else if (send_joins(s, result, post_send) || place_moved(s, result)) {
        return;
    } else if (s->delivery->thread && !s->threadless && thread_gone(result)) {
        s->threadless = true;
        post_send(s);
    } else if (post_goes_plain(s, result)) {
        post_send(s);
    } else {
        send_failed(s, result, false);
    }
}

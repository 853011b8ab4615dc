/* out_ask.c: the text of one message, for somebody who marked it: in the channel, or in
 * one of its threads. */
#include "out_ask.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec_ids.h"
#include "codec_message.h"
#include "out_places.h"

enum { THREAD_LIMIT = 10 };

static void ask_thread(struct sending *s);

static void answer(struct sending *s) {
    struct outcome outcome = {
        .kind = OUTCOME_SENT, .remote = s->delivery->remote, .data = s->asked};
    send_end(s, &outcome);
}

static void link_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK) {
        jsonx_set_string(s->asked, "link", jsonx_string(result->json, "permalink", NULL));
    } /* else the text without its link is better than nothing */
    answer(s);
}

static void found(struct sending *s, const json_t *message) {
    const char *user = jsonx_string(message, "user", NULL);
    const char *ts = s->delivery->remote;
    json_t *data = arena_json(s->op.arena, json_object());
    const char *text = slack_message_text(s->op.arena, message);
    jsonx_set_string(data, "text", text);
    if (user) {
        jsonx_set_string(data, "author", address_of(s->op.arena, SLACK_NETWORK, user));
    }
    if (slack_ts_ms(ts) > 0) {
        jsonx_set_int(data, "at", slack_ts_ms(ts));
    }
    s->asked = data;
    if (s->op.slack->acquaint) {
        s->op.slack->named(s->op.slack->acquaint, text);
    }
    op_call_patiently(&s->op, "chat.getPermalink",
                      json_pack("{s:s, s:s}", "channel", s->channel, "message_ts", ts),
                      link_came);
}

static const json_t *the_one(const struct sending *s, const json_t *answered) {
    size_t i;
    json_t *message;
    json_array_foreach(json_object_get(answered, "messages"), i, message) {
        if (text_equal(jsonx_string(message, "ts", NULL), s->delivery->remote)) {
            return message;
        }
    }
    return NULL;
}

static json_t *one_of(const struct sending *s) {
    const char *ts = s->delivery->remote;
    return json_pack("{s:s, s:s, s:s, s:b, s:i}", "channel", s->channel, "latest", ts,
                     "oldest", ts, "inclusive", 1, "limit", 1);
}

static void thread_came(struct op *op, const struct api_result *result) {
    static const char *const gone[] = {"thread_not_found", "message_not_found", NULL};
    struct sending *s = (struct sending *)op;
    const json_t *message = the_one(s, result->json);
    if (result->kind == API_OK && message) {
        found(s, message);
    } else if (result->kind == API_OK ||
               (result->kind == API_REFUSED && text_in(result->error, gone))) {
        send_denied(s, "the message is gone: it was deleted, or tocsin may not see it");
    } else if (!send_joins(s, result, ask_thread)) {
        send_failed(s, result, true);
    }
}

static void ask_thread(struct sending *s) {
    json_t *args = one_of(s);
    jsonx_set_string(args, "ts", s->delivery->remote);
    jsonx_set_int(args, "limit", THREAD_LIMIT); /* the thread's first one comes as well */
    op_call(&s->op, "conversations.replies", args, NULL, thread_came);
}

static void history_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    const json_t *message = the_one(s, result->json);
    if (result->kind == API_OK && message) {
        found(s, message);
    } else if (result->kind == API_OK) {
        ask_thread(s);
    } else if (!send_joins(s, result, ask_send) && !place_moved(s, result)) {
        send_failed(s, result, true);
    }
}

void ask_send(struct sending *s) {
    if (!s->delivery->remote) {
        send_denied(s, "no message was named");
        return;
    }
    op_call(&s->op, "conversations.history", one_of(s), NULL, history_came);
}

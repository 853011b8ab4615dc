/* out_mirrors.c: what shows the incident's state: the channel's topic, its pinned
 * summary, and messages with buttons.
 *
 * A topic's remote is the hash of its text, so that one that has not changed is not set
 * again: each setting is a line in everybody's channel. A summary's remote is its
 * message, which is edited; it bears a mark of its own, by which one whose remote was
 * lost is found. The remote is told only once it is pinned (or cannot be), so that one
 * without a remote is pinned again: that it is already does no harm. */
#include "out_mirrors.h"
#include "api_lacks.h"
#include "api_say.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "codec_fallback.h"
#include "out_places.h"
#include "out_post.h"
#include "out_search.h"

/* ---- topic ---- */

static void topic_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK || slack_lacks(op->slack, result)) {
        send_sent(s, s->hash);
    } else if (!send_joins(s, result, topic_send) && !place_moved(s, result)) {
        send_failed(s, result, true);
    }
}

void topic_send(struct sending *s) {
    char hash[HASH_SHORT_HEX];
    const char *topic = slack_line(s->op.arena, s->delivery->body, SLACK_TOPIC);
    hash_short(topic, hash);
    s->hash = arena_strdup(s->op.arena, hash);
    if (text_equal(s->hash, s->delivery->remote)) {
        send_sent(s, s->hash);
        return;
    }
    op_call(&s->op, "conversations.setTopic",
            json_pack("{s:s, s:s}", "channel", s->channel, "topic", topic), NULL,
            topic_came);
}

/* ---- summary ---- */

static void summary_post(struct sending *s);

const char *summary_marker(struct sending *s) {
    return arena_printf(s->op.arena, "summary:%s", s->delivery->incident);
}

static void pinned(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    bool refused = result->kind == API_REFUSED;
    if (result->kind != API_OK && !refused) {
        send_unknown(s, slack_api_say(op->arena, result)); /* found, and pinned, later */
        return;
    }
    bool there = refused && text_equal(result->error, "already_pinned");
    struct outcome outcome = {.kind = OUTCOME_SENT, .remote = s->look.found};
    if (result->kind != API_OK && !there && !slack_lacks(op->slack, result)) {
        /* It is in the channel, which is what matters; the pin is for finding it. */
        outcome.why = arena_printf(op->arena, "it is not pinned: %s",
                                   slack_api_say(op->arena, result));
    }
    send_end(s, &outcome);
}

static void pin(struct sending *s) {
    op_call_patiently(
        &s->op, "pins.add",
        json_pack("{s:s, s:s}", "channel", s->channel, "timestamp", s->look.found),
        pinned);
}

static void summary_posted(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    const char *ts = jsonx_string(result->json, "ts", NULL);
    if (result->kind == API_OK && ts) {
        s->look.found = arena_strdup(op->arena, ts);
        pin(s);
    } else if (result->kind == API_OK) {
        send_unknown(s, "Slack took the summary without saying where");
    } else if (post_goes_plain(s, result)) {
        summary_post(s);
    } else if (!send_joins(s, result, summary_post) && !place_moved(s, result)) {
        send_failed(s, result, false);
    }
}

static void summary_post(struct sending *s) {
    json_t *args = post_args(s, summary_marker(s));
    json_object_set_new(args, "unfurl_links", json_false());
    json_object_set_new(args, "unfurl_media", json_false());
    op_call(&s->op, "chat.postMessage", args, s->channel, summary_posted);
}

/* That message cannot be edited any more: a new one takes its place. */
static bool is_lost(const struct api_result *result) {
    static const char *const list[] = {"message_not_found", "cant_update_message",
                                       "edit_window_closed", "is_inactive", NULL};
    return result->kind == API_REFUSED && text_in(result->error, list);
}

static void summary_update(struct sending *s);

static void summary_updated(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (result->kind == API_OK && !s->delivery->remote) {
        pin(s); /* its post was not answered: who knows how far it came */
    } else if (result->kind == API_OK) {
        send_sent(s, s->look.found);
    } else if (is_lost(result)) {
        summary_post(s);
    } else if (post_goes_plain(s, result)) {
        summary_update(s);
    } else if (!send_joins(s, result, summary_update) && !place_moved(s, result)) {
        send_failed(s, result, true);
    }
}

static void summary_update(struct sending *s) {
    json_t *args = post_args(s, summary_marker(s));
    jsonx_set_string(args, "ts", s->look.found);
    if (s->plain) {
        json_object_set_new(args, "blocks", json_array()); /* or the old ones stay */
    }
    op_call(&s->op, "chat.update", args, NULL, summary_updated);
}

void summary_send(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    s->look.on_found = summary_update;
    s->look.on_missing = summary_post;
    if (delivery->remote) {
        s->look.found = delivery->remote;
        summary_update(s);
    } else if (delivery->unsure) {
        search_for(s, summary_marker(s), 0, NULL);
    } else {
        summary_post(s);
    }
}

/* ---- a message with buttons ---- */

static void buttons_updated(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    if (post_goes_plain(s, result)) {
        buttons_send(s);
    } else if (result->kind == API_REFUSED && !slack_api_fatal(result->error)) {
        /* Somebody deleted it, or its time to be edited is over: it stays as it is, and
         * the commands refuse what its buttons ask. */
        log_event(LOG_LEVEL_INFO, "slack.buttons.stay", "why", result->error, NULL);
        send_sent(s, NULL);
    } else if (result->kind == API_OK) {
        send_sent(s, NULL);
    } else {
        send_failed(s, result, true);
    }
}

void buttons_send(struct sending *s) {
    const char *id = s->delivery->slot + strlen(SLOT_BUTTONS);
    json_t *args = post_args(s, id);
    jsonx_set_string(args, "ts", s->delivery->remote);
    if (s->plain) {
        json_object_set_new(args, "blocks", json_array());
    }
    op_call(&s->op, "chat.update", args, NULL, buttons_updated);
}

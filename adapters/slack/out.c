/* out.c: deliveries under way: how each begins and what an answer of Slack's makes of
 * it.
 *
 * Nothing is queued and nothing is sent twice: a call that may have been done ends its
 * delivery as unknown, and the sender looks (out_look.c) before it sends again. */
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"
#include "out_sending.h"

struct slack_outbound *slack_outbound_new(struct slack *slack) {
    struct slack_outbound *outbound = mem_new(sizeof *outbound);
    outbound->slack = slack;
    outbound->known = known_new();
    return outbound;
}

void slack_outbound_stop(struct slack_outbound *outbound) {
    outbound->stopped = true;
    struct slack *slack = outbound->slack;
    while (slack->ops) {
        slack->ops->stopped(slack->ops);
    }
}

void slack_outbound_free(struct slack_outbound *outbound) {
    if (outbound) {
        slack_outbound_stop(outbound);
        known_free(outbound->known);
        free(outbound);
    }
}

/* ---- ends ---- */

void send_end(struct sending *s, const struct outcome *outcome) {
    op_end(&s->op);
    s->done(s->ctx, outcome);
    op_free(&s->op);
}

void send_sent(struct sending *s, const char *remote) {
    struct outcome outcome = {.kind = OUTCOME_SENT, .remote = remote};
    send_end(s, &outcome);
}

void send_denied(struct sending *s, const char *why) {
    struct outcome outcome = {.kind = OUTCOME_DENIED, .why = why};
    send_end(s, &outcome);
}

void send_retry(struct sending *s, int64_t ms, const char *why) {
    struct outcome outcome = {.kind = OUTCOME_RETRY, .retry_ms = ms, .why = why};
    send_end(s, &outcome);
}

void send_unknown(struct sending *s, const char *why) {
    struct outcome outcome = {.kind = OUTCOME_UNKNOWN, .why = why};
    send_end(s, &outcome);
}

static void stopped(struct op *op) {
    send_unknown((struct sending *)op, "tocsin stopped while it was under way");
}

/* Slack will not have us: until a person has acted nothing will work, and what waits is
 * kept. Said last, because whoever hears it may stop everything. */
static void fatal(struct sending *s, const char *why) {
    struct slack *slack = s->op.slack;
    struct arena *arena = arena_new();
    const char *said = arena_strdup(arena, why);
    if (s->looking) {
        send_unknown(s, said);
    } else {
        send_retry(s, SLACK_FATAL_MS, said);
    }
    slack_fatal(slack, said);
    arena_free(arena);
}

void send_failed(struct sending *s, const struct api_result *result, bool harmless) {
    const char *why = slack_api_say(s->op.arena, result);
    if (result->kind == API_REFUSED && slack_api_fatal(result->error)) {
        fatal(s, why);
    } else if (s->looking || (result->kind == API_UNKNOWN && !harmless)) {
        send_unknown(s, why); /* a search that failed tells nothing either */
    } else if (result->kind == API_REFUSED) {
        send_denied(s, why);
    } else {
        send_retry(s, result->retry_ms, why);
    }
}

/* ---- joining ---- */

static void joined(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    bool refused = result->kind == API_REFUSED && !slack_api_fatal(result->error);
    if (result->kind == API_OK) {
        s->again(s);
    } else if (refused && !s->looking) {
        send_denied(s, s->why); /* that it is no member is the news, not why */
    } else if (refused) {
        send_unknown(s, s->why);
    } else {
        send_failed(s, result, true);
    }
}

bool send_joins(struct sending *s, const struct api_result *result, sending_cb again) {
    if (result->kind != API_REFUSED || s->joined ||
        !text_equal(result->error, "not_in_channel")) {
        return false;
    }
    s->joined = true;
    s->again = again;
    s->why = slack_api_say(s->op.arena, result);
    op_call(&s->op, "conversations.join", json_pack("{s:s}", "channel", s->channel), NULL,
            joined);
    return true;
}

/* ---- beginnings ---- */

static struct sending *begin(struct slack_outbound *outbound,
                             const struct delivery *delivery, outcome_cb done,
                             void *ctx) {
    bool urgent = text_equal(delivery->level, "urgent");
    struct sending *s = op_new(outbound->slack, sizeof *s, urgent, stopped);
    s->delivery = delivery;
    s->done = done;
    s->ctx = ctx;
    return s;
}

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

/* Stopped: surely not sent, or not looked for. */
static bool turned_away(const struct slack_outbound *outbound, bool looking,
                        outcome_cb done, void *ctx) {
    struct outcome outcome = {.kind = looking ? OUTCOME_UNKNOWN : OUTCOME_RETRY,
                              .why = "tocsin is stopping"};
    if (outbound->stopped) {
        done(ctx, &outcome);
    }
    return outbound->stopped;
}

void slack_outbound_send(struct slack_outbound *outbound, const struct delivery *delivery,
                         outcome_cb done, void *ctx) {
    if (turned_away(outbound, false, done, ctx)) {
        return;
    }
    struct sending *s = begin(outbound, delivery, done, ctx);
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

void slack_outbound_look(struct slack_outbound *outbound, const struct delivery *delivery,
                         outcome_cb done, void *ctx) {
    if (turned_away(outbound, true, done, ctx)) {
        return;
    }
    struct sending *s = begin(outbound, delivery, done, ctx);
    s->looking = true;
    look_start(s);
}

/* out_sending.c: a delivery under way: its ends, and what an answer of Slack's makes of
 * it.
 *
 * Nothing is queued and nothing is sent twice: a call that may have been done ends its
 * delivery as unknown, and the sender looks (out_look.c) before it sends again. */
#include "out_sending.h"

#include "api_say.h"
#include "base/text.h"

enum { FATAL_MS = 60 * 1000 }; /* between tries while Slack will not have us */

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

void send_cannot(struct sending *s, const char *why) {
    if (s->looking) {
        send_unknown(s, why);
    } else {
        send_denied(s, why);
    }
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
        send_retry(s, FATAL_MS, said);
    }
    slack->give_up(slack, said);
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
    if (result->kind == API_OK) {
        s->again(s);
    } else if (result->kind == API_REFUSED && !slack_api_fatal(result->error)) {
        send_cannot(s, s->why); /* that it is no member is the news, not why */
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

/* ---- its beginning ---- */

struct sending *sending_new(struct slack *slack, const struct delivery *delivery,
                            outcome_cb done, void *ctx) {
    bool urgent = text_equal(delivery->level, "urgent");
    struct sending *s = op_new(slack, sizeof *s, urgent, stopped);
    s->delivery = delivery;
    s->done = done;
    s->ctx = ctx;
    return s;
}

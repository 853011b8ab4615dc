/* out_sending.c: a delivery under way: its ends, and what an answer makes of it.
 *
 * Nothing is queued and nothing is sent twice blindly: a call that may have been done ends its
 * delivery as unknown, and the sender looks (out_look.c) before it sends again, with the same
 * transaction id. */
#include "out_sending.h"

#include "base/text.h"

static void stopped(struct work *work) {
    mx_unknown((struct sending *)work, "tocsin stopped while it was under way");
}

struct sending *matrix_sending(struct matrix *matrix, const struct delivery *delivery,
                               outcome_cb done, void *ctx) {
    enum matrix_rank rank = text_equal(delivery->level, "urgent") ? MATRIX_URGENT
                            : delivery->kind == DELIVERY_MIRROR   ? MATRIX_LAST
                                                                  : MATRIX_ORDINARY;
    struct sending *s = mx_work_new(matrix, sizeof *s, rank, stopped);
    s->delivery = delivery;
    s->done = done;
    s->ctx = ctx;
    return s;
}

/* ---- ends ---- */

void mx_end(struct sending *s, const struct outcome *outcome) {
    mx_work_end(&s->work);
    s->done(s->ctx, outcome);
    mx_work_free(&s->work);
}

void mx_sent(struct sending *s, const char *remote) {
    mx_end(s, &(struct outcome){.kind = OUTCOME_SENT, .remote = remote});
}

void mx_denied(struct sending *s, const char *why) {
    mx_end(s, &(struct outcome){.kind = OUTCOME_DENIED, .why = why});
}

void mx_retry(struct sending *s, int64_t ms, const char *why) {
    mx_end(s, &(struct outcome){.kind = OUTCOME_RETRY, .retry_ms = ms, .why = why});
}

void mx_unknown(struct sending *s, const char *why) {
    mx_end(s, &(struct outcome){.kind = OUTCOME_UNKNOWN, .why = why});
}

static const struct {
    const char *error, *say;
} sayings[] = {
    {"M_FORBIDDEN", "tocsin may not do that there: invite it, or give it the power to"},
    {"M_NOT_FOUND", "the homeserver knows no such room or person: check the id"},
    {"M_TOO_LARGE", "it is larger than an event may be"},
    {"M_GUEST_ACCESS_FORBIDDEN", "guests may not do that: give tocsin an account"},
    {"M_UNSUPPORTED_ROOM_VERSION", "the homeserver does not know rooms of that version"},
    {"M_RESOURCE_LIMIT_EXCEEDED",
     "the homeserver has reached a limit of its own: ask who "
     "runs it"},
    {"M_USER_DEACTIVATED", "that account is switched off"},
    {"M_UNRECOGNIZED",
     "the homeserver is too old, or it is none: check matrix.homeserver"},
};

const char *matrix_say(struct arena *arena, const struct matrix_result *result) {
    for (size_t i = 0; result->error && i < sizeof sayings / sizeof *sayings; i++) {
        if (text_equal(result->error, sayings[i].error)) {
            return arena_printf(arena, "%s (%s)", sayings[i].say, result->error);
        }
    }
    return result->why ? arena_strdup(arena, result->why) : "done";
}

void mx_failed(struct sending *s, const struct matrix_result *result, bool harmless) {
    const char *why = matrix_say(s->work.arena, result);
    if (s->looking || (result->kind == MATRIX_UNKNOWN && !harmless)) {
        mx_unknown(s, why); /* a search that failed tells nothing either */
    } else if (result->kind == MATRIX_REFUSED) {
        mx_denied(s, why);
    } else {
        mx_retry(s, result->retry_ms, why);
    }
}

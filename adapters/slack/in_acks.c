/* in_acks.c: acknowledging envelopes.
 *
 * The same envelope may have come several times, over several sockets. All copies are
 * acknowledged, the answer rides in one of them only: the person must not read it twice.
 * The newest comes first, because a copy means that Slack gave up on the ones before.
 * What has the same id is one envelope, over however many sockets: whichever of its acks
 * is read first has to have the answer. None is dropped, however many come: what a copy
 * takes is less than the frame that brought it, and one that is not acknowledged comes
 * again. */
#include "in_acks.h"
#include "codec_dates.h"
#include "codec_envelope.h"

#include "base/log.h"
#include "base/text.h"

void asked_ack_due(struct asked *asked, uint64_t socket,
                   const struct envelope *envelope) {
    if (!envelope->id) {
        return;
    }
    struct ack_due *due = arena_alloc(asked->arena, sizeof *due);
    *due = (struct ack_due){
        .before = asked->acks,
        .socket = socket,
        .envelope = arena_strdup(asked->arena, envelope->id),
        .payload = envelope->accepts_payload,
    };
    asked->acks = due;
}

bool desk_ack(struct desk *desk, uint64_t socket, const char *envelope,
              const json_t *payload) {
    if (!envelope) {
        return false;
    }
    struct arena *arena = arena_new();
    if (payload && slack_api_is_undated(desk->slack->api)) {
        const struct host *host = desk->slack->host;
        json_t *undated = arena_json(arena, json_deep_copy(payload));
        slack_undate(undated, host->now(host->self));
        payload = undated;
    }
    char *frame = slack_ack(arena, envelope, payload);
    bool sent = frame && slack_sockets_ack(desk->sockets, socket, frame);
    arena_free(arena);
    return sent;
}

bool asked_ack(struct asked *asked, const json_t *payload) {
    struct desk *desk = asked->desk;
    const char *rode = NULL; /* the envelope that took it */
    asked->acked = true;
    if (asked->envelope.kind == ENVELOPE_SUBMIT) {
        json_decref(asked->said);
        asked->said = json_incref((json_t *)payload);
    }
    for (const struct ack_due *due = asked->acks; due; due = due->before) {
        if (payload && due->payload && (!rode || text_equal(rode, due->envelope)) &&
            desk_ack(desk, due->socket, due->envelope, payload)) {
            asked->answered_by = rode ? asked->answered_by : due->socket;
            rode = due->envelope;
        } else if (!desk_ack(desk, due->socket, due->envelope, NULL)) {
            log_event(LOG_LEVEL_INFO, "slack.ack.lost", "envelope", due->envelope, NULL);
        }
    }
    asked->acks = NULL;
    return rode != NULL;
}

/* codec_envelope.h: what comes over the socket, and its ack. */
#ifndef TOCSIN_SLACK_CODEC_ENVELOPE_H
#define TOCSIN_SLACK_CODEC_ENVELOPE_H

#include "codec.h"

/* One message of the socket. What `ret` points at lives in the arena, the parsed document
 * included. `bot_user`: our own user id, whose events are OTHER; NULL:
 * not known yet. False: no JSON or no envelope; err says what (never its text). */
bool slack_envelope(struct arena *arena, const char *s, size_t len,
                    const struct slack_reactions *reactions, const char *bot_user,
                    struct envelope *ret, struct error *err);
/* The ack frame; `payload` may be NULL. NULL when it would not be under SLACK_ACK. */
char *slack_ack(struct arena *arena, const char *envelope_id, const json_t *payload);
/* {"response_type":"ephemeral","text","blocks"} of an answer: ack payload, and with
 * "replace_original": false the body for a response_url. */
json_t *slack_answer(struct arena *arena, const json_t *tree, const char *command);

#endif

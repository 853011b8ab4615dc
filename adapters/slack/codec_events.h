/* codec_events.h: what happened in a channel. */
#ifndef TOCSIN_SLACK_CODEC_EVENTS_H
#define TOCSIN_SLACK_CODEC_EVENTS_H

#include "codec.h"

/* Files that a message brought, each an input of its own with its own key; the envelope
 * may be acknowledged once all of them are saved. 0: it is not about files. */
size_t slack_envelope_files(const struct envelope *envelope);
/* The input of file `i` of slack_envelope_files(); file 0 is envelope->input. */
struct input slack_envelope_file(struct arena *arena, const struct envelope *envelope,
                                 size_t i);
/* payload.event of an events_api envelope; leaves `ret` OTHER when it means nothing. */
void slack_event(struct arena *arena, const json_t *payload,
                 const struct slack_reactions *reactions, const char *bot_user,
                 struct envelope *ret);

#endif

/* codec_message.h: messages of others. */
#ifndef TOCSIN_SLACK_CODEC_MESSAGE_H
#define TOCSIN_SLACK_CODEC_MESSAGE_H

#include "codec.h"

/* What a message says (text, else blocks; attachments), as plain text; "" when that is
 * nothing. */
char *slack_message_text(struct arena *arena, const json_t *message);

#endif

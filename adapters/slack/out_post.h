/* out_post.h: one message: to a channel, into a thread, to a person. */
#ifndef TOCSIN_SLACK_OUT_POST_H
#define TOCSIN_SLACK_OUT_POST_H

#include "out_sending.h"

void post_send(struct sending *s);
/* Arguments of chat.postMessage and chat.update: text, blocks (unless s->plain) and the
 * metadata that say `marker`. New reference. */
json_t *post_args(struct sending *s, const char *marker);
/* After a refusal of the blocks or their length: says so on the log and makes s->plain
 * true, once. */
bool post_goes_plain(struct sending *s, const struct api_result *result);

#endif

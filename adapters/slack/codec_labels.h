/* codec_labels.h: people of a text who come with a name. */
#ifndef TOCSIN_SLACK_CODEC_LABELS_H
#define TOCSIN_SLACK_CODEC_LABELS_H

#include "codec.h"

/* The next person of a text as Slack sent it who comes with a name
 * ("<@U2|ben>"); *at (NULL: no text) moves behind. False: there is none. */
bool slack_next_label(struct arena *arena, const char **at, const char **ret_actor,
                      const char **ret_name);

#endif

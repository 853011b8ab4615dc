/* codec_fallback.h: trees as one text, without blocks. */
#ifndef TOCSIN_SLACK_CODEC_FALLBACK_H
#define TOCSIN_SLACK_CODEC_FALLBACK_H

#include "codec.h"

/* A tree as mrkdwn in one string: the fallback of a message; at most `most` characters,
 * cut at a line and saying so. Never empty. */
char *slack_text(struct arena *arena, const json_t *tree, const char *command,
                 size_t most);
/* A tree in one line: topic, purpose. Escaped; at most `most` characters, cut with "…".
 */
char *slack_line(struct arena *arena, const json_t *tree, size_t most);
/* "… cut here; /inc timeline has all of it" */
char *slack_cut_notice(struct arena *arena, const char *command);
/* Text of nodes in one line, without marks; not escaped. */
char *slack_bare(struct arena *arena, const json_t *nodes, const char *command);

#endif

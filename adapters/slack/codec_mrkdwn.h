/* codec_mrkdwn.h: the nodes of one line. */
#ifndef TOCSIN_SLACK_CODEC_MRKDWN_H
#define TOCSIN_SLACK_CODEC_MRKDWN_H

#include "codec.h"

/* Nodes as mrkdwn: text of people escaped, mentions, links and moments live. */
char *slack_mrkdwn(struct arena *arena, const json_t *nodes, const char *command,
                   bool bold);
/* Nodes as plain text, entities in it. */
char *slack_plain_line(struct arena *arena, const json_t *nodes, const char *command);
/* Does a text in it hold marks, while nothing else in it has to be live? */
bool slack_wants_plain(const json_t *nodes);
/* A text whose further lines are marked as continued. */
char *slack_continued(struct arena *arena, const char *s);

#endif

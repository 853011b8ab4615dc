/* dispatch_incident.h: which incident the first words of a command name. Of the head of a
 * text alone (dispatch_head.c). */
#ifndef TOCSIN_CORE_DISPATCH_INCIDENT_H
#define TOCSIN_CORE_DISPATCH_INCIDENT_H

#include "core/turn.h"

struct token_reader;

/* The next word, without the mark that people put behind a name. NULL: none. */
char *dispatch_word(struct arena *arena, struct token_reader *reader);
/* The incident named where the reader stands; *ret_behind is behind it. NULL: none. */
const char *dispatch_peek_incident(struct arena *arena, const struct token_reader *reader,
                                   struct token_reader *ret_behind);
/* An incident named behind the command's words: the reader moves behind it. In a channel of
 * another incident it becomes a question (turn->mention), unless the command only reads.
 * `here`: incident of the place, or NULL. NULL: none is named there. */
const char *dispatch_incident_behind(struct turn *turn, const struct command *command,
                                     const char *here, struct token_reader *reader);
/* The same question of a text that does not stand first, or stands behind an incident that
 * was named: turn->mention. `target`: the incident that the turn is about, or NULL. */
void dispatch_mention(struct turn *turn, const char *target);

#endif

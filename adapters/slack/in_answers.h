/* in_answers.h: how an answer reaches the person who asked. */
#ifndef TOCSIN_SLACK_IN_ANSWERS_H
#define TOCSIN_SLACK_IN_ANSWERS_H

#include "in_asked.h"

#define ANSWERS_CANNOT_TELL                                                              \
    "I cannot tell yet whether this was saved; I will answer here."
/* Remembers it as what the person has to read; NULL: that there was no answer. */
void answers_keep(struct asked *asked, const json_t *tree);
/* Notes that the person has read it, or may have; false: surely not. */
bool answers_perhaps_read(struct asked *asked, const struct api_result *result);
/* A tree of one paragraph. In the arena. */
const json_t *answers_tree(struct arena *arena, const char *text);
/* Says it to the person who asked, and acknowledges. */
void answers_say(struct asked *asked, const json_t *tree);
/* Says that no answer has come yet, in the ack where that is possible. */
void answers_late(struct asked *asked);
/* POSTs `body` (stolen) to the response_url; false: it cannot be used (any more). */
bool answers_url(struct asked *asked, json_t *body, asked_cb done);
/* Says it to that person alone, without the socket and without the response_url. */
void answers_aside(struct asked *asked, const json_t *tree);
void answers_mention(struct asked *asked, const json_t *tree);

#endif

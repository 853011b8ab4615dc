/* in_answers.h: how an answer reaches the person who asked. */
#ifndef TOCSIN_MATRIX_IN_ANSWERS_H
#define TOCSIN_MATRIX_IN_ANSWERS_H

#include "codec_input.h"
#include "shared.h"
#include "tocsin/reply.h"

/* As a reply where it was asked, or in the thread it was asked in. A refusal is read by who
 * asked alone, in a direct chat; their message in the room gets an envelope. Whoever is none
 * of ours is not answered. */
void matrix_answer(struct matrix *matrix, const struct matrix_heard *heard,
                   const struct reply *reply);
/* They leave what they were asked for: `late`, or because they said so. */
void matrix_left(struct matrix *matrix, const struct matrix_heard *heard, bool late);
/* A line that a room hears of us, once: `what` and the room are its id. */
void matrix_remark(struct matrix *matrix, const char *what, const char *room,
                   const char *text);

#endif

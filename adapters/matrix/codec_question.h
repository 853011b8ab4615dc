/* codec_question.h: what somebody is asked for that their command lacks: pure.
 *
 * The question is a message of ours in a thread, and all that is known of the dialogue stands
 * in its mark, "asks": a process that knows nothing of it reads it there.
 *
 *   {"of": user, "text": what was typed so far, "at": UTC ms, "heard": [events of it],
 *    "lacks"?: name of the part, "incident"?, "made"?, "phase"?}
 *
 * Without "text" the dialogue is over. What is answered goes behind what was typed: a
 * dialogue can do nothing that a line cannot. */
#ifndef TOCSIN_MATRIX_CODEC_QUESTION_H
#define TOCSIN_MATRIX_CODEC_QUESTION_H

#include "codec_input.h"

/* The question after that input, which was refused: `lacks` says which part it lacks, NULL:
 * none, but what was answered is not taken. That, and an answer that is not the part that
 * was asked for, is asked for as before. New reference. */
json_t *matrix_question(struct arena *arena, const struct matrix_heard *heard,
                        const char *lacks);
/* The dialogue with that person is over. New reference. */
json_t *matrix_question_over(const char *user);
enum matrix_answering {
    MATRIX_NO_ANSWER, /* there is no question, or it was one of its own events */
    MATRIX_ANSWERS,
    MATRIX_LEAVES,  /* "stop" */
    MATRIX_TOO_OLD, /* nobody knows by then that it is an answer */
};
enum matrix_answering matrix_answering(struct arena *arena, const json_t *question,
                                       const struct matrix_event *event);
/* What is asked in a thread, from its events: {user: question}; of each the newest (they come
 * first). New reference. */
json_t *matrix_questions(const json_t *events, const char *own);

#endif

/* codec_input.h: what happened in a room, as an input: pure. */
#ifndef TOCSIN_MATRIX_CODEC_INPUT_H
#define TOCSIN_MATRIX_CODEC_INPUT_H

#include "codec_buttons.h"
#include "codec_events.h"
#include "tocsin/input.h"

struct matrix_heard {
    struct matrix_event event;
    const char *room;  /* "!…" */
    const char *place; /* what that place is called: the room, or one that it replaced */
    bool direct;   /* said to us alone: all of it is a command, and the answer is read by
                         nobody else */
    bool stranger; /* who did it is none of ours */
    /* REDACTED: the reaction that was taken away; kind MATRIX_NOTHING: it was none, or it is
     * not known. EDITED: nothing */
    struct matrix_event reaction;
    /* REACTED with a raised hand: the incident that the message was about, or NULL */
    const char *incident;
    struct matrix_press press; /* REACTED: the button that it presses */
    const json_t *question; /* SAID: ours, that it answers (codec_question.h), or NULL */
};

/* False: it is none. Everything is in the arena or borrowed from `heard`. A command that is
 * older than `replay_ms` is marked as late. */
bool matrix_input(struct arena *arena, const struct matrix_heard *heard, int64_t now,
                  int64_t replay_ms, struct input *ret);
/* The line that it is, as if it had been typed at once; NULL: it is none. */
const char *matrix_typed(struct arena *arena, const struct matrix_heard *heard);
/* Copied into the arena, as far as it can become an input; false: it cannot. */
bool matrix_keep(struct arena *arena, const struct matrix_event *event, bool direct,
                 struct matrix_event *ret);
/* Answers, notes: one id per event that they are for, the same whenever they are sent. */
char *matrix_answer_id(struct arena *arena, const char *what, const char *event);

#endif

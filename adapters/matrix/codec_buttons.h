/* codec_buttons.h: buttons on a network that has none: each has a sign, and reacting with that
 * sign is pressing it: pure.
 *
 * All that a button means travels in the content of its message, so that one that is pressed
 * a week later still says what it is for. Only messages of our own are read so. */
#ifndef TOCSIN_MATRIX_CODEC_BUTTONS_H
#define TOCSIN_MATRIX_CODEC_BUTTONS_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>

struct matrix_press {
    const char *command;                 /* "role take"; NULL: nothing was pressed */
    const char *incident, *made, *phase; /* as in an input, or NULL */
    const json_t *fields;                /* or NULL */
    bool form; /* it may want words: what is missing is asked for */
};

/* What to react with for that command; NULL: it has none, and is typed. */
const char *matrix_sign_of(const char *command);
/* The command whose sign it is, in any of its variations; NULL: none. */
const char *matrix_signed(const char *key);
/* "React: X Acknowledge, Y Post an update"; `prefix`: what is typed before those that have
 * no sign. "": there are none. */
char *matrix_buttons_line(struct arena *arena, const json_t *buttons, const char *prefix);
/* Puts the buttons of a tree into the mark of its message. */
void matrix_buttons_keep(json_t *mark, const json_t *tree);
/* The signs of a tree's buttons, a list of strings. New reference. */
json_t *matrix_buttons_signs(const json_t *tree);
/* What a reaction does to a message of ours with that mark. False: nothing. Borrows. */
bool matrix_pressed(const json_t *mark, const char *key, struct matrix_press *ret);

#endif

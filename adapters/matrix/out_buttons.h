/* out_buttons.h: messages with buttons: the reactions that stand under them for people to
 * press, and their contents, which are kept current. */
#ifndef TOCSIN_MATRIX_OUT_BUTTONS_H
#define TOCSIN_MATRIX_OUT_BUTTONS_H

#include "out_sending.h"

/* Puts the signs of the tree's buttons under a message of ours; best effort. */
void matrix_buttons_offer(struct sending *s, const char *event);
/* Edits it where it stands (slot "buttons:…"). s->room is known. */
void matrix_buttons_mirror(struct sending *s);

#endif

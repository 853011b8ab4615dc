/* out_places.h: places of ours as rooms. */
#ifndef TOCSIN_MATRIX_OUT_PLACES_H
#define TOCSIN_MATRIX_OUT_PLACES_H

#include "out_sending.h"

/* Finds s->room, sees that it can be written to in the open, then calls `placed`; otherwise
 * it ends the delivery. */
void matrix_place(struct sending *s, sending_cb placed);
/* After a refusal: when the room was known from before, or has been replaced since, finds it
 * again (once) and calls `placed`. False: there is nothing else to try. */
bool matrix_place_moved(struct sending *s, const struct matrix_result *result);

#endif

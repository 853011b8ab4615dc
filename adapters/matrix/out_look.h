/* out_look.h: is what a delivery says there already? */
#ifndef TOCSIN_MATRIX_OUT_LOOK_H
#define TOCSIN_MATRIX_OUT_LOOK_H

#include "out_sending.h"

/* s->room is known: reads back from its end to a little before the delivery was decided. */
void matrix_look_for(struct sending *s);

#endif

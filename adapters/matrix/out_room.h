/* out_room.h: the incident's room. */
#ifndef TOCSIN_MATRIX_OUT_ROOM_H
#define TOCSIN_MATRIX_OUT_ROOM_H

#include "out_sending.h"

/* Opens it: under the first alias that is free, or that is of this delivery's own room. */
void matrix_room_open(struct sending *s);
/* Is it there? */
void matrix_room_seek(struct sending *s);

#endif

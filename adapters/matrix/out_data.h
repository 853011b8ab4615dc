/* out_data.h: the incident as a state event of its room, and who has power there. */
#ifndef TOCSIN_MATRIX_OUT_DATA_H
#define TOCSIN_MATRIX_OUT_DATA_H

#include "out_sending.h"

void matrix_data(struct sending *s); /* s->room is known */

#endif

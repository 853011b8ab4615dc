/* out_steps.h: keeping the incident's room: its people, its end. */
#ifndef TOCSIN_MATRIX_OUT_STEPS_H
#define TOCSIN_MATRIX_OUT_STEPS_H

#include "out_sending.h"

void matrix_step(struct sending *s); /* s->room is known */

#endif

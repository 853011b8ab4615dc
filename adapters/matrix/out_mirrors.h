/* out_mirrors.h: what shows the incident's state in its room. */
#ifndef TOCSIN_MATRIX_OUT_MIRRORS_H
#define TOCSIN_MATRIX_OUT_MIRRORS_H

#include "out_sending.h"

void matrix_mirror(struct sending *s); /* s->room is known */

#endif

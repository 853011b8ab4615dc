/* out_join.h: the configured places. */
#ifndef TOCSIN_MATRIX_OUT_JOIN_H
#define TOCSIN_MATRIX_OUT_JOIN_H

#include "shared.h"

/* Joins options.places, warns on the log about what it cannot. */
void matrix_join_places(struct matrix *matrix);

#endif

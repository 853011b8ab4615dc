/* out_names.h: what rooms are called in what is said. */
#ifndef TOCSIN_MATRIX_OUT_NAMES_H
#define TOCSIN_MATRIX_OUT_NAMES_H

#include "out_sending.h"

/* What the delivery says, with the alias of every room that tocsin made in it: an id says
 * nothing to people. In the work's arena. */
json_t *matrix_body(struct sending *s);

#endif

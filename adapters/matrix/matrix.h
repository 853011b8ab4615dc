/* matrix.h: Matrix, by the client-server API of a homeserver. */
#ifndef TOCSIN_MATRIX_MATRIX_H
#define TOCSIN_MATRIX_MATRIX_H

#include "options.h"
#include "tocsin/adapter.h"

struct adapter *matrix_new(const struct matrix_options *options);

#endif

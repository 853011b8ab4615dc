/* network.h: Matrix as the program finds it (tocsin/network.h). */
#ifndef TOCSIN_MATRIX_NETWORK_H
#define TOCSIN_MATRIX_NETWORK_H

#include "tocsin/network.h"

extern const struct network network_matrix;

#endif

/* out_check.h: everything that must be right on the homeserver, looked at once. */
#ifndef TOCSIN_MATRIX_OUT_CHECK_H
#define TOCSIN_MATRIX_OUT_CHECK_H

#include "shared.h"

/* adapter.check */
void matrix_check(struct matrix *matrix, finding_cb report, void (*done)(void *ctx),
                  void *ctx);

#endif

/* out.h: deliveries: how each begins. */
#ifndef TOCSIN_MATRIX_OUT_H
#define TOCSIN_MATRIX_OUT_H

#include "shared.h"

/* adapter.send, adapter.look */
void matrix_send(struct matrix *matrix, const struct delivery *delivery, outcome_cb done,
                 void *ctx);
void matrix_look(struct matrix *matrix, const struct delivery *delivery, outcome_cb done,
                 void *ctx);
/* Ends everything under way; a delivery with OUTCOME_UNKNOWN. */
void matrix_stop(struct matrix *matrix);

#endif

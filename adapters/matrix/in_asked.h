/* in_asked.h: inputs that were handed in and have no reply yet. They outlive the batch that
 * they came with when the adapter stops. */
#ifndef TOCSIN_MATRIX_IN_ASKED_H
#define TOCSIN_MATRIX_IN_ASKED_H

#include "codec_input.h"
#include "shared.h"

struct asked;
/* `unsure`: nobody knows whether it was saved: it is to be handed in again. */
typedef void (*asked_cb)(void *ctx, bool unsure);

/* Hands it in; answers the person; `done` after that, possibly before this returns. `heard`
 * and what it points to are copied. */
void matrix_ask(struct matrix *matrix, const struct matrix_heard *heard,
                const struct input *input, asked_cb done, void *ctx);
/* Those with that `ctx` call back no more. */
void matrix_asked_forget(struct matrix *matrix, const void *ctx);
void matrix_asked_free(struct matrix *matrix); /* after the host has gone */

#endif

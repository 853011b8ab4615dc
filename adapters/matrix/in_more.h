/* in_more.h: what an event alone does not say, and is asked for before it is handed in: whose
 * the message was that is edited, what the one offered that is reacted to, and whether what
 * is said in a thread answers a question of ours. */
#ifndef TOCSIN_MATRIX_IN_MORE_H
#define TOCSIN_MATRIX_IN_MORE_H

#include "api_work.h"
#include "codec_input.h"

/* `again`: the homeserver does not answer. */
typedef void (*more_cb)(struct work *whose, bool again);
/* For all of them, in their order; what is found lives in the arena of `whose`. */
void matrix_more(struct work *whose, struct matrix_heard *heard, size_t n, more_cb then);

#endif

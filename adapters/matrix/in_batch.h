/* in_batch.h: one answer of /sync, from what is in it to the last reply. */
#ifndef TOCSIN_MATRIX_IN_BATCH_H
#define TOCSIN_MATRIX_IN_BATCH_H

#include "api_work.h"
#include "codec_input.h"

struct matrix_recent; /* in_recent.h */

struct batch;
/* `again`: not all of it is known to be saved: it is to be read again, from where it began. */
typedef void (*batch_end_cb)(void *ctx, bool again);

struct batch_options {
    struct matrix *matrix;
    const json_t *sync; /* the answer; kept by the batch */
    const char
        *since;       /* where it began; NULL: at the very beginning: what was said before
                           is none of ours */
    const char *keep; /* fact that stands for all of it, kept with its last input */
    struct matrix_recent *recent;
    batch_end_cb end;
    void *ctx;
};

/* Calls `end` once, possibly before this returns; the batch is freed by then. */
void batch_begin(const struct batch_options *options);

#endif

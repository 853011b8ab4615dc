/* codec_relates.h: what a message of ours belongs to. */
#ifndef TOCSIN_MATRIX_CODEC_RELATES_H
#define TOCSIN_MATRIX_CODEC_RELATES_H

#include <jansson.h>

/* "m.relates_to" of an answer to `event`; `thread`: the event it is under, or NULL. New
 * reference. */
json_t *matrix_relates(const char *thread, const char *event);

#endif

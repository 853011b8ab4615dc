/* out_post.h: one message: to a room, into a thread, to a person. */
#ifndef TOCSIN_MATRIX_OUT_POST_H
#define TOCSIN_MATRIX_OUT_POST_H

#include "out_sending.h"

void matrix_post(struct sending *s);
/* Content of ours that says which delivery it is, so that it is found. */
void matrix_mark_as(json_t *content, const struct delivery *delivery);
/* PUT of an event that is sent with the delivery's id as its transaction id. `content` is
 * stolen. */
void matrix_put(struct sending *s, const char *type, json_t *content,
                work_result_cb then);

#endif

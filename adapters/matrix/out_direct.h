/* out_direct.h: the room in which one person is spoken to alone. */
#ifndef TOCSIN_MATRIX_OUT_DIRECT_H
#define TOCSIN_MATRIX_OUT_DIRECT_H

#include "out_sending.h"

typedef void (*direct_cb)(struct sending *s, const char *room);
/* Finds it, or makes it and invites them; otherwise it ends the delivery. */
void matrix_direct(struct sending *s, const char *user, direct_cb then);

#endif

/* out_orphans.h: rooms that were left behind while an incident's room was made. */
#ifndef TOCSIN_MATRIX_OUT_ORPHANS_H
#define TOCSIN_MATRIX_OUT_ORPHANS_H

#include "out_sending.h"

/* The opening was looked for, for nobody knows how far it came: it may have left one. */
void matrix_orphans_expect(struct matrix *matrix, const char *delivery);
/* Its room is there, s->room: what else it made is left. Best effort, and beside it. */
void matrix_orphans_leave(struct sending *s);

#endif

/* out_ask.h: the text of one message. */
#ifndef TOCSIN_MATRIX_OUT_ASK_H
#define TOCSIN_MATRIX_OUT_ASK_H

#include "out_sending.h"

void matrix_ask_text(struct sending *s);

#endif

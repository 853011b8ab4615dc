/* out_ask.h: the text of one message. */
#ifndef TOCSIN_SLACK_OUT_ASK_H
#define TOCSIN_SLACK_OUT_ASK_H

#include "out_sending.h"

void ask_send(struct sending *s);

#endif

/* out_look.h: is what a delivery says there already? */
#ifndef TOCSIN_SLACK_OUT_LOOK_H
#define TOCSIN_SLACK_OUT_LOOK_H

#include "out_sending.h"

void look_start(struct sending *s);

#endif

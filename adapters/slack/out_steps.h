/* out_steps.h: keeping the incident's channel. */
#ifndef TOCSIN_SLACK_OUT_STEPS_H
#define TOCSIN_SLACK_OUT_STEPS_H

#include "out_sending.h"

void step_send(struct sending *s);

#endif

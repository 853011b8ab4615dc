/* in_buttons.h: the answer to a press of a button in a message. */
#ifndef TOCSIN_SLACK_IN_BUTTONS_H
#define TOCSIN_SLACK_IN_BUTTONS_H

#include "in_asked.h"

void buttons_reply(struct asked *asked, const struct reply *reply);

#endif

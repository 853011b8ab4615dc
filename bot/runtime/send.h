/* send.h: the head of a lane on its way to a network. */
#ifndef TOCSIN_RUNTIME_SEND_H
#define TOCSIN_RUNTIME_SEND_H

#include "runtime/parts.h"

/* Sends it when that is allowed now; else the lane is pumped again later. */
void send_head(struct lane *lane);

#endif

/* settle.h: what comes of a sending. */
#ifndef TOCSIN_RUNTIME_SETTLE_H
#define TOCSIN_RUNTIME_SETTLE_H

#include "runtime/sending.h"

/* Takes the head off, as it will not be sent any more, or is there already. */
void lane_take_head(struct lane *lane);
/* It is there, or will never be: the timeline is told, or the head is taken off. The
 * sending stays the caller's. */
void sending_ended(struct sending *sending, const struct outcome *outcome);

#endif

/* settle.h: what comes of a sending. */
#ifndef TOCSIN_RUNTIME_SETTLE_H
#define TOCSIN_RUNTIME_SETTLE_H

#include "runtime/sending.h"

/* Takes the head off: it will not be sent any more, or it is there already. */
void lane_take_head(struct lane *lane);
/* It is there, or will never be: writes that to the timeline, or takes the head off. The
 * caller keeps the sending. */
void sending_ended(struct sending *sending, const struct outcome *outcome);

#endif

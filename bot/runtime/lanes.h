/* lanes.h: the outbox in memory: read, and going on. */
#ifndef TOCSIN_RUNTIME_LANES_H
#define TOCSIN_RUNTIME_LANES_H

#include "runtime/parts.h"

/* Sends its head when it may (send.c, through bot->up). */
void lane_pump(struct lane *lane);
/* Pumped again after `ms`. */
void lane_later(struct lane *lane, int64_t ms);
/* Reads it anew, once nothing of it is in flight. */
void lane_reload(struct lane *lane);
/* In flight no more, but not to be sent now. */
void lane_release(struct lane *lane);
/* Nothing of the lane is in flight any more: reads it again when it must, or goes on. The
 * lane may be gone afterwards. */
void lane_go_on(struct lane *lane);

void lanes_start(struct bot *bot); /* read the outbox after a takeover */
/* The outbox could not be read: again in a moment (work.c). */
void outbox_later(struct bot *bot);
void lanes_pump_incident(struct bot *bot, const char *id);
/* A commit ended: heads that waited for it are looked at again. */
void lanes_pump_waiting(struct bot *bot);
void lanes_free(struct bot *bot);

#endif

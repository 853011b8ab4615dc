/* lanes.h: the outbox in memory: lanes are read from the store and sent, head by head. */
#ifndef TOCSIN_RUNTIME_LANES_H
#define TOCSIN_RUNTIME_LANES_H

#include "runtime/parts.h"

/* Sends its head when it may (send.c, through bot->up). */
void lane_pump(struct lane *lane);
/* Pumps it after `ms`. */
void lane_later(struct lane *lane, int64_t ms);
/* Reads it from the store again, as soon as nothing of it is in flight. */
void lane_reload(struct lane *lane);
/* The head is no longer in flight, and is not to be sent now. */
void lane_release(struct lane *lane);
/* Call it when nothing of the lane is in flight any more. It reads the lane again if it is
 * stale, else sends the next head. The lane may be freed. */
void lane_go_on(struct lane *lane);

void lanes_start(struct bot *bot); /* read the outbox after a takeover */
/* The outbox could not be read: work.c reads it again in a moment. */
void outbox_later(struct bot *bot);
void lanes_pump_incident(struct bot *bot, const char *id);
/* A commit ended: heads that waited for it are looked at again. */
void lanes_pump_waiting(struct bot *bot);
void lanes_free(struct bot *bot);

#endif

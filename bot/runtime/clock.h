/* clock.h: steps of the wall clock. */
#ifndef TOCSIN_RUNTIME_CLOCK_H
#define TOCSIN_RUNTIME_CLOCK_H

#include "runtime/parts.h"

/* Writes a step since the last call to the timeline of every open incident. */
void clock_check(struct bot *bot);
/* It was set by so many ms: onto those timelines. An absence that lies ahead of it now ends
 * with the step, because somebody is at work. */
void clock_stepped(struct bot *bot, int64_t by);

#endif

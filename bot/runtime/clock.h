/* clock.h: steps of the wall clock. */
#ifndef TOCSIN_RUNTIME_CLOCK_H
#define TOCSIN_RUNTIME_CLOCK_H

#include "runtime/parts.h"

/* Writes a step since the last call to the timeline of every open incident. */
void clock_check(struct bot *bot);

#endif

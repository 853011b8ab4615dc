/* args_times.h: moments as people type them. False: it is no such time. */
#ifndef TOCSIN_CORE_ARGS_TIMES_H
#define TOCSIN_CORE_ARGS_TIMES_H

#include "core/world.h"

/* A moment that has been: "10:05", "9:05pm" and "14h30" (the last one, unless
 * arg_to_come()), "yesterday 23:50", "20m", "20m ago" and "-20m", a date (its first
 * minute) or date and time of the workspace's zone, UTC with a Z. */
bool arg_past(const struct world *world, const char *text, int64_t *ret_at);
/* Of a clock whose time of today is still to come and nearer than yesterday's: yesterday's
 * as it can be typed ("2025-09-28T05:30"), in the arena. Else NULL. */
char *arg_to_come(struct arena *arena, const struct world *world, const char *text);
/* A moment to come: "2d", "in 20m", "17:00" (the next one), a day (args_days.c), a date
 * (its last minute) or date and time. Not checked to be later than now. */
bool arg_future(const struct world *world, const char *text, int64_t *ret_at);

#endif

/* args_days.h: days by their names. */
#ifndef TOCSIN_CORE_ARGS_DAYS_H
#define TOCSIN_CORE_ARGS_DAYS_H

#include "core/world.h"

/* "friday", "on friday 17:00", "today", "tomorrow at 9am", "noon". */
bool arg_day(const struct world *world, const char *typed, int64_t *ret_at);

#endif

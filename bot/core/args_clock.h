/* args_clock.h: the time of a clock as people type it. */
#ifndef TOCSIN_CORE_ARGS_CLOCK_H
#define TOCSIN_CORE_ARGS_CLOCK_H

#include <stdbool.h>

/* A clock's time, "9:05", "9pm", "14h30 CEST", and the name of the zone behind it or "". */
bool arg_clock(const char *s, int *ret_hour, int *ret_minute, const char **ret_zone);

#endif

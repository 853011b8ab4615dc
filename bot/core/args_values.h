/* args_values.h: one value of each type. */
#ifndef TOCSIN_CORE_ARGS_VALUES_H
#define TOCSIN_CORE_ARGS_VALUES_H

#include "core/turn.h"

/* One value as its type wants it. New reference; NULL with err set: what is wrong with it
 * and what is allowed. */
json_t *arg_value(const struct turn *turn, const struct arg *arg, const char *text,
                  struct error *err);
/* The same, asked in passing: NULL without an error. */
json_t *arg_try(const struct turn *turn, const struct arg *arg, const char *text);
/* "yes", "off", ... as a flag. False: neither. */
bool args_flag(const char *text, bool *ret_set);

#endif

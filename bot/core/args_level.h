/* args_level.h: a severity in a text that changes none. */
#ifndef TOCSIN_CORE_ARGS_LEVEL_H
#define TOCSIN_CORE_ARGS_LEVEL_H

#include "core/args_table.h"

/* "update sev1 all regions fail" on a Sev2: asks, false, for the severity would stay. */
bool args_doubt_level(const struct parse *parse, const char *text);

#endif

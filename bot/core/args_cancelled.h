/* args_cancelled.h: reasons behind "cancel" that are none. */
#ifndef TOCSIN_CORE_ARGS_CANCELLED_H
#define TOCSIN_CORE_ARGS_CANCELLED_H

#include "core/args_table.h"
#include "core/saying.h"

/* "cancel not a false alarm", "cancel it is fixed": asks, false, for it would end a real
 * incident as one that was none. `as_update`: the line that says the text as an update. */
bool args_doubt_cancelled(const struct parse *parse, const struct saying *saying,
                          const char *text, const char *as_update);

#endif

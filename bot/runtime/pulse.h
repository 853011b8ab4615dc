/* pulse.h: could somebody be reminded now? */
#ifndef TOCSIN_RUNTIME_PULSE_H
#define TOCSIN_RUNTIME_PULSE_H

#include <stdbool.h>

struct bot;

/* Would a reminder that is due now go out? False: *ret_why says what keeps it. */
bool bot_can_remind(const struct bot *bot, const char **ret_why);

#endif

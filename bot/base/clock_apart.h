/* clock_apart.h: how far this machine's clock is from that of a server, for `tocsin doctor`. */
#ifndef TOCSIN_BASE_CLOCK_APART_H
#define TOCSIN_BASE_CLOCK_APART_H

#include "base/arena.h"
#include "tocsin/adapter.h"
#include <stdint.h>

/* `wall`: UTC ms; `date`: the header "Date" of an answer that came just now, or NULL; `whose`:
 * "Slack". In the arena. */
struct finding clock_apart(struct arena *arena, int64_t wall, const char *date,
                           const char *whose);

#endif

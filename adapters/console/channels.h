/* channels.h: channels seen, with what is pinned in them. */
#ifndef TOCSIN_CONSOLE_CHANNELS_H
#define TOCSIN_CONSOLE_CHANNELS_H

#include "shared.h"

struct channel {
    char *name;           /* "#general", as shown */
    char *topic, *pinned; /* or NULL */
    struct channel *next;
};

struct channel *channel_get(struct console *console, const char *name);
void channel_mirror(struct channel *channel, const char *slot, const char *text);
void channels_free(struct console *console);

#endif

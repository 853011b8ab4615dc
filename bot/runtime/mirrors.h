/* mirrors.h: what shows current state. */
#ifndef TOCSIN_RUNTIME_MIRRORS_H
#define TOCSIN_RUNTIME_MIRRORS_H

#include "runtime/parts.h"

void mirror_mark(struct bot *bot, const struct mark *slot);
/* The same, when what it shows has changed and the incident has not: a name came. */
void mirror_again(struct bot *bot, const struct mark *slot);
void mirrors_pump_incident(struct bot *bot, const char *id);
void mirrors_start(struct bot *bot);
void mirrors_free(struct bot *bot);

#endif

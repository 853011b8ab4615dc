/* now.h: what time it is for the bot. */
#ifndef TOCSIN_RUNTIME_NOW_H
#define TOCSIN_RUNTIME_NOW_H

#include "runtime/parts.h"

/* UTC ms, of the real or the virtual clock. */
int64_t bot_now(const struct bot *bot);
/* ms that only ever grow. */
int64_t bot_mono(const struct bot *bot);

#endif

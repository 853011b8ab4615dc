/* live_keep.h: which messages are kept current (core/live.h), once they stand on a
 * network. */
#ifndef TOCSIN_RUNTIME_LIVE_KEEP_H
#define TOCSIN_RUNTIME_LIVE_KEEP_H

#include "runtime/sending.h"
#include "runtime/writes.h"

/* A message is there: keeps what it takes to show it again. */
void live_keep(struct bot *bot, const struct sending *sending, const char *remote);
/* The same for one without buttons, with the commit that settles it: a text that can be
 * corrected costs no commit of its own. */
void live_add(struct bot *bot, const struct sending *sending, const char *remote,
              struct ops *ops);
/* No message is kept current any more: none could be made anew without what was removed. */
void live_forget_all(struct slot *slot, struct ops *ops);

#endif

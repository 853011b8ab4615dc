/* slot_load.h: reading an incident into its slot. */
#ifndef TOCSIN_RUNTIME_SLOT_LOAD_H
#define TOCSIN_RUNTIME_SLOT_LOAD_H

#include "runtime/parts.h"

/* Calls cb with the state loaded; may call before returning when it is there. */
void slot_load(struct bot *bot, struct slot *slot,
               void (*cb)(void *ctx, struct slot *slot, const char *why), void *ctx);

#endif

/* world.h: the world as the bot knows it: for decisions, and its networks. */
#ifndef TOCSIN_RUNTIME_WORLD_H
#define TOCSIN_RUNTIME_WORLD_H

#include "core/world.h"
#include "runtime/parts.h"

/* What decisions may know of the world, now. */
struct world bot_world(const struct bot *bot);

/* NULL: it is not connected to that network. */
struct adapter *bot_adapter(const struct bot *bot, const char *network);
struct adapter *bot_adapter_at(const struct bot *bot, const char *place);

#endif

/* slots.h: incidents as this process knows them: one slot per id. */
#ifndef TOCSIN_RUNTIME_SLOTS_H
#define TOCSIN_RUNTIME_SLOTS_H

#include "runtime/parts.h"

struct slot *slot_get(struct bot *bot, const char *id);
/* Forgets old states when there are many. */
void slots_evict(struct bot *bot);
void slot_set(struct bot *bot, struct slot *slot,
              struct incident *state); /* takes over */
void slot_drop(struct bot *bot, struct slot *slot);
/* The store has something else by now: the state is read again when it is needed. */
void slot_doubt(struct bot *bot, const char *id);
/* What people are told of a frozen incident; NULL: it is whole. */
char *slot_frozen_words(struct arena *arena, const struct slot *slot);
bool slot_idle(const struct slot *slot);
/* Frees all of an idle one but what tells whether its history is lost. */
void slot_rest(struct bot *bot, struct slot *slot);
void slots_drop_all(struct bot *bot);
void slots_free(struct bot *bot);

#endif

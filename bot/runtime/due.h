/* due.h: the alarm clock. */
#ifndef TOCSIN_RUNTIME_DUE_H
#define TOCSIN_RUNTIME_DUE_H

#include "runtime/parts.h"

enum { DUE_POLLED = 1 }; /* number of an INPUT_DUE that the alarm clock sent */
void due_learn(struct bot *bot, int64_t alarm);
void due_poll(struct bot *bot);
void due_tick(void *ctx);
void due_done(struct bot *bot, struct slot *slot, bool served);

#endif

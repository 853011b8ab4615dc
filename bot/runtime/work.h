/* work.h: what is begun while this process is at work. */
#ifndef TOCSIN_RUNTIME_WORK_H
#define TOCSIN_RUNTIME_WORK_H

#include "runtime/parts.h"

void work_new(struct bot *bot); /* makes the timer of outbox_later() */
/* The lease is ours: what is in memory may be old, and all that waits is read. */
void work_begin(struct bot *bot);
/* The key was moved (aside.c): what lay under it is read again, or made anew. */
void work_set_aside(struct bot *bot, const char *key);

#endif

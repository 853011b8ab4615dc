/* sequence.h: the next id of the day. */
#ifndef TOCSIN_RUNTIME_SEQUENCE_H
#define TOCSIN_RUNTIME_SEQUENCE_H

#include "runtime/parts.h"

struct task;

/* Gives the task an id that nobody has; false: it is being fetched, and the task goes on
 * when it came. */
bool sequence_next(struct task *task);
void sequence_given(struct bot *bot, const char *id);
/* How long (ms) the task that opens an incident waits at most for what the networks know:
 * it is woken when all have told. 0: no more. */
int64_t sequence_wait(struct task *task);
void sequence_told(struct bot *bot); /* a network has told all */

#endif

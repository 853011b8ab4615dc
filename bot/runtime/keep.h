/* keep.h: facts of adapters, and the inputs that they stand for. */
#ifndef TOCSIN_RUNTIME_KEEP_H
#define TOCSIN_RUNTIME_KEEP_H

#include "runtime/task.h"

void keep_fact(void *self, const char *network, const char *fact); /* host.keep */
void keep_recall(void *self, const char *network,                  /* host.recall */
                 void (*done)(void *ctx, const char *fact, const char *why), void *ctx);
void keepers_free(struct bot *bot);

void keep_begin(struct task *task); /* an input was handed in */
void keep_build(struct task *task); /* adds the fact, as the last write of its commit */
void keep_end(struct task *task);   /* the input is done */

#endif

/* complete.h: completes what is being typed, from what this process knows. */
#ifndef TOCSIN_RUNTIME_COMPLETE_H
#define TOCSIN_RUNTIME_COMPLETE_H

#include "runtime/parts.h"

void bot_complete(void *self, const char *typed,
                  void (*take)(void *ctx, const char *word), void *ctx);

#endif

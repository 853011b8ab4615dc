/* quiet.h: knowing when nothing is under way. */
#ifndef TOCSIN_RUNTIME_QUIET_H
#define TOCSIN_RUNTIME_QUIET_H

#include "runtime/parts.h"

void bot_begin(struct bot *bot);
void bot_end(struct bot *bot);
void bot_quiet(void *self, void (*done)(void *ctx), void *ctx);
void bot_quiet_free(struct bot *bot); /* whoever still waits is not called */
void bot_settled(void *self, size_t n, void (*done)(void *ctx), void *ctx);

#endif

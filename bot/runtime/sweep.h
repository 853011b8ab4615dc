/* sweep.h: every open incident, in the background. */
#ifndef TOCSIN_RUNTIME_SWEEP_H
#define TOCSIN_RUNTIME_SWEEP_H

#include "runtime/parts.h"

enum sweep_kind { SWEEP_DERIVE, SWEEP_CLOCK };
void sweep_start(struct bot *bot, enum sweep_kind kind, int64_t number);
void sweep_free(struct bot *bot);

#endif

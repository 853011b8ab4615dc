/* advance.h: the virtual clock. */
#ifndef TOCSIN_RUNTIME_ADVANCE_H
#define TOCSIN_RUNTIME_ADVANCE_H

#include "runtime/parts.h"

/* host.advance, host.step; false: the clock is the real one. */
bool advance_by(void *self, int64_t ms, void (*done)(void *), void *ctx);
bool advance_step(void *self, int64_t by, void (*done)(void *), void *ctx);

#endif

/* lease_take.h: taking the lease and giving it back. */
#ifndef TOCSIN_RUNTIME_LEASE_TAKE_H
#define TOCSIN_RUNTIME_LEASE_TAKE_H

#include "runtime/parts.h"

/* The store is up: takes the lease, or takes it again. */
void lease_start(struct bot *bot);
void lease_release(struct bot *bot, void (*done)(struct bot *bot));

#endif

/* lease.h: is this process at work? */
#ifndef TOCSIN_RUNTIME_LEASE_H
#define TOCSIN_RUNTIME_LEASE_H

#include "runtime/parts.h"

enum {
    LEASE_STANDBY_MS = 1000, /* somebody else has it: how often it is asked for */
    LEASE_AGAIN_MS = 50,
};

bool lease_valid(const struct bot *bot);
void lease_lost(struct bot *bot, const char *why);
/* The store is not the one that it was, or older: the lease is taken anew, at once. */
void lease_moved(struct bot *bot, const char *why);
/* A commit made under `epoch` was refused because the store holds `found`: lost, unless
 * it is an old one. */
void lease_refused(struct bot *bot, int64_t epoch, struct blob found);
/* When it is looked at next (lease_take.c). */
void lease_later(struct bot *bot, int64_t ms);

#endif

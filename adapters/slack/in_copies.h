/* in_copies.h: a copy of what was answered a moment ago. */
#ifndef TOCSIN_SLACK_IN_COPIES_H
#define TOCSIN_SLACK_IN_COPIES_H

#include "codec.h"
#include "tocsin/loop.h"

/* It is known by now; takes the arena, which holds envelope and key. */
typedef void (*copies_take_cb)(void *ctx, uint64_t socket, struct arena *arena,
                               const struct envelope *envelope, const char *key);
struct copies *copies_new(const struct loop *loop, copies_take_cb take, void *ctx);
void copies_free(struct copies *copies);
/* Holds a copy until it is known whether the socket that took the answer still stands,
 * then gives it to `take`. False, and nothing is taken: too many wait. */
bool copies_hold(struct copies *copies, uint64_t socket, struct arena *arena,
                 const struct envelope *envelope, const char *key);

#endif

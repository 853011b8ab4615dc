/* rewrite.h: takes removed texts out of the append-only file as well. */
#ifndef TOCSIN_CLI_REWRITE_H
#define TOCSIN_CLI_REWRITE_H

#include "tocsin/loop.h"
#include "tocsin/store.h"
#include <stdbool.h>

struct rewrite;

/* Loop and store must live longer. Caller frees. */
struct rewrite *rewrite_new(struct loop *loop, struct store *store);
void rewrite_free(struct rewrite *rewrite);
/* Has the file written anew when a text was removed since it was last. To be called when
 * the store is up, for what an earlier process left behind, and after each removal. */
void rewrite_start(struct rewrite *rewrite);
/* True while nothing is under way: to wait for. Lives as long as the rewrite. */
const bool *rewrite_idle(const struct rewrite *rewrite);
/* Is all that was removed out of the file? Of the last time it was looked at. */
bool rewrite_done(const struct rewrite *rewrite);
/* Has Redis tried since it was started, and could not? It is asked again after 10 s. */
bool rewrite_failed(const struct rewrite *rewrite);

#endif

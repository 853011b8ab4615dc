/* witness.h: is the store the one that was seen before, and as far on? */
#ifndef TOCSIN_RUNTIME_WITNESS_H
#define TOCSIN_RUNTIME_WITNESS_H

#include "runtime/writes.h"

/* What the questions of witness_ask() were answered, before the lease is taken: learns
 * the store, or notices that it is another one. */
enum { WITNESS_READS = 1 };
void witness_ask(const struct bot *bot, struct ops *ops);
void witness_learn(struct bot *bot, const json_t *replies, size_t at);
/* The lease is taken or renewed by that commit: the mark that the next one must find. */
void witness_write(struct bot *bot, struct ops *ops);
void witness_written(struct bot *bot);
/* The key that bears id and mark was set aside: they are written anew. */
void witness_again(struct bot *bot);
/* Its id; "": none is known. */
const char *witness_store(const struct bot *bot);
/* Sent with a renewal, in one round trip: calls lease_lost() when the store is not as far
 * on as it was. */
void witness_check(struct bot *bot);
/* The lease was taken: every incident that is known here is looked up. */
void witness_verify(struct bot *bot);
void witness_free(struct bot *bot);

#endif

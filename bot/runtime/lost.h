/* lost.h: incidents of which the database lost something: noted here, said by lost_tell.c. */
#ifndef TOCSIN_RUNTIME_LOST_H
#define TOCSIN_RUNTIME_LOST_H

#include "runtime/parts.h"

enum { LOST_GATHER_MS = 1000 }; /* what is found together is told together */

struct lost {
    struct bot *bot;
    json_t *found;         /* array of strings: for the next round */
    json_t *ids;           /* of this one */
    json_t *whole, *parts; /* those of them that are gone, and of which a part is */
    size_t next, left;
    bool flushing, looking, announced, leaders;
    bool going; /* lost_tell.c goes on: an answer can come before a call returns */
    struct loop_timer *soon; /* begins a round */
};

/* The store has version `found` of it (0: nothing), and more was seen: it is said, once,
 * with what else is lost. */
void history_lost(struct bot *bot, struct slot *slot, int64_t found);

#endif

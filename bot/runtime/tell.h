/* tell.h: what the bot itself has to say, into lanes. */
#ifndef TOCSIN_RUNTIME_TELL_H
#define TOCSIN_RUNTIME_TELL_H

#include "runtime/parts.h"

typedef void (*told_cb)(void *ctx, bool ok); /* it is in the lanes, or it is not */
struct to_tell {
    struct routed *routed; /* in the arena */
    size_t n;
    const struct write *writes; /* in the same commit */
    size_t nwrites;
};
/* Takes the arena over. `done` may be NULL. */
void tell_routed(struct bot *bot, struct arena *arena, const struct to_tell *what,
                 told_cb done, void *ctx);
/* To the incident and to the announce places; `view` is taken over. */
void tell_incident(struct bot *bot, struct slot *slot, const char *message, json_t *view,
                   told_cb done, void *ctx);
void tell_announce(struct bot *bot, const char *message, json_t *view, told_cb done,
                   void *ctx);

#endif

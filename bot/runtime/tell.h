/* tell.h: what the bot itself has to say, into lanes. */
#ifndef TOCSIN_RUNTIME_TELL_H
#define TOCSIN_RUNTIME_TELL_H

#include "runtime/parts.h"

typedef void (*told_cb)(void *ctx, bool ok); /* it is in the lanes, or it is not */
/* `routed` lies in `arena`, which is taken over. `done` may be NULL. */
void tell_routed(struct bot *bot, struct arena *arena, struct routed *routed, size_t n,
                 told_cb done, void *ctx);
/* To the incident and to the announce places; `view` is taken over. */
void tell_incident(struct bot *bot, struct slot *slot, const char *message, json_t *view,
                   told_cb done, void *ctx);
void tell_announce(struct bot *bot, const char *message, json_t *view, told_cb done,
                   void *ctx);

#endif

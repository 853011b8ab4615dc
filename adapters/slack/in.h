/* in.h: the road of an envelope. */
#ifndef TOCSIN_SLACK_IN_H
#define TOCSIN_SLACK_IN_H

#include "api_sockets.h"

struct slack_inbound;

struct slack_inbound *slack_inbound_new(struct slack *slack,
                                        struct slack_sockets *sockets);
/* sockets_take_cb; `ctx`: the slack_inbound. */
void slack_inbound_take(void *ctx, uint64_t socket, struct arena *arena,
                        const struct envelope *arrived);
void slack_inbound_free(struct slack_inbound *inbound); /* no more answers */

#endif

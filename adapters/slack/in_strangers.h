/* in_strangers.h: people of other workspaces. */
#ifndef TOCSIN_SLACK_IN_STRANGERS_H
#define TOCSIN_SLACK_IN_STRANGERS_H

#include "api_sockets.h"

enum whose {
    WHOSE_OURS,
    WHOSE_STRANGER,
    WHOSE_UNKNOWN, /* strangers_hold() */
};
/* The same as sockets_take_cb: it is known by now whose it is. */
struct strangers *strangers_new(struct slack *slack, sockets_take_cb take, void *ctx);
void strangers_free(struct strangers *strangers);
enum whose strangers_whose(const struct strangers *strangers,
                           const struct envelope *envelope);
/* Asks Slack, and gives the envelope to `take` when it has answered. The arena is taken
 * over. */
void strangers_hold(struct strangers *strangers, uint64_t socket, struct arena *arena,
                    const struct envelope *envelope);

#endif

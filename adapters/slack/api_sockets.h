/* api_sockets.h: the N websockets of Socket Mode and their replacement. */
#ifndef TOCSIN_SLACK_API_SOCKETS_H
#define TOCSIN_SLACK_API_SOCKETS_H

#include "codec.h"
#include "shared.h"

struct slack_sockets;
/* What came over the socket with that number and is neither hello nor disconnect. `arena`
 * holds the envelope and is given away. */
typedef void (*sockets_take_cb)(void *ctx, uint64_t socket, struct arena *arena,
                                const struct envelope *envelope);

struct slack_sockets *slack_sockets_new(struct slack *slack);
void slack_sockets_start(struct slack_sockets *sockets, sockets_take_cb take, void *ctx);
void slack_sockets_stop(struct slack_sockets *sockets); /* no more envelopes */
void slack_sockets_free(struct slack_sockets *sockets);
/* Sends an ack over the socket with that number if it is still open, else over none (the
 * envelope comes again). */
bool slack_sockets_ack(struct slack_sockets *sockets, uint64_t socket, const char *frame);
bool slack_sockets_open(const struct slack_sockets *sockets, uint64_t socket);

#endif

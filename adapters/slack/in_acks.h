/* in_acks.h: acknowledging envelopes. */
#ifndef TOCSIN_SLACK_IN_ACKS_H
#define TOCSIN_SLACK_IN_ACKS_H

#include "in_asked.h"

void asked_ack_due(struct asked *asked, uint64_t socket, const struct envelope *envelope);
/* Acknowledges every copy of it, once. The payload rides in one of them; false: in none,
 * because it is too large, is not accepted, or its sockets are gone. */
bool asked_ack(struct asked *asked, const json_t *payload);
/* Envelopes that get no further. */
bool desk_ack(struct desk *desk, uint64_t socket, const char *envelope,
              const json_t *payload);

#endif

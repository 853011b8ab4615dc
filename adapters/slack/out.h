/* out.h: deliveries: how each begins. */
#ifndef TOCSIN_SLACK_OUT_H
#define TOCSIN_SLACK_OUT_H

#include "shared.h"

/* adapter.send, adapter.look */
void slack_send(struct slack *slack, const struct delivery *delivery, outcome_cb done,
                void *ctx);
void slack_look(struct slack *slack, const struct delivery *delivery, outcome_cb done,
                void *ctx);
/* Ends everything under way; a delivery with OUTCOME_UNKNOWN. */
void slack_stop(struct slack *slack);

#endif

/* delivery.h: one thing to do on a network.
 *
 * Its id is its idempotency key there. A delivery belongs to a lane; lanes send one
 * at a time, in order. Content was frozen at commit as a neutral tree (markup.h). */
#ifndef TOCSIN_DELIVERY_H
#define TOCSIN_DELIVERY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum delivery_kind {
    DELIVERY_POST,   /* say something in a place or to a person */
    DELIVERY_OPEN,   /* open the incident's channel; the outcome names the place */
    DELIVERY_MIRROR, /* replace what a slot (topic, pinned summary) shows */
};

struct delivery {
    enum delivery_kind kind;
    const char *id;    /* hex, unique; idempotency key on the network */
    const char *place; /* "network:channel"; person: "network:@user"; OPEN: wished name */
    const char *incident; /* id, or NULL */
    const char *slot;     /* MIRROR: "topic", "summary"; else NULL */
    const char
        *level; /* "ordinary" or "urgent": a hint for emphasis, never colour alone */
    bool private_place; /* OPEN: members only */
    const json_t *body; /* neutral tree, borrowed; NULL for OPEN */
};

enum outcome_kind {
    OUTCOME_SENT,    /* it is there; `place`/`remote` say where */
    OUTCOME_RETRY,   /* it is surely not there; try again after `retry_ms` */
    OUTCOME_UNKNOWN, /* it may be there: look for it before sending again */
    OUTCOME_DENIED,  /* it will never be there; `why` says what a person can do */
};

struct outcome {
    enum outcome_kind kind;
    int64_t retry_ms;   /* OUTCOME_RETRY: at least this long */
    const char *place;  /* OPEN: the place that was opened */
    const char *remote; /* network's id of what was sent, or NULL */
    const char *why;    /* for people; never holds a secret */
};

typedef void (*outcome_cb)(void *ctx, const struct outcome *outcome);

#endif

/* delivery.h: one thing to do on a network.
 *
 * Its id is its idempotency key there. A delivery belongs to a lane; lanes send one
 * at a time, in order. Content was frozen at commit as a neutral tree (tree.h). */
#ifndef TOCSIN_DELIVERY_H
#define TOCSIN_DELIVERY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum delivery_kind {
    DELIVERY_POST,   /* say something in a place or to a person */
    DELIVERY_OPEN,   /* open the incident's channel; the outcome names the place */
    DELIVERY_MIRROR, /* replace what a slot (topic, pinned summary) shows */
    DELIVERY_STEP,   /* one step of keeping the incident's channel: `step` says which */
    DELIVERY_ASK,    /* fetch the message `remote` of `place`: outcome.data has it */
};
enum { DELIVERY_KINDS = DELIVERY_ASK + 1 }; /* the last of them: core/delivery_rules.c */

/* Steps of a channel (CAP_MEMBERS). */
#define STEP_PURPOSE "purpose"     /* `body` becomes what the channel is for */
#define STEP_INVITE "invite"       /* `people` are invited */
#define STEP_ARCHIVE "archive"     /* nobody writes there any more */
#define STEP_UNARCHIVE "unarchive" /* people write there again */

/* A slot per message that is edited, one with buttons or an update: the id of its delivery
 * follows (CAP_BUTTONS). */
#define SLOT_BUTTONS "buttons:"

/* No step of a network: what the start found broken (place.step_failed). */
#define STEP_DOCTOR "doctor"

struct delivery {
    enum delivery_kind kind;
    const char *id;    /* hex, unique; idempotency key on the network */
    const char *place; /* "network:channel"; person: "network:@user"; OPEN: wished name */
    const char *incident; /* id, or NULL */
    /* MIRROR: "topic", "summary", "bookmarks", "buttons:<delivery>"; else NULL */
    const char *slot;
    const char *step;          /* STEP: STEP_... above; else NULL */
    const char *const *people; /* STEP_INVITE: actors of this network, NULL-terminated */
    /* MIRROR: outcome.remote of the slot's last sending, NULL: none is known. ASK: the
     * message */
    const char *remote;
    const char
        *thread; /* POST: outcome.remote of the message it belongs under, or NULL */
    bool wide;   /* POST in a thread: the whole place must see it as well */
    bool unsure; /* MIRROR without `remote`: may be there already: look for it */
    const char
        *level; /* "ordinary" or "urgent": a hint for emphasis, never colour alone */
    bool private_place; /* OPEN: members only */
    int64_t at;         /* UTC ms of the decision: what was sent for it is not older */
    const json_t *body; /* neutral tree, borrowed; NULL for OPEN, ASK, other STEPs */
};

enum outcome_kind {
    OUTCOME_SENT,    /* it is there; `place`/`remote` say where */
    OUTCOME_RETRY,   /* it is surely not there; try again after `retry_ms` */
    OUTCOME_UNKNOWN, /* it may be there: look for it before sending again */
    OUTCOME_DENIED,  /* it will never be there; `why` says what a person can do */
};

struct outcome {
    enum outcome_kind kind;
    int64_t retry_ms;  /* OUTCOME_RETRY: exactly this long; 0: the sender backs off */
    const char *place; /* OPEN: the place that was opened */
    /* OPEN: only its members read there. As it is, not as was wished */
    bool private_place;
    const char *remote; /* network's id of what was sent, or NULL */
    /* for people; never holds a secret. SENT: what of it could not be done, or NULL */
    const char *why;
    const json_t *data; /* ASK: {"text","author"?,"at"?,"link"?}; else NULL. Borrowed. */
};

typedef void (*outcome_cb)(void *ctx, const struct outcome *outcome);

#endif

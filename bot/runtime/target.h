/* target.h: where the head of a lane goes now, or why it does not. */
#ifndef TOCSIN_RUNTIME_TARGET_H
#define TOCSIN_RUNTIME_TARGET_H

#include "runtime/parts.h"

enum target_verdict {
    TARGET_SEND,
    TARGET_WAIT, /* the incident's channel is not open yet */
    TARGET_MOOT, /* not wanted any more: settled unsent */
};

struct target {
    enum target_verdict verdict;
    const char *place; /* "network:channel" */
    /* what to show there: for a restricted incident outside of its own channel no more
     * than that it exists */
    const json_t *body;
    bool private_place;   /* an OPEN: for members only */
    const json_t *people; /* an invitation: who, or NULL */
};

struct target target_of(struct arena *arena, const struct lane *lane,
                        const struct incident *state, const json_t *record);

/* Where it goes on the network without a channel: an announce place (network.h). NULL: nowhere, it is said
 * on another network. */
const char *target_fallback(const struct bot *bot, const char *name);

#endif

/* api_link.h: one websocket of Socket Mode. */
#ifndef TOCSIN_SLACK_API_LINK_H
#define TOCSIN_SLACK_API_LINK_H

#include "codec.h"
#include "shared.h"

struct link;

struct link_calls {
    void (*ready)(void *ctx, struct link *link, int64_t connections); /* hello */
    void (*disconnect)(void *ctx, struct link *link, const char *reason);
    /* Anything else that came over it. `arena` holds the envelope and is given away. */
    void (*envelope)(void *ctx, struct link *link, struct arena *arena,
                     const struct envelope *envelope);
    /* Once, however it ended, unless link_free() was called; the link is freed after. */
    void (*lost)(void *ctx, struct link *link, const char *why);
    void *ctx;
};

struct link *link_open(struct slack *slack, uint64_t number, const char *url,
                       const struct link_calls *calls);
uint64_t link_number(const struct link *link);
int64_t link_lived(const struct link *link); /* ms since its hello; 0 before */
/* False: it is not open any more. */
bool link_ack(struct link *link, const char *frame);
/* Closes it once every envelope that came over it has been acknowledged, at the latest
 * after a few seconds; `lost` follows. */
void link_retire(struct link *link);
void link_free(struct link *link);

#endif

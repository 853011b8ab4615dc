/* resolve.h: a name becomes addresses without the loop, or the end, waiting for it. */
#ifndef TOCSIN_IO_RESOLVE_H
#define TOCSIN_IO_RESOLVE_H

#include <netinet/in.h>
#include <stddef.h>
#include <uv.h>

enum { RESOLVE_MAX = 8 };

struct addresses {
    size_t n;
    char at[RESOLVE_MAX][INET6_ADDRSTRLEN];
};

struct resolving; /* opaque */

/* `why` is NULL when there is at least one address. */
typedef void (*resolved_cb)(void *ctx, const struct addresses *addresses,
                            const char *why);

/* Calls back once from the loop, unless forgotten before. NULL: it could not begin,
 * *ret_why says why. */
struct resolving *resolve_start(uv_loop_t *loop, const char *host, resolved_cb cb,
                                void *ctx, const char **ret_why);
/* Never calls back afterwards and leaves nothing open in the loop, however long the name
 * server keeps silent; NULL is fine. */
void resolve_forget(struct resolving *resolving);

#endif

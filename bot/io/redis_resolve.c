/* redis_resolve.c: hiredis resolves with a getaddrinfo() that blocks, seconds long when a
 * name server is away; so it only ever gets numeric addresses, and names are resolved by
 * libuv's threads. A request that a thread has begun cannot be called back: whoever loses
 * interest forgets it, and it frees itself when it ends. */
#include "io/redis_resolve.h"

#include <arpa/inet.h>
#include <stdlib.h>

struct resolving {
    uv_getaddrinfo_t uv;
    resolved_cb cb; /* NULL: forgotten */
    void *ctx;
};

static void add(struct addresses *addresses, const struct sockaddr *address) {
    char *to = addresses->at[addresses->n];
    const void *raw = NULL;
    if (address->sa_family == AF_INET) {
        raw = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    } else if (address->sa_family == AF_INET6) {
        raw = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    }
    if (raw && inet_ntop(address->sa_family, raw, to, INET6_ADDRSTRLEN)) {
        addresses->n++;
    }
}

static void resolved(uv_getaddrinfo_t *uv, int status, struct addrinfo *list) {
    struct resolving *resolving = uv->data;
    struct addresses addresses = {0};
    for (struct addrinfo *at = list; at && addresses.n < RESOLVE_MAX; at = at->ai_next) {
        add(&addresses, at->ai_addr);
    }
    uv_freeaddrinfo(list);
    if (status == 0 && addresses.n == 0) {
        status = UV_EAI_NODATA;
    }
    if (resolving->cb) {
        resolving->cb(resolving->ctx, &addresses, status ? uv_strerror(status) : NULL);
    }
    free(resolving);
}

struct resolving *redis_resolve(uv_loop_t *loop, const char *host, resolved_cb cb,
                                void *ctx, const char **ret_why) {
    struct resolving *resolving = calloc(1, sizeof *resolving);
    if (!resolving) {
        abort();
    }
    resolving->cb = cb;
    resolving->ctx = ctx;
    resolving->uv.data = resolving;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int status = uv_getaddrinfo(loop, &resolving->uv, resolved, host, NULL, &hints);
    if (status != 0) {
        *ret_why = uv_strerror(status);
        free(resolving);
        return NULL;
    }
    return resolving;
}

void redis_resolve_forget(struct resolving *resolving) {
    if (resolving) {
        resolving->cb = NULL;
        uv_cancel((uv_req_t *)&resolving->uv);
    }
}

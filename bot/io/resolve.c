/* resolve.c: getaddrinfo() blocks, seconds long when a name server is away, and cannot be
 * called back. So each name gets a thread of its own, and whoever loses interest leaves
 * the thread to itself.
 *
 * libuv's own pool was tried first: four names that hang stop everybody else's there, the
 * loop cannot be closed before they end, and at exit the pool is waited for.
 *
 * Invariant: a `lookup` belongs to the loop until it is forgotten, then to the thread;
 * its lock decides which, and `async` is touched by the thread only under that lock. */
#include "io/resolve.h"

#include "base/mem.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

enum { HOST_MAX = 255 };

struct lookup {
    pthread_mutex_t lock;
    bool done, forgotten;
    uv_async_t *async;
    char host[HOST_MAX + 1];
    struct addresses addresses;
    const char *why; /* NULL, or one of getaddrinfo's texts */
};

struct resolving {
    uv_async_t async;
    struct lookup *lookup; /* NULL: told */
    resolved_cb cb;
    void *ctx;
};

/* ---- in the thread ---- */

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

static void lookup_free(struct lookup *lookup) {
    pthread_mutex_destroy(&lookup->lock);
    free(lookup);
}

static void *look_up(void *arg) {
    struct lookup *lookup = arg;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int status = getaddrinfo(lookup->host, NULL, &hints, &list);
    for (struct addrinfo *at = list; at && lookup->addresses.n < RESOLVE_MAX;
         at = at->ai_next) {
        add(&lookup->addresses, at->ai_addr);
    }
    if (list) {
        freeaddrinfo(list);
    }
    if (status == 0 && lookup->addresses.n == 0) {
        status = EAI_NONAME;
    }
    lookup->why = status ? gai_strerror(status) : NULL;
    pthread_mutex_lock(&lookup->lock);
    bool forgotten = lookup->forgotten;
    lookup->done = true;
    if (!forgotten) {
        uv_async_send(lookup->async);
    }
    pthread_mutex_unlock(&lookup->lock);
    if (forgotten) {
        lookup_free(lookup);
    }
    return NULL;
}

/* Signals are the loop's: a thread that nobody waits for takes none. */
static bool start_thread(struct lookup *lookup) {
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int status = pthread_create(&thread, &attr, look_up, lookup);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return status == 0;
}

/* ---- in the loop ---- */

static void closed(uv_handle_t *handle) {
    free(handle->data);
}

static void let_go(struct resolving *resolving) {
    struct lookup *lookup = resolving->lookup;
    resolving->lookup = NULL;
    uv_close((uv_handle_t *)&resolving->async, closed);
    pthread_mutex_lock(&lookup->lock);
    bool done = lookup->done;
    lookup->forgotten = true;
    pthread_mutex_unlock(&lookup->lock);
    if (done) {
        lookup_free(lookup);
    }
}

static void resolved(uv_async_t *async) {
    struct resolving *resolving = async->data;
    if (!resolving->lookup) {
        return;
    }
    pthread_mutex_lock(&resolving->lookup->lock);
    struct addresses addresses = resolving->lookup->addresses;
    const char *why = resolving->lookup->why;
    pthread_mutex_unlock(&resolving->lookup->lock);
    let_go(resolving);
    resolving->cb(resolving->ctx, &addresses, why);
}

struct resolving *resolve_start(uv_loop_t *loop, const char *host, resolved_cb cb,
                                void *ctx, const char **ret_why) {
    size_t len = strlen(host);
    if (len == 0 || len > HOST_MAX) {
        *ret_why = "not the name of a host";
        return NULL;
    }
    struct resolving *resolving = mem_new(sizeof *resolving);
    struct lookup *lookup = mem_new(sizeof *lookup);
    pthread_mutex_init(&lookup->lock, NULL);
    memcpy(lookup->host, host, len + 1);
    lookup->async = &resolving->async;
    *resolving = (struct resolving){.lookup = lookup, .cb = cb, .ctx = ctx};
    uv_async_init(loop, &resolving->async, resolved);
    resolving->async.data = resolving;
    if (!start_thread(lookup)) {
        lookup->done = true;
        let_go(resolving);
        *ret_why = "no thread to resolve it in";
        return NULL;
    }
    return resolving;
}

void resolve_forget(struct resolving *resolving) {
    if (resolving) {
        let_go(resolving);
    }
}

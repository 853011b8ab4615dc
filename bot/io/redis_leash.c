/* redis_leash.c: watching the connection to a server that somebody else started. */
#include "io/redis_leash.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct redis_leash {
    uv_poll_t uv;
    int fd;
    pid_t pid;
    void (*pulled)(void *ctx);
    void *ctx;
};

static void leash_closed(uv_handle_t *handle) {
    struct redis_leash *leash = handle->data;
    close(leash->fd);
    free(leash);
}

void redis_leash_drop(struct redis_leash *leash) {
    if (leash) {
        uv_close((uv_handle_t *)&leash->uv, leash_closed);
    }
}

static void leash_pulled(uv_poll_t *uv, int status, int events) {
    struct redis_leash *leash = uv->data;
    char byte;
    (void)events;
    if (status == 0 && recv(leash->fd, &byte, 1, MSG_DONTWAIT) > 0) {
        return; /* nobody asked anything: whatever it says, it lives */
    }
    void (*pulled)(void *ctx) = leash->pulled;
    void *ctx = leash->ctx;
    redis_leash_drop(leash);
    pulled(ctx);
}

struct redis_leash *redis_leash_new(struct loop *loop, int fd, void (*pulled)(void *ctx),
                                    void *ctx) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        close(fd);
        return NULL;
    }
    struct redis_leash *leash = mem_new(sizeof *leash);
    leash->fd = fd;
    leash->pid = peer.pid;
    leash->pulled = pulled;
    leash->ctx = ctx;
    leash->uv.data = leash;
    if (uv_poll_init(loop_uv(loop), &leash->uv, fd) != 0) {
        abort(); /* only for a descriptor that cannot be polled: a socket can */
    }
    uv_poll_start(&leash->uv, UV_READABLE | UV_DISCONNECT, leash_pulled);
    uv_unref((uv_handle_t *)&leash->uv); /* watching is no work left to do */
    return leash;
}

pid_t redis_leash_pid(const struct redis_leash *leash) {
    return leash->pid;
}

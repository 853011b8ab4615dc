/* output.c: texts handed to the kernel, in order, without ever blocking the loop.
 *
 * A delivery counts as sent when the kernel has its bytes, so each text may carry a
 * callback. The descriptor stays blocking: O_NONBLOCK belongs to the open file, which a
 * shell and our own log may share. Instead a write happens only when poll() says that it
 * cannot block, and never holds more than a pipe takes at once (PIPE_BUF). */
#include "output.h"
#include "base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

enum { OUTPUT_FULL = 256 * 1024 }; /* bytes that nobody has read yet */

struct chunk {
    struct chunk *next;
    taken_cb cb;
    void *ctx;
    size_t len, done;
    char bytes[];
};

struct output {
    uv_loop_t *loop;
    uv_poll_t *poll; /* made when it is first needed */
    int fd;
    struct chunk *head, **tail;
    bool flushing, dead;
    size_t waiting; /* bytes */
    bool was_full;  /* and whoever waits for room was not told yet */
    void (*relieved)(void *ctx);
    int why; /* it is dead: errno */
    void (*broken)(void *ctx, int why);
    void *ctx;
};

struct output *output_new(uv_loop_t *loop, int fd, void (*broken)(void *ctx, int why),
                          void *ctx) {
    struct output *o = mem_new(sizeof *o);
    *o = (struct output){.loop = loop, .fd = fd, .broken = broken, .ctx = ctx};
    o->tail = &o->head;
    return o;
}

static void pop(struct output *o, bool taken) {
    struct chunk *chunk = o->head;
    o->head = chunk->next;
    o->waiting -= chunk->len;
    if (!o->head) {
        o->tail = &o->head;
    }
    if (chunk->cb) {
        chunk->cb(chunk->ctx, taken);
    }
    free(chunk);
}

static void fail(struct output *o) {
    bool first = !o->dead;
    o->dead = true;
    while (o->head) {
        pop(o, false);
    }
    if (first && o->broken) {
        o->broken(o->ctx, o->why);
    }
}

/* 1: some bytes went, 0: not now, -1: nobody reads. */
static int push(struct output *o) {
    struct pollfd ready = {.fd = o->fd, .events = POLLOUT};
    if (poll(&ready, 1, 0) <= 0 || (ready.revents & (POLLOUT | POLLERR | POLLHUP)) == 0) {
        return 0;
    }
    struct chunk *chunk = o->head;
    size_t left = chunk->len - chunk->done;
    ssize_t n =
        write(o->fd, chunk->bytes + chunk->done, left < PIPE_BUF ? left : PIPE_BUF);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    if (n < 0) {
        o->why = errno;
        return -1;
    }
    chunk->done += (size_t)n;
    return 1;
}

static void writable(uv_poll_t *poll, int status, int events);

static void wait_writable(struct output *o) {
    if (!o->poll) {
        int flags = fcntl(o->fd, F_GETFL);
        o->poll = mem_new(sizeof *o->poll);
        int status = uv_poll_init(o->loop, o->poll, o->fd);
        if (status != 0) {
            free(o->poll);
            o->poll = NULL;
            o->why = -status;
            fail(o);
            return;
        }
        o->poll->data = o;
        (void)fcntl(o->fd, F_SETFL, flags); /* uv_poll_init made it non-blocking */
    }
    uv_poll_start(o->poll, UV_WRITABLE, writable);
}

static void flush(struct output *o) {
    if (o->flushing) {
        return;
    }
    /* A callback may write again: that text goes behind, and this loop takes it. */
    o->flushing = true;
    int pushed = 1;
    o->was_full = o->was_full || o->waiting > OUTPUT_FULL;
    while (o->head && (pushed = push(o)) > 0) {
        if (o->head->done == o->head->len) {
            pop(o, true);
        }
    }
    o->flushing = false;
    if (o->was_full && o->waiting <= OUTPUT_FULL / 2) {
        o->was_full = false;
        if (o->relieved) {
            o->relieved(o->ctx);
        }
    }
    if (pushed < 0) {
        fail(o);
    } else if (o->head) {
        wait_writable(o);
    } else if (o->poll) {
        uv_poll_stop(o->poll);
    }
}

static void writable(uv_poll_t *poll, int status, int events) {
    struct output *o = poll->data;
    (void)events;
    if (status < 0) {
        o->why = -status; /* one word for all; a write knows better */
        (void)(o->head && push(o));
        fail(o);
    } else {
        flush(o);
    }
}

void output_write(struct output *o, const char *s, size_t len, taken_cb cb, void *ctx) {
    if (o->dead) {
        if (cb) {
            cb(ctx, false);
        }
        return;
    }
    struct chunk *chunk = mem_new(sizeof *chunk + len);
    *chunk = (struct chunk){.cb = cb, .ctx = ctx, .len = len};
    memcpy(chunk->bytes, s, len);
    *o->tail = chunk;
    o->tail = &chunk->next;
    o->waiting += len;
    flush(o);
}

bool output_is_full(const struct output *o) {
    return o->waiting > OUTPUT_FULL;
}

void output_on_relief(struct output *o, void (*relieved)(void *ctx)) {
    o->relieved = relieved;
}

void output_settle(struct output *o, int ms) {
    enum { SLICE = 20 };
    for (int left = ms; left > 0 && o->head && !o->dead; left -= SLICE) {
        struct pollfd ready = {.fd = o->fd, .events = POLLOUT};
        (void)poll(&ready, 1, SLICE);
        flush(o);
    }
    for (struct chunk *chunk = o->head; chunk; chunk = chunk->next) {
        taken_cb cb = chunk->cb;
        chunk->cb = NULL;
        if (cb) {
            cb(chunk->ctx, false);
        }
    }
}

static void closed(uv_handle_t *handle) {
    free(handle);
}

void output_free(struct output *o) {
    if (!o) {
        return;
    }
    o->broken = NULL;
    output_settle(o, 0);
    fail(o);
    if (o->poll) {
        uv_close((uv_handle_t *)o->poll, closed);
    }
    free(o);
}

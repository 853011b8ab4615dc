/* reader.c: lines from a descriptor, at the pace of whoever takes them.
 *
 * A pipe is watched by the loop; a regular file is always readable, which epoll refuses
 * to say, so it is read in idle turns of the loop. Lines are handed out from the loop and
 * never from reader_resume(): a million lines must not become a million stack frames. */
#include "reader.h"
#include "base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CHUNK = 16 * 1024 };

struct reader {
    struct reader_calls calls;
    uv_poll_t *poll; /* NULL: a regular file */
    uv_idle_t *idle;
    int fd;
    char *buf;
    size_t len, cap, at; /* bytes of buf before `at` were handed out */
    size_t number;
    bool paused, ended, told, skipping;
};

static void on_idle(uv_idle_t *idle);
static void on_poll(uv_poll_t *poll, int status, int events);

struct reader *reader_new(uv_loop_t *loop, int fd, const struct reader_calls *calls) {
    struct reader *r = mem_new(sizeof *r);
    *r = (struct reader){.calls = *calls, .fd = fd, .paused = true};
    r->idle = mem_new(sizeof *r->idle);
    uv_idle_init(loop, r->idle);
    r->idle->data = r;
    int flags = fcntl(fd, F_GETFL);
    r->poll = mem_new(sizeof *r->poll);
    if (uv_poll_init(loop, r->poll, fd) == 0) {
        r->poll->data = r;
        (void)fcntl(fd, F_SETFL, flags); /* others share it: it stays blocking */
    } else {
        free(r->poll);
        r->poll = NULL;
    }
    return r;
}

/* Hands out one buffered line; false when there is no whole one. */
static bool hand_out(struct reader *r) {
    char *start = r->buf + r->at;
    size_t left = r->len - r->at;
    char *end = left == 0 ? NULL : memchr(start, '\n', left);
    if (!end && left <= CONSOLE_LINE_MAX && !(r->ended && left > 0)) {
        return false;
    }
    size_t len = !end ? left : (size_t)(end - start);
    bool rest_of_long = r->skipping;
    r->skipping = !end && !r->ended;
    r->at += len + (end != NULL);
    if (rest_of_long) {
        return true;
    }
    bool cut = len > CONSOLE_LINE_MAX || r->skipping;
    r->calls.line(r->calls.ctx, start, len, ++r->number, cut);
    return true;
}

/* Reads once; the descriptor is known to be readable. */
static void fill(struct reader *r) {
    if (r->at > 0) {
        memmove(r->buf, r->buf + r->at, r->len - r->at);
        r->len -= r->at;
        r->at = 0;
    }
    if (r->cap - r->len < CHUNK) {
        r->cap = r->len + CHUNK;
        r->buf = mem_grow(r->buf, r->cap, 1);
    }
    ssize_t n = read(r->fd, r->buf + r->len, CHUNK);
    if (n > 0) {
        r->len += (size_t)n;
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        r->ended = true;
    }
}

static void pump(struct reader *r) {
    while (!r->paused && hand_out(r)) {
    }
    if (r->paused) {
        return;
    }
    if (r->ended) {
        reader_pause(r);
        if (!r->told) {
            r->told = true;
            r->calls.end(r->calls.ctx);
        }
    } else if (r->poll) {
        uv_idle_stop(r->idle);
        uv_poll_start(r->poll, UV_READABLE, on_poll);
    } else {
        uv_idle_start(r->idle, on_idle);
    }
}

static void on_poll(uv_poll_t *poll, int status, int events) {
    struct reader *r = poll->data;
    (void)events;
    if (status < 0) {
        r->ended = true;
    } else {
        fill(r);
    }
    pump(r);
}

static void on_idle(uv_idle_t *idle) {
    struct reader *r = idle->data;
    /* After a pause there may be whole lines in the buffer: those first. */
    bool line = r->len > r->at && memchr(r->buf + r->at, '\n', r->len - r->at);
    if (!r->poll && !line && !r->ended) {
        fill(r);
    }
    pump(r);
}

void reader_pause(struct reader *r) {
    r->paused = true;
    uv_idle_stop(r->idle);
    if (r->poll) {
        uv_poll_stop(r->poll);
    }
}

void reader_resume(struct reader *r) {
    r->paused = false;
    uv_idle_start(r->idle, on_idle);
}

static void closed(uv_handle_t *handle) {
    free(handle);
}

void reader_free(struct reader *r) {
    if (!r) {
        return;
    }
    uv_close((uv_handle_t *)r->idle, closed);
    if (r->poll) {
        uv_close((uv_handle_t *)r->poll, closed);
    }
    free(r->buf);
    free(r);
}

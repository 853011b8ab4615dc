/* redis_attach.c: hiredis on uv_poll and uv_prepare.
 *
 * Why not hiredis' own libuv adapter: it ignores every event whose status is an error, so
 * that a refused or reset connection is never reported and the caller hangs for ever.
 *
 * Writing does not wait for the socket to say that it is writable, it nearly always is:
 * what one iteration of the loop produced goes out in one write() just before the loop
 * polls again. That corks all commands of an iteration together and saves two epoll_ctl
 * and one iteration for each batch. Only what the socket did not take waits for it. */
#include "io/redis_attach.h"
#include "base/mem.h"

#include <stdlib.h>

struct attached {
    redisAsyncContext *ac; /* NULL: it ended, we are closing */
    uv_poll_t poll;
    uv_prepare_t flush;
    int events;    /* what the poll watches */
    bool flushing; /* inside the write before the poll */
    int open;      /* handles that are not closed yet */
};

static void poll_event(uv_poll_t *poll, int status, int events);

static void watch(struct attached *at, int events) {
    if (events == at->events) {
        return;
    }
    at->events = events;
    if (events) {
        uv_poll_start(&at->poll, events, poll_event);
    } else {
        uv_poll_stop(&at->poll);
    }
}

static void poll_event(uv_poll_t *poll, int status, int events) {
    struct attached *at = poll->data;
    if (status < 0) {
        /* libuv has stopped the handle; whoever still wants events asks anew. Both
         * handlers meet the socket's error and report it: as a failed connect, or as a
         * lost connection. The first may end the context. */
        at->events = 0;
        redisAsyncHandleWrite(at->ac);
        if (at->ac) {
            redisAsyncHandleRead(at->ac);
        }
        return;
    }
    if (events & UV_READABLE) {
        redisAsyncHandleRead(at->ac);
    }
    if (at->ac && (events & UV_WRITABLE)) {
        redisAsyncHandleWrite(at->ac);
    }
}

static void flush_now(uv_prepare_t *flush) {
    struct attached *at = flush->data;
    uv_prepare_stop(flush);
    at->flushing = true;
    redisAsyncHandleWrite(at->ac);
    at->flushing = false;
}

static void add_read(void *data) {
    struct attached *at = data;
    watch(at, at->events | UV_READABLE);
}

static void del_read(void *data) {
    struct attached *at = data;
    watch(at, at->events & ~UV_READABLE);
}

static void add_write(void *data) {
    struct attached *at = data;
    /* A connect that is under way ends when the socket becomes writable, and what a flush
     * left over must not be tried again before that. */
    if (at->flushing || !(at->ac->c.flags & REDIS_CONNECTED)) {
        watch(at, at->events | UV_WRITABLE);
    } else if (!(at->events & UV_WRITABLE)) {
        uv_prepare_start(&at->flush, flush_now);
    }
}

static void del_write(void *data) {
    struct attached *at = data;
    watch(at, at->events & ~UV_WRITABLE);
}

static void handle_closed(uv_handle_t *handle) {
    struct attached *at = handle->data;
    if (--at->open == 0) {
        free(at);
    }
}

/* hiredis is about to close the socket and free the context. */
static void cleanup(void *data) {
    struct attached *at = data;
    at->ac->ev.cleanup = NULL; /* once: hiredis does not promise it */
    at->ac = NULL;
    uv_close((uv_handle_t *)&at->poll, handle_closed);
    uv_close((uv_handle_t *)&at->flush, handle_closed);
}

bool redis_attach(redisAsyncContext *ac, uv_loop_t *loop) {
    struct attached *at = mem_new(sizeof *at);
    if (uv_poll_init(loop, &at->poll, ac->c.fd) != 0) {
        free(at);
        return false;
    }
    uv_prepare_init(loop, &at->flush);
    at->ac = ac;
    at->poll.data = at->flush.data = at;
    at->open = 2;
    ac->ev.data = at;
    ac->ev.addRead = add_read;
    ac->ev.delRead = del_read;
    ac->ev.addWrite = add_write;
    ac->ev.delWrite = del_write;
    ac->ev.cleanup = cleanup;
    return true;
}

/* http_multi.c: one uv_poll for each of curl's sockets, one timer for all its time-outs.
 *
 * curl must not be called from its own callbacks: those only note what to watch. */
#include "io/http_multi.h"
#include "base/mem.h"

struct watch {
    uv_poll_t uv;
    struct http_multi *multi;
    curl_socket_t fd;
    struct watch *next, **link;
};

struct http_multi {
    struct loop *loop;
    CURLM *curl;
    struct loop_timer *timer; /* NULL: stopped */
    struct watch *watches;
    void (*done)(void *ctx, CURL *easy, CURLcode code);
    void *ctx;
};

static void tell_done(struct http_multi *multi) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi->curl, &left))) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        /* The message is gone with the handle's removal. */
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        curl_multi_remove_handle(multi->curl, easy);
        multi->done(multi->ctx, easy, code);
    }
}

static void drive(struct http_multi *multi, curl_socket_t fd, int events) {
    if (!multi->timer) {
        return;
    }
    int running = 0;
    curl_multi_socket_action(multi->curl, fd, events, &running);
    tell_done(multi);
}

/* ---- sockets ---- */

static void polled(uv_poll_t *uv, int status, int events) {
    const struct watch *watch = uv->data;
    int flags = 0;
    if (status < 0) {
        flags = CURL_CSELECT_ERR;
    }
    if (events & UV_READABLE) {
        flags |= CURL_CSELECT_IN;
    }
    if (events & UV_WRITABLE) {
        flags |= CURL_CSELECT_OUT;
    }
    drive(watch->multi, watch->fd, flags);
}

static void watch_closed(uv_handle_t *handle) {
    free(handle->data);
}

/* curl closes the socket as soon as this returns: it must not be polled then. */
static void watch_free(struct watch *watch) {
    *watch->link = watch->next;
    if (watch->next) {
        watch->next->link = watch->link;
    }
    uv_poll_stop(&watch->uv);
    uv_close((uv_handle_t *)&watch->uv, watch_closed);
}

static struct watch *watch_new(struct http_multi *multi, curl_socket_t fd) {
    struct watch *watch = mem_new(sizeof *watch);
    if (uv_poll_init_socket(loop_uv(multi->loop), &watch->uv, fd) != 0) {
        free(watch);
        return NULL;
    }
    watch->uv.data = watch;
    watch->multi = multi;
    watch->fd = fd;
    watch->next = multi->watches;
    watch->link = &multi->watches;
    if (watch->next) {
        watch->next->link = &watch->next;
    }
    multi->watches = watch;
    return watch;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *of_socket) {
    struct http_multi *multi = ctx;
    struct watch *watch = of_socket;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watch) {
            curl_multi_assign(multi->curl, fd, NULL);
            watch_free(watch);
        }
        return 0;
    }
    if (!watch) {
        watch = watch_new(multi, fd);
        if (!watch) {
            return -1;
        }
        curl_multi_assign(multi->curl, fd, watch);
    }
    int events = 0;
    if (what != CURL_POLL_OUT) {
        events |= UV_READABLE;
    }
    if (what != CURL_POLL_IN) {
        events |= UV_WRITABLE;
    }
    uv_poll_start(&watch->uv, events, polled);
    return 0;
}

/* ---- time ---- */

static void timer_over(void *ctx) {
    drive(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer(CURLM *curl, long ms, void *ctx) {
    struct http_multi *multi = ctx;
    (void)curl;
    if (!multi->timer) {
        return 0;
    }
    if (ms < 0) {
        multi->loop->timer_stop(multi->timer);
    } else {
        /* 0 stays 0: a millisecond more here is one more for each request. */
        multi->loop->timer_start(multi->timer, ms);
    }
    return 0;
}

/* ---- life ---- */

struct http_multi *http_multi_new(struct loop *loop, long connections,
                                  void (*done)(void *ctx, CURL *easy, CURLcode code),
                                  void *ctx) {
    struct http_multi *multi = mem_new(sizeof *multi);
    curl_global_init(CURL_GLOBAL_DEFAULT); /* counted: each user has its own clean-up */
    CURLM *curl = mem_got(curl_multi_init());
    multi->loop = loop;
    multi->curl = curl;
    multi->done = done;
    multi->ctx = ctx;
    multi->timer = loop->timer(loop->self, timer_over, multi);
    curl_multi_setopt(curl, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(curl, CURLMOPT_SOCKETDATA, multi);
    curl_multi_setopt(curl, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(curl, CURLMOPT_TIMERDATA, multi);
    curl_multi_setopt(curl, CURLMOPT_MAXCONNECTS, connections);
    return multi;
}

void http_multi_add(struct http_multi *multi, CURL *easy) {
    if (curl_multi_add_handle(multi->curl, easy) != CURLM_OK) {
        abort(); /* out of memory, or a handle added twice */
    }
}

void http_multi_remove(struct http_multi *multi, CURL *easy) {
    curl_multi_remove_handle(multi->curl, easy);
}

void http_multi_stop(struct http_multi *multi) {
    multi->loop->timer_free(multi->timer);
    multi->timer = NULL;
}

void http_multi_free(struct http_multi *multi) {
    curl_multi_cleanup(multi->curl); /* closes what was kept open: on_socket */
    while (multi->watches) {
        watch_free(multi->watches);
    }
    curl_global_cleanup();
    free(multi);
}

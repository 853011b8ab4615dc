/* http_fixture.h: a client, a raw server, and what each request was told. */
#ifndef TOCSIN_TESTS_IO_HTTP_FIXTURE_H
#define TOCSIN_TESTS_IO_HTTP_FIXTURE_H

#include "io/http_client.h"
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000 };

struct fixture {
    struct loop *loop;
    struct http *http;
    struct peer peer;
    char url[128]; /* of the peer, with a query that must never be seen again */
    int ticks;
    int64_t tick_at, longest_ms; /* between two ticks of 5 ms */
    struct loop_timer *ticker;
};

struct told {
    struct fixture *fixture;
    int count;
    bool done;
    enum http_result result;
    int status;
    char body[256], why[512], header[64];
    void (*then)(struct told *told);
};

static void keep_told(void *ctx, const struct http_response *response) {
    struct told *told = ctx;
    const char *after = response->header(response, "RETRY-after");
    told->count++;
    told->result = response->result;
    told->status = response->status;
    assert_int_equal(strlen(response->body), response->len);
    snprintf(told->body, sizeof told->body, "%s", response->body);
    snprintf(told->why, sizeof told->why, "%s", response->why ? response->why : "");
    snprintf(told->header, sizeof told->header, "%s", after ? after : "");
    assert_null(strstr(told->why, "s3cret"));
    if (response->result == HTTP_DONE) {
        assert_null(response->why);
    } else {
        assert_non_null(response->why);
        assert_int_equal(response->status, 0);
    }
    if (told->then) {
        told->then(told);
    }
    told->done = true;
}

static void ask_with(struct fixture *f, struct told *told, struct http_request request) {
    told->fixture = f;
    if (!request.method) {
        request.method = request.body ? "POST" : "GET";
    }
    if (!request.url) {
        request.url = f->url;
    }
    if (!request.timeout_ms) {
        request.timeout_ms = PATIENCE_MS;
    }
    if (!request.most) {
        request.most = 1000;
    }
    int before = told->count;
    f->http->request(f->http->self, &request, keep_told, told);
    assert_int_equal(told->count, before); /* never before it returned */
}

static void ask_and_wait(struct fixture *f, struct told *told,
                         struct http_request request) {
    told->done = false;
    ask_with(f, told, request);
    assert_true(loop_wait(f->loop, &told->done, PATIENCE_MS));
}

static void tick(void *ctx) {
    struct fixture *f = ctx;
    int64_t now = f->loop->mono(f->loop->self);
    if (f->ticks++ > 0 && now - f->tick_at > f->longest_ms) {
        f->longest_ms = now - f->tick_at;
    }
    f->tick_at = now;
    f->loop->timer_start(f->ticker, 5);
}

static void fixture_start(struct fixture *f, const struct http_client_options *options,
                          void (*on_data)(struct peer_conn *conn)) {
    *f = (struct fixture){.loop = loop_new()};
    f->ticker = f->loop->timer(f->loop->self, tick, f);
    f->loop->timer_start(f->ticker, 0);
    f->http = http_client_new(f->loop, options);
    peer_start(&f->peer, f->loop, on_data, f);
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d/a/b?token=s3cret", f->peer.port);
}

static void fixture_stop(struct fixture *f) {
    http_client_free(f->http);
    peer_stop(&f->peer);
    int64_t begun = f->loop->mono(f->loop->self);
    struct loop *loop = f->loop;
    uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    loop_free(loop);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    assert_true(now.tv_sec * 1000 + now.tv_nsec / 1000000 - begun < 1500);
}

/* Whole requests: up to the blank line and Content-Length bytes. */
static inline bool whole_request(struct peer_conn *conn) {
    const char *end = strstr(conn->in.ptr, "\r\n\r\n");
    const char *length = strstr(conn->in.ptr, "Content-Length: ");
    size_t body = length ? strtoul(length + 16, NULL, 10) : 0;
    return end && conn->in.len >= (size_t)(end + 4 - conn->in.ptr) + body;
}

static inline void answer_ok(struct peer_conn *conn) {
    if (whole_request(conn)) {
        strbuf_clear(&conn->in);
        conn->step++;
        peer_say(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }
}

#endif

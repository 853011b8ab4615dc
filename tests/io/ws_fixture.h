/* ws_fixture.h: a client, a raw websocket server, and what a socket was told. */
#ifndef TOCSIN_TESTS_IO_WS_FIXTURE_H
#define TOCSIN_TESTS_IO_WS_FIXTURE_H

#include "io/ws_client.h"
#include "peer.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, FIN = 0x80, OP_MORE = 0, OP_TEXT = 1, OP_BINARY = 2 };
enum { OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

struct fixture {
    struct loop *loop;
    struct websockets *ws;
    struct peer peer;
    char url[128];
    /* Each frame that came whole; NULL: pings are answered, the rest is kept. */
    void (*on_frame)(struct peer_conn *conn, int first, const char *data, size_t len);
    void (*on_shaken)(struct peer_conn *conn);
    char request[2048];
    int first; /* byte of the last text frame */
    char text[256], pong[128];
    int pings;
    bool got_text, got_pong, got_close;
    int64_t tick_at, longest_ms;
    struct loop_timer *ticker;
};

struct seen {
    struct fixture *f;
    struct websocket *socket;
    int opened, closed, texts;
    bool is_opened, is_closed, got_text;
    bool opening; /* inside open() */
    char text[256], why[256];
    size_t len;
    void (*on_opened)(struct seen *seen);
    void (*on_text)(struct seen *seen);
    void (*on_closed)(struct seen *seen);
};

/* ---- the server ---- */

static void ws_frame(struct peer_conn *conn, int first, const char *data, size_t len) {
    unsigned char head[10] = {(unsigned char)first};
    size_t n = 2;
    if (len < 126) {
        head[1] = (unsigned char)len;
    } else {
        n = len < 65536 ? 4 : 10;
        head[1] = len < 65536 ? 126 : 127;
        for (size_t i = 2, left = len; i < n; i++, left >>= 8) {
            head[n + 1 - i] = (unsigned char)(left & 0xff);
        }
    }
    peer_write(conn, (const char *)head, n);
    peer_write(conn, data, len);
}

static void ws_shake(struct peer_conn *conn, struct fixture *f) {
    static const char id[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char sha[SHA_DIGEST_LENGTH];
    char text[100], accept[40], answer[256];
    const char *key = strstr(conn->in.ptr, "Sec-WebSocket-Key: ");
    snprintf(f->request, sizeof f->request, "%s", conn->in.ptr);
    snprintf(text, sizeof text, "%.24s%s", key + 19, id);
    SHA1((const unsigned char *)text, strlen(text), sha);
    EVP_EncodeBlock((unsigned char *)accept, sha, sizeof sha);
    snprintf(answer, sizeof answer,
             "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
             accept);
    strbuf_clear(&conn->in);
    conn->step = 1;
    peer_say(conn, answer);
    if (f->on_shaken) {
        f->on_shaken(conn);
    }
}

static void ws_keep_frame(struct peer_conn *conn, int first, const char *data,
                          size_t len) {
    struct fixture *f = conn->peer->ctx;
    switch (first & 15) {
    case OP_TEXT:
        f->first = first;
        snprintf(f->text, sizeof f->text, "%.*s", (int)len, data);
        f->got_text = true;
        break;
    case OP_PING:
        f->pings++;
        ws_frame(conn, FIN | OP_PONG, data, len);
        break;
    case OP_PONG:
        snprintf(f->pong, sizeof f->pong, "%.*s", (int)len, data);
        f->got_pong = true;
        break;
    case OP_CLOSE:
        f->got_close = true;
        break;
    default:
        break;
    }
}

/* One whole masked frame at the front of what came, and its length, or 0. */
static size_t ws_take(struct peer_conn *conn, char *data, size_t *ret_len) {
    const unsigned char *in = (const unsigned char *)conn->in.ptr;
    size_t have = conn->in.len, head = 2;
    if (have < 2) {
        return 0;
    }
    size_t len = in[1] & 127;
    size_t wide = len == 126 ? 2 : len == 127 ? 8 : 0;
    assert_true(in[1] & 128); /* clients mask */
    head += wide + 4;
    if (have < head) {
        return 0;
    }
    if (wide) {
        len = 0;
        for (size_t i = 0; i < wide; i++) {
            len = len << 8 | in[2 + i];
        }
    }
    if (have < head + len) {
        return 0;
    }
    for (size_t i = 0; i < len; i++) {
        data[i] = (char)(in[head + i] ^ in[head - 4 + i % 4]);
    }
    *ret_len = len;
    return head + len;
}

static void ws_serve(struct peer_conn *conn) {
    struct fixture *f = conn->peer->ctx;
    if (conn->step == 0) {
        if (strstr(conn->in.ptr, "\r\n\r\n")) {
            ws_shake(conn, f);
        }
        return;
    }
    size_t len, taken;
    char *data = malloc(conn->in.len + 1);
    while (!conn->closed && (taken = ws_take(conn, data, &len)) > 0) {
        int first = (unsigned char)conn->in.ptr[0];
        size_t left = conn->in.len - taken;
        memmove(conn->in.ptr, conn->in.ptr + taken, left);
        conn->in.len = left;
        conn->in.ptr[left] = '\0';
        (f->on_frame ? f->on_frame : ws_keep_frame)(conn, first, data, len);
    }
    free(data);
}

/* ---- the client ---- */

static void seen_opened(void *ctx) {
    struct seen *seen = ctx;
    assert_false(seen->opening);
    seen->opened++;
    seen->is_opened = true;
    if (seen->on_opened) {
        seen->on_opened(seen);
    }
}

static void seen_text(void *ctx, const char *s, size_t len) {
    struct seen *seen = ctx;
    assert_int_equal(s[len], 0);
    seen->texts++;
    seen->len = len;
    snprintf(seen->text, sizeof seen->text, "%s", s);
    seen->got_text = true;
    if (seen->on_text) {
        seen->on_text(seen);
    }
}

static void seen_closed(void *ctx, const char *why) {
    struct seen *seen = ctx;
    assert_false(seen->opening);
    seen->closed++;
    seen->socket = NULL;
    snprintf(seen->why, sizeof seen->why, "%s", why);
    fprintf(stderr, "WHY %s\n", why);
    assert_true(strlen(why) > 5);
    assert_null(strstr(why, "s3cret"));
    if (seen->on_closed) {
        seen->on_closed(seen);
    }
    seen->is_closed = true;
}

static void open_with(struct fixture *f, struct seen *seen,
                      struct websocket_options options) {
    if (!options.url) {
        options.url = f->url;
    }
    if (!options.most) {
        options.most = 1000;
    }
    if (!options.connect_ms) {
        options.connect_ms = PATIENCE_MS;
    }
    if (!options.ping_ms) {
        options.ping_ms = PATIENCE_MS;
        options.hangup_ms = 2 * PATIENCE_MS;
    }
    const struct websocket_calls calls = {
        .opened = seen_opened, .text = seen_text, .closed = seen_closed, .ctx = seen};
    seen->f = f;
    seen->opening = true;
    seen->socket = f->ws->open(f->ws->self, &options, &calls);
    seen->opening = false;
    assert_non_null(seen->socket);
}

static void await(struct fixture *f, const bool *flag) {
    assert_true(loop_wait(f->loop, flag, PATIENCE_MS));
}

static inline void open_and_wait(struct fixture *f, struct seen *seen,
                                 struct websocket_options options) {
    open_with(f, seen, options);
    await(f, &seen->is_opened);
}

static void tick(void *ctx) {
    struct fixture *f = ctx;
    int64_t now = f->loop->mono(f->loop->self);
    if (f->tick_at > 0 && now - f->tick_at > f->longest_ms) {
        f->longest_ms = now - f->tick_at;
    }
    f->tick_at = now;
    f->loop->timer_start(f->ticker, 5);
}

static inline void wait_ms(struct fixture *f, int64_t ms) {
    const bool never = false;
    loop_wait(f->loop, &never, ms);
}

static void fixture_start(struct fixture *f, const struct ws_client_options *options) {
    struct error err = {0};
    *f = (struct fixture){.loop = loop_new()};
    f->ws = ws_client_new(f->loop, options, &err);
    assert_string_equal(err.text, "");
    f->ticker = f->loop->timer(f->loop->self, tick, f);
    f->loop->timer_start(f->ticker, 0);
    peer_start(&f->peer, f->loop, ws_serve, f);
    snprintf(f->url, sizeof f->url, "ws://127.0.0.1:%d/link/?ticket=s3cret",
             f->peer.port);
}

static void fixture_stop(struct fixture *f) {
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    ws_client_free(f->ws);
    peer_stop(&f->peer);
    loop_free(f->loop);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_true(ended.tv_sec - begun.tv_sec < 2);
}

#endif

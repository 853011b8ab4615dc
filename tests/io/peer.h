/* peer.h: a raw TCP server on the loop of the test itself, that does what it is told. */
#ifndef TOCSIN_TESTS_IO_PEER_H
#define TOCSIN_TESTS_IO_PEER_H

#include "base/strbuf.h"
#include "io/loop.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

struct peer;

struct peer_conn {
    uv_tcp_t tcp;
    struct peer *peer;
    struct strbuf in; /* all that came and was not taken */
    int step;         /* for the test */
    struct peer_conn *to, *next;
    bool closed;
};

struct peer {
    uv_tcp_t tcp;
    struct loop *loop;
    int port, accepted;
    struct peer_conn *conns; /* the newest first; freed with the peer */
    void (*on_data)(struct peer_conn *conn);
    void *ctx;
};

static void peer_on_closed(uv_handle_t *handle) {
    struct peer_conn *conn = handle->data;
    strbuf_free(&conn->in);
    free(conn);
}

static void peer_close(struct peer_conn *conn) {
    if (!conn->closed) {
        conn->closed = true;
        uv_read_stop((uv_stream_t *)&conn->tcp);
        if (conn->to) {
            conn->to->to = NULL;
            peer_close(conn->to);
        }
        struct peer_conn **link = &conn->peer->conns;
        while (*link != conn) {
            link = &(*link)->next;
        }
        *link = conn->next;
        uv_close((uv_handle_t *)&conn->tcp, peer_on_closed);
    }
}

static void peer_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *buf) {
    (void)handle;
    *buf = uv_buf_init(malloc(hint), (unsigned)hint);
}

static void peer_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
    struct peer_conn *conn = stream->data;
    if (n > 0) {
        strbuf_addn(&conn->in, buf->base, (size_t)n);
    }
    free(buf->base);
    if (n > 0 && conn->peer->on_data) {
        conn->peer->on_data(conn);
    } else if (n < 0) {
        peer_close(conn);
    }
}

static void peer_wrote(uv_write_t *req, int status) {
    (void)status;
    free(req);
}

static void peer_write(struct peer_conn *conn, const char *data, size_t len) {
    uv_write_t *req = malloc(sizeof *req + len);
    char *copy = (char *)(req + 1);
    memcpy(copy, data, len);
    uv_buf_t buf = uv_buf_init(copy, (unsigned)len);
    uv_write(req, (uv_stream_t *)&conn->tcp, &buf, 1, peer_wrote);
}

static void peer_say(struct peer_conn *conn, const char *text) {
    peer_write(conn, text, strlen(text));
}

static void peer_shut(uv_shutdown_t *req, int status) {
    (void)status;
    free(req);
}

/* Says it, and that this was all. */
static inline void peer_say_last(struct peer_conn *conn, const char *text) {
    peer_say(conn, text);
    uv_shutdown(malloc(sizeof(uv_shutdown_t)), (uv_stream_t *)&conn->tcp, peer_shut);
}

static struct peer_conn *peer_conn_new(struct peer *peer) {
    struct peer_conn *conn = calloc(1, sizeof *conn);
    conn->peer = peer;
    conn->next = peer->conns;
    peer->conns = conn;
    strbuf_init(&conn->in, 16 << 20);
    uv_tcp_init(loop_uv(peer->loop), &conn->tcp);
    conn->tcp.data = conn;
    return conn;
}

static void peer_accept(uv_stream_t *stream, int status) {
    struct peer *peer = stream->data;
    struct peer_conn *conn = peer_conn_new(peer);
    (void)status;
    peer->accepted++;
    uv_accept(stream, (uv_stream_t *)&conn->tcp);
    uv_tcp_nodelay(&conn->tcp, 1);
    uv_read_start((uv_stream_t *)&conn->tcp, peer_alloc, peer_read);
}

static void peer_start(struct peer *peer, struct loop *loop,
                       void (*on_data)(struct peer_conn *conn), void *ctx) {
    *peer = (struct peer){.loop = loop, .on_data = on_data, .ctx = ctx};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int len = sizeof address;
    uv_tcp_init(loop_uv(loop), &peer->tcp);
    peer->tcp.data = peer;
    uv_tcp_bind(&peer->tcp, (const struct sockaddr *)&address, 0);
    uv_tcp_getsockname(&peer->tcp, (struct sockaddr *)&address, &len);
    uv_listen((uv_stream_t *)&peer->tcp, 256, peer_accept);
    peer->port = ntohs(address.sin_port);
}

/* Before the loop's end; `peer` must live until then. */
static void peer_stop(struct peer *peer) {
    while (peer->conns) {
        peer_close(peer->conns);
    }
    uv_close((uv_handle_t *)&peer->tcp, NULL);
}

/* ---- a proxy: what `conn` brings goes to another port, and back ---- */

static void peer_relayed(struct peer_conn *conn) {
    if (conn->to) {
        peer_write(conn->to, conn->in.ptr, conn->in.len);
    }
    strbuf_clear(&conn->in);
}

static void peer_connected(uv_connect_t *req, int status) {
    struct peer_conn *there = req->data;
    free(req);
    if (status != 0) {
        return; /* closed meanwhile */
    }
    uv_read_start((uv_stream_t *)&there->tcp, peer_alloc, peer_read);
    peer_say(there->to, "HTTP/1.1 200 Connection established\r\n\r\n");
}

static inline void peer_tunnel(struct peer_conn *conn, int port) {
    struct peer_conn *there = peer_conn_new(conn->peer);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)port)};
    uv_connect_t *req = malloc(sizeof *req);
    req->data = there;
    there->to = conn;
    conn->to = there;
    strbuf_clear(&conn->in);
    uv_tcp_connect(req, &there->tcp, (const struct sockaddr *)&address, peer_connected);
}

static inline void peer_proxy(struct peer_conn *conn, int port) {
    if (conn->to) {
        peer_relayed(conn);
    } else if (strstr(conn->in.ptr, "\r\n\r\n")) {
        peer_tunnel(conn, port);
    }
}

#endif

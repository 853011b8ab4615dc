/* ws_internal.h: one websocket and the client it belongs to. Of ws_*.c only. */
#ifndef TOCSIN_IO_WS_INTERNAL_H
#define TOCSIN_IO_WS_INTERNAL_H

#include "base/strbuf.h"
#include "io/proxy.h"
#include "io/resolve.h"
#include "io/ws_client.h"
#include <libwebsockets.h>

enum { WS_WHY_MAX = 256, WS_NAME_MAX = 128 };

struct ws_client {
    struct websockets websockets; /* first: a struct websockets of ours is a ws_client */
    struct loop *loop;
    char *user_agent, *ca_file;
    size_t most_queued;
    struct proxies *proxies;
    struct lws_context *context;            /* NULL: gone */
    struct lws_vhost *direct, *by_proxy[2]; /* for ws and wss: each has its own proxy */
    struct websocket *sockets, **sockets_end;
    int n;
    uv_check_t end;
    uv_timer_t awake; /* for it */
    int turns;        /* of the loop, since the end began */
    bool stopping;
};

enum ws_state { WS_RESOLVING, WS_CONNECTING, WS_OPEN, WS_ENDED };

struct ws_frame; /* waiting to be sent */

struct ws_target {
    bool tls;
    char name[WS_NAME_MAX];  /* of the server: host */
    char host[WS_NAME_MAX];  /* the header: host or host:port */
    char *path;              /* with its query, which may be a secret; owned */
    char reach[WS_NAME_MAX]; /* whom to connect to: the server, or a proxy */
    char login[WS_NAME_MAX]; /* "user:password@" of the proxy, or "" */
    int port, reach_port;
    bool by_proxy;
};

struct websocket {
    struct ws_client *client;
    struct websocket_calls calls;
    struct ws_target target;
    size_t most;
    int64_t ping_ms, hangup_ms, connect_ms;

    enum ws_state state;
    char why[WS_WHY_MAX]; /* it ended */
    const char *distrust; /* what is wrong with the server's certificate, or NULL */
    struct lws *wsi;      /* NULL: libwebsockets knows nothing of us (any more) */
    struct resolving *resolving;
    struct addresses addresses;
    size_t next_address;
    int64_t connect_by; /* by the monotonic clock */
    bool asked;         /* the handshake began: another address would be a second one */

    struct loop_timer *step, *deadline, *ping, *hangup;
    bool waiting;       /* for a pong */
    bool hangup_looked; /* once more, whether a pong lies in the socket */
    bool want_ping;
    uint64_t pings, ponged; /* numbers of the last one sent and of the last answered */

    struct strbuf in; /* the message that is coming in */
    struct ws_frame *queue, **queue_end;
    size_t queued; /* bytes */

    int busy;   /* somebody on the stack still needs the memory */
    int inside; /* libwebsockets is calling for this very wsi: it must not be killed */
    bool gone;  /* to be freed when not busy any more */
    struct websocket *next, **link;
};

/* ws_socket.c: its life. */
struct websocket *ws_socket_open(void *self, const struct websocket_options *options,
                                 const struct websocket_calls *calls);
void ws_socket_close(struct websocket *socket);
/* Ends it and tells the owner now. */
void ws_socket_tell_end(struct websocket *socket, const char *why);
/* The only thing that ever happens to an open socket's end: `closed` follows from the
 * loop. */
void ws_socket_end(struct websocket *socket, const char *why);
void ws_socket_opened(struct websocket *socket);
/* This attempt to connect failed: the next address, or the end. */
void ws_socket_failed(struct websocket *socket, const char *why);
void ws_socket_enter(struct websocket *socket);
void ws_socket_leave(struct websocket *socket);

/* ws_target.c: where a URL leads. False: *ret_why says why it leads nowhere. */
bool ws_target_parse(struct ws_target *ret_target, const char *url,
                     const struct proxies *proxies, const char **ret_why);
void ws_target_free(struct ws_target *target);

/* ws_frames.c: what goes over an open socket. */
bool ws_frames_send(struct websocket *socket, const char *s, size_t len);
void ws_frames_start(struct websocket *socket);
void ws_frames_free(struct websocket *socket);
void ws_frames_ping(void *ctx);
void ws_frames_hangup(void *ctx);
void ws_frames_writable(struct websocket *socket);
void ws_frames_came(struct websocket *socket, const char *data, size_t len);
void ws_frames_pong(struct websocket *socket, const unsigned char *data, size_t len);

/* ws_lws.c: libwebsockets' side. */
bool ws_lws_start(struct ws_client *client, struct error *ret_err);
void ws_lws_connect(struct websocket *socket, const char *address);
/* It knows nothing of us any more. */
void ws_lws_detach(struct websocket *socket);

#endif

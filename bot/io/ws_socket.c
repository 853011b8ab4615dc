/* ws_socket.c: resolve → connect (address after address) → open → ended → told.
 *
 * Invariants: once ended, libwebsockets knows nothing of the socket, and only the timer
 * `step` is left, which tells the owner; so `closed` never comes from within open() or
 * send(), and close() before it just stops the timer. While a callback runs the socket is
 * `busy`, and a close() in it leaves the memory for the callback's end. */
#include "base/mem.h"
#include "io/ws_internal.h"

static int64_t now(const struct websocket *socket) {
    return socket->client->loop->mono(socket->client->loop->self);
}

/* ---- the end ---- */

static void socket_free(struct websocket *socket) {
    struct loop *loop = socket->client->loop;
    struct loop_timer *timers[] = {socket->step, socket->deadline, socket->ping,
                                   socket->hangup};
    for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++) {
        loop->timer_free(timers[i]);
    }
    ws_target_free(&socket->target);
    ws_frames_free(socket);
    free(socket);
}

void ws_socket_enter(struct websocket *socket) {
    socket->busy++;
}

void ws_socket_leave(struct websocket *socket) {
    if (--socket->busy == 0 && socket->gone) {
        socket_free(socket);
    }
}

/* No callback comes from here on but those of `step`. */
static void quiet(struct websocket *socket) {
    struct loop *loop = socket->client->loop;
    socket->state = WS_ENDED;
    loop->timer_stop(socket->deadline);
    loop->timer_stop(socket->ping);
    loop->timer_stop(socket->hangup);
    resolve_forget(socket->resolving);
    socket->resolving = NULL;
    ws_lws_detach(socket);
}

void ws_socket_end(struct websocket *socket, const char *why) {
    if (socket->state == WS_ENDED) {
        return;
    }
    snprintf(socket->why, sizeof socket->why, "%s", why);
    ws_socket_enter(socket);
    quiet(socket);
    ws_socket_leave(socket);
    socket->client->loop->timer_start(socket->step, 0);
}

static void unlink_from(struct ws_client *client, struct websocket *socket) {
    *socket->link = socket->next;
    if (socket->next) {
        socket->next->link = socket->link;
    } else {
        client->sockets_end = socket->link;
    }
    client->n--;
}

void ws_socket_close(struct websocket *socket) {
    if (!socket || socket->gone) {
        return;
    }
    ws_socket_enter(socket);
    quiet(socket);
    socket->client->loop->timer_stop(socket->step);
    unlink_from(socket->client, socket);
    socket->gone = true;
    ws_socket_leave(socket);
}

static void tell_closed(struct websocket *socket) {
    const struct websocket_calls calls = socket->calls;
    char why[WS_WHY_MAX];
    memcpy(why, socket->why, sizeof why);
    ws_socket_close(socket);
    calls.closed(calls.ctx, why);
}

void ws_socket_tell_end(struct websocket *socket, const char *why) {
    ws_socket_end(socket, why); /* an end that came before keeps its reason */
    tell_closed(socket);
}

/* ---- connecting ---- */

void ws_socket_failed(struct websocket *socket, const char *why) {
    bool again = socket->state == WS_CONNECTING && !socket->asked &&
                 socket->next_address < socket->addresses.n &&
                 now(socket) < socket->connect_by;
    if (!again) {
        ws_socket_end(socket, why);
        return;
    }
    socket->client->loop->timer_stop(socket->deadline);
    ws_socket_enter(socket);
    ws_lws_detach(socket);
    ws_socket_leave(socket);
    socket->client->loop->timer_start(socket->step, 0);
}

static void deadline_over(void *ctx) {
    struct websocket *socket = ctx;
    char why[WS_WHY_MAX];
    snprintf(why, sizeof why, "%s in %lld ms",
             socket->state == WS_RESOLVING ? "the name was not resolved" : "not open",
             (long long)socket->connect_ms);
    ws_socket_failed(socket, why);
}

/* The time left is shared by the addresses left: one that swallows everything (IPv6
 * without a route is one) leaves some for the next. */
static void connect_next(struct websocket *socket) {
    int64_t left = socket->connect_by - now(socket);
    int64_t share = left / (int64_t)(socket->addresses.n - socket->next_address);
    socket->state = WS_CONNECTING;
    socket->client->loop->timer_start(socket->deadline, share);
    ws_lws_connect(socket, socket->addresses.at[socket->next_address++]);
}

static void resolved(void *ctx, const struct addresses *addresses, const char *why) {
    struct websocket *socket = ctx;
    socket->resolving = NULL;
    if (why) {
        char text[WS_WHY_MAX];
        snprintf(text, sizeof text, "%s: %s", socket->target.reach, why);
        ws_socket_end(socket, text);
        return;
    }
    socket->addresses = *addresses;
    connect_next(socket);
}

static void step(void *ctx) {
    struct websocket *socket = ctx;
    if (socket->state == WS_ENDED) {
        tell_closed(socket);
        return;
    }
    if (socket->next_address < socket->addresses.n) {
        connect_next(socket);
        return;
    }
    const char *why = NULL;
    socket->client->loop->timer_start(socket->deadline, socket->connect_ms);
    socket->resolving = resolve_start(loop_uv(socket->client->loop), socket->target.reach,
                                      resolved, socket, &why);
    if (!socket->resolving) {
        ws_socket_end(socket, why);
    }
}

void ws_socket_opened(struct websocket *socket) {
    socket->state = WS_OPEN;
    socket->client->loop->timer_stop(socket->deadline);
    ws_frames_start(socket);
    socket->calls.opened(socket->calls.ctx);
}

struct websocket *ws_socket_open(void *self, const struct websocket_options *options,
                                 const struct websocket_calls *calls) {
    struct ws_client *client = self;
    struct loop *loop = client->loop;
    struct websocket *socket = mem_new(sizeof *socket);
    socket->client = client;
    socket->calls = *calls;
    socket->most = options->most;
    socket->connect_ms = options->connect_ms;
    socket->ping_ms = options->ping_ms;
    socket->hangup_ms = options->hangup_ms;
    socket->connect_by = now(socket) + options->connect_ms;
    socket->queue_end = &socket->queue;
    socket->step = loop->timer(loop->self, step, socket);
    socket->deadline = loop->timer(loop->self, deadline_over, socket);
    socket->ping = loop->timer(loop->self, ws_frames_ping, socket);
    socket->hangup = loop->timer(loop->self, ws_frames_hangup, socket);
    strbuf_init(&socket->in, options->most);
    socket->link = client->sockets_end;
    *client->sockets_end = socket;
    client->sockets_end = &socket->next;
    client->n++;
    const char *why = NULL;
    if (client->stopping) {
        ws_socket_end(socket, "tocsin is stopping");
    } else if (!ws_target_parse(&socket->target, options->url, client->proxies, &why)) {
        ws_socket_end(socket, why);
    }
    loop->timer_start(socket->step, 0);
    return socket;
}

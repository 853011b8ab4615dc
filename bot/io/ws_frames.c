/* ws_frames.c: what goes over an open websocket: messages out of a bounded queue, pieces
 * put together into messages, and our pings.
 *
 * A connection is alive while the server answers our own pings. What it sends by itself
 * proves nothing: a proxy in between can keep that up, and it does not tell whether
 * anything of ours arrives. */
#include "io/ws_internal.h"

#include "base/mem.h"
#include "base/text.h"

struct ws_frame {
    struct ws_frame *next;
    size_t len;
    unsigned char bytes[]; /* LWS_PRE, then the text, which is masked in place */
};

enum { PING_LEN = 8 };

/* ---- out ---- */

bool ws_frames_send(struct websocket *socket, const char *s, size_t len) {
    size_t cost = sizeof(struct ws_frame) + LWS_PRE + len;
    if (socket->state != WS_OPEN || cost < len ||
        cost > socket->client->most_queued - socket->queued) {
        return false;
    }
    struct ws_frame *frame = mem_new(cost);
    frame->len = len;
    memcpy(frame->bytes + LWS_PRE, s, len);
    *socket->queue_end = frame;
    socket->queue_end = &frame->next;
    socket->queued += cost;
    lws_callback_on_writable(socket->wsi);
    return true;
}

static void drop_first(struct websocket *socket) {
    struct ws_frame *frame = socket->queue;
    socket->queue = frame->next;
    if (!socket->queue) {
        socket->queue_end = &socket->queue;
    }
    socket->queued -= sizeof *frame + LWS_PRE + frame->len;
    free(frame);
}

void ws_frames_free(struct websocket *socket) {
    while (socket->queue) {
        drop_first(socket);
    }
    strbuf_free(&socket->in);
}

static bool write_ping(struct websocket *socket) {
    unsigned char bytes[LWS_PRE + PING_LEN];
    uint64_t number = ++socket->pings;
    for (int i = PING_LEN - 1; i >= 0; i--) {
        bytes[LWS_PRE + i] = (unsigned char)(number & 0xff);
        number >>= 8;
    }
    socket->want_ping = false;
    return lws_write(socket->wsi, bytes + LWS_PRE, PING_LEN, LWS_WRITE_PING) >= 0;
}

void ws_frames_writable(struct websocket *socket) {
    bool good = !socket->want_ping || write_ping(socket);
    while (good && socket->queue && !lws_send_pipe_choked(socket->wsi)) {
        struct ws_frame *frame = socket->queue;
        /* What the kernel does not take libwebsockets keeps, and says "choked". */
        good = lws_write(socket->wsi, frame->bytes + LWS_PRE, frame->len,
                         LWS_WRITE_TEXT) >= 0;
        drop_first(socket);
    }
    if (!good) {
        ws_socket_end(socket, "it could not be written to");
    } else if (socket->queue) {
        lws_callback_on_writable(socket->wsi);
    }
}

/* ---- in ---- */

void ws_frames_came(struct websocket *socket, const char *data, size_t len) {
    struct lws *wsi = socket->wsi;
    struct strbuf *in = &socket->in;
    char why[WS_WHY_MAX];
    if (lws_frame_is_binary(wsi)) {
        ws_socket_end(socket, "the server sent a message that is not text");
        return;
    }
    /* The rest of the frame is counted before it comes. */
    size_t rest = lws_remaining_packet_payload(wsi);
    size_t room = socket->most - in->len;
    if (len > room || rest > room - len) {
        snprintf(why, sizeof why, "the server sent a message of more than %zu bytes",
                 socket->most);
        ws_socket_end(socket, why);
        return;
    }
    strbuf_addn(in, data, len);
    if (rest > 0 || !lws_is_final_fragment(wsi)) {
        return;
    }
    /* Here and not in libwebsockets, which would then wait for the server to agree. */
    if (!utf8_valid(in->ptr, in->len)) {
        ws_socket_end(socket, "the server sent a message that is not UTF-8");
        return;
    }
    socket->calls.text(socket->calls.ctx, in->ptr, in->len);
    strbuf_clear(in);
}

/* ---- alive? ---- */

void ws_frames_start(struct websocket *socket) {
    struct loop *loop = socket->client->loop;
    if (socket->ping_ms > 0) {
        if (socket->hangup_ms <= socket->ping_ms) {
            socket->hangup_ms = 2 * socket->ping_ms; /* else it could never live */
        }
        loop->timer_start(socket->ping, socket->ping_ms);
    }
}

/* A ping was preceded by ping_ms without one. */
static void await_pong(struct websocket *socket) {
    socket->waiting = true;
    socket->hangup_looked = false;
    socket->client->loop->timer_start(socket->hangup,
                                      socket->hangup_ms - socket->ping_ms);
}

void ws_frames_ping(void *ctx) {
    struct websocket *socket = ctx;
    if (!socket->waiting) {
        await_pong(socket); /* also when it cannot even be written */
    }
    socket->want_ping = true;
    lws_callback_on_writable(socket->wsi);
    socket->client->loop->timer_start(socket->ping, socket->ping_ms);
}

void ws_frames_hangup(void *ctx) {
    struct websocket *socket = ctx;
    struct loop *loop = socket->client->loop;
    if (!socket->hangup_looked) {
        /* This process itself may have been stopped for that long, and the pong lie in
         * the socket: once around the loop before it counts. (Not 0: that would come
         * before the sockets.) */
        socket->hangup_looked = true;
        loop->timer_start(socket->hangup, 1);
        return;
    }
    char why[WS_WHY_MAX];
    snprintf(why, sizeof why, "no answer to our pings in %lld ms",
             (long long)socket->hangup_ms);
    ws_socket_end(socket, why);
}

void ws_frames_pong(struct websocket *socket, const unsigned char *data, size_t len) {
    uint64_t number = 0;
    for (size_t i = 0; i < len && i < PING_LEN; i++) {
        number = number << 8 | data[i];
    }
    if (len != PING_LEN || number <= socket->ponged || number > socket->pings) {
        return; /* not to a ping of ours */
    }
    socket->ponged = number;
    if (number == socket->pings && !socket->want_ping) {
        socket->waiting = false;
        socket->client->loop->timer_stop(socket->hangup);
    } else {
        await_pong(socket);
    }
}

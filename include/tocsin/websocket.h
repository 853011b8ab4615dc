/* websocket.h: websockets to servers of others, text frames only. Implemented by
 * libwebsockets (bot/io/ws_client.c); adapters get it as a parameter. */
#ifndef TOCSIN_WEBSOCKET_H
#define TOCSIN_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct websocket; /* opaque; gone after `closed` or close() */

struct websocket_calls {
    void (*opened)(void *ctx);
    /* One whole message, NUL-terminated. Borrowed. */
    void (*text)(void *ctx, const char *s, size_t len);
    /* Once, however it ended (also when it never opened): by the server, a time-out, a
     * message over the limit, no pong to our pings. Never from within open(). */
    void (*closed)(void *ctx, const char *why);
    void *ctx;
};

struct websocket_options {
    const char *url;    /* wss://… or, where the configuration says so, ws://… */
    size_t most;        /* largest message taken, bytes; a larger one ends the socket */
    int64_t connect_ms; /* resolve + connect + handshake */
    int64_t ping_ms;    /* our own pings */
    int64_t hangup_ms;  /* silence after which it is dead; longer than ping_ms */
};

struct websockets {
    void *self;
    struct websocket *(*open)(void *self, const struct websocket_options *options,
                              const struct websocket_calls *calls);
    /* One unfragmented text frame, copied. False: not open, or its queue is full: nothing
     * was taken. */
    bool (*send)(struct websocket *socket, const char *s, size_t len);
    /* Ends it without a further callback. */
    void (*close)(struct websocket *socket);
};

#endif

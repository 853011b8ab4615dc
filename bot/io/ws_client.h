/* ws_client.h: websockets to servers of others (tocsin/websocket.h), by libwebsockets. */
#ifndef TOCSIN_IO_WS_CLIENT_H
#define TOCSIN_IO_WS_CLIENT_H

#include "io/loop.h"
#include "tocsin/error.h"
#include "tocsin/websocket.h"

struct ws_client_options {  /* copied; 0 and NULL: the default */
    const char *user_agent; /* "tocsin/<version>" */
    const char *proxy;      /* URL, "" for none; NULL: the environment (io/proxy.h) */
    const char *ca_file;    /* PEM, the only authorities then; NULL: the system's */
    size_t queue;           /* most bytes waiting to be sent on a socket: 1 MiB */
};

/* Owned by the caller; free it with ws_client_free, before the loop. One at a time in a
 * process: of two, libwebsockets never frees the first one's TLS. NULL: *ret_err says
 * why (libwebsockets' plug-in for libuv is not installed, a CA file does not load).
 * `options` may be NULL. */
struct websockets *ws_client_new(struct loop *loop,
                                 const struct ws_client_options *options,
                                 struct error *ret_err);
/* Every socket ends now with `closed`; those opened later end too, soon. */
void ws_client_stop(struct websockets *websockets);
/* ws_client_stop, and the end: sockets opened by callbacks meanwhile end too. NULL is
 * fine, and so is inside a callback. The loop must run on for a moment (loop_free does).
 */
void ws_client_free(struct websockets *websockets);

#endif

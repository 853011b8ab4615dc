/* redis_conn.h: one connection to Redis that comes back by itself.
 *
 * It resolves, connects, checks what it found, watches and, when anything goes wrong,
 * drops the socket and begins again after a back-off. What was pending on a dropped
 * socket gets its callback with a NULL reply, from hiredis. */
#ifndef TOCSIN_IO_REDIS_CONN_H
#define TOCSIN_IO_REDIS_CONN_H

#include "io/loop.h"
#include "io/redis_options.h"
#include <hiredis/async.h>
#include <jansson.h>

struct redis_conn;

/* `options` is borrowed and outlives the connection. `up` is called before
 * options->on_up: its owner sends first what was waiting. */
struct redis_conn *redis_conn_new(struct loop *loop, const struct redis_options *options,
                                  void (*up)(void *ctx), void *ctx);
void redis_conn_start(struct redis_conn *conn);
/* The context when commands may be sent, else NULL. Ask each time: it does not last. */
redisAsyncContext *redis_conn_ready(const struct redis_conn *conn);
const char *redis_conn_sha(const struct redis_conn *conn); /* of the commit script */
const char *redis_conn_why(const struct redis_conn *conn); /* it is not ready */
/* It is not ready because somebody has to change something first. */
bool redis_conn_refused(const struct redis_conn *conn);
/* Ends the socket and looks for the server again. Allowed in a reply's callback. */
void redis_conn_drop(struct redis_conn *conn, const char *why);
/* The same, but looks where "MOVED <slot> <host>:<port>" says. */
void redis_conn_follow(struct redis_conn *conn, const char *moved);
/* For good; what is pending gets its NULL reply before this returns. Not from a callback
 * of the connection, and then redis_conn_free(). */
void redis_conn_stop(struct redis_conn *conn);
void redis_conn_free(struct redis_conn *conn);

#endif

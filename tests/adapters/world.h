/* world.h: a world for the Slack adapter that is made up: virtual time, an HTTP client, a
 * websocket client and a host, all of them recording and answering when told to. */
#ifndef TOCSIN_TESTS_WORLD_H
#define TOCSIN_TESTS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/jsonx.h"
#include "slack/codec.h"
#include "slack/slack.h"
#include "tocsin/reply.h"

enum {
    WORLD_REQUESTS = 4096,
    WORLD_SOCKETS = 256,
    WORLD_INPUTS = 2048,
    WORLD_FRAMES = 2048
};

struct world;

struct world_request {
    struct world *world;
    char *method; /* last part of the URL's path */
    char *url;
    json_t *body; /* JSON, or NULL: a form or nothing */
    int64_t at;
    http_cb cb;
    void *ctx;
    bool answered;
};

struct websocket {
    struct world *world;
    struct websocket_calls calls;
    char *url;
    int64_t at;
    bool ended;                   /* closed by either side */
    bool cut;                     /* takes no frames, and nobody has noticed */
    json_t *frames[WORLD_FRAMES]; /* what was sent over it */
    size_t nframes;
};

struct world_input {
    enum input_kind kind;
    char *key, *actor, *place, *text, *command, *phase;
    json_t *fields, *data;
    bool stranger, shown;
    void (*done)(void *ctx, const struct reply *reply);
    void *ctx;
};

/* What is answered without being told: NULL: it waits for world_answer(). */
typedef const char *(*world_script)(struct world *world, struct world_request *request);

struct world {
    struct loop loop;
    struct http http;
    struct websockets websockets;
    struct host host;
    struct adapter *adapter;
    struct arena *arena;
    int64_t now;
    struct loop_timer *timers;
    world_script script;
    bool hello;           /* sockets open and say hello by themselves */
    const char *teams[2]; /* whose people count as ours, besides */
    struct world_request requests[WORLD_REQUESTS];
    size_t nrequests;
    struct websocket *sockets[WORLD_SOCKETS];
    size_t nsockets;
    struct world_input inputs[WORLD_INPUTS];
    size_t ninputs;
    int fatal; /* how often on_fatal was called */
    int names; /* learn_name */
    int ids;   /* known_id */
    bool ids_told;
};

/* With `sockets` sockets, not started. */
struct world *world_new(int sockets);
void world_free(struct world *world);
/* Started, every socket up. */
struct world *world_up(int sockets);
void world_run(struct world *world, int64_t ms);
/* Fires what is due now, deferred calls included. */
void world_step(struct world *world);

/* 0 when there is none. */
size_t world_count(const struct world *world, const char *method);
/* The nth (from 0) request of `method`; fails the test when there is none. */
struct world_request *world_request(struct world *world, const char *method, size_t n);
/* `json`: NULL: no answer, `result` says how that is. `retry`: Retry-After or NULL. */
void world_answer(struct world_request *request, enum http_result result, int status,
                  const char *json, const char *retry);
void world_ok(struct world_request *request, const char *json);

void world_hello(struct websocket *socket);
void world_text(struct websocket *socket, const char *json);
void world_json(struct websocket *socket, json_t *json); /* stolen */
void world_closed(struct websocket *socket, const char *why);
size_t world_open_sockets(const struct world *world);
/* Frame that acknowledges `envelope` on that socket, or NULL. */
const json_t *world_ack(const struct websocket *socket, const char *envelope);

/* Answers input `n`. */
void world_reply(struct world *world, size_t n, const struct reply *reply);
void world_say(struct world *world, size_t n, enum reply_status status, const char *text);
json_t *world_tree(struct world *world, const char *text); /* the world's */
/* Does `json`, anywhere in it, hold a string with `text` in it? */
bool world_holds(const json_t *json, const char *text);

/* Envelopes as Slack sends them. */
json_t *world_slash(const char *envelope, const char *trigger, const char *text);
json_t *world_event(const char *envelope, const char *id, const char *event);

#endif

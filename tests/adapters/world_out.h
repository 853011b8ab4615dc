/* world_out.h: the outward half alone: deliveries go in, calls of Slack's Web API come
 * out and are answered one by one, in virtual time. */
#ifndef TOCSIN_TESTS_WORLD_OUT_H
#define TOCSIN_TESTS_WORLD_OUT_H

#include "world.h"

#include "slack/api.h"
#include "slack/api_say.h"
#include "slack/out_join.h"
#include "slack/shared.h"

enum { OUT_CALLS = 1024, OUT_ENDS = 64, OUT_AT = 1000 };

struct out;

struct out_call {
    struct out *out;
    char *method, *authorization;
    bool form;
    json_t *args; /* a form: all strings */
    int64_t at;
    http_cb cb;
    void *ctx;
    bool answered;
};

struct out_end { /* how a delivery ended */
    struct out *out;
    bool came;
    enum outcome_kind kind;
    int64_t retry_ms;
    bool private_place;
    char *place, *remote, *why;
    json_t *data;
};

struct out {
    struct world *world;
    struct slack *slack;
    struct out_call calls[OUT_CALLS];
    size_t ncalls;
    struct out_end ends[OUT_ENDS];
    size_t nends;
    const char *scopes, *date; /* headers of the next answers */
    json_t *findings;          /* [[level, what, todo]] */
    bool checked;
};

struct out *out_new(void);
void out_free(struct out *out);

struct out_end *out_send(struct out *out, const struct delivery *delivery);
struct out_end *out_look(struct out *out, const struct delivery *delivery);
void out_check(struct out *out);

/* The one call that waits for an answer; fails unless it is of `method`. */
struct out_call *out_next(struct out *out, const char *method);
/* Nothing waits for an answer. */
void out_idle(struct out *out);
/* String argument, "" when there is none; JSON true is "true". */
const char *out_arg(const struct out_call *call, const char *name);

void out_ok(struct out_call *call, const char *json); /* members beside "ok", or "" */
void out_refuse(struct out_call *call, const char *error);
void out_status(struct out_call *call, int status, const char *body, const char *retry);
void out_lost(struct out_call *call);   /* no answer: who knows */
void out_unsent(struct out_call *call); /* surely never reached Slack */

void out_ended(const struct out_end *end, enum outcome_kind kind);
json_t *out_tree(struct out *out, const char *text);

#endif

/* api_op.h: one piece of work that takes several calls: a delivery, a check, a joining.
 *
 * An op does one thing at a time: one call, one wait or one walk through pages; its
 * arena dies with it. Whoever makes an op embeds it first in a struct of its own. */
#ifndef TOCSIN_SLACK_API_OP_H
#define TOCSIN_SLACK_API_OP_H

#include "api.h"
#include "base/arena.h"
#include "shared.h"

struct op;
typedef void (*op_cb)(struct op *op);
typedef void (*op_result_cb)(struct op *op, const struct api_result *result);

enum pages_end {
    PAGES_STOPPED, /* `each` said so */
    PAGES_ALL,     /* that was all of it */
    PAGES_MORE,    /* there is more than anybody reads */
    PAGES_FAILED,  /* `result` says why */
};

struct pages {
    const char *method, *list; /* "conversations.list", "channels" */
    json_t *args;
    int most; /* pages */
    /* True: that was it. */
    bool (*each)(struct op *op, const json_t *item);
    void (*end)(struct op *op, enum pages_end end, const struct api_result *result);
};

struct op {
    struct slack *slack;
    struct op *next, **at;
    struct arena *arena;
    bool urgent;
    void (*stopped)(struct op *op); /* tells whoever waits, and frees by op_end() */

    /* of api_op.c */
    op_result_cb then;
    op_cb woken;
    struct loop_timer *timer;
    struct {
        const char *method;
        json_t *args; /* owned */
        int left;     /* times it may still be put off */
    } patient;
    struct pages pages;
    op_cb leave; /* takes it out of where it waits; NULL: it waits nowhere */
};

/* `size`: of the struct that `op` is first in; zeroed. In the list of `slack`. */
void *op_new(struct slack *slack, size_t size, bool urgent, op_cb stopped);
/* Takes it out of everything: no callback comes any more. What it allocated stays until
 * op_free(). Doing it twice is fine. */
void op_end(struct op *op);
void op_free(struct op *op);

/* `args` is stolen. `channel`: whose posting budget it takes, or NULL. */
void op_call(struct op *op, const char *method, json_t *args, const char *channel,
             op_result_cb then);
/* The same for what harms nobody when it happens twice: it waits while it is limited and
 * tries again when it failed, a few times, before `then` hears of it. */
void op_call_patiently(struct op *op, const char *method, json_t *args,
                       op_result_cb then);
void op_wait(struct op *op, int64_t ms, op_cb woken);
/* Walks through the pages of a listing, patiently. */
void op_pages(struct op *op, const struct pages *pages);

#endif

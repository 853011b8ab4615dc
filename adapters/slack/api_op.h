/* api_op.h: one piece of work that takes several calls: a delivery, a check, a joining.
 *
 * An op does one thing at a time: one call, one wait or one walk through pages; its
 * arena dies with it. Whoever makes an op embeds it first in a struct of its own. */
#ifndef TOCSIN_SLACK_API_OP_H
#define TOCSIN_SLACK_API_OP_H

#include "base/arena.h"
#include "shared.h"

struct op;
typedef void (*op_cb)(struct op *op);
/* `channel`: {"id","is_archived","is_private","is_member"}, or NULL: there is none of that
 * name, or, when `failed` is given, nobody knows. */
typedef void (*op_named_cb)(struct op *op, const json_t *channel,
                            const struct api_result *failed);
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
    struct { /* out_listing.c */
        const char *name;
        op_named_cb cb; /* NULL: it does not wait */
        struct op *next;
    } named;
};

/* `size`: of the struct that `op` is first in; zeroed. In the list of `outbound`. */
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

/* out_listing.c: finds the channel with that name, which must live as long as the op; may call
 * back at once. */
void op_named(struct op *op, const char *name, op_named_cb cb);
void op_named_forget(struct op *op);

/* All channels, public ones and private ones that tocsin is in, archived or not. */
json_t *op_channels_args(void);

#endif

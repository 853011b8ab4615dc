/* redis_calls.h: the calls of the store that wait for an answer.
 *
 * A call is answered exactly once: by its reply, by its time-out, or by the end of its
 * connection, whichever comes first. After a time-out hiredis still holds it and hands it
 * back later; only then is it over. Calls and their buffers are used again, so that a
 * commit costs no allocation here. */
#ifndef TOCSIN_IO_REDIS_CALLS_H
#define TOCSIN_IO_REDIS_CALLS_H

#include "io/redis_conn.h"
#include "io/redis_resp.h"
#include "tocsin/store.h"

enum { CALL_WHY_MAX = 128 };
enum call_kind { CALL_COMMIT, CALL_READ, CALL_KINDS };

struct call {
    struct calls *calls;
    enum call_kind kind;
    struct call *next, **link;
    struct call_list *list; /* it waits in; NULL: it was answered */
    int64_t deadline;       /* monotonic ms */
    size_t replies_due;     /* hiredis holds the call for these */
    struct resp resp;       /* what is sent */
    char why[CALL_WHY_MAX]; /* it failed, as far as is known by now */
    void *ctx;
    /* commit */
    commit_cb committed;
    int tries; /* with the script unknown to Redis */
    /* read */
    read_cb read;
    json_t *replies;    /* owned */
    struct blob prefix; /* a page of keys: taken off each; else empty */
    size_t answered;    /* bytes of resp whose commands were answered */
};

struct call_list {
    struct call *first, **last;
};

struct calls {
    struct loop *loop;
    struct redis_conn *conn;
    struct call_list waiting[CALL_KINDS]; /* each in the order of its deadlines */
    struct call_list unsent;              /* to be answered soon: it is not available */
    struct call *unused;
    size_t nunused;
    struct loop_timer *timeout, *soon;
    int64_t timeout_at; /* INT64_MAX: it does not run */
};

void calls_init(struct calls *calls, struct loop *loop, struct redis_conn *conn);
struct call *calls_take(struct calls *calls, enum call_kind kind, void *ctx);
/* It was sent: it waits, at most COMMIT_TIMEOUT_MS or, a read, 2.5 s. */
void call_wait(struct call *call);
/* It could not be sent: answered soon with `why`, or NULL: why the connection is not up.
 * Nothing was written then. */
void call_unsent(struct call *call, const char *why);
bool call_answered(const struct call *call);
/* Tells the caller. The call must not be touched afterwards. */
void call_answer_commit(struct call *call, const struct commit_reply *reply);
void call_answer_read(struct call *call, const char *why); /* NULL: with its replies */
/* `result` is for a commit; a read gets no replies. */
void call_fail(struct call *call, enum commit_result result, const char *why);
/* hiredis gave back a call that was answered before. */
void call_over(struct call *call);
/* After the connection has ended: answers what is left and frees all. */
void calls_end(struct calls *calls);

#endif

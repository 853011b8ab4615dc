/* redis_calls.c: lists of calls and the two timers that answer what nobody else does.
 *
 * Calls of one kind all have the same time-out, so a list in the order of sending is one
 * in the order of deadlines, and one timer for the oldest is enough. */
#include "io/redis_calls.h"

#include "base/mem.h"
#include "tocsin/limits.h"

#include <assert.h>

enum {
    READ_TIMEOUT_MS = 2500, /* somebody waits for what is decided from it */
    CALLS_KEPT = 64,        /* unused ones */
};

static const int64_t timeouts[CALL_KINDS] = {
    [CALL_COMMIT] = COMMIT_TIMEOUT_MS,
    [CALL_READ] = READ_TIMEOUT_MS,
};

static void list_init(struct call_list *list) {
    list->first = NULL;
    list->last = &list->first;
}

static void list_add(struct call_list *list, struct call *call) {
    call->list = list;
    call->next = NULL;
    call->link = list->last;
    *list->last = call;
    list->last = &call->next;
}

static void list_remove(struct call *call) {
    assert(call->list); /* answered once */
    *call->link = call->next;
    if (call->next) {
        call->next->link = call->link;
    } else {
        call->list->last = call->link;
    }
    call->list = NULL;
}

/* ---- a call's life ---- */

struct call *calls_take(struct calls *calls, enum call_kind kind, void *ctx) {
    struct call *call = calls->unused;
    if (call) {
        calls->unused = call->next;
        calls->nunused--;
    } else {
        call = mem_new(sizeof *call);
    }
    struct resp resp = call->resp;
    resp_clear(&resp);
    *call = (struct call){.calls = calls, .kind = kind, .ctx = ctx, .resp = resp};
    return call;
}

static void call_free(struct call *call) {
    resp_free(&call->resp);
    free(call);
}

void call_over(struct call *call) {
    struct calls *calls = call->calls;
    if (call->replies_due > 0) {
        return;
    }
    json_decref(call->replies);
    call->replies = NULL;
    if (calls->nunused == CALLS_KEPT) {
        call_free(call);
        return;
    }
    call->next = calls->unused;
    calls->unused = call;
    calls->nunused++;
}

bool call_answered(const struct call *call) {
    return call->list == NULL;
}

void call_answer_commit(struct call *call, const struct commit_reply *reply) {
    list_remove(call);
    call->committed(call->ctx, reply);
    call_over(call);
}

void call_answer_read(struct call *call, const char *why) {
    list_remove(call);
    call->read(call->ctx, why ? NULL : call->replies, why);
    call_over(call);
}

void call_fail(struct call *call, enum commit_result result, const char *why) {
    if (call->kind == CALL_READ) {
        call_answer_read(call, why);
    } else {
        struct commit_reply reply = {.result = result, .value = {"", 0}, .why = why};
        call_answer_commit(call, &reply);
    }
}

/* ---- waiting ---- */

static void arm_timeout(struct calls *calls) {
    int64_t first = INT64_MAX;
    for (int kind = 0; kind < CALL_KINDS; kind++) {
        const struct call *call = calls->waiting[kind].first;
        if (call && call->deadline < first) {
            first = call->deadline;
        }
    }
    calls->timeout_at = first;
    if (first != INT64_MAX) {
        struct loop *loop = calls->loop;
        loop->timer_start(calls->timeout, first - loop->mono(loop->self));
    }
}

static void timed_out(void *ctx) {
    struct calls *calls = ctx;
    int64_t now = calls->loop->mono(calls->loop->self);
    for (int kind = 0; kind < CALL_KINDS; kind++) {
        struct call_list *list = &calls->waiting[kind];
        for (struct call *call; (call = list->first) && call->deadline <= now;) {
            call_fail(call, COMMIT_UNKNOWN, "Redis did not answer in time");
            assert(list->first != call);
        }
    }
    arm_timeout(calls);
}

void call_wait(struct call *call) {
    struct calls *calls = call->calls;
    call->deadline = calls->loop->mono(calls->loop->self) + timeouts[call->kind];
    list_add(&calls->waiting[call->kind], call);
    /* Not armed anew for each call: it fires for the oldest, answered or not, and then
     * looks who is next. */
    if (call->deadline < calls->timeout_at) {
        arm_timeout(calls);
    }
}

/* ---- what cannot be sent ---- */

static void answer_unsent(void *ctx) {
    struct calls *calls = ctx;
    char why[256];
    snprintf(why, sizeof why, "%s", redis_conn_why(calls->conn));
    /* Only those that are there now: a caller that tries again at once comes behind what
     * waits on the sockets. */
    size_t n = 0;
    for (const struct call *call = calls->unsent.first; call; call = call->next) {
        n++;
    }
    for (struct call *call; n > 0 && (call = calls->unsent.first); n--) {
        /* Without words for people: whether an earlier copy was saved was not asked. */
        call_fail(call, COMMIT_UNAVAILABLE, call->why[0] ? call->why : why);
        assert(calls->unsent.first != call);
    }
}

void call_unsent(struct call *call, const char *why) {
    struct calls *calls = call->calls;
    if (why) {
        snprintf(call->why, sizeof call->why, "%s", why);
    }
    list_add(&calls->unsent, call);
    calls->loop->timer_start(calls->soon, 0);
}

/* ---- all of them ---- */

void calls_init(struct calls *calls, struct loop *loop, struct redis_conn *conn) {
    *calls = (struct calls){.loop = loop, .conn = conn, .timeout_at = INT64_MAX};
    for (int kind = 0; kind < CALL_KINDS; kind++) {
        list_init(&calls->waiting[kind]);
    }
    list_init(&calls->unsent);
    calls->timeout = loop->timer(loop->self, timed_out, calls);
    calls->soon = loop->timer(loop->self, answer_unsent, calls);
}

void calls_end(struct calls *calls) {
    while (calls->unsent.first) {
        answer_unsent(calls);
    }
    while (calls->unused) {
        struct call *call = calls->unused;
        calls->unused = call->next;
        call_free(call);
    }
    calls->loop->timer_free(calls->timeout);
    calls->loop->timer_free(calls->soon);
}

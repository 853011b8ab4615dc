/* pending.c: see pending.h. */
#include "base/pending.h"
#include <stdlib.h>

/* One per turn of the loop: what it calls may free all of them. */
static void soon(void *ctx) {
    struct pending_calls *pending = ctx;
    struct pending_call *call = pending->first;

    while (call && !call->held) {
        call = call->next;
    }
    if (call && call->next) {
        pending->loop->timer_start(pending->soon, 0);
    }
    if (call) {
        pending->end(call);
    }
}

void pending_init(struct pending_calls *pending, const struct loop *loop,
                  void (*end)(struct pending_call *call)) {
    *pending = (struct pending_calls){.loop = loop, .end = end};
    pending->soon = loop->timer(loop->self, soon, pending);
}

static void unlink_call(struct pending_call *call) {
    *call->at = call->next;
    if (call->next) {
        call->next->at = call->at;
    }
    call->pending = NULL;
}

bool pending_take(struct pending_call *call) {
    if (!call->pending) {
        return false;
    }
    unlink_call(call);
    return true;
}

static void forget(struct pending_call *call) {
    unlink_call(call);
    if (call->held) {
        free(call);
    } /* else its answer frees it */
}

void pending_forget(struct pending_calls *pending, const void *ctx) {
    for (struct pending_call *call = pending->first, *next; call; call = next) {
        next = call->next;
        if (call->ctx == ctx) {
            forget(call);
        }
    }
}

void pending_end(struct pending_calls *pending) {
    for (struct pending_call *call = pending->first, *next; call; call = next) {
        next = call->next;
        forget(call);
    }
    pending->loop->timer_free(pending->soon);
}

void pending_add(struct pending_calls *pending, struct pending_call *call,
                 const void *ctx) {
    *call = (struct pending_call){
        .pending = pending, .next = pending->first, .at = &pending->first, .ctx = ctx};
    if (pending->first) {
        pending->first->at = &call->next;
    }
    pending->first = call;
}

void pending_hold(struct pending_call *call) {
    call->held = true;
    call->pending->loop->timer_start(call->pending->soon, 0);
}

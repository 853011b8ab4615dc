/* in_copies.c: a copy of what was answered a moment ago, by the ack of another socket.
 *
 * Slack hands an envelope in again because a socket broke, and the news of that may come
 * to us after the copy: the answer rode in an ack that nobody read. Or both were on their
 * way all along. For a moment nobody can know; then the socket has ended, or not. */
#include "in_copies.h"
#include "base/mem.h"

#include <utlist.h>

enum {
    HELD_MS = 300,    /* Slack waits 3 s for the ack */
    HELD_MOST = 1000, /* more are taken as read */
};

struct held {
    struct held *prev, *next;
    uint64_t socket;
    struct arena *arena; /* owned; holds what follows */
    struct envelope envelope;
    const char *key;
    int64_t due; /* mono ms */
};

struct copies {
    const struct loop *loop;
    copies_take_cb take;
    void *ctx;
    struct held *first;
    size_t n;
    struct loop_timer *timer;
};

static int64_t mono(const struct copies *copies) {
    return copies->loop->mono(copies->loop->self);
}

static void watch(struct copies *copies) {
    if (copies->first) {
        int64_t ms = copies->first->due - mono(copies);
        copies->loop->timer_start(copies->timer, ms > 0 ? ms : 0);
    }
}

static void on_due(void *ctx) {
    struct copies *copies = ctx;
    int64_t now = mono(copies);
    while (copies->first && copies->first->due <= now) {
        struct held *held = copies->first;
        DL_DELETE(copies->first, held);
        copies->n--;
        copies->take(copies->ctx, held->socket, held->arena, &held->envelope, held->key);
        free(held);
    }
    watch(copies);
}

bool copies_hold(struct copies *copies, uint64_t socket, struct arena *arena,
                 const struct envelope *envelope, const char *key) {
    if (copies->n >= HELD_MOST) {
        return false;
    }
    struct held *held = mem_new(sizeof *held);
    held->socket = socket;
    held->arena = arena;
    held->envelope = *envelope;
    held->key = key;
    held->due = mono(copies) + HELD_MS;
    bool alone = !copies->first;
    DL_APPEND(copies->first, held);
    copies->n++;
    if (alone) {
        watch(copies);
    }
    return true;
}

struct copies *copies_new(const struct loop *loop, copies_take_cb take, void *ctx) {
    struct copies *copies = mem_new(sizeof *copies);
    copies->loop = loop;
    copies->take = take;
    copies->ctx = ctx;
    copies->timer = loop->timer(loop->self, on_due, copies);
    return copies;
}

void copies_free(struct copies *copies) {
    struct held *held, *next;
    DL_FOREACH_SAFE(copies->first, held, next) {
        arena_free(held->arena); /* not acknowledged: Slack hands it in again */
        free(held);
    }
    copies->loop->timer_free(copies->timer);
    free(copies);
}

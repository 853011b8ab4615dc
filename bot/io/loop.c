/* loop.c: timers, deferred calls and signals on one uv_loop_t.
 *
 * The loop is ours and everybody joins it: nobody else ever calls uv_run. Two promises
 * that libuv does not make are made here: a timer never fires early by the fresh clock
 * (libuv counts from a cached, coarser one), and a deferred call never starves what waits
 * on a socket. Handles are closed, never abandoned, so that at the end uv_loop_close()
 * returns 0; where it does not, somebody else's handle was left open, and that is said.
 */
#include "io/loop.h"

#include "base/log.h"
#include "base/mem.h"

#include <signal.h>

enum { LOOP_SIGNALS = 8, DRAIN_MS = 2000 };

struct deferred {
    void (*cb)(void *ctx);
    void *ctx;
};

struct deferred_list {
    struct deferred *at; /* owned */
    size_t n, cap;
};

struct watched_signal {
    uv_signal_t uv;
    void (*cb)(void *ctx, int signum);
    void *ctx;
};

struct uv_side {
    struct loop loop; /* first: a struct loop of ours is a struct uv_side */
    uv_loop_t uv;
    uv_idle_t idle;
    struct deferred_list waiting, running;
    struct watched_signal signals[LOOP_SIGNALS];
    size_t nsignals;
    struct loop_timer *timers; /* all that are not freed yet */
    bool stopped;
};

struct loop_timer {
    uv_timer_t uv;
    struct uv_side *side;
    void (*cb)(void *ctx);
    void *ctx;
    int64_t due; /* by uv_hrtime, ns */
    struct loop_timer *next, **link;
};

static struct uv_side *side_of(struct loop *loop) {
    return (struct uv_side *)loop;
}

static int64_t loop_wall(void *self) {
    (void)self;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t loop_mono(void *self) {
    (void)self;
    return (int64_t)(uv_hrtime() / 1000000);
}

/* ---- timers ---- */

static void timer_fired(uv_timer_t *uv) {
    struct loop_timer *timer = uv->data;
    /* libuv counts from the time at which the iteration began, by a coarse clock: after a
     * long callback that is too soon, and else it can be a millisecond off. A caller
     * woken early would find nothing due. */
    int64_t left = timer->due - (int64_t)uv_hrtime();
    if (left > 0) {
        uv_timer_start(uv, timer_fired, (uint64_t)(left / 1000000 + 1), 0);
        return;
    }
    timer->cb(timer->ctx);
}

static struct loop_timer *timer_new(void *self, void (*cb)(void *ctx), void *ctx) {
    struct uv_side *side = self;
    struct loop_timer *timer = mem_new(sizeof *timer);
    timer->side = side;
    timer->cb = cb;
    timer->ctx = ctx;
    timer->next = side->timers;
    timer->link = &side->timers;
    if (timer->next) {
        timer->next->link = &timer->next;
    }
    side->timers = timer;
    uv_timer_init(&side->uv, &timer->uv);
    timer->uv.data = timer;
    return timer;
}

static void timer_start(struct loop_timer *timer, int64_t ms) {
    ms = ms > 0 ? ms : 0;
    timer->due = (int64_t)uv_hrtime() + ms * 1000000;
    /* Never 0: libuv runs such a timer again in the same pass, so one that starts itself
     * would keep everything else from happening. */
    uv_timer_start(&timer->uv, timer_fired, (uint64_t)(ms > 0 ? ms : 1), 0);
}

static void timer_stop(struct loop_timer *timer) {
    uv_timer_stop(&timer->uv);
}

static void timer_closed(uv_handle_t *handle) {
    free(handle->data);
}

static void timer_free(struct loop_timer *timer) {
    if (!timer) {
        return;
    }
    *timer->link = timer->next;
    if (timer->next) {
        timer->next->link = timer->link;
    }
    uv_close((uv_handle_t *)&timer->uv, timer_closed);
}

/* ---- deferred calls ---- */

static void run_deferred(uv_idle_t *idle) {
    struct uv_side *side = idle->data;
    /* The lists change places: what is deferred by a deferred call waits for the next
     * iteration, behind the sockets. */
    struct deferred_list batch = side->waiting;
    side->waiting = side->running;
    side->running = (struct deferred_list){0};
    for (size_t i = 0; i < batch.n; i++) {
        batch.at[i].cb(batch.at[i].ctx);
    }
    batch.n = 0;
    side->running = batch;
    /* An idle handle that stays active keeps the poll from waiting: the loop would spin.
     */
    if (side->waiting.n == 0) {
        uv_idle_stop(idle);
    }
}

static void loop_defer(void *self, void (*cb)(void *ctx), void *ctx) {
    struct uv_side *side = self;
    struct deferred_list *list = &side->waiting;
    if (list->n == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 16;
        list->at = mem_grow(list->at, list->cap, sizeof *list->at);
    }
    list->at[list->n++] = (struct deferred){cb, ctx};
    uv_idle_start(&side->idle, run_deferred);
}

void loop_forget_deferred(struct loop *loop) {
    struct uv_side *side = side_of(loop);
    side->waiting.n = 0;
    uv_idle_stop(&side->idle);
}

/* ---- life ---- */

struct loop *loop_new(void) {
    struct uv_side *side = mem_new(sizeof *side);
    if (uv_loop_init(&side->uv) != 0) {
        abort(); /* out of memory or of descriptors, before anything was begun */
    }
    /* A peer that went away is an error of a write, not the end of the program. */
    (void)signal(SIGPIPE, SIG_IGN);
    uv_idle_init(&side->uv, &side->idle);
    side->idle.data = side;
    side->loop = (struct loop){
        .self = side,
        .wall = loop_wall,
        .mono = loop_mono,
        .timer = timer_new,
        .timer_start = timer_start,
        .timer_stop = timer_stop,
        .timer_free = timer_free,
        .defer = loop_defer,
    };
    return &side->loop;
}

uv_loop_t *loop_uv(struct loop *loop) {
    return &side_of(loop)->uv;
}

void loop_run(struct loop *loop) {
    struct uv_side *side = side_of(loop);
    while (!side->stopped && uv_run(&side->uv, UV_RUN_DEFAULT) != 0) {
    }
    side->stopped = false;
}

void loop_stop(struct loop *loop) {
    struct uv_side *side = side_of(loop);
    /* Kept apart from libuv's own flag, which a loop_wait() in between would use up. */
    side->stopped = true;
    uv_stop(&side->uv);
}

static void wait_over(void *ctx) {
    *(bool *)ctx = true;
}

bool loop_wait(struct loop *loop, const bool *flag, int64_t ms) {
    struct uv_side *side = side_of(loop);
    bool over = false;
    struct loop_timer *guard = timer_new(side, wait_over, &over);
    timer_start(guard, ms);
    while (!*flag && !over) {
        uv_run(&side->uv, UV_RUN_ONCE);
    }
    timer_free(guard);
    return *flag;
}

/* ---- signals ---- */

static void signal_came(uv_signal_t *uv, int signum) {
    const struct watched_signal *watched = uv->data;
    watched->cb(watched->ctx, signum);
}

void loop_on_signal(struct loop *loop, int signum, void (*cb)(void *ctx, int signum),
                    void *ctx) {
    struct uv_side *side = side_of(loop);
    if (side->nsignals == LOOP_SIGNALS) {
        abort(); /* a fixed list in main: more is a mistake of the program */
    }
    struct watched_signal *watched = &side->signals[side->nsignals++];
    watched->cb = cb;
    watched->ctx = ctx;
    uv_signal_init(&side->uv, &watched->uv);
    watched->uv.data = watched;
    uv_signal_start(&watched->uv, signal_came, signum);
    /* Waiting for a signal is no work left to do. */
    uv_unref((uv_handle_t *)&watched->uv);
}

/* ---- the end ---- */

static void name_open_handle(uv_handle_t *handle, void *ctx) {
    (void)ctx;
    log_event(LOG_LEVEL_ERROR, "loop.left_open", "handle",
              uv_handle_type_name(uv_handle_get_type(handle)), "state",
              uv_is_closing(handle) ? "closing" : "open", NULL);
}

void loop_free(struct loop *loop) {
    if (!loop) {
        return;
    }
    struct uv_side *side = side_of(loop);
    while (side->timers) {
        timer_free(side->timers);
    }
    for (size_t i = 0; i < side->nsignals; i++) {
        uv_close((uv_handle_t *)&side->signals[i].uv, NULL);
    }
    uv_close((uv_handle_t *)&side->idle, NULL);

    /* Handles of others close now, and a name that is being resolved cannot be called
     * back: it is waited for, but not for ever. */
    bool over = false;
    struct loop_timer *guard = timer_new(side, wait_over, &over);
    timer_start(guard, DRAIN_MS);
    uv_unref((uv_handle_t *)&guard->uv);
    while (!over && uv_run(&side->uv, UV_RUN_ONCE) != 0) {
    }
    timer_free(guard);
    uv_run(&side->uv, UV_RUN_NOWAIT);

    free(side->waiting.at);
    free(side->running.at);
    side->waiting = side->running = (struct deferred_list){0};
    if (uv_loop_close(&side->uv) != 0) {
        /* Freeing what still is linked into other people's handles would be worse. */
        uv_walk(&side->uv, name_open_handle, NULL);
        return;
    }
    free(side);
}

/* loop.h: the small interface to the event loop: timers and deferred calls.
 * Implemented by libuv (bot/io/loop.c). Everything happens on one thread. */
#ifndef TOCSIN_LOOP_H
#define TOCSIN_LOOP_H

#include <stdint.h>

struct loop_timer; /* opaque */

struct loop {
    void *self;
    int64_t (*wall)(void *self); /* UTC ms, may step */
    int64_t (*mono)(void *self); /* ms, never steps; fresh, not the loop's cached time */
    /* A stopped one-shot timer; the caller frees it with timer_free. */
    struct loop_timer *(*timer)(void *self, void (*cb)(void *ctx), void *ctx);
    void (*timer_start)(struct loop_timer *timer, int64_t ms); /* restarts when running */
    void (*timer_stop)(struct loop_timer *timer);
    void (*timer_free)(struct loop_timer *timer); /* never calls back afterwards */
    /* Calls cb once, soon, from the loop (same iteration or next, never at once). */
    void (*defer)(void *self, void (*cb)(void *ctx), void *ctx);
};

#endif

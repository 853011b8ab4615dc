/* The loop: timers that are not early, deferred calls that neither spin nor starve. */
#include "io/loop.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct seen {
    struct loop *loop;
    struct loop_timer *timer;
    int count;
    int64_t at;
    bool done;
};

static int setup(void **state) {
    *state = loop_new();
    return 0;
}

static int teardown(void **state) {
    loop_free(*state);
    return 0;
}

static void note_time(void *ctx) {
    struct seen *seen = ctx;
    seen->count++;
    seen->at = seen->loop->mono(seen->loop->self);
    seen->done = true;
}

static void timers_are_never_early(void **state) {
    struct loop *loop = *state;
    struct seen seen = {.loop = loop};
    struct loop_timer *timer = loop->timer(loop->self, note_time, &seen);
    for (int i = 0; i < 60; i++) {
        int64_t ms = i % 4;
        int64_t begun = loop->mono(loop->self);
        seen.done = false;
        loop->timer_start(timer, ms);
        assert_true(loop_wait(loop, &seen.done, 2000));
        assert_true(seen.at - begun >= ms);
        assert_true(seen.at - begun < ms + 1500);
    }
    assert_int_equal(seen.count, 60);
    loop->timer_free(timer);
}

/* libuv counts from the iteration's begin: a timer set after a long callback would come
 * as much too early as that took. */
static void busy_then_start(void *ctx) {
    struct seen *seen = ctx;
    int64_t begun = seen->loop->mono(seen->loop->self);
    while (seen->loop->mono(seen->loop->self) < begun + 60) {
    }
    seen->loop->timer_start(seen->timer, 50);
    seen->at = seen->loop->mono(seen->loop->self);
    seen->count = 1;
}

static void a_timer_counts_from_its_start(void **state) {
    struct loop *loop = *state;
    struct seen fired = {.loop = loop};
    struct seen busy = {.loop = loop};
    busy.timer = loop->timer(loop->self, note_time, &fired);
    loop->defer(loop->self, busy_then_start, &busy);
    assert_true(loop_wait(loop, &fired.done, 2000));
    assert_int_equal(busy.count, 1);
    assert_true(fired.at - busy.at >= 50);
    loop->timer_free(busy.timer);
}

enum { STARVED = 100000 };

static void again_at_once(void *ctx) {
    struct seen *seen = ctx;
    if (++seen->count == 1) {
        seen->loop->defer(seen->loop->self, note_time, seen + 1);
    }
    if (!seen[1].done && seen->count < STARVED) {
        seen->loop->timer_start(seen->timer, 0);
    }
}

/* One that starts itself for now lets everything else have its turn. */
static void a_timer_starves_nobody(void **state) {
    struct loop *loop = *state;
    struct seen seen[2] = {{.loop = loop}, {.loop = loop}};
    seen->timer = loop->timer(loop->self, again_at_once, seen);
    loop->timer_start(seen->timer, 0);
    assert_true(loop_wait(loop, &seen[1].done, 5000));
    assert_true(seen->count < STARVED);
    loop->timer_free(seen->timer);
}

static void stopped_and_restarted_timers(void **state) {
    struct loop *loop = *state;
    struct seen stopped = {.loop = loop}, moved = {.loop = loop}, end = {.loop = loop};
    struct loop_timer *a = loop->timer(loop->self, note_time, &stopped);
    struct loop_timer *b = loop->timer(loop->self, note_time, &moved);
    struct loop_timer *c = loop->timer(loop->self, note_time, &end);
    int64_t begun = loop->mono(loop->self);
    loop->timer_start(a, 10);
    loop->timer_stop(a);
    loop->timer_start(b, 5);
    loop->timer_start(b, 40);
    loop->timer_start(c, 60);
    assert_true(loop_wait(loop, &end.done, 2000));
    assert_int_equal(stopped.count, 0);
    assert_int_equal(moved.count, 1);
    assert_true(moved.at - begun >= 40);
    loop->timer_free(a);
    loop->timer_free(b);
    loop->timer_free(c);
}

static void free_own_timer(void *ctx) {
    struct seen *seen = ctx;
    seen->count++;
    seen->done = true;
    seen->loop->timer_start(seen->timer, 0);
    seen->loop->timer_free(seen->timer); /* never calls back afterwards */
}

static void a_timer_may_free_itself(void **state) {
    struct loop *loop = *state;
    struct seen seen = {.loop = loop};
    bool never = false;
    seen.timer = loop->timer(loop->self, free_own_timer, &seen);
    loop->timer_start(seen.timer, -5); /* the past is now */
    assert_false(loop_wait(loop, &never, 30));
    assert_int_equal(seen.count, 1);
}

/* ---- deferred calls ---- */

static char order[16];
static size_t norder;

struct letter {
    struct loop *loop;
    char name;
    struct letter *next; /* deferred by this one */
};

static void write_letter(void *ctx) {
    struct letter *letter = ctx;
    order[norder++] = letter->name;
    if (letter->next) {
        letter->loop->defer(letter->loop->self, write_letter, letter->next);
    }
}

static void deferred_calls_keep_their_order(void **state) {
    struct loop *loop = *state;
    bool never = false;
    struct letter c = {loop, 'c', NULL};
    struct letter a = {loop, 'a', &c}, b = {loop, 'b', NULL};
    norder = 0;
    loop->defer(loop->self, write_letter, &a);
    loop->defer(loop->self, write_letter, &b);
    assert_int_equal(norder, 0); /* never at once */
    assert_false(loop_wait(loop, &never, 20));
    assert_int_equal(norder, 3);
    assert_memory_equal(order, "abc", 3);
}

static void defer_again(void *ctx) {
    struct seen *seen = ctx;
    seen->count++;
    if (!seen->done) {
        seen->loop->defer(seen->loop->self, defer_again, seen);
    }
}

static void deferring_for_ever_starves_nobody(void **state) {
    struct loop *loop = *state;
    bool never = false;
    struct seen fired = {.loop = loop}, endless = {.loop = loop};
    struct loop_timer *timer = loop->timer(loop->self, note_time, &fired);
    loop->timer_start(timer, 10);
    loop->defer(loop->self, defer_again, &endless);
    assert_true(loop_wait(loop, &fired.done, 2000));
    assert_true(endless.count > 1);
    endless.done = true;
    assert_false(loop_wait(loop, &never, 5)); /* the last one */
    loop->timer_free(timer);
}

static void count_iteration(uv_prepare_t *prepare) {
    ++*(int *)prepare->data;
}

static void an_idle_loop_does_not_spin(void **state) {
    struct loop *loop = *state;
    bool never = false;
    int iterations = 0;
    uv_prepare_t prepare;
    struct letter a = {loop, 'a', NULL};
    norder = 0;
    uv_prepare_init(loop_uv(loop), &prepare);
    prepare.data = &iterations;
    uv_prepare_start(&prepare, count_iteration);
    loop->defer(loop->self, write_letter, &a);
    assert_false(loop_wait(loop, &never, 100));
    assert_int_equal(norder, 1);
    assert_in_range(iterations, 1, 10);
    uv_close((uv_handle_t *)&prepare, NULL);
    assert_false(loop_wait(loop, &never, 0)); /* closed before its memory goes */
}

/* ---- running, stopping, signals ---- */

static void stop_loop(void *ctx) {
    struct seen *seen = ctx;
    seen->count++;
    loop_stop(seen->loop);
}

static void run_ends_by_stop_or_without_work(void **state) {
    struct loop *loop = *state;
    struct seen seen = {.loop = loop}, later = {.loop = loop};
    struct loop_timer *endless = loop->timer(loop->self, note_time, &later);
    loop_run(loop); /* nothing to do */
    loop->timer_start(endless, 3600000);
    loop->defer(loop->self, stop_loop, &seen);
    loop_run(loop);
    assert_int_equal(seen.count, 1);
    loop_stop(loop); /* asked for before: not forgotten, not even by a wait in between */
    assert_false(loop_wait(loop, &later.done, 5));
    loop_run(loop);
    assert_int_equal(later.count, 0);
    loop->timer_free(endless);
}

static void note_signal(void *ctx, int signum) {
    struct seen *seen = ctx;
    seen->count = signum;
    seen->done = true;
}

static void signals_arrive_and_keep_nothing_alive(void **state) {
    struct loop *loop = *state;
    struct seen usr1 = {.loop = loop}, usr2 = {.loop = loop};
    loop_on_signal(loop, SIGUSR1, note_signal, &usr1);
    loop_on_signal(loop, SIGUSR2, note_signal, &usr2);
    loop_run(loop); /* returns: waiting for a signal is no work left to do */
    raise(SIGUSR2);
    assert_true(loop_wait(loop, &usr2.done, 2000));
    assert_int_equal(usr2.count, SIGUSR2);
    assert_int_equal(usr1.count, 0);
    assert_int_equal(raise(SIGPIPE), 0); /* ignored: this program goes on */
}

/* Whatever is left over is closed: LeakSanitizer sees what was not freed. */
static void freeing_a_busy_loop(void **state) {
    (void)state;
    struct loop *loop = loop_new();
    struct seen seen = {.loop = loop};
    loop->timer_start(loop->timer(loop->self, note_time, &seen), 3600000);
    (void)loop->timer(loop->self, note_time, &seen);
    loop->defer(loop->self, note_time, &seen);
    loop_on_signal(loop, SIGUSR1, note_signal, &seen);
    int64_t begun = loop->mono(loop->self);
    int64_t (*mono)(void *self) = loop->mono;
    loop_free(loop);
    assert_true(mono(NULL) - begun < 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(timers_are_never_early, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_counts_from_its_start, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_starves_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(stopped_and_restarted_timers, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_may_free_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(deferred_calls_keep_their_order, setup, teardown),
        cmocka_unit_test_setup_teardown(deferring_for_ever_starves_nobody, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_idle_loop_does_not_spin, setup, teardown),
        cmocka_unit_test_setup_teardown(run_ends_by_stop_or_without_work, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(signals_arrive_and_keep_nothing_alive, setup,
                                        teardown),
        cmocka_unit_test(freeing_a_busy_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

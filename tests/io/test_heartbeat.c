/* The dead-man switch against a client that is made up: it beats as long as it may, and no longer. */
#include "io/heartbeat.h"
#include "io/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A made-up client: what was asked, answered when the test says so. */
struct monitor {
    struct http http;
    int asked;
    char url[128];
    http_cb cb;
    void *cb_ctx;
    bool alive, was_asked;
    const char *why;
};

static void on_request(void *self, const struct http_request *request, http_cb cb,
                       void *ctx) {
    struct monitor *monitor = self;
    monitor->asked++;
    snprintf(monitor->url, sizeof monitor->url, "%s", request->url);
    assert_string_equal(request->method, "GET");
    assert_true(request->timeout_ms > 0);
    monitor->cb = cb;
    monitor->cb_ctx = ctx;
}

static bool is_alive(void *ctx, const char **ret_why) {
    struct monitor *monitor = ctx;
    monitor->was_asked = true;
    *ret_why = "made up";
    return monitor->alive;
}

static void answer(struct monitor *monitor, enum http_result result, int status) {
    struct http_response response = {.result = result, .status = status, .body = ""};
    http_cb cb = monitor->cb;
    monitor->cb = NULL;
    cb(monitor->cb_ctx, &response);
}

static void over(void *ctx) {
    *(bool *)ctx = true;
}

static void turn(struct loop *loop, int64_t ms) {
    bool done = false;
    struct loop_timer *timer = loop->timer(loop->self, over, &done);
    loop->timer_start(timer, ms);
    assert_true(loop_wait(loop, &done, 10000));
    loop->timer_free(timer);
}

static struct heartbeat *begin(struct loop *loop, struct monitor *monitor) {
    *monitor = (struct monitor){.alive = true};
    monitor->http = (struct http){monitor, on_request};
    return heartbeat_new(&(struct heartbeat_options){.loop = loop,
                                                     .http = &monitor->http,
                                                     .url = "https://m.example/ping",
                                                     .every_ms = 20,
                                                     .alive = is_alive,
                                                     .ctx = monitor});
}

static void it_beats_while_it_may(void **state) {
    (void)state;
    struct loop *loop = loop_new();
    struct monitor monitor;
    struct heartbeat *heartbeat = begin(loop, &monitor);
    turn(loop, 10);
    assert_int_equal(monitor.asked, 1); /* at once */
    assert_string_equal(monitor.url, "https://m.example/ping");
    turn(loop, 60);
    assert_int_equal(monitor.asked, 1); /* one at a time: it is never hurried */
    answer(&monitor, HTTP_DONE, 200);
    turn(loop, 50);
    assert_int_equal(monitor.asked, 2);
    answer(&monitor, HTTP_DONE, 500); /* said, and tried again */
    turn(loop, 50);
    assert_int_equal(monitor.asked, 3);
    answer(&monitor, HTTP_NOT_SENT, 0);

    monitor.alive = false;
    turn(loop, 30); /* whatever was due already */
    int before = monitor.asked;
    if (monitor.cb) {
        answer(&monitor, HTTP_DONE, 200);
    }
    monitor.was_asked = false;
    turn(loop, 100);
    assert_true(monitor.was_asked);
    assert_int_equal(monitor.asked, before);
    monitor.alive = true;
    turn(loop, 50);
    assert_int_equal(monitor.asked, before + 1);

    heartbeat_stop(heartbeat);
    answer(&monitor, HTTP_UNKNOWN, 0); /* as a client that is stopped does */
    heartbeat_free(heartbeat);
    loop_free(loop);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_beats_while_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

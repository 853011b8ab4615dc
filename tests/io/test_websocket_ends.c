/* Ends of our own making, of websockets and of their client, at every moment. */
#include "ws_fixture.h"

#include <unistd.h>

static void close_it(struct seen *seen) {
    seen->f->ws->close(seen->socket);
    seen->socket = NULL;
}

static struct seen *victim;

static void close_the_other(struct seen *seen) {
    close_it(victim);
    (void)seen;
}

static void free_all(struct seen *seen) {
    struct websockets *ws = seen->f->ws;
    seen->f->ws = NULL;
    ws_client_free(ws);
}

static void two_texts(struct peer_conn *conn) {
    ws_frame(conn, FIN | OP_TEXT, "a", 1);
    ws_frame(conn, FIN | OP_TEXT, "b", 1);
}

static void closing_inside_a_callback_is_fine(void **state) {
    (void)state;
    void (*const ends[])(struct seen *) = {close_it, free_all};
    for (int i = 0; i < 4; i++) {
        struct fixture f;
        struct seen seen = {0};
        fixture_start(&f, NULL);
        f.on_shaken = two_texts;
        if (i < 2) {
            seen.on_opened = ends[i % 2];
        } else {
            seen.on_text = ends[i % 2];
        }
        open_with(&f, &seen, (struct websocket_options){0});
        await(&f, i < 2 ? &seen.is_opened : &seen.got_text);
        wait_ms(&f, 30);
        assert_int_equal(seen.opened, 1);
        assert_int_equal(seen.texts, i < 2 ? 0 : 1);
        assert_int_equal(seen.closed, i % 2); /* free tells, close does not */
        fixture_stop(&f);
    }
}

static void another_can_be_closed_inside_a_callback(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {.on_text = close_the_other}, other = {0}, third = {0};
    fixture_start(&f, NULL);
    open_and_wait(&f, &other, (struct websocket_options){0});
    open_and_wait(&f, &seen, (struct websocket_options){0});
    victim = &other;
    ws_frame(f.peer.conns, FIN | OP_TEXT, "now", 3);
    await(&f, &seen.got_text);
    /* and one that is only connecting */
    open_with(&f, &third, (struct websocket_options){0});
    victim = &third;
    struct peer_conn *conn = f.peer.conns;
    wait_ms(&f, 0);
    seen.got_text = false;
    ws_frame(conn, FIN | OP_TEXT, "now", 3);
    await(&f, &seen.got_text);
    wait_ms(&f, 30);
    assert_int_equal(other.closed, 0);
    assert_int_equal(third.closed, 0);
    assert_int_equal(seen.closed, 0);
    assert_true(f.ws->send(seen.socket, "x", 1));
    fixture_stop(&f);
}

static void open_again(struct seen *seen) {
    seen->on_closed = NULL;
    open_with(seen->f, seen, (struct websocket_options){0});
}

static void every_moment_is_good_for_an_end(void **state) {
    (void)state;
    for (int turns = 0; turns < 12; turns++) {
        struct fixture f;
        struct seen closed = {0}, freed = {0}, again = {.on_closed = open_again};
        fixture_start(&f, NULL);
        f.on_shaken = two_texts;
        open_with(&f, &closed, (struct websocket_options){0});
        open_with(&f, &freed, (struct websocket_options){0});
        open_with(&f, &again, (struct websocket_options){0});
        for (int i = 0; i < turns; i++) {
            uv_run(loop_uv(f.loop), UV_RUN_NOWAIT);
        }
        close_it(&closed);
        if (turns % 2) {
            ws_client_stop(f.ws);
            assert_int_equal(freed.closed, 1);
            wait_ms(&f, 5);
        }
        fixture_stop(&f);
        assert_int_equal(closed.closed, 0);
        assert_int_equal(freed.closed, 1);
        assert_int_equal(again.closed, 2);
    }
}

enum { OTHERS = 40 };

struct others {
    uv_prepare_t uv;
    int fds[OTHERS], n;
};

static void open_one(uv_prepare_t *uv) {
    struct others *others = uv->data;
    if (others->n < OTHERS) {
        others->fds[others->n++] = dup(0);
    }
}

/* libwebsockets closes a descriptor of its own twice: not when it is another's by then.
 */
static void an_end_closes_nothing_of_others(void **state) {
    (void)state;
    struct fixture f;
    struct others others = {.n = 0};
    fixture_start(&f, NULL);
    wait_ms(&f, 5);
    uv_prepare_init(loop_uv(f.loop), &others.uv);
    others.uv.data = &others;
    uv_prepare_start(&others.uv, open_one);
    ws_client_free(f.ws);
    f.ws = NULL;
    while (others.n < OTHERS) {
        wait_ms(&f, 1);
    }
    for (int i = 0; i < OTHERS; i++) {
        assert_int_equal(close(others.fds[i]), 0);
    }
    uv_close((uv_handle_t *)&others.uv, NULL);
    fixture_stop(&f);
}

static void a_bad_ca_file_is_told_at_once(void **state) {
    (void)state;
    struct loop *loop = loop_new();
    struct error err = {0};
    const struct ws_client_options options = {.ca_file = "/dev/null"};
    assert_null(ws_client_new(loop, &options, &err));
    assert_non_null(strstr(err.text, "/dev/null"));
    loop_free(loop);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closing_inside_a_callback_is_fine),
        cmocka_unit_test(another_can_be_closed_inside_a_callback),
        cmocka_unit_test(every_moment_is_good_for_an_end),
        cmocka_unit_test(an_end_closes_nothing_of_others),
        cmocka_unit_test(a_bad_ca_file_is_told_at_once),
    };
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",  "ALL_PROXY",   "no_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsetenv(names[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

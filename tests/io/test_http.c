/* The HTTP client: what was surely not sent, what may have been done, and that nobody is
 * told twice, never, or by a loop that stood still. */
#include "names.h"

#include "http_fixture.h"

/* ---- answers ---- */

static char seen_request[3 << 20];

static void answer_busy(struct peer_conn *conn) {
    if (whole_request(conn)) {
        snprintf(seen_request, sizeof seen_request, "%s", conn->in.ptr);
        peer_say(conn, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many\r\n"
                       "Retry-After: 30\r\nContent-Length: 4\r\n\r\nbusy");
    }
}

static void an_answer_comes_with_its_headers(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    static const char *const headers[] = {"Authorization: Bearer x", "X-A: b", NULL};
    fixture_start(&f, NULL, answer_busy);
    ask_and_wait(&f, &told, (struct http_request){.headers = headers});
    assert_int_equal(told.result, HTTP_DONE);
    assert_int_equal(told.status, 429);
    assert_string_equal(told.body, "busy");
    assert_string_equal(told.header, "30");
    assert_non_null(strstr(seen_request, "GET /a/b?token=s3cret HTTP/1.1\r\n"));
    assert_non_null(strstr(seen_request, "Authorization: Bearer x\r\n"));
    assert_non_null(strstr(seen_request, "User-Agent: tocsin/"));
    fixture_stop(&f);
}

static void a_long_body_is_sent_without_asking_leave(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    enum { LONG = 2 << 20 };
    char *body = malloc(LONG + 1);
    memset(body, 'x', LONG);
    body[LONG] = '\0';
    fixture_start(&f, NULL, answer_busy);
    ask_and_wait(&f, &told, (struct http_request){.body = body, .len = LONG});
    free(body);
    assert_int_equal(told.result, HTTP_DONE);
    assert_null(strstr(seen_request, "Expect:"));
    assert_null(strstr(seen_request, "Content-Type:"));
    assert_int_equal(strlen(strstr(seen_request, "\r\n\r\n") + 4), LONG);
    fixture_stop(&f);
}

static void redirect(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
                   "Content-Length: 0\r\n\r\n");
}

static void a_redirect_is_an_answer(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    fixture_start(&f, NULL, redirect);
    ask_and_wait(&f, &told, (struct http_request){0});
    assert_int_equal(told.result, HTTP_DONE);
    assert_int_equal(told.status, 302);
    fixture_stop(&f);
}

static void a_connection_serves_again(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    fixture_start(&f, NULL, answer_ok);
    ask_and_wait(&f, &told, (struct http_request){0});
    ask_and_wait(&f, &told, (struct http_request){.body = "{}", .len = 2});
    assert_int_equal(told.result, HTTP_DONE);
    assert_int_equal(f.peer.accepted, 1);
    assert_int_equal(f.peer.conns->step, 2);
    fixture_stop(&f);
}

/* ---- not sent ---- */

static void what_never_left_is_not_sent(void **state) {
    (void)state;
    struct fixture f;
    fixture_start(&f, NULL, answer_ok);
    struct peer gone;
    peer_start(&gone, f.loop, NULL, NULL);
    uv_close((uv_handle_t *)&gone.tcp, NULL);
    uv_run(loop_uv(f.loop), UV_RUN_NOWAIT);
    char refused[80];
    snprintf(refused, sizeof refused, "http://127.0.0.1:%d/?t=s3cret", gone.port);
    static const char *const split[] = {"A: b\r\nC: d", NULL};
    const struct http_request requests[] = {
        {.url = refused},
        {.url = "https://nowhere.invalid/?t=s3cret"},
        {.url = "ftp://127.0.0.1/s3cret"},
        {.url = "no url s3cret"},
        {.headers = split},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct told told = {0};
        ask_and_wait(&f, &told, requests[i]);
        assert_int_equal(told.result, HTTP_NOT_SENT);
        assert_int_equal(told.count, 1);
        assert_true(strlen(told.why) > 5);
    }
    assert_int_equal(f.peer.accepted, 0);
    fixture_stop(&f);
}

static void a_name_that_hangs_stops_nobody(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0}, other = {0}, last = {0};
    fixture_start(&f, NULL, answer_ok);
    ask_with(&f, &told,
             (struct http_request){.url = "https://a.hang/", .timeout_ms = 100});
    ask_and_wait(&f, &other, (struct http_request){0});
    assert_int_equal(other.result, HTTP_DONE);
    assert_int_equal(told.count, 0);
    assert_true(loop_wait(f.loop, &told.done, PATIENCE_MS));
    assert_int_equal(told.result, HTTP_NOT_SENT);
    assert_true(f.longest_ms < 1000);
    /* The end does not wait for it either: fixture_stop() looks at the clock. */
    ask_with(&f, &last, (struct http_request){.url = "https://b.hang/"});
    uv_run(loop_uv(f.loop), UV_RUN_NOWAIT);
    fixture_stop(&f);
    assert_int_equal(last.count, 1);
    assert_int_equal(last.result, HTTP_UNKNOWN);
}

/* ---- unknown ---- */

static void hang_up(struct peer_conn *conn) {
    if (whole_request(conn)) {
        peer_close(conn);
    }
}

static void half_headers(struct peer_conn *conn) {
    peer_say_last(conn, "HTTP/1.1 200 OK\r\nContent-Le");
}

static void half_body(struct peer_conn *conn) {
    peer_say_last(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
}

static void half_chunks(struct peer_conn *conn) {
    peer_say_last(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha");
}

static void silence(struct peer_conn *conn) {
    (void)conn;
}

static void no_http(struct peer_conn *conn) {
    peer_say_last(conn, "SSH-2.0-OpenSSH\r\n\r\n\r\n\r\n");
}

static void too_long(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "9\r\n123456789\r\n9\r\n123456789\r\n0\r\n\r\n");
}

static void without_a_whole_answer_it_is_unknown(void **state) {
    (void)state;
    void (*const servers[])(struct peer_conn *) = {
        hang_up, half_headers, half_body, half_chunks, silence, no_http, too_long};
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        struct fixture f;
        struct told told = {0};
        fixture_start(&f, NULL, servers[i]);
        ask_and_wait(&f, &told,
                     (struct http_request){
                         .body = "x",
                         .len = 1,
                         .most = 10,
                         .timeout_ms = servers[i] == silence ? 150 : PATIENCE_MS});
        assert_int_equal(told.result, HTTP_UNKNOWN);
        assert_int_equal(told.count, 1);
        assert_string_equal(told.body, "");
        assert_true(strlen(told.why) > 5);
        assert_int_equal(f.peer.accepted, 1);
        fixture_stop(&f);
    }
}

static void once_only(struct peer_conn *conn) {
    if (conn->step == 0) {
        answer_ok(conn);
    } else {
        peer_close(conn); /* with what it read: it may have done it */
    }
}

/* curl writes a request again, POST or not, when a kept connection ends before a byte of
 * an answer came. */
static void a_kept_connection_that_dies_is_no_second_try(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    fixture_start(&f, NULL, once_only);
    ask_and_wait(&f, &told, (struct http_request){0});
    ask_and_wait(&f, &told, (struct http_request){.body = "pay", .len = 3});
    assert_int_equal(told.result, HTTP_UNKNOWN);
    assert_int_equal(told.count, 2);
    for (int i = 0; i < 20; i++) {
        uv_run(loop_uv(f.loop), UV_RUN_ONCE);
    }
    /* A second connection may have been made for it; nothing was written there. */
    for (struct peer_conn *at = f.peer.conns; at; at = at->next) {
        assert_int_equal(at->in.len, 0);
    }
    fixture_stop(&f);
}

static void a_connection_found_dead_is_not_used(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    fixture_start(&f, NULL, answer_ok);
    ask_and_wait(&f, &told, (struct http_request){0});
    peer_close(f.peer.conns);
    int ticks = f.ticks;
    while (f.ticks < ticks + 3) {
        uv_run(loop_uv(f.loop), UV_RUN_ONCE);
    }
    ask_and_wait(&f, &told, (struct http_request){.body = "x", .len = 1});
    assert_int_equal(told.result, HTTP_DONE);
    assert_int_equal(f.peer.accepted, 2);
    fixture_stop(&f);
}

/* ---- many, and the end ---- */

enum { MANY = 100 };

static void answer_late(struct peer_conn *conn) {
    struct fixture *f = conn->peer->ctx;
    if (whole_request(conn) && f->peer.accepted >= 32) {
        for (struct peer_conn *at = f->peer.conns; at; at = at->next) {
            answer_ok(at);
        }
    }
}

static void a_hundred_at_once(void **state) {
    (void)state;
    struct fixture f;
    static struct told told[MANY];
    fixture_start(&f, NULL, answer_late);
    memset(told, 0, sizeof told);
    for (int i = 0; i < MANY; i++) {
        ask_with(&f, &told[i], (struct http_request){.body = "{}", .len = 2});
    }
    for (int i = 0; i < MANY; i++) {
        assert_true(loop_wait(f.loop, &told[i].done, PATIENCE_MS));
        assert_int_equal(told[i].result, HTTP_DONE);
        assert_int_equal(told[i].count, 1);
    }
    assert_int_equal(f.peer.accepted, 32);
    assert_true(f.longest_ms < 1000);
    fixture_stop(&f);
}

static void the_queue_has_an_end(void **state) {
    (void)state;
    struct fixture f;
    struct told told[4] = {0};
    fixture_start(&f, &(struct http_client_options){.connections = 1, .waiting = 2},
                  silence);
    for (int i = 0; i < 4; i++) {
        ask_with(&f, &told[i], (struct http_request){.timeout_ms = 300});
    }
    for (int i = 0; i < 4; i++) {
        assert_true(loop_wait(f.loop, &told[i].done, PATIENCE_MS));
        assert_int_equal(told[i].count, 1);
    }
    assert_int_equal(told[0].result, HTTP_UNKNOWN);
    assert_int_equal(told[1].result, HTTP_NOT_SENT);
    assert_int_equal(told[2].result, HTTP_NOT_SENT);
    assert_int_equal(told[3].result, HTTP_NOT_SENT);
    assert_non_null(strstr(told[3].why, "waiting already"));
    fixture_stop(&f);
}

static struct told after_stop;

static void ask_again(struct told *told) {
    ask_with(told->fixture, &after_stop, (struct http_request){0});
}

static void a_stop_tells_everyone_once(void **state) {
    (void)state;
    struct fixture f;
    struct told told[5] = {0};
    after_stop = (struct told){0};
    fixture_start(&f, &(struct http_client_options){.connections = 3}, silence);
    for (int i = 0; i < 5; i++) {
        ask_with(&f, &told[i], (struct http_request){.body = "x", .len = 1});
    }
    told[0].then = ask_again;
    while (f.peer.accepted < 3) {
        uv_run(loop_uv(f.loop), UV_RUN_ONCE);
    }
    http_client_stop(f.http);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(told[i].count, 1);
        assert_int_equal(told[i].result, HTTP_UNKNOWN);
    }
    assert_true(loop_wait(f.loop, &after_stop.done, PATIENCE_MS));
    assert_int_equal(after_stop.result, HTTP_UNKNOWN);
    fixture_stop(&f);
    assert_int_equal(after_stop.count, 1);
}

static void free_it(struct told *told) {
    http_client_free(told->fixture->http);
    told->fixture->http = NULL;
}

static void freeing_inside_a_callback_is_fine(void **state) {
    (void)state;
    void (*const servers[])(struct peer_conn *) = {answer_ok, silence};
    for (int i = 0; i < 2; i++) {
        struct fixture f;
        struct told told = {.then = free_it}, other = {0};
        fixture_start(&f, NULL, servers[i]);
        ask_with(&f, &told, (struct http_request){.timeout_ms = 50 + 9950 * !i});
        ask_with(&f, &other, (struct http_request){0});
        assert_true(loop_wait(f.loop, &told.done, PATIENCE_MS));
        fixture_stop(&f);
        assert_int_equal(told.count, 1);
        assert_int_equal(other.count, 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_with_its_headers),
        cmocka_unit_test(a_long_body_is_sent_without_asking_leave),
        cmocka_unit_test(a_redirect_is_an_answer),
        cmocka_unit_test(a_connection_serves_again),
        cmocka_unit_test(what_never_left_is_not_sent),
        cmocka_unit_test(a_name_that_hangs_stops_nobody),
        cmocka_unit_test(without_a_whole_answer_it_is_unknown),
        cmocka_unit_test(a_kept_connection_that_dies_is_no_second_try),
        cmocka_unit_test(a_connection_found_dead_is_not_used),
        cmocka_unit_test(a_hundred_at_once),
        cmocka_unit_test(the_queue_has_an_end),
        cmocka_unit_test(a_stop_tells_everyone_once),
        cmocka_unit_test(freeing_inside_a_callback_is_fine),
    };
    /* A proxy of whoever runs this is not the test's. */
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    unsetenv("all_proxy");
    unsetenv("ALL_PROXY");
    unsetenv("HTTPS_PROXY");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

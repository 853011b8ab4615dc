/* The websocket client: what goes over it, what ends it, and that nobody is told of an
 * end twice, never, or from within his own call. */
#include "names.h"

#include "ws_fixture.h"

#include <unistd.h>

/* ---- messages ---- */

static void a_message_goes_both_ways(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){0});
    assert_true(f.ws->send(seen.socket, "hello", 5));
    await(&f, &f.got_text);
    assert_string_equal(f.text, "hello");
    assert_int_equal(f.first, FIN | OP_TEXT);
    ws_frame(f.peer.conns, FIN | OP_TEXT, "world", 5);
    await(&f, &seen.got_text);
    assert_string_equal(seen.text, "world");
    assert_non_null(strstr(f.request, "GET /link/?ticket=s3cret HTTP/1.1\r\n"));
    assert_non_null(strstr(f.request, "User-Agent: tocsin/"));
    assert_null(strstr(f.request, "Extensions"));
    char host[64];
    snprintf(host, sizeof host, "Host: 127.0.0.1:%d\r\n", f.peer.port);
    assert_non_null(strstr(f.request, host));
    f.ws->close(seen.socket);
    fixture_stop(&f);
    assert_int_equal(seen.opened, 1);
    assert_int_equal(seen.closed, 0);
}

static void pieces_become_one_message(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){0});
    struct peer_conn *conn = f.peer.conns;
    ws_frame(conn, OP_TEXT, "one ", 4);
    ws_frame(conn, FIN | OP_PING, "are you there", 13);
    await(&f, &f.got_pong);
    assert_string_equal(f.pong, "are you there");
    assert_int_equal(seen.texts, 0);
    ws_frame(conn, OP_MORE, "two ", 4);
    ws_frame(conn, OP_MORE, "", 0);
    ws_frame(conn, FIN | OP_MORE, "three", 5);
    await(&f, &seen.got_text);
    assert_string_equal(seen.text, "one two three");
    seen.got_text = false;
    ws_frame(conn, FIN | OP_TEXT, "", 0);
    await(&f, &seen.got_text);
    assert_int_equal(seen.len, 0);
    assert_int_equal(seen.texts, 2);
    fixture_stop(&f);
}

static void a_long_message_comes_and_goes_whole(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    enum { LONG = 200000 };
    char *text = malloc(LONG + 1);
    memset(text, 'a', LONG);
    text[LONG] = '\0';
    fixture_start(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){.most = LONG});
    ws_frame(f.peer.conns, FIN | OP_TEXT, text, LONG);
    await(&f, &seen.got_text);
    assert_int_equal(seen.len, LONG);
    assert_true(f.ws->send(seen.socket, text, LONG));
    assert_true(f.ws->send(seen.socket, text, LONG - 1));
    assert_true(f.ws->send(seen.socket, "end", 3));
    while (strcmp(f.text, "end") != 0) {
        f.got_text = false;
        await(&f, &f.got_text);
        assert_int_equal(f.first, FIN | OP_TEXT);
    }
    fixture_stop(&f);
    free(text);
}

/* ---- what ends it ---- */

static void huge_frame(struct peer_conn *conn) {
    /* A gigabyte is announced; what fills libwebsockets' buffer once is enough. */
    char some[20000];
    memset(some, 'x', sizeof some);
    static const unsigned char head[] = {FIN | OP_TEXT, 127, 0, 0, 0, 0, 0x40, 0, 0, 0};
    peer_write(conn, (const char *)head, sizeof head);
    peer_write(conn, some, sizeof some);
}

static void many_pieces(struct peer_conn *conn) {
    char piece[400];
    memset(piece, 'x', sizeof piece);
    ws_frame(conn, OP_TEXT, piece, sizeof piece);
    ws_frame(conn, OP_MORE, piece, sizeof piece);
    ws_frame(conn, FIN | OP_MORE, piece, 201);
}

static void not_text(struct peer_conn *conn) {
    ws_frame(conn, FIN | OP_BINARY, "x", 1);
}

static void not_utf8(struct peer_conn *conn) {
    ws_frame(conn, FIN | OP_TEXT, "\xff\xfe", 2);
}

static void no_opcode(struct peer_conn *conn) {
    ws_frame(conn, FIN | 3, "x", 1);
}

static void half_frame(struct peer_conn *conn) {
    static const char head[] = {(char)(FIN | OP_TEXT), 100};
    peer_write(conn, head, sizeof head);
    peer_say_last(conn, "half");
}

static void says_good_bye(struct peer_conn *conn) {
    ws_frame(conn, FIN | OP_CLOSE, "\x03\xe8too \x01many", 11);
}

static void hangs_up(struct peer_conn *conn) {
    peer_close(conn);
}

static void an_open_socket_ends_once_with_a_reason(void **state) {
    (void)state;
    const struct {
        void (*server)(struct peer_conn *conn);
        const char *why;
    } rows[] = {
        {huge_frame, "more than 1000 bytes"},
        {many_pieces, "more than 1000 bytes"},
        {not_text, "not text"},
        {not_utf8, "not UTF-8"},
        {no_opcode, "ended"},
        {half_frame, "ended"},
        {says_good_bye, "closed it: 1000 too .many"},
        {hangs_up, "ended"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        struct seen seen = {0};
        fixture_start(&f, NULL);
        open_and_wait(&f, &seen, (struct websocket_options){.most = 1000});
        rows[i].server(f.peer.conns);
        await(&f, &seen.is_closed);
        assert_non_null(strstr(seen.why, rows[i].why));
        assert_int_equal(seen.texts, 0);
        wait_ms(&f, 20);
        assert_int_equal(seen.closed, 1);
        fixture_stop(&f);
    }
}

static void refuses(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
}

static void redirects(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
                   "Content-Length: 0\r\n\r\n");
}

static void lies(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade"
                   "\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
}

static void is_silent(struct peer_conn *conn) {
    (void)conn;
}

static void what_is_no_websocket_does_not_open(void **state) {
    (void)state;
    const struct {
        void (*server)(struct peer_conn *conn);
        const char *why;
    } rows[] = {{refuses, "answered 404"},
                {redirects, "answered 302"},
                {lies, "ccept"},
                {hangs_up, ""},
                {is_silent, "not open in 200 ms"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        struct seen seen = {0};
        fixture_start(&f, NULL);
        f.peer.on_data = rows[i].server;
        open_with(&f, &seen,
                  (struct websocket_options){
                      .connect_ms = rows[i].server == is_silent ? 200 : PATIENCE_MS});
        assert_false(f.ws->send(seen.socket, "x", 1));
        await(&f, &seen.is_closed);
        assert_non_null(strstr(seen.why, rows[i].why));
        wait_ms(&f, 20);
        assert_int_equal(seen.opened, 0);
        assert_int_equal(seen.closed, 1);
        assert_int_equal(f.peer.accepted, 1);
        fixture_stop(&f);
    }
}

static void what_cannot_be_reached_does_not_open(void **state) {
    (void)state;
    struct fixture f;
    struct peer gone;
    char refused[64];
    fixture_start(&f, NULL);
    peer_start(&gone, f.loop, NULL, NULL);
    uv_close((uv_handle_t *)&gone.tcp, NULL);
    wait_ms(&f, 1);
    snprintf(refused, sizeof refused, "ws://127.0.0.1:%d/?s3cret", gone.port);
    const char *const urls[] = {refused, "wss://nowhere.invalid/?s3cret",
                                "https://127.0.0.1/s3cret", "s3cret", "wss://"};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct seen seen = {0};
        open_with(&f, &seen, (struct websocket_options){.url = urls[i]});
        await(&f, &seen.is_closed);
        assert_int_equal(seen.closed, 1);
    }
    fixture_stop(&f);
}

static void a_name_that_hangs_stops_nobody(void **state) {
    (void)state;
    struct fixture f;
    struct seen slow = {0}, other = {0}, last = {0};
    fixture_start(&f, NULL);
    open_with(&f, &slow,
              (struct websocket_options){.url = "wss://a.hang/", .connect_ms = 100});
    open_and_wait(&f, &other, (struct websocket_options){0});
    await(&f, &slow.is_closed);
    assert_non_null(strstr(slow.why, "not resolved in 100 ms"));
    assert_true(f.longest_ms < 1000);
    open_with(&f, &last, (struct websocket_options){.url = "wss://b.hang/"});
    wait_ms(&f, 10);
    fixture_stop(&f); /* looks at the clock */
    assert_int_equal(last.closed, 1);
    assert_int_equal(other.closed, 1);
}

static void the_next_address_is_tried(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    char url[64];
    fixture_start(&f, NULL);
    snprintf(url, sizeof url, "ws://two.test:%d/", f.peer.port);
    open_and_wait(&f, &seen, (struct websocket_options){.url = url});
    assert_non_null(strstr(f.request, "Host: two.test:"));
    fixture_stop(&f);
}

/* ---- alive? ---- */

static void no_pongs(struct peer_conn *conn, int first, const char *data, size_t len) {
    struct fixture *f = conn->peer->ctx;
    (void)data, (void)len;
    f->pings += (first & 15) == OP_PING;
    /* It talks, and pings, and pongs what nobody asked. */
    ws_frame(conn, FIN | OP_TEXT, "busy", 4);
    ws_frame(conn, FIN | OP_PING, "p", 1);
    ws_frame(conn, FIN | OP_PONG, "", 0);
    ws_frame(conn, FIN | OP_PONG, "\0\0\0\0\0\0\0\x63", 8);
}

static void without_pongs_it_is_dead(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    f.on_frame = no_pongs;
    open_and_wait(&f, &seen, (struct websocket_options){.ping_ms = 20, .hangup_ms = 150});
    await(&f, &seen.is_closed);
    assert_non_null(strstr(seen.why, "no answer to our pings in 150 ms"));
    assert_true(f.pings > 1);
    assert_true(seen.texts > 0);
    fixture_stop(&f);
}

static void with_pongs_it_lives(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){.ping_ms = 20, .hangup_ms = 400});
    wait_ms(&f, 1000);
    assert_int_equal(seen.closed, 0);
    assert_true(f.pings > 5);
    fixture_stop(&f);
}

/* The pong lies in the socket while this process stands still. */
static void pongs_and_stands_still(struct peer_conn *conn, int first, const char *data,
                                   size_t len) {
    ws_keep_frame(conn, first, data, len);
    usleep(400 * 1000);
}

static void a_pause_of_our_own_is_no_death(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){.ping_ms = 50, .hangup_ms = 150});
    f.on_frame = pongs_and_stands_still;
    while (f.pings < 3 && !seen.closed) {
        wait_ms(&f, 1);
    }
    assert_int_equal(seen.closed, 0);
    /* And while nothing is under way: no ping was asked in all that time. */
    f.on_frame = NULL;
    for (int i = 0; i < 3; i++) {
        wait_ms(&f, 20);
        usleep(400 * 1000);
        wait_ms(&f, 1);
        assert_int_equal(seen.closed, 0);
    }
    fixture_stop(&f);
}

static void a_server_that_stops_reading_fills_the_queue(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    static char text[65536];
    memset(text, 'x', sizeof text);
    fixture_start(&f, &(struct ws_client_options){.queue = 300000});
    open_and_wait(&f, &seen, (struct websocket_options){.ping_ms = 20, .hangup_ms = 300});
    uv_read_stop((uv_stream_t *)&f.peer.conns->tcp);
    int taken = 0;
    while (taken < 1000 && f.ws->send(seen.socket, text, sizeof text)) {
        taken++;
    }
    assert_int_equal(taken, 4); /* nothing goes out before the loop turns */
    for (int i = 0; i < 200 && !seen.closed; i++) {
        wait_ms(&f, 1);
        taken += !seen.closed && f.ws->send(seen.socket, text, sizeof text);
    }
    assert_true(taken < 204);
    await(&f, &seen.is_closed);
    assert_non_null(strstr(seen.why, "no answer to our pings"));
    fixture_stop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_goes_both_ways),
        cmocka_unit_test(pieces_become_one_message),
        cmocka_unit_test(a_long_message_comes_and_goes_whole),
        cmocka_unit_test(an_open_socket_ends_once_with_a_reason),
        cmocka_unit_test(what_is_no_websocket_does_not_open),
        cmocka_unit_test(what_cannot_be_reached_does_not_open),
        cmocka_unit_test(a_name_that_hangs_stops_nobody),
        cmocka_unit_test(the_next_address_is_tried),
        cmocka_unit_test(without_pongs_it_is_dead),
        cmocka_unit_test(with_pongs_it_lives),
        cmocka_unit_test(a_pause_of_our_own_is_no_death),
        cmocka_unit_test(a_server_that_stops_reading_fills_the_queue),
    };
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",  "ALL_PROXY",   "no_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsetenv(names[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The websocket client, where trust and proxies decide whether it opens at all. */
#include "names.h"

#include "tls_front.h"
#include "ws_fixture.h"

static struct tls_front front;
static char tls_url[128];

static void start(struct fixture *f) {
    fixture_start(f, NULL);
    tls_front_start(&front, f->peer.port);
    snprintf(tls_url, sizeof tls_url, "wss://localhost:%d/?ticket=s3cret", front.port);
}

static void stop(struct fixture *f) {
    fixture_stop(f);
    tls_front_stop(&front);
}

/* The certificate is made after the client, so the client comes second. */
static void trust(struct fixture *f, const char *proxy) {
    const struct ws_client_options options = {.ca_file = front.ca_file, .proxy = proxy};
    struct error err = {0};
    ws_client_free(f->ws);
    /* One context after the other: two at a time share an index of OpenSSL's, and the
     * first one's TLS is never freed. */
    wait_ms(f, 20);
    f->ws = ws_client_new(f->loop, &options, &err);
    assert_non_null(f->ws);
}

static void echo_works(struct fixture *f, struct seen *seen) {
    f->got_text = seen->got_text = false;
    assert_true(f->ws->send(seen->socket, "hello", 5));
    await(f, &f->got_text);
    ws_frame(f->peer.conns, FIN | OP_TEXT, "world", 5);
    await(f, &seen->got_text);
    assert_string_equal(seen->text, "world");
}

static void a_stranger_is_refused(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    start(&f);
    open_with(&f, &seen, (struct websocket_options){.url = tls_url});
    await(&f, &seen.is_closed);
    assert_int_equal(seen.opened, 0);
    assert_non_null(strstr(seen.why, "certificate"));
    assert_int_equal(f.peer.accepted, 0);
    stop(&f);
}

static void a_ca_file_makes_it_a_friend(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    start(&f);
    trust(&f, NULL);
    open_and_wait(&f, &seen, (struct websocket_options){.url = tls_url});
    echo_works(&f, &seen);
    stop(&f);
}

static void the_name_must_be_in_the_certificate(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    start(&f);
    trust(&f, NULL);
    snprintf(tls_url, sizeof tls_url, "wss://other.test:%d/?t=s3cret", front.port);
    open_with(&f, &seen, (struct websocket_options){.url = tls_url});
    await(&f, &seen.is_closed);
    assert_int_equal(seen.opened, 0);
    assert_int_equal(f.peer.accepted, 0);
    stop(&f);
}

/* A server that takes the connection and then keeps silent within TLS. */
static void silent(struct peer_conn *conn) {
    (void)conn;
}

static void a_handshake_that_hangs_is_given_up(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    fixture_start(&f, NULL);
    f.peer.on_data = silent;
    char url[64];
    snprintf(url, sizeof url, "wss://localhost:%d/?t=s3cret", f.peer.port);
    open_with(&f, &seen, (struct websocket_options){.url = url, .connect_ms = 400});
    await(&f, &seen.is_closed);
    assert_non_null(strstr(seen.why, "not open in 400 ms"));
    fixture_stop(&f);
}

/* ---- proxies ---- */

static char asked_of_proxy[512];
static int behind_proxy;

static void proxy_passes(struct peer_conn *conn) {
    if (!conn->to) {
        snprintf(asked_of_proxy, sizeof asked_of_proxy, "%s", conn->in.ptr);
    }
    peer_proxy(conn, behind_proxy);
}

static void proxy_refuses(struct peer_conn *conn) {
    peer_say(conn, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
}

static const char *proxy_url(const struct peer *proxy) {
    static char url[64];
    snprintf(url, sizeof url, "http://user:p%%40ss@localhost:%d/", proxy->port);
    return url;
}

static void a_proxy_is_asked_for_a_tunnel(void **state) {
    (void)state;
    for (int tls = 0; tls < 2; tls++) {
        struct fixture f;
        struct seen seen = {0};
        struct peer proxy;
        start(&f);
        behind_proxy = tls ? front.port : f.peer.port;
        peer_start(&proxy, f.loop, proxy_passes, &f);
        trust(&f, proxy_url(&proxy));
        open_and_wait(&f, &seen, (struct websocket_options){.url = tls ? tls_url : NULL});
        echo_works(&f, &seen);
        assert_int_equal(strncmp(asked_of_proxy, "CONNECT ", 8), 0);
        assert_non_null(strstr(asked_of_proxy, tls ? "localhost:" : "127.0.0.1:"));
        assert_non_null(strstr(asked_of_proxy, "dXNlcjpwQHNz")); /* user:p@ss */
        assert_null(strstr(asked_of_proxy, "s3cret"));
        assert_int_equal(proxy.accepted, 1);
        peer_stop(&proxy);
        stop(&f);
    }
}

static void a_proxy_that_refuses_is_an_end(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    struct peer proxy;
    start(&f);
    peer_start(&proxy, f.loop, proxy_refuses, &f);
    trust(&f, proxy_url(&proxy));
    open_with(&f, &seen, (struct websocket_options){.url = tls_url});
    await(&f, &seen.is_closed);
    assert_non_null(strstr(seen.why, "proxy"));
    assert_null(strstr(seen.why, "ss@"));
    assert_int_equal(f.peer.accepted, 0);
    peer_stop(&proxy);
    stop(&f);
}

static void the_environment_names_a_proxy_and_exceptions(void **state) {
    (void)state;
    static const char *const except[] = {"", "localhost", "*"};
    struct fixture f;
    struct peer proxy;
    start(&f);
    behind_proxy = front.port;
    peer_start(&proxy, f.loop, proxy_passes, &f);
    setenv("https_proxy", proxy_url(&proxy), 1);
    setenv("http_proxy", "127.0.0.1:1", 1); /* libwebsockets would take it for all */
    for (size_t i = 0; i < sizeof except / sizeof except[0]; i++) {
        struct seen seen = {0};
        setenv("no_proxy", except[i], 1);
        trust(&f, NULL);
        int before = proxy.accepted;
        open_and_wait(&f, &seen, (struct websocket_options){.url = tls_url});
        assert_int_equal(proxy.accepted - before, i == 0);
        f.ws->close(seen.socket);
    }
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    unsetenv("no_proxy");
    peer_stop(&proxy);
    stop(&f);
}

static void a_proxy_of_another_kind_is_named(void **state) {
    (void)state;
    struct fixture f;
    struct seen seen = {0};
    start(&f);
    trust(&f, "socks5://user:s3cret@localhost:1");
    open_with(&f, &seen, (struct websocket_options){.url = tls_url});
    await(&f, &seen.is_closed);
    assert_non_null(strstr(seen.why, "proxy"));
    stop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stranger_is_refused),
        cmocka_unit_test(a_ca_file_makes_it_a_friend),
        cmocka_unit_test(the_name_must_be_in_the_certificate),
        cmocka_unit_test(a_handshake_that_hangs_is_given_up),
        cmocka_unit_test(a_proxy_is_asked_for_a_tunnel),
        cmocka_unit_test(a_proxy_that_refuses_is_an_end),
        cmocka_unit_test(the_environment_names_a_proxy_and_exceptions),
        cmocka_unit_test(a_proxy_of_another_kind_is_named),
    };
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",  "ALL_PROXY",   "no_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsetenv(names[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

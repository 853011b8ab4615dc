/* The HTTP client, where trust and proxies decide whether anything is sent at all. */
#include "names.h"

#include "http_fixture.h"
#include "tls_front.h"

static char tls_url[128];
static struct tls_front front;

static void start(struct fixture *f, const struct http_client_options *options) {
    fixture_start(f, options, answer_ok);
    tls_front_start(&front, f->peer.port);
    snprintf(tls_url, sizeof tls_url, "https://localhost:%d/?t=s3cret", front.port);
}

static void stop(struct fixture *f) {
    fixture_stop(f);
    tls_front_stop(&front);
}

static void a_stranger_is_refused(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    start(&f, NULL);
    ask_and_wait(&f, &told, (struct http_request){.url = tls_url, .body = "x", .len = 1});
    assert_int_equal(told.result, HTTP_NOT_SENT);
    assert_non_null(strstr(told.why, "certificate"));
    assert_int_equal(f.peer.accepted, 0);
    stop(&f);
}

/* The certificate is made after the client, so the client comes second. */
static void trust(struct fixture *f, const char *proxy) {
    struct http_client_options options = {.ca_file = front.ca_file, .proxy = proxy};
    http_client_free(f->http);
    f->http = http_client_new(f->loop, &options);
}

static void a_ca_file_makes_it_a_friend(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    start(&f, NULL);
    trust(&f, NULL);
    for (int i = 0; i < 2; i++) {
        ask_and_wait(&f, &told, (struct http_request){.url = tls_url});
        assert_int_equal(told.result, HTTP_DONE);
    }
    stop(&f);
    assert_int_equal(front.handshakes, 1); /* the connection served twice */
}

static void the_name_must_be_in_the_certificate(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    start(&f, NULL);
    trust(&f, NULL);
    snprintf(tls_url, sizeof tls_url, "https://other.test:%d/?t=s3cret", front.port);
    ask_and_wait(&f, &told, (struct http_request){.url = tls_url});
    assert_int_equal(told.result, HTTP_NOT_SENT);
    assert_int_equal(f.peer.accepted, 0);
    stop(&f);
}

/* ---- proxies ---- */

static char asked_of_proxy[512];

static void proxy_passes(struct peer_conn *conn) {
    if (!conn->to) {
        snprintf(asked_of_proxy, sizeof asked_of_proxy, "%s", conn->in.ptr);
    }
    peer_proxy(conn, front.port);
}

static void proxy_refuses(struct peer_conn *conn) {
    snprintf(asked_of_proxy, sizeof asked_of_proxy, "%s", conn->in.ptr);
    peer_say(conn, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
}

static const char *proxy_url(const struct peer *proxy) {
    static char url[64];
    snprintf(url, sizeof url, "http://user:pass@127.0.0.1:%d", proxy->port);
    return url;
}

static void a_proxy_is_asked_for_a_tunnel(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    struct peer proxy;
    static const char *const headers[] = {"Authorization: Bearer s3cret", NULL};
    start(&f, NULL);
    peer_start(&proxy, f.loop, proxy_passes, &f);
    trust(&f, proxy_url(&proxy));
    ask_and_wait(&f, &told, (struct http_request){.url = tls_url, .headers = headers});
    assert_int_equal(told.result, HTTP_DONE);
    assert_string_equal(told.body, "hi");
    assert_int_equal(strncmp(asked_of_proxy, "CONNECT localhost:", 18), 0);
    assert_non_null(strstr(asked_of_proxy, "Proxy-Authorization: Basic dXNlcjpwYXNz"));
    assert_null(strstr(asked_of_proxy, "s3cret"));
    peer_stop(&proxy);
    stop(&f);
}

static void a_proxy_that_refuses_sent_nothing(void **state) {
    (void)state;
    struct fixture f;
    struct told told = {0};
    struct peer proxy;
    start(&f, NULL);
    peer_start(&proxy, f.loop, proxy_refuses, &f);
    trust(&f, proxy_url(&proxy));
    ask_and_wait(&f, &told, (struct http_request){.url = tls_url, .body = "x", .len = 1});
    assert_int_equal(told.result, HTTP_NOT_SENT);
    assert_non_null(strstr(told.why, "403"));
    assert_null(strstr(told.why, "pass"));
    peer_stop(&proxy);
    stop(&f);
}

static void the_environment_names_a_proxy_and_exceptions(void **state) {
    (void)state;
    struct fixture f;
    struct peer proxy;
    const struct {
        const char *except;
        bool by_proxy;
    } rows[] = {{"", true},
                {"example.com,localhos", true},
                {"example.com, .localhost", false},
                {"*", false}};
    start(&f, NULL);
    peer_start(&proxy, f.loop, proxy_passes, &f);
    setenv("https_proxy", proxy_url(&proxy), 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct told told = {0};
        setenv("no_proxy", rows[i].except, 1);
        trust(&f, NULL);
        int before = proxy.accepted;
        ask_and_wait(&f, &told, (struct http_request){.url = tls_url});
        assert_int_equal(told.result, HTTP_DONE);
        assert_int_equal(proxy.accepted - before, rows[i].by_proxy);
    }
    unsetenv("https_proxy");
    unsetenv("no_proxy");
    peer_stop(&proxy);
    stop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stranger_is_refused),
        cmocka_unit_test(a_ca_file_makes_it_a_friend),
        cmocka_unit_test(the_name_must_be_in_the_certificate),
        cmocka_unit_test(a_proxy_is_asked_for_a_tunnel),
        cmocka_unit_test(a_proxy_that_refuses_sent_nothing),
        cmocka_unit_test(the_environment_names_a_proxy_and_exceptions),
    };
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",  "ALL_PROXY",   "no_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unsetenv(names[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}

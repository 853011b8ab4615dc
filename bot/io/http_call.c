/* http_call.c: a request becomes a transfer of curl's, and its end one of three results.
 *
 * The line between "surely not sent" and "may have been done" is curl's pre-request
 * callback: it comes when the connection stands, through proxy and TLS, right before the
 * first byte. It comes again when curl repeats a request because a kept connection died
 * under it; curl does that for POST too, and there it is stopped. */
#include "io/http_call.h"

#include "base/mem.h"
#include "base/text.h"

static char *copy(const char *text, size_t len) {
    char *to = mem_new(len + 1);
    if (len > 0) {
        memcpy(to, text, len);
    }
    return to;
}

static void add_header(struct http_call *call, const char *line) {
    call->headers = mem_got(curl_slist_append(call->headers, line));
}

static void copy_headers(struct http_call *call, const char *const *headers) {
    bool has_type = false;
    for (; headers && *headers; headers++) {
        if (strpbrk(*headers, "\r\n")) {
            call->refused = true;
            snprintf(call->why, sizeof call->why, "a header holds a line break");
            return;
        }
        has_type = has_type || strncasecmp(*headers, "content-type:", 13) == 0;
        add_header(call, *headers);
    }
    /* curl adds two of its own: one costs a round trip and, on servers that do not know
     * it, a second; the other claims that every body is a form. */
    add_header(call, "Expect:");
    if (!has_type) {
        add_header(call, "Content-Type:");
    }
}

struct http_call *http_call_new(const struct http_request *request) {
    struct http_call *call = mem_new(sizeof *call);
    call->method = copy(request->method, strlen(request->method));
    call->url = copy(request->url, strlen(request->url));
    call->len = request->body ? request->len : 0;
    call->body = request->body ? copy(request->body, request->len) : NULL;
    call->timeout_ms = request->timeout_ms;
    strbuf_init(&call->answer, request->most);
    copy_headers(call, request->headers);
    return call;
}

void http_call_free(struct http_call *call) {
    if (call->easy) {
        curl_easy_cleanup(call->easy);
    }
    curl_slist_free_all(call->headers);
    strbuf_free(&call->answer);
    free(call->method);
    free(call->url);
    free(call->body);
    free(call);
}

/* ---- the transfer ---- */

static size_t on_body(char *data, size_t size, size_t n, void *ctx) {
    struct http_call *call = ctx;
    size_t len = size * n;
    if (len > call->answer.max - call->answer.len) {
        call->answer.cut = true;
        return 0; /* curl ends it: CURLE_WRITE_ERROR */
    }
    strbuf_addn(&call->answer, data, len);
    return len;
}

/* curl takes an answer that was cut within its headers for a whole one without a body. */
/* NOLINTNEXTLINE(readability-non-const-parameter): curl's type */
static size_t on_header(char *line, size_t size, size_t n, void *ctx) {
    struct http_call *call = ctx;
    call->headed = n > 0 && (line[0] == '\r' || line[0] == '\n');
    return size * n;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): curl's type */
static int on_before_request(void *ctx, char *to, char *from, int to_port,
                             int from_port) {
    struct http_call *call = ctx;
    (void)to, (void)from, (void)to_port, (void)from_port;
    if (call->sent) {
        call->twice = true;
        return CURL_PREREQFUNC_ABORT;
    }
    call->sent = true;
    return CURL_PREREQFUNC_OK;
}

static void set_trust(CURL *easy, const struct http_settings *settings) {
    const curl_version_info_data *curls = curl_version_info(CURLVERSION_NOW);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, settings->ca_file);
    } else if (!curls->cainfo) {
        return; /* built to use a directory only */
    }
    /* With a directory too curl parses the whole store again for each connection, which
     * the loop would notice; from a file alone it is kept. */
    curl_easy_setopt(easy, CURLOPT_CAPATH, (char *)NULL);
    curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, (char *)NULL);
}

static void set_connection(CURL *easy, const struct http_settings *settings,
                           const char *proxy) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* A name that hangs belongs to a thread of curl's; without this, giving the request
     * up would wait for that thread, and the loop with it. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, settings->connect_ms);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, settings->idle_s);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 30L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 10L);
    /* Both given, so that curl asks the environment nothing. */
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy ? proxy : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_request(struct http_call *call) {
    CURL *easy = call->easy;
    if (call->body || text_equal(call->method, "POST")) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->len);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body ? call->body : "");
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
    } else if (text_equal(call->method, "HEAD")) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
    }
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->curls);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
}

/* curl's own parser, so that no two readings of a URL differ. */
static bool read_url(const char *url, bool *ret_tls, char **ret_host) {
    CURLU *parsed = curl_url();
    char *scheme = NULL, *host = NULL;
    bool good = curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    bool tls = good && text_equal(scheme, "https");
    good = good && (tls || text_equal(scheme, "http"));
    curl_url_cleanup(parsed);
    curl_free(scheme);
    if (!good) {
        curl_free(host);
        return false;
    }
    *ret_tls = tls;
    *ret_host = host;
    return true;
}

bool http_call_prepare(struct http_call *call, const struct http_settings *settings) {
    bool tls = false;
    char *host = NULL;
    if (!read_url(call->url, &tls, &host)) {
        snprintf(call->why, sizeof call->why, "not a URL of https:// or http://");
        return false;
    }
    call->easy = mem_got(curl_easy_init());
    if (curl_easy_setopt(call->easy, CURLOPT_URL, call->url) != CURLE_OK) {
        abort(); /* curl could not copy it */
    }
    curl_easy_setopt(call->easy, CURLOPT_USERAGENT, settings->user_agent);
    set_connection(call->easy, settings, proxies_for(settings->proxies, tls, host));
    set_trust(call->easy, settings);
    set_request(call);
    curl_free(host);
    return true;
}

/* ---- its end ---- */

/* curl's words name hosts and TLS faults; should some of them ever quote a URL, the plain
 * meaning of the code will do. */
static void explain(struct http_call *call, CURLcode code) {
    const char *words = call->curls;
    if (!words[0] || strchr(words, '?') || strstr(words, "://")) {
        words = curl_easy_strerror(code);
    }
    snprintf(call->why, sizeof call->why, "%s", words);
}

enum http_result http_call_result(struct http_call *call, CURLcode code) {
    if (code == CURLE_OK && call->headed) {
        return HTTP_DONE;
    }
    if (code == CURLE_OK) {
        snprintf(call->why, sizeof call->why, "the answer was cut within its headers");
    } else if (call->twice) {
        snprintf(call->why, sizeof call->why,
                 "the connection ended after the request, before an answer");
    } else if (call->answer.cut) {
        snprintf(call->why, sizeof call->why, "the answer is larger than %zu bytes",
                 call->answer.max);
    } else {
        explain(call, code);
    }
    return call->sent ? HTTP_UNKNOWN : HTTP_NOT_SENT;
}

struct answered {
    struct http_response
        response; /* first: what the callback gets is a struct answered */
    CURL *easy;
};

static const char *header_of(const struct http_response *response, const char *name) {
    const struct answered *answered = (const struct answered *)response;
    struct curl_header *found = NULL;
    if (response->result != HTTP_DONE ||
        curl_easy_header(answered->easy, name, 0, CURLH_HEADER, -1, &found) !=
            CURLHE_OK) {
        return NULL;
    }
    return found->value;
}

void http_call_tell(struct http_call *call, enum http_result result) {
    long status = 0;
    bool done = result == HTTP_DONE;
    if (done) {
        curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    }
    struct answered answered = {
        .response = {.result = result,
                     .status = (int)status,
                     .body = done ? call->answer.ptr : "",
                     .len = done ? call->answer.len : 0,
                     .why = done ? NULL : call->why,
                     .header = header_of},
        .easy = call->easy,
    };
    call->cb(call->ctx, &answered.response);
}

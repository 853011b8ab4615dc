/* http_call.h: one request and what came of it, as a transfer of curl's. Of http_client
 * only. */
#ifndef TOCSIN_IO_HTTP_CALL_H
#define TOCSIN_IO_HTTP_CALL_H

#include "base/strbuf.h"
#include "io/http_client.h"
#include "io/proxy.h"
#include <curl/curl.h>

enum { HTTP_WHY_MAX = 320 };

struct http_settings {
    char *user_agent, *ca_file;
    struct proxies *proxies;
    long connect_ms, idle_s;
};

struct http_call {
    CURL *easy;                 /* NULL: curl does not know of it */
    struct curl_slist *headers; /* owned, like all that follows */
    char *method, *url, *body;
    size_t len;
    struct strbuf answer;
    bool sent;    /* curl began to write it, or will at once */
    bool twice;   /* curl was about to write it again, and was stopped */
    bool headed;  /* the answer's headers came to their blank line */
    bool refused; /* it was never possible; `why` says why */
    char curls[CURL_ERROR_SIZE];
    char why[HTTP_WHY_MAX];

    http_cb cb;
    void *ctx;
    int64_t timeout_ms;
    void *client;
    struct loop_timer *deadline;
    struct http_call *next, **link;
};

struct http_call *http_call_new(const struct http_request *request);
/* Makes call->easy. False: it can never be sent, call->why says why. */
bool http_call_prepare(struct http_call *call, const struct http_settings *settings);
/* What came of a transfer that curl ended with `code`; call->why holds the words. */
enum http_result http_call_result(struct http_call *call, CURLcode code);
/* Calls back, once. */
void http_call_tell(struct http_call *call, enum http_result result);
void http_call_free(struct http_call *call);

#endif

/* http.h: requests to servers of others. Implemented by libcurl (bot/io/http_client.c);
 * adapters get it as a parameter. One thread, calls back from the loop. */
#ifndef TOCSIN_HTTP_H
#define TOCSIN_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_result {
    HTTP_DONE,     /* an answer came: `status` */
    HTTP_NOT_SENT, /* surely never reached the server: no address, refused, TLS failed */
    HTTP_UNKNOWN, /* sent, in part or whole, and no whole answer: it may have been done */
};

struct http_response {
    enum http_result result;
    int status;       /* 200; 0 without an answer */
    const char *body; /* NUL-terminated, len bytes; "" without an answer. Borrowed. */
    size_t len;
    const char *why; /* without an answer: for people, holds no URL query and no secret */
    /* Value of a header, name in any case, or NULL. Borrowed until the callback ends. */
    const char *(*header)(const struct http_response *response, const char *name);
};

typedef void (*http_cb)(void *ctx, const struct http_response *response);

struct http_request {
    const char *method; /* "GET", "POST" */
    const char *url;    /* https, or http where the caller's configuration says so */
    const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
    const char *body;           /* or NULL */
    size_t len;
    int64_t
        timeout_ms; /* of the whole; HTTP_UNKNOWN when it passes after sending began */
    size_t most;    /* largest answer taken, bytes; more is HTTP_UNKNOWN */
};

struct http {
    void *self;
    /* Everything of the request is copied. `cb` is called exactly once, never before this
     * returns; after http's owner began to stop, with HTTP_UNKNOWN. */
    void (*request)(void *self, const struct http_request *request, http_cb cb,
                    void *ctx);
};

#endif

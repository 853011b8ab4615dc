/* http_client.h: requests to servers of others (tocsin/http.h), by libcurl.
 *
 * TLS is always verified, nothing is redirected, HTTP/1.1, connections are kept and used
 * again. A request is written at most once: where libcurl would write it a second time
 * (a kept connection turned out to be dead), the answer is HTTP_UNKNOWN instead. */
#ifndef TOCSIN_IO_HTTP_CLIENT_H
#define TOCSIN_IO_HTTP_CLIENT_H

#include "io/loop.h"
#include "tocsin/http.h"

struct http_client_options { /* copied; 0 and NULL: the default */
    const char *user_agent;  /* "tocsin/<version>" */
    const char *proxy;       /* URL, "" for none; NULL: the environment (io/proxy.h) */
    const char *ca_file;     /* PEM, the only authorities then; NULL: the system's */
    int connections;         /* most at a time; more requests wait: 32 */
    int waiting;             /* most requests waiting; more are refused: 1024 */
    int64_t connect_ms;      /* resolve + connect + TLS: 10 s */
    int64_t idle_ms;         /* an idle connection older than this is not used: 30 s */
};

/* Owned by the caller; free it with http_client_free, before the loop. `options` may be
 * NULL. */
struct http *http_client_new(struct loop *loop,
                             const struct http_client_options *options);
/* Whoever waits is called back now with HTTP_UNKNOWN; later requests are, soon. */
void http_client_stop(struct http *http);
/* http_client_stop, and the end: requests made by callbacks meanwhile are called back
 * too. NULL is fine, and so is inside a callback. The loop must run on for a moment
 * (loop_free does). */
void http_client_free(struct http *http);

#endif

/* http_multi.h: curl's multi interface, driven by our loop. */
#ifndef TOCSIN_IO_HTTP_MULTI_H
#define TOCSIN_IO_HTTP_MULTI_H

#include "io/loop.h"
#include <curl/curl.h>

struct http_multi; /* opaque */

/* `done` is told each transfer that ended by itself, from the loop, after it was removed;
 * it may add and remove others. `connections`: most kept open between requests. Owned by
 * the caller. */
struct http_multi *http_multi_new(struct loop *loop, long connections,
                                  void (*done)(void *ctx, CURL *easy, CURLcode code),
                                  void *ctx);
void http_multi_add(struct http_multi *multi, CURL *easy);
void http_multi_remove(struct http_multi *multi, CURL *easy);
/* Nothing happens by itself any more. Fine inside a callback of ours. */
void http_multi_stop(struct http_multi *multi);
/* After http_multi_stop, with every transfer removed, never inside a callback of ours. */
void http_multi_free(struct http_multi *multi);

#endif

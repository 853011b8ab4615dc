/* proxy.h: which proxy, if any, leads to a host; the same answer for http and websockets.
 */
#ifndef TOCSIN_IO_PROXY_H
#define TOCSIN_IO_PROXY_H

#include <stdbool.h>

struct proxies; /* opaque */

/* `configured`: a proxy's URL, or NULL for https_proxy, http_proxy (lower case only: a
 * web server may set HTTP_PROXY from a header) and all_proxy of the environment. no_proxy
 * holds in both cases. Read here, once. Owned by the caller. */
struct proxies *proxies_new(const char *configured);
void proxies_free(struct proxies *proxies);
/* The proxy's URL (may hold a password: not for logs), or NULL: go straight. Borrowed.
 * `host`: lower or upper case, an IPv6 address with or without brackets. */
const char *proxies_for(const struct proxies *proxies, bool tls, const char *host);

#endif

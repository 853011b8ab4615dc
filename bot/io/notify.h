/* notify.h: a word to the service manager: one datagram, by the protocol of sd_notify(3).
 * A library for it would be a dependency for sixty lines. */
#ifndef TOCSIN_IO_NOTIFY_H
#define TOCSIN_IO_NOTIFY_H

#include <stdbool.h>

/* `socket`: the value of NOTIFY_SOCKET, a path or "@" and an abstract name. `text`:
 * "READY=1", several lines "\n" between them. Never blocks. */
bool notify_send(const char *socket, const char *text);

#endif

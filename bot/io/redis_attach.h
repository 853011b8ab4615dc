/* redis_attach.h: a hiredis connection on the loop. */
#ifndef TOCSIN_IO_REDIS_ATTACH_H
#define TOCSIN_IO_REDIS_ATTACH_H

#include <hiredis/async.h>
#include <stdbool.h>
#include <uv.h>

/* To be called between redisAsyncConnect() and the setting of its callbacks. The
 * connection owns what is attached and lets go of it when it ends. False: the loop cannot
 * watch the socket. */
bool redis_attach(redisAsyncContext *ac, uv_loop_t *loop);

#endif

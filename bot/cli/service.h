/* service.h: tocsin under a service manager (systemd's Type=notify): it says when it is
 * ready, and feeds the watchdog only while it could work: as long as the loop turns and
 * the store answers. Without a manager all of it does nothing. */
#ifndef TOCSIN_CLI_SERVICE_H
#define TOCSIN_CLI_SERVICE_H

#include "tocsin/loop.h"
#include "tocsin/store.h"

struct service;

/* Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment: what is
 * started later does not speak for us. Caller frees. */
struct service *service_new(const struct loop *loop);
/* Up, for the first time or again: `status` is for people ("at work"). */
void service_ready(struct service *service, const struct store *store,
                   const char *status);
void service_status(struct service *service, const char *status);
void service_stopping(struct service *service);
/* Before the store and the loop; NULL is fine. */
void service_stop(struct service *service);
void service_free(struct service *service); /* after the store: it may still answer */

#endif

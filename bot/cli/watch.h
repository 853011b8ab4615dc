/* watch.h: who looks whether this tocsin is well: the service manager of this machine
 * (service.h) and monitoring elsewhere (io/heartbeat.h). */
#ifndef TOCSIN_CLI_WATCH_H
#define TOCSIN_CLI_WATCH_H

#include "io/config.h"
#include "io/loop.h"
#include "runtime/bot.h"
#include "tocsin/store.h"

struct watch;

/* Before anything is started that could inherit what the manager put into our
 * environment. Caller frees. */
struct watch *watch_new(struct loop *loop);
/* At work; `heartbeat`: an address, or NULL. */
void watch_at_work(struct watch *watch, const struct store *store, const struct bot *bot,
                   const char *heartbeat);
void watch_waiting(struct watch *watch, const struct store *store);
void watch_stopping(struct watch *watch);
void watch_stop(struct watch *watch); /* before the store */
void watch_free(struct watch *watch); /* after the store, before the loop */

#endif

/* service.c: see service.h.
 *
 * A timer alone would feed the watchdog of a bot whose Redis hangs, which is the bot that
 * falls silent. So each time the store is asked first, and its answer is what feeds. */
#include "cli/service.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/notify.h"
#include "tocsin/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEED_PARTS = 3, STATUS_MAX = 200 };

struct service {
    const struct loop *loop;
    const struct store *store;
    char *socket;     /* NULL: nobody listens */
    int64_t every_ms; /* 0: no watchdog */
    struct loop_timer *tick;
    bool ready, asking, stopped;
};

static void tell(const struct service *service, const char *text) {
    if (service->socket && !notify_send(service->socket, text)) {
        log_event(LOG_LEVEL_WARN, "service.unheard", "text", text, NULL);
    }
}

static int64_t watchdog_ms(void) {
    const char *usec = getenv("WATCHDOG_USEC");
    const char *pid = getenv("WATCHDOG_PID");
    if (!usec || (pid && strtol(pid, NULL, 10) != (long)getpid())) {
        return 0;
    }
    long long us = strtoll(usec, NULL, 10);
    return us > 0 ? us / 1000 / FEED_PARTS + 1 : 0;
}

static void answered(void *ctx, const json_t *replies, const char *why) {
    struct service *service = ctx;
    (void)why;
    service->asking = false;
    if (replies && !service->stopped) {
        tell(service, "WATCHDOG=1");
    }
}

static void tick(void *ctx) {
    struct service *service = ctx;
    static const struct blob argv[] = {{"HGET", 4}, {"store", 5}};
    static const struct write cmd = {{KEY_META, sizeof KEY_META - 1}, 2, argv};
    service->loop->timer_start(service->tick, service->every_ms);
    if (!service->asking) {
        service->asking = true;
        service->store->read(service->store->self, &cmd, 1, answered, service);
    }
}

struct service *service_new(const struct loop *loop) {
    struct service *service = mem_new(sizeof *service);
    const char *socket = getenv("NOTIFY_SOCKET");
    service->loop = loop;
    if (socket && *socket) {
        service->socket = mem_copy(socket);
        service->every_ms = watchdog_ms();
    }
    (void)unsetenv("NOTIFY_SOCKET");
    (void)unsetenv("WATCHDOG_USEC");
    (void)unsetenv("WATCHDOG_PID");
    return service;
}

void service_status(struct service *service, const char *status) {
    char text[STATUS_MAX];
    snprintf(text, sizeof text, "STATUS=%s", status);
    text[strcspn(text, "\n")] = '\0';
    tell(service, text);
}

void service_ready(struct service *service, const struct store *store,
                   const char *status) {
    service_status(service, status);
    if (service->ready) {
        return;
    }
    service->ready = true;
    service->store = store;
    tell(service, "READY=1");
    if (service->every_ms > 0) {
        service->tick = service->loop->timer(service->loop->self, tick, service);
        tick(service);
    }
}

void service_stopping(struct service *service) {
    tell(service, "STOPPING=1");
}

void service_stop(struct service *service) {
    if (!service) {
        return;
    }
    service->stopped = true;
    if (service->tick) {
        service->loop->timer_free(service->tick);
        service->tick = NULL;
    }
}

void service_free(struct service *service) {
    if (service) {
        free(service->socket);
        free(service);
    }
}

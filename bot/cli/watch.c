/* watch.c: see watch.h. */
#include "cli/watch.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/service.h"
#include "io/heartbeat.h"
#include "io/http_client.h"
#include "runtime/pulse.h"

#include <stdlib.h>
#include <string.h>

struct watch {
    struct loop *loop;
    struct service *service;
    const struct bot *bot;
    struct http *http; /* of the heartbeat's own: it shares no queue with anybody */
    struct heartbeat *heartbeat;
};

struct watch *watch_new(struct loop *loop) {
    struct watch *watch = mem_new(sizeof *watch);
    watch->loop = loop;
    watch->service = service_new(loop);
    return watch;
}

static bool can_remind(void *ctx, const char **ret_why) {
    const struct watch *watch = ctx;
    return bot_can_remind(watch->bot, ret_why);
}

/* The address may hold a secret. */
static void hide(const char *url) {
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    if (path && strlen(path) > 1) {
        log_secret(path);
    }
}

void watch_at_work(struct watch *watch, const struct store *store, const struct bot *bot,
                   const char *heartbeat) {
    service_ready(watch->service, store, "at work");
    if (!heartbeat || watch->heartbeat) {
        return;
    }
    hide(heartbeat);
    watch->bot = bot;
    watch->http =
        http_client_new(watch->loop, &(struct http_client_options){.connections = 1});
    watch->heartbeat = heartbeat_new(&(struct heartbeat_options){.loop = watch->loop,
                                                                 .http = watch->http,
                                                                 .url = heartbeat,
                                                                 .alive = can_remind,
                                                                 .ctx = watch});
}

void watch_waiting(struct watch *watch, const struct store *store) {
    service_ready(watch->service, store, "waiting: another tocsin is at work");
}

void watch_stopping(struct watch *watch) {
    service_stopping(watch->service);
}

void watch_stop(struct watch *watch) {
    heartbeat_stop(watch->heartbeat);
    service_stop(watch->service);
}

void watch_free(struct watch *watch) {
    http_client_free(watch->http);
    heartbeat_free(watch->heartbeat);
    service_free(watch->service);
    free(watch);
}

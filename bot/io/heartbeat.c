/* heartbeat.c: see heartbeat.h.
 *
 * A beat that fails is nobody's emergency here: whoever waits for it will tell. So it is
 * logged once when it begins to fail and once when it is well again, and it is not tried
 * again before the next minute. */
#include "io/heartbeat.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVERY_MS = 60 * 1000, TIMEOUT_MS = 20 * 1000, ANSWER_MOST = 64 * 1024 };

struct heartbeat {
    struct heartbeat_options o;
    char *url;
    int64_t every_ms;
    struct loop_timer *timer;
    bool under_way, stopped;
    bool failing, held; /* told already */
};

static void answered(void *ctx, const struct http_response *response) {
    struct heartbeat *heartbeat = ctx;
    heartbeat->under_way = false;
    bool fine = response->result == HTTP_DONE && response->status / 100 == 2;
    if (heartbeat->stopped || fine == !heartbeat->failing) {
        return;
    }
    char status[24];
    snprintf(status, sizeof status, "status %d", response->status);
    heartbeat->failing = !fine;
    log_event(fine ? LOG_LEVEL_INFO : LOG_LEVEL_WARN,
              fine ? "heartbeat.again" : "heartbeat.failed", "why",
              fine            ? "it was taken"
              : response->why ? response->why
                              : status,
              NULL);
}

static void beat(void *ctx) {
    struct heartbeat *heartbeat = ctx;
    const char *why = NULL;
    heartbeat->o.loop->timer_start(heartbeat->timer, heartbeat->every_ms);
    if (!heartbeat->o.alive(heartbeat->o.ctx, &why)) {
        if (!heartbeat->held) {
            heartbeat->held = true;
            log_event(LOG_LEVEL_WARN, "heartbeat.held", "why", why, NULL);
        }
        return;
    }
    if (heartbeat->held) {
        heartbeat->held = false;
        log_event(LOG_LEVEL_INFO, "heartbeat.again", "why", "reminders can be sent",
                  NULL);
    }
    if (heartbeat->under_way) {
        return; /* it has a time-out of its own */
    }
    heartbeat->under_way = true;
    const struct http_request request = {
        .method = "GET",
        .url = heartbeat->url,
        .timeout_ms = TIMEOUT_MS,
        .most = ANSWER_MOST,
    };
    heartbeat->o.http->request(heartbeat->o.http->self, &request, answered, heartbeat);
}

struct heartbeat *heartbeat_new(const struct heartbeat_options *options) {
    struct heartbeat *heartbeat = mem_new(sizeof *heartbeat);
    heartbeat->url = mem_copy(options->url);
    heartbeat->o = *options;
    heartbeat->o.url = NULL;
    heartbeat->every_ms = options->every_ms > 0 ? options->every_ms : EVERY_MS;
    heartbeat->timer = options->loop->timer(options->loop->self, beat, heartbeat);
    options->loop->timer_start(heartbeat->timer, 0);
    return heartbeat;
}

void heartbeat_stop(struct heartbeat *heartbeat) {
    if (!heartbeat || heartbeat->stopped) {
        return;
    }
    heartbeat->stopped = true;
    heartbeat->o.loop->timer_free(heartbeat->timer);
}

void heartbeat_free(struct heartbeat *heartbeat) {
    if (heartbeat) {
        free(heartbeat->url);
        free(heartbeat);
    }
}

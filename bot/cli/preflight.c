/* preflight.c: one after the other, so that what belongs together is said together. */
#include "cli/preflight.h"
#include "base/mem.h"
#include "cli/redis_exam.h"

#include <stdlib.h>

struct preflight {
    struct preflight_options o;
    struct redis_exam *redis;
    struct adapter *const *next; /* to be checked; NULL at its end */
    bool stopped;
};

static void heard(void *ctx, const struct finding *finding) {
    const struct preflight *preflight = ctx;
    if (!preflight->stopped) {
        preflight->o.report(preflight->o.ctx, finding);
    }
}

static void check_next(void *ctx) {
    struct preflight *preflight = ctx;
    while (!preflight->stopped && preflight->next && *preflight->next) {
        struct adapter *adapter = *preflight->next++;
        if (adapter->check) {
            adapter->check(adapter->self, heard, check_next, preflight);
            return;
        }
    }
    if (!preflight->stopped) {
        preflight->o.done(preflight->o.ctx);
    }
}

static void redis_done(void *ctx) {
    struct preflight *preflight = ctx;
    if (preflight->o.networks && !preflight->stopped) {
        networks_report(preflight->o.networks, heard, preflight);
        preflight->next = networks_list(preflight->o.networks);
    }
    check_next(preflight);
}

struct preflight *preflight_new(const struct preflight_options *options) {
    struct preflight *preflight = mem_new(sizeof *preflight);
    preflight->o = *options;
    if (options->store) {
        preflight->redis =
            redis_exam_new(&(struct redis_exam_options){.loop = options->loop,
                                                        .store = options->store,
                                                        .config = options->config,
                                                        .folder = options->folder,
                                                        .report = heard,
                                                        .done = redis_done,
                                                        .ctx = preflight});
    } else {
        options->loop->defer(options->loop->self, redis_done, preflight);
    }
    return preflight;
}

void preflight_stop(struct preflight *preflight) {
    if (preflight) {
        preflight->stopped = true;
    }
}

void preflight_free(struct preflight *preflight) {
    if (preflight) {
        redis_exam_free(preflight->redis);
        free(preflight);
    }
}

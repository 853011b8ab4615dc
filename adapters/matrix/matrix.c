/* matrix.c: the adapter: options, vtable, and what follows on a login.
 *
 * /sync is what it reads from; nothing is read before it is known how far an earlier process
 * had read. Sending waits for the login alone. */
#include "matrix.h"
#include "api.h"
#include "api_rooms.h"
#include "api_session.h"
#include "in_asked.h"
#include "in_dialogs.h"
#include "in_sync.h"
#include "out.h"
#include "out_check.h"
#include "out_join.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

enum { STOPPED_RETRY_MS = 1000, FATAL_RETRY_MS = 60 * 1000, RECALL_MS = 1000 };

struct whole {
    struct matrix matrix; /* first: the parts know this one */
    struct adapter adapter;
    struct matrix_sync *sync;
    struct loop_timer *retry;
    bool joined; /* the places were seen to */
};

static void give_up(struct matrix *matrix, const char *why) {
    const struct whole *whole = (struct whole *)matrix;
    if (matrix->fatal || matrix->stopped) {
        return;
    }
    matrix->fatal = true;
    log_event(LOG_LEVEL_ERROR, "matrix.fatal", "why", why, NULL);
    matrix_sync_stop(whole->sync);
    matrix_session_stop(matrix->session);
    if (matrix->options.on_fatal) {
        matrix->options.on_fatal(matrix->options.ctx, why);
    }
}

/* ---- the start ---- */

static void up(void *ctx) {
    struct whole *whole = ctx;
    matrix_sync_go(whole->sync);
    if (!whole->joined) {
        whole->joined = true;
        matrix_join_places(&whole->matrix);
    }
}

/* What is not kept is lost with this process, and a password would be needed again. */
static void changed(void *ctx) {
    struct whole *whole = ctx;
    matrix_sync_keep(whole->sync);
}

static void recall(void *ctx);

static void recalled(void *ctx, const char *fact, const char *why) {
    struct whole *whole = ctx;
    const struct loop *loop = whole->matrix.options.loop;
    if (whole->matrix.stopped) {
        return;
    }
    if (why) {
        log_event(LOG_LEVEL_WARN, "matrix.recall.failed", "why", why, NULL);
        loop->timer_start(whole->retry, RECALL_MS);
        return;
    }
    json_t *json = fact ? jsonx_parse(fact, strlen(fact)) : NULL;
    bool same = text_equal(jsonx_string(json, "user", NULL), whole->matrix.options.user);
    matrix_sync_from(whole->sync, same ? jsonx_string(json, "since", NULL) : NULL);
    matrix_session_start(whole->matrix.session,
                         same ? jsonx_string(json, "token", NULL) : NULL,
                         same ? jsonx_string(json, "device", NULL) : NULL);
    json_decref(json);
}

static void recall(void *ctx) {
    struct whole *whole = ctx;
    const struct host *host = whole->matrix.host;
    if (!whole->matrix.stopped) {
        host->recall(host->self, MATRIX_NETWORK, recalled, whole);
    }
}

/* ---- vtable ---- */

static void adapter_send(void *self, const struct delivery *delivery, outcome_cb done,
                         void *ctx) {
    struct whole *whole = self;
    const struct matrix *matrix = &whole->matrix;
    if (matrix->stopped || matrix->fatal) {
        done(ctx, &(struct outcome){
                      .kind = OUTCOME_RETRY,
                      .retry_ms = matrix->fatal ? FATAL_RETRY_MS : STOPPED_RETRY_MS,
                      .why = matrix->fatal ? "the homeserver does not take tocsin's login"
                                           : "the connection to Matrix was closed"});
        return;
    }
    matrix_send(&whole->matrix, delivery, done, ctx);
}

static void adapter_look(void *self, const struct delivery *delivery, outcome_cb done,
                         void *ctx) {
    struct whole *whole = self;
    if (whole->matrix.stopped || whole->matrix.fatal) {
        /* Not RETRY: that would say that it is not there. */
        done(ctx, &(struct outcome){.kind = OUTCOME_UNKNOWN,
                                    .why = "the connection to Matrix was closed"});
        return;
    }
    matrix_look(&whole->matrix, delivery, done, ctx);
}

static void adapter_check(void *self, finding_cb report, void (*done)(void *ctx),
                          void *ctx) {
    matrix_check(&((struct whole *)self)->matrix, report, done, ctx);
}

static bool adapter_start(void *self, const struct host *host) {
    struct whole *whole = self;
    whole->matrix.host = host;
    recall(whole);
    return true;
}

static const char *adapter_own_id(void *self) {
    return ((struct whole *)self)->matrix.options.user;
}

static void adapter_stop(void *self) {
    struct whole *whole = self;
    struct matrix *matrix = &whole->matrix;
    if (matrix->stopped) {
        return;
    }
    matrix->stopped = true;
    matrix->options.loop->timer_stop(whole->retry);
    matrix_session_stop(matrix->session);
    matrix_sync_stop(whole->sync);
    matrix_stop(matrix);
}

static void adapter_free(void *self) {
    struct whole *whole = self;
    struct matrix *matrix = &whole->matrix;
    adapter_stop(whole);
    matrix_api_free(matrix->api); /* first: from here on nothing calls back */
    matrix_asked_free(matrix);
    matrix_sync_free(whole->sync);
    matrix_session_free(matrix->session);
    matrix_rooms_free(matrix->rooms);
    matrix_dialogs_free(matrix->dialogs);
    json_decref(matrix->orphans);
    matrix->options.loop->timer_free(whole->retry);
    free(whole);
}

struct adapter *matrix_new(const struct matrix_options *options) {
    struct whole *whole = mem_new(sizeof *whole);
    struct matrix *matrix = &whole->matrix;
    matrix->options = *options;
    matrix->give_up = give_up;
    matrix->send = matrix_send;
    matrix->api = matrix_api_new(matrix);
    matrix->rooms = matrix_rooms_new();
    matrix->dialogs = matrix_dialogs_new();
    matrix->session = matrix_session_new(
        matrix,
        &(struct matrix_session_calls){.up = up, .changed = changed, .ctx = whole});
    whole->sync = matrix_sync_new(matrix);
    whole->retry = options->loop->timer(options->loop->self, recall, whole);
    whole->adapter = (struct adapter){
        .network = MATRIX_NETWORK,
        /* Not CAP_IDEMPOTENT: a homeserver that restarts may forget what it was sent. */
        .caps = CAP_OPAQUE | CAP_SEARCH | CAP_DIRECT | CAP_THREADS | CAP_CHANNELS |
                CAP_MEMBERS | CAP_MIRROR | CAP_PINNED | CAP_DATA | CAP_BUTTONS,
        .self = whole,
        .send = adapter_send,
        .look = adapter_look,
        .check = adapter_check,
        .start = adapter_start,
        .own_id = adapter_own_id,
        .stop = adapter_stop,
        .free = adapter_free,
    };
    return &whole->adapter;
}

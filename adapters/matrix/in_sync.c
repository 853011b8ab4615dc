/* in_sync.c: see in_sync.h. The token of an answer is kept with what it caused (in_batch.c);
 * an answer of which something may be lost is read again from where it began. */
#include "in_sync.h"
#include "api.h"
#include "api_session.h"
#include "codec_events.h"
#include "in_batch.h"
#include "in_recent.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    POLL_MS = 30 * 1000,
    POLL_SLACK_MS = 30 * 1000, /* until nobody answers any more */
    LIMIT = 50,                /* events of a room in one answer: more are a gap */
    RETRY_FIRST_MS = 500,
    RETRY_MOST_MS = 15 * 1000,
};

struct matrix_sync {
    struct matrix *matrix;
    struct matrix_recent *recent;
    struct loop_timer *timer;
    char *since; /* NULL: from the beginning */
    char *next;  /* of the answer that is being worked at */
    bool from_known, logged_in, asking, stopped;
    unsigned failures;
};

static void ask(void *ctx);

struct matrix_sync *matrix_sync_new(struct matrix *matrix) {
    struct matrix_sync *sync = mem_new(sizeof *sync);
    const struct loop *loop = matrix->options.loop;
    sync->matrix = matrix;
    sync->recent = matrix_recent_new();
    sync->timer = loop->timer(loop->self, ask, sync);
    return sync;
}

void matrix_sync_free(struct matrix_sync *sync) {
    sync->matrix->options.loop->timer_free(sync->timer);
    matrix_recent_free(sync->recent);
    free(sync->since);
    free(sync->next);
    free(sync);
}

void matrix_sync_stop(struct matrix_sync *sync) {
    sync->stopped = true;
    sync->matrix->options.loop->timer_stop(sync->timer);
}

/* ---- what is kept ---- */

/* {"since"?, "token"?, "device"?}: where to read on, and as whom. */
static char *fact_of(const struct matrix_sync *sync, const char *since) {
    const struct matrix_session *session = sync->matrix->session;
    json_t *fact = json_object();
    jsonx_set_string(fact, "user", sync->matrix->options.user);
    jsonx_set_string(fact, "since", since);
    jsonx_set_string(fact, "token", matrix_session_token(session));
    jsonx_set_string(fact, "device", matrix_session_device(session));
    char *bytes = json_dumps(fact, JSON_COMPACT);
    json_decref(fact);
    return bytes;
}

void matrix_sync_keep(struct matrix_sync *sync) {
    const struct host *host = sync->matrix->host;
    char *fact = fact_of(sync, sync->since);
    host->keep(host->self, MATRIX_NETWORK, fact);
    free(fact);
}

/* ---- reading ---- */

static void later(struct matrix_sync *sync, int64_t at_least) {
    int64_t ms = (int64_t)RETRY_FIRST_MS << (sync->failures < 5 ? sync->failures : 5);
    sync->failures++;
    ms = ms < RETRY_MOST_MS ? ms : RETRY_MOST_MS;
    sync->matrix->options.loop->timer_start(sync->timer, ms > at_least ? ms : at_least);
}

static void batch_ended(void *ctx, bool again) {
    struct matrix_sync *sync = ctx;
    char *next = sync->next;
    sync->next = NULL;
    sync->asking = false;
    if (again) {
        log_event(LOG_LEVEL_WARN, "matrix.sync.again", NULL);
        free(next);
        later(sync, 0);
        return;
    }
    free(sync->since);
    sync->since = next;
    sync->failures = 0;
    sync->matrix->options.loop->timer_start(sync->timer, 0);
}

static void came(void *ctx, const struct matrix_result *result) {
    struct matrix_sync *sync = ctx;
    const char *next = jsonx_string(result->json, "next_batch", NULL);
    if (sync->stopped) {
        return;
    }
    if (result->kind == MATRIX_OK && next) {
        char *fact = fact_of(sync, next);
        sync->next = mem_copy(next);
        batch_begin(&(struct batch_options){.matrix = sync->matrix,
                                            .sync = result->json,
                                            .since = sync->since,
                                            .keep = fact,
                                            .recent = sync->recent,
                                            .end = batch_ended,
                                            .ctx = sync});
        free(fact);
        return;
    }
    static const char *const strange[] = {"M_UNKNOWN", "M_UNKNOWN_POS", "M_INVALID_PARAM",
                                          NULL};
    sync->asking = false;
    log_event(LOG_LEVEL_WARN, "matrix.sync.failed", "why",
              result->why ? result->why : "the answer has no next_batch", NULL);
    if (result->kind == MATRIX_REFUSED && text_in(result->error, strange) &&
        sync->since) {
        /* A homeserver that was set up anew does not know how far we had read. */
        log_event(LOG_LEVEL_ERROR, "matrix.sync.lost", "why",
                  "the homeserver does not take the place where tocsin had read to: what "
                  "was typed since then is not read",
                  NULL);
        free(sync->since);
        sync->since = NULL;
    }
    later(sync, result->retry_ms);
}

static void ask(void *ctx) {
    struct matrix_sync *sync = ctx;
    if (!sync->from_known || !sync->logged_in || sync->asking || sync->stopped) {
        return;
    }
    struct arena *arena = arena_new();
    bool first = !sync->since;
    const char *filter = matrix_sync_filter(arena, LIMIT);
    const char *timeout =
        arena_printf(arena, "%d", first || sync->failures > 0 ? 0 : POLL_MS);
    char *path =
        first ? matrix_path(arena, "sync?timeout={}&set_presence=offline&filter={}",
                            timeout, filter)
              : matrix_path(arena,
                            "sync?timeout={}&set_presence=offline&filter={}&since={}",
                            timeout, filter, sync->since);
    sync->asking = true;
    matrix_call(sync->matrix->api,
                &(struct matrix_request){
                    .method = "GET", .path = path, .timeout_ms = POLL_MS + POLL_SLACK_MS},
                came, sync);
    arena_free(arena);
}

void matrix_sync_from(struct matrix_sync *sync, const char *since) {
    sync->since = mem_copy(since);
    sync->from_known = true;
    ask(sync);
}

void matrix_sync_go(struct matrix_sync *sync) {
    sync->logged_in = true;
    ask(sync);
}

/* redis_store.c: commits on the one connection; reads: redis_reads.c.
 *
 * What an answer of Redis means for a commit is decided here. Nothing is sent twice
 * behind the caller's back, but for the script that Redis had forgotten, where the error
 * proves that nothing happened. */
#include "io/redis_store.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_conn.h"
#include "io/redis_reads.h"
#include "io/redis_script.h"
#include "io/redis_store_internal.h"
#include "io/redis_trouble.h"
#include "tocsin/keys.h"
#include "tocsin/limits.h"

enum { SCRIPT_TRIES = 3 }; /* how often one commit may meet a Redis without the script */

/* ---- commits ---- */

static void commit_replied(redisAsyncContext *ac, void *got, void *ctx);

static bool send_commit(struct call *call) {
    redisAsyncContext *ac = redis_conn_ready(call->calls->conn);
    if (!ac || redisAsyncFormattedCommand(ac, commit_replied, call, call->resp.ptr,
                                          call->resp.len) != REDIS_OK) {
        return false;
    }
    call->replies_due++;
    return true;
}

/* True: the script is on its way again, and the commit behind it. */
static bool load_and_repeat(struct call *call, redisAsyncContext *ac) {
    if (call->tries++ >= SCRIPT_TRIES) {
        return false;
    }
    return redisAsyncCommand(ac, NULL, NULL, "SCRIPT LOAD %s", redis_commit_script) ==
               REDIS_OK &&
           send_commit(call);
}

static void commit_error(struct call *call, redisAsyncContext *ac,
                         const redisReply *error) {
    struct redis_conn *conn = call->calls->conn;
    enum redis_trouble trouble = redis_trouble_of(error);
    /* A commit whose caller was told "unknown" is not sent again: it may be fenced. */
    if (trouble == TROUBLE_NOSCRIPT && !call_answered(call) &&
        load_and_repeat(call, ac)) {
        return;
    }
    if (trouble == TROUBLE_OTHER) {
        log_event(LOG_LEVEL_ERROR, "redis.commit_error", "why", error->str, NULL);
    }
    /* An error reply says that nothing was written (see redis_script.c). */
    if (!call_answered(call)) {
        struct commit_reply refused = {.result = COMMIT_UNAVAILABLE,
                                       .value = {"", 0},
                                       .why = error->str,
                                       .people = redis_trouble_people(error->str),
                                       .asked = redis_trouble_asked(error->str)};
        call_answer_commit(call, &refused);
    } else {
        call_over(call);
    }
    if (trouble == TROUBLE_LEAVE || trouble == TROUBLE_DENIED) {
        redis_conn_drop(conn, error->str);
    } else if (trouble == TROUBLE_MOVED) {
        redis_conn_follow(conn, error->str);
    }
}

static void answer_commit(struct call *call, const redisReply *reply) {
    struct redis_store *store = store_of(call);
    struct script_verdict verdict;
    redis_script_decode(reply, store->prefix.len, &verdict);
    if (verdict.reply.result == COMMIT_UNKNOWN ||
        verdict.reply.result == COMMIT_PARTIAL) {
        log_event(LOG_LEVEL_ERROR, "redis.commit_partial", "why", verdict.reply.why,
                  NULL);
    }
    if (verdict.poison.len > 0) {
        store_poisoned(store, verdict.poison, verdict.what);
        verdict.reply.people = redis_trouble_people("WRONGTYPE");
    } else if (verdict.denied) {
        verdict.reply.people = redis_trouble_people("NOPERM");
    }
    verdict.reply.asked = true; /* the script said all that */
    call_answer_commit(call, &verdict.reply);
    if (verdict.denied) {
        redis_conn_drop(store->conn, verdict.why); /* asked anew: which rights it has */
    }
}

static void commit_replied(redisAsyncContext *ac, void *got, void *ctx) {
    struct call *call = ctx;
    const redisReply *reply = got;
    call->replies_due--;
    if (reply && reply->type == REDIS_REPLY_ERROR) {
        commit_error(call, ac, reply);
        return;
    }
    if (call_answered(call)) {
        call_over(call); /* too late: "unknown" was said, and the fence tells */
        return;
    }
    if (!reply) {
        call_fail(call, COMMIT_UNKNOWN, "the connection was lost");
        return;
    }
    answer_commit(call, reply);
}

static void store_commit(void *self, const struct commit *commit, commit_cb cb,
                         void *ctx) {
    struct redis_store *store = self;
    struct call *call = calls_take(&store->calls, CALL_COMMIT, ctx);
    call->committed = cb;
    const char *why = NULL;
    if (!redis_script_fits(commit, &why)) {
        log_event(LOG_LEVEL_ERROR, "redis.commit_error", "why", why, NULL);
        call_unsent(call, why);
        return;
    }
    if (!redis_conn_ready(store->conn)) {
        call_unsent(call, NULL);
        return;
    }
    redis_script_encode(&call->resp, redis_conn_sha(store->conn), store->prefix, commit);
    if (send_commit(call)) {
        call_wait(call);
    } else {
        call_unsent(call, NULL);
    }
}

/* ---- the rest ---- */

void redis_store_raw(struct store *store, const struct blob *argv, size_t argc,
                     read_cb cb, void *ctx) {
    redis_reads_raw(store->self, argv, argc, cb, ctx);
}

static void store_fence(void *self, struct blob key, int64_t give_up_ms, fence_cb cb,
                        void *ctx) {
    struct redis_store *store = self;
    redis_fences_add(store->fences, store->prefix, key, give_up_ms, cb, ctx);
}

static void store_listen(void *self, poison_cb cb, void *ctx) {
    struct redis_store *store = self;
    store->poisoned = cb;
    store->poisoned_ctx = ctx;
}

static bool store_connected(void *self) {
    const struct redis_store *store = self;
    return redis_conn_ready(store->conn) != NULL;
}

static void connection_up(void *ctx) {
    struct redis_store *store = ctx;
    redis_fences_up(store->fences);
}

static const char *own(struct redis_store *store, const char *s) {
    if (!s) {
        return NULL;
    }
    return store->owned[store->nowned++] = mem_copy(s);
}

struct store *redis_store_new(struct loop *loop, const struct redis_options *options) {
    struct redis_store *store = mem_new(sizeof *store);
    struct arena *arena = arena_new();
    const char *prefix =
        own(store, arena_printf(arena, KEY_SPACE("%s"), options->workspace));
    store->store =
        (struct store){store,       store_commit,    redis_reads_read, redis_reads_scan,
                       store_fence, store_connected, store_listen};
    store->prefix = (struct blob){prefix, strlen(prefix)};
    arena_free(arena);
    store->options = *options;
    store->options.workspace = own(store, options->workspace);
    store->options.unix_path = own(store, options->unix_path);
    store->options.host = own(store, options->host);
    store->options.password = own(store, options->password);
    store->conn = redis_conn_new(loop, &store->options, connection_up, store);
    store->fences = redis_fences_new(loop, store->conn);
    calls_init(&store->calls, loop, store->conn);
    return &store->store;
}

void redis_store_start(struct store *store) {
    redis_conn_start(((struct redis_store *)store->self)->conn);
}

const char *redis_store_ill(const struct store *store) {
    const struct redis_store *redis = store->self;
    return redis_conn_refused(redis->conn) ? REDIS_REFUSED_PEOPLE : NULL;
}

void redis_store_free(struct store *store) {
    if (!store) {
        return;
    }
    struct redis_store *redis = store->self;
    /* First the connection: hiredis gives every call back, and none can be sent any more.
     */
    redis_conn_stop(redis->conn);
    redis_fences_free(redis->fences);
    calls_end(&redis->calls);
    redis_conn_free(redis->conn);
    for (size_t i = 0; i < redis->nowned; i++) {
        explicit_bzero(redis->owned[i], strlen(redis->owned[i])); /* one is a password */
        free(redis->owned[i]);
    }
    free(redis);
}

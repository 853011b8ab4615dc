/* redis_store.c: commits and reads on the one connection.
 *
 * What an answer of Redis means for a commit is decided here. Nothing is sent twice
 * behind the caller's back, but for the script that Redis had forgotten, where the error
 * proves that nothing happened. */
#include "io/redis_store.h"

#include "base/log.h"
#include "io/redis_calls.h"
#include "io/redis_conn.h"
#include "io/redis_fence.h"
#include "io/redis_json.h"
#include "io/redis_script.h"
#include "io/redis_trouble.h"
#include "tocsin/keys.h"
#include "tocsin/limits.h"

enum {
    SCAN_COUNT = 400, /* keys looked at per page: some 100 incidents have so many */
    SCRIPT_TRIES = 3, /* how often one commit may meet a Redis without the script */
    OWNED = 5,
};

struct redis_store {
    struct store store;           /* what others see */
    struct redis_options options; /* its strings are among `owned` */
    struct blob prefix;           /* so is this */
    char *owned[OWNED];
    size_t nowned;
    struct redis_conn *conn;
    struct redis_fences *fences;
    struct calls calls;
    poison_cb poisoned; /* or NULL */
    void *poisoned_ctx;
};

/* The store that a call belongs to: its calls are a part of it. */
static struct redis_store *store_of(const struct call *call) {
    return (struct redis_store *)(void *)((char *)call->calls -
                                          offsetof(struct redis_store, calls));
}

static void poisoned(const struct redis_store *store, struct blob key, const char *what) {
    log_event(LOG_LEVEL_ERROR, "redis.poison", "key", key.ptr, "what", what, NULL);
    if (store->poisoned) {
        store->poisoned(store->poisoned_ctx, key, what);
    }
}

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
                                       .people = redis_trouble_people(error->str)};
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
        poisoned(store, verdict.poison, verdict.what);
        verdict.reply.people = redis_trouble_people("WRONGTYPE");
    } else if (verdict.denied) {
        verdict.reply.people = redis_trouble_people("NOPERM");
    }
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

/* ---- reads ---- */

/* Of a page of keys. What is no text is nobody's key. */
static void without_prefix(const struct call *call, json_t *page) {
    json_t *keys = json_array_get(page, 1), *key, *mine = json_array();
    size_t i;
    json_array_foreach(keys, i, key) {
        const char *text = json_string_value(key);
        if (text && strlen(text) == json_string_length(key) &&
            strlen(text) >= call->prefix.len) {
            json_array_append_new(mine, json_string(text + call->prefix.len));
        }
    }
    json_array_set_new(page, 1, mine);
}

/* The key of the command that is answered next; the words lie in call->resp. */
static struct blob next_key(struct call *call, size_t prefix) {
    const char *at = call->resp.ptr + call->answered;
    long words = strtol(at + 1, NULL, 10);
    struct blob key = {"", 0};
    at = strchr(at, '\n') + 1;
    for (long i = 0; i < words; i++) {
        size_t len = (size_t)strtol(at + 1, NULL, 10);
        at = strchr(at, '\n') + 1;
        if (i == 1 && len > prefix) {
            key = (struct blob){at + prefix, len - prefix};
        }
        at += len + 2;
    }
    call->answered = (size_t)(at - call->resp.ptr);
    return key;
}

static void met_poison(struct call *call, struct blob key) {
    char name[LIMIT_PLACE + 32], what[SCRIPT_WHAT] = "is of the wrong type";
    snprintf(name, sizeof name, "%.*s", (int)key.len, key.ptr);
    poisoned(store_of(call), (struct blob){name, strlen(name)}, what);
    snprintf(call->why, sizeof call->why, "the key %.70s %.40s", name, what);
}

static void take_reply(struct call *call, const redisReply *reply) {
    const char *why = NULL;
    struct blob key = next_key(call, store_of(call)->prefix.len);
    if (reply->type == REDIS_REPLY_ERROR && key.len > 0 && !call->why[0] &&
        redis_trouble_of(reply) == TROUBLE_WRONGTYPE) {
        met_poison(call, key);
        return;
    }
    json_t *json = call->why[0] ? NULL : redis_json(reply, &why);
    if (json && call->prefix.len > 0) {
        without_prefix(call, json);
    }
    if (json) {
        json_array_append_new(call->replies, json);
    } else if (why) {
        snprintf(call->why, sizeof call->why, "%s", why);
    }
    if (reply->type == REDIS_REPLY_ERROR && redis_trouble_of(reply) == TROUBLE_MOVED) {
        redis_conn_follow(call->calls->conn, reply->str);
    }
}

static void read_replied(redisAsyncContext *ac, void *got, void *ctx) {
    (void)ac;
    struct call *call = ctx;
    call->replies_due--;
    if (!call_answered(call)) {
        if (got) {
            take_reply(call, got);
        } else if (!call->why[0]) {
            snprintf(call->why, sizeof call->why, "the connection was lost");
        }
        if (call->replies_due == 0) {
            call_answer_read(call, call->why[0] ? call->why : NULL);
        }
    } else {
        call_over(call);
    }
}

/* The commands stand in call->resp. */
static void send_read(struct call *call, const size_t *ends, size_t n) {
    redisAsyncContext *ac = redis_conn_ready(call->calls->conn);
    for (size_t i = 0, from = 0; ac && i < n; from = ends[i++]) {
        if (redisAsyncFormattedCommand(ac, read_replied, call, call->resp.ptr + from,
                                       ends[i] - from) != REDIS_OK) {
            break; /* the connection is ending: what was taken gets NULL */
        }
        call->replies_due++;
    }
    if (call->replies_due > 0) {
        call->replies = json_array();
        call_wait(call);
    } else {
        call_unsent(call, NULL);
    }
}

static void store_read(void *self, const struct write *cmds, size_t n, read_cb cb,
                       void *ctx) {
    struct redis_store *store = self;
    struct call *call = calls_take(&store->calls, CALL_READ, ctx);
    call->read = cb;
    if (n == 0 || n > LIMIT_BATCH) {
        call_unsent(call, "a read needs between 1 and 100 commands");
        return;
    }
    size_t ends[LIMIT_BATCH];
    for (size_t i = 0; i < n; i++) {
        resp_begin(&call->resp, cmds[i].argc + 1);
        resp_blob(&call->resp, cmds[i].argv[0]);
        resp_key(&call->resp, store->prefix, cmds[i].key);
        for (size_t w = 1; w < cmds[i].argc; w++) {
            resp_blob(&call->resp, cmds[i].argv[w]);
        }
        ends[i] = call->resp.len;
    }
    send_read(call, ends, n);
}

/* "t:{ws}:inc:*", with what the name of the workspace means to a pattern taken away. */
static char *scan_pattern(const struct redis_store *store, const char *begin) {
    char *pattern = calloc(1, 2 * store->prefix.len + strlen(begin) + 2), *end = pattern;
    if (!pattern) {
        abort();
    }
    for (size_t i = 0; i < store->prefix.len; i++) {
        if (strchr("*?[]^\\", store->prefix.ptr[i])) {
            *end++ = '\\';
        }
        *end++ = store->prefix.ptr[i];
    }
    memcpy(end, begin, strlen(begin));
    end[strlen(begin)] = '*';
    return pattern;
}

static void store_scan(void *self, const char *begin, const char *cursor, read_cb cb,
                       void *ctx) {
    struct redis_store *store = self;
    struct call *call = calls_take(&store->calls, CALL_READ, ctx);
    char *pattern = scan_pattern(store, begin);
    call->read = cb;
    call->prefix = store->prefix;
    resp_begin(&call->resp, 6);
    resp_word(&call->resp, "SCAN", 4);
    resp_word(&call->resp, cursor, strlen(cursor));
    resp_word(&call->resp, "MATCH", 5);
    resp_word(&call->resp, pattern, strlen(pattern));
    resp_word(&call->resp, "COUNT", 5);
    resp_number(&call->resp, SCAN_COUNT);
    free(pattern);
    send_read(call, &call->resp.len, 1);
}

void redis_store_raw(struct store *store, const struct blob *argv, size_t argc,
                     read_cb cb, void *ctx) {
    struct call *call =
        calls_take(&((struct redis_store *)store->self)->calls, CALL_READ, ctx);
    call->read = cb;
    resp_begin(&call->resp, argc);
    for (size_t i = 0; i < argc; i++) {
        resp_blob(&call->resp, argv[i]);
    }
    send_read(call, &call->resp.len, 1);
}

/* ---- the rest ---- */

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

/* Takes over a string of malloc. */
static const char *own(struct redis_store *store, char *s) {
    if (!s) {
        abort();
    }
    return store->owned[store->nowned++] = s;
}

static const char *own_copy(struct redis_store *store, const char *s) {
    return s ? own(store, strdup(s)) : NULL;
}

struct store *redis_store_new(struct loop *loop, const struct redis_options *options) {
    struct redis_store *store = calloc(1, sizeof *store);
    char *prefix = NULL;
    int len = asprintf(&prefix, KEY_SPACE("%s"), options->workspace);
    if (!store || len < 0) {
        abort();
    }
    store->store = (struct store){store,       store_commit,    store_read,  store_scan,
                                  store_fence, store_connected, store_listen};
    store->prefix = (struct blob){own(store, prefix), (size_t)len};
    store->options = *options;
    store->options.workspace = own_copy(store, options->workspace);
    store->options.unix_path = own_copy(store, options->unix_path);
    store->options.host = own_copy(store, options->host);
    store->options.password = own_copy(store, options->password);
    store->conn = redis_conn_new(loop, &store->options, connection_up, store);
    store->fences = redis_fences_new(loop, store->conn);
    calls_init(&store->calls, loop, store->conn);
    return &store->store;
}

void redis_store_start(struct store *store) {
    redis_conn_start(((struct redis_store *)store->self)->conn);
}

const json_t *redis_store_facts(const struct store *store) {
    return redis_conn_facts(((const struct redis_store *)store->self)->conn);
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

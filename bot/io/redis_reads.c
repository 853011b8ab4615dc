/* redis_reads.c: what is asked of the store, and how its answers become JSON. A key that
 * cannot be used is an answer, too: it is named, and whoever listens is told. */
#include "io/redis_reads.h"

#include "base/mem.h"
#include "io/redis_json.h"
#include "io/redis_store_internal.h"
#include "io/redis_trouble.h"
#include "tocsin/limits.h"

#include <stdlib.h>
#include <string.h>

enum { SCAN_COUNT = 400 }; /* keys looked at per page: some 100 incidents have so many */

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
    char name[LIMIT_PLACE + 32];
    static const char what[] = "is of the wrong type";
    snprintf(name, sizeof name, "%.*s", (int)key.len, key.ptr);
    store_poisoned(store_of(call), (struct blob){name, strlen(name)}, what);
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

void redis_reads_read(void *self, const struct write *cmds, size_t n, read_cb cb,
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
    size_t room = strlen(begin) + sizeof "*";
    char *pattern = mem_new(2 * store->prefix.len + room), *end = pattern;
    for (size_t i = 0; i < store->prefix.len; i++) {
        if (strchr("*?[]^\\", store->prefix.ptr[i])) {
            *end++ = '\\';
        }
        *end++ = store->prefix.ptr[i];
    }
    snprintf(end, room, "%s*", begin);
    return pattern;
}

void redis_reads_scan(void *self, const char *begin, const char *cursor, read_cb cb,
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

void redis_reads_raw(void *self, const struct blob *argv, size_t argc, read_cb cb,
                     void *ctx) {
    struct redis_store *store = self;
    struct call *call = calls_take(&store->calls, CALL_READ, ctx);
    call->read = cb;
    resp_begin(&call->resp, argc);
    for (size_t i = 0; i < argc; i++) {
        resp_blob(&call->resp, argv[i]);
    }
    send_read(call, &call->resp.len, 1);
}

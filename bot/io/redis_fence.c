/* redis_fence.c: SET <key> VOID NX GET EX <ttl>.
 *
 * One command decides what nobody knew: either the commit's record is there, then it is
 * returned and the commit did happen; or it is not, then the key is now VOID, and a copy
 * of the commit that still lies in some buffer will find it and be refused as a
 * duplicate. Repeating it is harmless, so it is asked again on each new connection and
 * after each error, until there is an answer or the asker gives up. (SET with NX and GET
 * together needs Redis 7, which is why the store asks for it.) */
#include "io/redis_fence.h"

#include "base/mem.h"
#include "io/redis_resp.h"
#include "io/redis_trouble.h"
#include "tocsin/limits.h"

#include <assert.h>

enum { FENCE_AGAIN_MS = 250 };

struct fence {
    struct redis_fences *fences;
    struct fence *next, **link; /* in fences->all, until it was answered */
    struct resp command;
    struct loop_timer *give_up;
    fence_cb cb;
    void *ctx;
    bool sent;     /* a reply will come for it, be it NULL */
    bool answered; /* and then it only waits for that reply */
};

struct redis_fences {
    struct loop *loop;
    struct redis_conn *conn;
    struct fence *all;
    struct loop_timer *again;
};

static void fence_free(struct fence *fence) {
    resp_free(&fence->command);
    free(fence);
}

static void fence_answer(struct fence *fence, bool known, bool voided,
                         struct blob value) {
    *fence->link = fence->next;
    if (fence->next) {
        fence->next->link = fence->link;
    }
    fence->answered = true;
    fence->fences->loop->timer_free(fence->give_up);
    fence->cb(fence->ctx, known, voided, value);
    if (!fence->sent) {
        fence_free(fence);
    }
}

static void on_reply(redisAsyncContext *ac, void *got, void *ctx) {
    (void)ac;
    struct fence *fence = ctx;
    const redisReply *reply = got;
    fence->sent = false;
    if (fence->answered) {
        fence_free(fence); /* the asker gave up before */
        return;
    }
    if (!reply) {
        return; /* the connection is gone: redis_fences_up() will ask again */
    }
    if (reply->type == REDIS_REPLY_NIL) {
        fence_answer(fence, true, true, (struct blob){"", 0});
    } else if (reply->type == REDIS_REPLY_STRING) {
        bool voided = strcmp(reply->str, FENCE_VOID) == 0;
        fence_answer(fence, true, voided, (struct blob){reply->str, reply->len});
    } else {
        struct redis_fences *fences = fence->fences;
        fences->loop->timer_start(fences->again, FENCE_AGAIN_MS);
        if (reply->type == REDIS_REPLY_ERROR &&
            redis_trouble_of(reply) == TROUBLE_LEAVE) {
            redis_conn_drop(fences->conn, reply->str);
        } else if (reply->type == REDIS_REPLY_ERROR &&
                   redis_trouble_of(reply) == TROUBLE_MOVED) {
            redis_conn_follow(fences->conn, reply->str);
        }
    }
}

static void send_fence(struct fence *fence) {
    redisAsyncContext *ac = redis_conn_ready(fence->fences->conn);
    if (ac && !fence->sent) {
        fence->sent = redisAsyncFormattedCommand(ac, on_reply, fence, fence->command.ptr,
                                                 fence->command.len) == REDIS_OK;
    }
}

void redis_fences_up(struct redis_fences *fences) {
    for (struct fence *fence = fences->all; fence; fence = fence->next) {
        send_fence(fence);
    }
}

static void ask_again(void *ctx) {
    redis_fences_up(ctx);
}

static void give_up(void *ctx) {
    fence_answer(ctx, false, false, (struct blob){"", 0});
}

void redis_fences_add(struct redis_fences *fences, struct blob prefix, struct blob key,
                      int64_t give_up_ms, fence_cb cb, void *ctx) {
    struct fence *fence = mem_new(sizeof *fence);
    fence->fences = fences;
    fence->cb = cb;
    fence->ctx = ctx;
    resp_begin(&fence->command, 7);
    resp_text(&fence->command, "SET");
    resp_key(&fence->command, prefix, key);
    resp_text(&fence->command, FENCE_VOID);
    resp_text(&fence->command, "NX");
    resp_text(&fence->command, "GET");
    resp_text(&fence->command, "EX");
    resp_number(&fence->command, IDEM_TTL_S);
    fence->next = fences->all;
    fence->link = &fences->all;
    if (fence->next) {
        fence->next->link = &fence->next;
    }
    fences->all = fence;
    fence->give_up = fences->loop->timer(fences->loop->self, give_up, fence);
    fences->loop->timer_start(fence->give_up, give_up_ms);
    send_fence(fence);
}

struct redis_fences *redis_fences_new(struct loop *loop, struct redis_conn *conn) {
    struct redis_fences *fences = mem_new(sizeof *fences);
    fences->loop = loop;
    fences->conn = conn;
    fences->again = loop->timer(loop->self, ask_again, fences);
    return fences;
}

void redis_fences_free(struct redis_fences *fences) {
    for (struct fence *fence; (fence = fences->all);) {
        give_up(fence);
        assert(fences->all != fence);
    }
    fences->loop->timer_free(fences->again);
    free(fences);
}

/* in_asked.c: an envelope from its arrival until nothing will call back for it any more,
 * and the calls of Slack that are made for it.
 *
 * Those are best effort and never repeated blindly: once more, and only when Slack has
 * surely not taken the first. */
#include "in_asked.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include <utlist.h>

enum { AGAIN_MS = 500 };

struct call {
    struct asked *asked;
    struct call *prev, *next;
    const char *method; /* NULL: the response_url */
    json_t *args;       /* owned, for the second time; NULL: there is none */
    int64_t within;
    asked_cb done;
    struct loop_timer *timer; /* until the second time */
};

static void call_free(struct call *call) {
    DL_DELETE(call->asked->calls, call);
    if (call->timer) {
        call->asked->desk->slack->options.loop->timer_free(call->timer);
    }
    json_decref(call->args);
    free(call);
}

static void calls_free(struct asked *asked) {
    struct call *call, *next;
    DL_FOREACH_SAFE(asked->calls, call, next) {
        call_free(call);
    }
}

/* ---- its life ---- */

int64_t desk_mono(const struct desk *desk) {
    const struct loop *loop = desk->slack->options.loop;
    return loop->mono(loop->self);
}

struct asked *desk_find(const struct desk *desk, const char *key) {
    struct asked *asked = NULL;
    HASH_FIND_STR(desk->by_key, key, asked);
    return asked;
}

struct asked *asked_new(struct desk *desk, struct arena *arena,
                        const struct envelope *envelope, const char *key) {
    struct asked *asked = mem_new(sizeof *asked);
    asked->desk = desk;
    asked->arena = arena;
    asked->envelope = *envelope;
    asked->key = key;
    asked->at = desk_mono(desk);
    asked->holds = 1;
    desk->n++;
    DL_APPEND(desk->all, asked);
    HASH_ADD_KEYPTR(hh, desk->by_key, asked->key, strlen(asked->key), asked);
    return asked;
}

void asked_wait(struct asked *asked) {
    asked->waiting = true;
    DL_APPEND2(asked->desk->waiting, asked, wait_prev, wait_next);
}

void asked_stop_waiting(struct asked *asked) {
    if (asked->waiting) {
        asked->waiting = false;
        DL_DELETE2(asked->desk->waiting, asked, wait_prev, wait_next);
    }
}

void asked_free(struct asked *asked) {
    struct desk *desk = asked->desk;
    asked_stop_waiting(asked);
    calls_free(asked);
    DL_DELETE(desk->all, asked);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_DEL(desk->by_key, asked);
    json_decref(asked->view_next);
    json_decref(asked->said);
    arena_free(asked->arena);
    free(asked);
    desk->n--;
}

void asked_hold(struct asked *asked) {
    asked->holds++;
}

void asked_release(struct asked *asked) {
    if (--asked->holds > 0) {
        return;
    }
    if (asked->answered) {
        recent_add(asked->desk->recent, asked->key, asked->answered_by,
                   desk_mono(asked->desk), asked->said);
    }
    asked_free(asked);
}

/* ---- its calls ---- */

static bool again(struct call *call, const struct api_result *result) {
    const struct desk *desk = call->asked->desk;
    const struct loop *loop = desk->slack->options.loop;
    bool undone = result->kind == API_FAILED || result->kind == API_LIMITED;
    int64_t wait = result->retry_ms > AGAIN_MS ? result->retry_ms : AGAIN_MS;
    int64_t age = desk_mono(desk) - call->asked->at;
    if (!undone || !call->args || age + wait > call->within) {
        return false;
    }
    loop->timer_start(call->timer, wait);
    return true;
}

static void came(void *ctx, const struct api_result *result) {
    struct call *call = ctx;
    struct asked *asked = call->asked;
    if (again(call, result)) {
        return;
    }
    if (result->kind != API_OK) {
        log_event(LOG_LEVEL_WARN, "slack.answer.failed", "method",
                  call->method ? call->method : "response_url", "why", result->why, NULL);
    }
    asked_cb done = call->done;
    call_free(call);
    if (done) {
        done(asked, result);
    }
    asked_release(asked);
}

static void make(struct call *call, json_t *args) {
    struct asked *asked = call->asked;
    struct slack_api *api = asked->desk->slack->api;
    if (call->method) {
        const char *channel = json_string_value(json_object_get(args, "channel"));
        bool posts = text_equal(call->method, "chat.postMessage");
        slack_api_call(api, call->method, args, posts ? channel : NULL, true, came, call);
    } else {
        slack_api_post_url(api, asked->envelope.response_url, args, came, call);
    }
}

static void on_timer(void *ctx) {
    struct call *call = ctx;
    json_t *args = call->args;
    call->args = NULL;
    make(call, args);
}

void asked_call(struct asked *asked, const char *method, json_t *args, int64_t within,
                asked_cb done) {
    const struct loop *loop = asked->desk->slack->options.loop;
    struct call *call = mem_new(sizeof *call);
    *call = (struct call){
        .asked = asked,
        .method = method,
        .args = json_deep_copy(args), /* the api may change what it was given */
        .within = within,
        .done = done,
        .timer = loop->timer(loop->self, on_timer, call),
    };
    DL_APPEND(asked->calls, call);
    asked_hold(asked);
    make(call, args);
}

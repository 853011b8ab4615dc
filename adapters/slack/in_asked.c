/* in_asked.c: a call of Slack that comes back to the envelope it is made for.
 *
 * Answers are best effort and never repeated blindly: once more, and only when Slack has
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
        call->asked->inbound->slack->options.loop->timer_free(call->timer);
    }
    json_decref(call->args);
    free(call);
}

static bool again(struct call *call, const struct api_result *result) {
    struct slack_inbound *inbound = call->asked->inbound;
    const struct loop *loop = inbound->slack->options.loop;
    bool undone = result->kind == API_FAILED || result->kind == API_LIMITED;
    int64_t wait = result->retry_ms > AGAIN_MS ? result->retry_ms : AGAIN_MS;
    int64_t age = inbound_mono(inbound) - call->asked->at;
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
    struct slack_api *api = asked->inbound->slack->api;
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
    const struct loop *loop = asked->inbound->slack->options.loop;
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

void asked_calls_free(struct asked *asked) {
    struct call *call, *next;
    DL_FOREACH_SAFE(asked->calls, call, next) {
        call_free(call);
    }
}

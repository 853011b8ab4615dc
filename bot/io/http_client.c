/* http_client.c: who waits, who is under way, and that each is told exactly once.
 *
 * Requests wait here rather than in curl, which slows down by a third when it is handed
 * more than it may connect. A request is in one of three lists until it is told; telling
 * takes it out first, so that whatever its callback does (ask again, stop, free) finds
 * the lists in order. Nothing is told from within request(): a timer takes up what waits.
 */
#include "io/http_client.h"

#include "base/mem.h"
#include "io/http_call.h"
#include "io/http_multi.h"

#include <limits.h>

enum {
    CONNECTIONS = 32,
    WAITING = 1024,
    CONNECT_MS = 10000,
    IDLE_MS = 30000,
};

struct list {
    struct http_call *first, **end;
    int n;
};

struct client {
    struct http http; /* first: a struct http of ours is a struct client */
    struct loop *loop;
    struct http_settings settings;
    struct http_multi *multi;
    struct list waiting, active, refused;
    int most_active, most_waiting;
    struct loop_timer *pump; /* NULL: freed */
    uv_timer_t end;
    bool stopping;
};

static void append(struct list *list, struct http_call *call) {
    call->next = NULL;
    call->link = list->end;
    *list->end = call;
    list->end = &call->next;
    list->n++;
}

static void take_out(struct list *list, struct http_call *call) {
    *call->link = call->next;
    if (call->next) {
        call->next->link = call->link;
    } else {
        list->end = call->link;
    }
    list->n--;
}

/* ---- telling ---- */

static void finish(struct list *list, struct http_call *call, enum http_result result) {
    struct client *client = call->client;
    take_out(list, call);
    client->loop->timer_free(call->deadline);
    if (client->waiting.first && client->pump) {
        client->loop->timer_start(client->pump, 0); /* there is room now */
    }
    http_call_tell(call, result);
    http_call_free(call);
}

static void transfer_done(void *ctx, CURL *easy, CURLcode code) {
    struct client *client = ctx;
    struct http_call *call = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&call);
    finish(&client->active, call, http_call_result(call, code));
}

static void give_up(struct list *list, struct http_call *call, enum http_result result,
                    const char *why) {
    struct client *client = call->client;
    if (list == &client->active) {
        http_multi_remove(client->multi, call->easy);
    }
    snprintf(call->why, sizeof call->why, "%s", why);
    finish(list, call, result);
}

static void deadline_over(void *ctx) {
    struct http_call *call = ctx;
    struct client *client = call->client;
    struct list *list = call->easy ? &client->active : &client->waiting;
    char why[HTTP_WHY_MAX];
    snprintf(why, sizeof why, "%s in %lld ms",
             call->sent   ? "no whole answer"
             : call->easy ? "no connection"
                          : "other requests took the way",
             (long long)call->timeout_ms);
    give_up(list, call, call->sent ? HTTP_UNKNOWN : HTTP_NOT_SENT, why);
}

/* One round: what callbacks ask meanwhile is for the next one. */
static void give_up_all(struct client *client) {
    static const char why[] = "tocsin is stopping";
    struct list *const lists[] = {&client->active, &client->waiting, &client->refused};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (int n = lists[i]->n; n > 0 && lists[i]->first; n--) {
            give_up(lists[i], lists[i]->first, HTTP_UNKNOWN, why);
        }
    }
}

/* ---- asking ---- */

static void pump(void *ctx) {
    struct client *client = ctx;
    if (client->stopping) {
        give_up_all(client);
        return;
    }
    while (client->refused.first) {
        finish(&client->refused, client->refused.first, HTTP_NOT_SENT);
    }
    while (client->waiting.first) {
        struct http_call *call = client->waiting.first;
        if (client->active.n >= client->most_active) {
            return;
        } else if (!http_call_prepare(call, &client->settings)) {
            finish(&client->waiting, call, HTTP_NOT_SENT);
        } else {
            take_out(&client->waiting, call);
            append(&client->active, call);
            http_multi_add(client->multi, call->easy);
        }
    }
}

static void ask(void *self, const struct http_request *request, http_cb cb, void *ctx) {
    struct client *client = self;
    struct http_call *call = http_call_new(request);
    call->client = client;
    call->cb = cb;
    call->ctx = ctx;
    call->deadline = client->loop->timer(client->loop->self, deadline_over, call);
    if (!call->refused && client->waiting.n >= client->most_waiting) {
        call->refused = true;
        snprintf(call->why, sizeof call->why, "%d requests are waiting already",
                 client->waiting.n);
    }
    if (call->timeout_ms > 0 && !call->refused) {
        client->loop->timer_start(call->deadline, call->timeout_ms);
    }
    append(call->refused ? &client->refused : &client->waiting, call);
    if (client->pump) {
        client->loop->timer_start(client->pump, 0);
    }
}

/* ---- life ---- */

static char *copy_or(const char *text, const char *otherwise) {
    const char *from = text ? text : otherwise;
    char *to = mem_copy(from);
    return to;
}

struct http *http_client_new(struct loop *loop,
                             const struct http_client_options *options) {
    static const struct http_client_options defaults;
    struct client *client = mem_new(sizeof *client);
    const struct http_client_options *o = options ? options : &defaults;
    int64_t connect_ms = o->connect_ms > 0 ? o->connect_ms : CONNECT_MS;
    int64_t idle_ms = o->idle_ms > 0 ? o->idle_ms : IDLE_MS;
    *client = (struct client){
        .http = {.self = client, .request = ask},
        .loop = loop,
        .settings = {.user_agent = copy_or(o->user_agent, "tocsin/" TOCSIN_VERSION),
                     .ca_file = copy_or(o->ca_file, NULL),
                     .proxies = proxies_new(o->proxy),
                     .connect_ms = connect_ms < LONG_MAX ? (long)connect_ms : LONG_MAX,
                     .idle_s = (long)((idle_ms + 999) / 1000)},
        .most_active = o->connections > 0 ? o->connections : CONNECTIONS,
        .most_waiting = o->waiting > 0 ? o->waiting : WAITING,
    };
    client->waiting.end = &client->waiting.first;
    client->active.end = &client->active.first;
    client->refused.end = &client->refused.first;
    client->pump = loop->timer(loop->self, pump, client);
    client->multi = http_multi_new(loop, client->most_active, transfer_done, client);
    return &client->http;
}

void http_client_stop(struct http *http) {
    struct client *client = http->self;
    client->stopping = true;
    give_up_all(client);
}

static void end_closed(uv_handle_t *handle) {
    free(handle->data);
}

static void end(uv_timer_t *uv) {
    struct client *client = uv->data;
    http_multi_free(client->multi);
    proxies_free(client->settings.proxies);
    free(client->settings.user_agent);
    free(client->settings.ca_file);
    uv_close((uv_handle_t *)uv, end_closed);
}

void http_client_free(struct http *http) {
    if (!http) {
        return;
    }
    struct client *client = http->self;
    http_client_stop(http);
    while (client->waiting.first || client->refused.first) {
        give_up_all(client);
    }
    client->loop->timer_free(client->pump);
    client->pump = NULL;
    http_multi_stop(client->multi);
    /* This may be inside a callback that curl's socket woke: what is under our feet goes
     * in the next turn of the loop. A timer of libuv's, because loop_free() takes the
     * loop's own before that turn. */
    uv_timer_init(loop_uv(client->loop), &client->end);
    client->end.data = client;
    uv_timer_start(&client->end, end, 0, 0);
}

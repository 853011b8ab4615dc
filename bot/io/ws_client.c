/* ws_client.c: the client's life: made with one libwebsockets context, ended in the order
 * which that context can bear. */
#include "io/ws_client.h"

#include "io/ws_internal.h"

enum {
    QUEUE = 1 << 20,
    /* Turns of the loop between the two calls that destroy a context: its handles are
     * closed in the first one, a second call before that would free what they use. */
    TURNS = 4,
};

static char *copy_or(const char *text, const char *otherwise) {
    const char *from = text ? text : otherwise;
    char *to = from ? strdup(from) : NULL;
    if (from && !to) {
        abort();
    }
    return to;
}

static void end_closed(uv_handle_t *handle) {
    struct ws_client *client = handle->data;
    proxies_free(client->proxies);
    free(client->user_agent);
    free(client->ca_file);
    free(client);
}

/* On a loop that is not its own a context is only half destroyed by the first call, and
 * says that it is gone by clearing the pointer. */
static void end(uv_timer_t *uv) {
    struct ws_client *client = uv->data;
    if (client->context && (client->turns == 0 || client->turns >= TURNS)) {
        lws_context_destroy(client->context);
    }
    client->turns++;
    if (client->context) {
        /* Not 0: libuv runs such a timer again before it closes a handle. */
        uv_timer_start(uv, end, 1, 0);
    } else {
        uv_close((uv_handle_t *)uv, end_closed);
    }
}

static void begin_end(struct ws_client *client) {
    uv_timer_init(loop_uv(client->loop), &client->end);
    client->end.data = client;
    uv_timer_start(&client->end, end, 0, 0);
}

struct websockets *ws_client_new(struct loop *loop,
                                 const struct ws_client_options *options,
                                 struct error *ret_err) {
    static const struct ws_client_options defaults;
    const struct ws_client_options *o = options ? options : &defaults;
    struct ws_client *client = calloc(1, sizeof *client);
    if (!client) {
        abort();
    }
    *client = (struct ws_client){
        .websockets = {.self = client,
                       .open = ws_socket_open,
                       .send = ws_frames_send,
                       .close = ws_socket_close},
        .loop = loop,
        .user_agent = copy_or(o->user_agent, "tocsin/" TOCSIN_VERSION),
        .ca_file = copy_or(o->ca_file, NULL),
        .most_queued = o->queue > 0 ? o->queue : QUEUE,
        .proxies = proxies_new(o->proxy),
    };
    client->sockets_end = &client->sockets;
    if (!ws_lws_start(client, ret_err)) {
        begin_end(client);
        return NULL;
    }
    return &client->websockets;
}

void ws_client_stop(struct websockets *websockets) {
    struct ws_client *client = websockets->self;
    client->stopping = true;
    /* One round: what callbacks open meanwhile stands behind, and ends by itself. */
    for (int n = client->n; n > 0 && client->sockets; n--) {
        ws_socket_tell_end(client->sockets, "tocsin is stopping");
    }
}

void ws_client_free(struct websockets *websockets) {
    if (!websockets) {
        return;
    }
    struct ws_client *client = websockets->self;
    ws_client_stop(websockets);
    while (client->sockets) {
        ws_socket_tell_end(client->sockets, "tocsin is stopping");
    }
    begin_end(client);
}

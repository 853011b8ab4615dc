/* ws_client.c: the client's life: made with one libwebsockets context, ended in the order
 * which that context can bear. */
#include "io/ws_client.h"

#include "base/mem.h"
#include "io/ws_internal.h"

enum {
    QUEUE = 1 << 20,
    /* Turns of the loop between the two calls that destroy a context: its handles are
     * closed in the first one, a second call before that would free what they use. */
    TURNS = 4,
};

static char *copy_or(const char *text, const char *otherwise) {
    const char *from = text ? text : otherwise;
    char *to = mem_copy(from);
    return to;
}

static void end_closed(uv_handle_t *handle) {
    struct ws_client *client = handle->data;
    proxies_free(client->proxies);
    free(client->user_agent);
    free(client->ca_file);
    free(client);
}

static void awake_closed(uv_handle_t *handle) {
    struct ws_client *client = handle->data;
    uv_close((uv_handle_t *)&client->end, end_closed);
}

/* On a loop that is not its own a context is only half destroyed by the first call, and
 * says that it is gone by clearing the pointer.
 *
 * That first call closes the descriptor of the context's own wake-up at once, and its
 * handle's end closes the same number again. So it is made right before the loop closes
 * handles, which is when uv_check is called: elsewhere somebody's new socket would have
 * that number by then, and lose it. */
static void end(uv_check_t *uv) {
    struct ws_client *client = uv->data;
    if (client->context && (client->turns == 0 || client->turns >= TURNS)) {
        lws_context_destroy(client->context);
    }
    client->turns++;
    if (!client->context) {
        uv_check_stop(uv);
        uv_close((uv_handle_t *)&client->awake, awake_closed);
    }
}

static void stay_awake(uv_timer_t *uv) {
    (void)uv;
}

static void begin_end(struct ws_client *client) {
    uv_loop_t *loop = loop_uv(client->loop);
    uv_check_init(loop, &client->end);
    uv_timer_init(loop, &client->awake);
    client->end.data = client->awake.data = client;
    uv_check_start(&client->end, end);
    uv_timer_start(&client->awake, stay_awake, 0, 1);
}

struct websockets *ws_client_new(struct loop *loop,
                                 const struct ws_client_options *options,
                                 struct error *ret_err) {
    static const struct ws_client_options defaults;
    const struct ws_client_options *o = options ? options : &defaults;
    struct ws_client *client = mem_new(sizeof *client);
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

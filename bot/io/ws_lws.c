/* ws_lws.c: libwebsockets on our loop, and its callbacks in our words.
 *
 * A wsi knows its socket by its opaque pointer. When we are done with it that pointer is
 * cleared first, so that whatever libwebsockets still has to say finds nobody; then the
 * wsi is killed, or, inside a callback of its own, that callback returns -1. */
#include "io/ws_internal.h"

#include "base/err.h"
#include "base/log.h"

#include <openssl/x509_vfy.h>

enum { READ_SIZE = 16384, NEVER_S = 3600 };

/* Its own judgement of what is dead is off: it counts any pong, and in whole seconds. */
static const lws_retry_bo_t no_policy = {.secs_since_valid_hangup = 0};

/* ---- words ---- */

static void lws_line(int level, const char *line) {
    (void)level;
    char text[200];
    /* A query may be a ticket. */
    snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "?\r\n"), line);
    log_event(LOG_LEVEL_DEBUG, "websocket.lws", "line", text, NULL);
}

static void clean(char *to, size_t size, const unsigned char *from, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len && from[i] && n + 1 < size; i++) {
        to[n++] = (char)(from[i] >= ' ' && from[i] < 0x7f ? from[i] : '.');
    }
    to[n] = '\0';
}

static void server_closed(struct websocket *socket, const unsigned char *in, size_t len) {
    char why[WS_WHY_MAX], reason[128];
    if (len < 2) {
        ws_socket_end(socket, "the server closed it");
        return;
    }
    clean(reason, sizeof reason, in + 2, len - 2);
    snprintf(why, sizeof why, "the server closed it: %d%s%s", in[0] << 8 | in[1],
             reason[0] ? " " : "", reason);
    ws_socket_end(socket, why);
}

static void not_connected(struct websocket *socket, const unsigned char *in, size_t len) {
    char why[WS_WHY_MAX], reason[160] = "it did not connect";
    unsigned status = lws_http_client_http_response(socket->wsi);
    if (in && len > 0) {
        clean(reason, sizeof reason, in, len);
    }
    if (socket->distrust) {
        snprintf(why, sizeof why, "the server's certificate: %s", socket->distrust);
    } else if (socket->asked && status != 0 && status != 101) {
        snprintf(why, sizeof why, "the server answered %u instead of a websocket",
                 status);
    } else if (socket->target.by_proxy && !socket->asked) {
        snprintf(why, sizeof why, "through the proxy: %s", reason);
    } else {
        snprintf(why, sizeof why, "%s", reason);
    }
    ws_socket_failed(socket, why);
}

static bool add_headers(struct websocket *socket, unsigned char **at, size_t room) {
    const char *agent = socket->client->user_agent;
    socket->asked = true;
    return lws_add_http_header_by_name(socket->wsi, (const unsigned char *)"User-Agent:",
                                       (const unsigned char *)agent, (int)strlen(agent),
                                       at, *at + room) == 0;
}

/* ---- callbacks ---- */

static int told(struct websocket *socket, enum lws_callback_reasons reason, void *user,
                void *in, size_t len) {
    switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return add_headers(socket, in, len) ? 0 : -1;
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
        /* Only looked at: 0 does not overrule OpenSSL while its error stands. */
        if (len == 0) {
            socket->distrust =
                X509_verify_cert_error_string(X509_STORE_CTX_get_error(user));
        }
        return 0;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        not_connected(socket, in, len);
        break;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        ws_socket_opened(socket);
        break;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        ws_frames_came(socket, in, len);
        break;
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        ws_frames_pong(socket, in, len);
        break;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        if (socket->state == WS_OPEN) {
            ws_frames_writable(socket);
        }
        break;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        server_closed(socket, in, len);
        return 0; /* libwebsockets answers the close by itself */
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    case LWS_CALLBACK_WSI_DESTROY:
        /* Some ends, a time-out in the handshake for one, are told by the last only. */
        if (socket->state == WS_OPEN) {
            ws_socket_end(socket, "the connection ended");
        } else {
            ws_socket_failed(socket, "the connection ended in the handshake");
        }
        return 0;
    default:
        return 0;
    }
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
                    void *in, size_t len) {
    struct websocket *socket = lws_get_opaque_user_data(wsi);
    if (!socket) {
        switch (reason) { /* what a detached one must not go on with */
        case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        case LWS_CALLBACK_CLIENT_ESTABLISHED:
        case LWS_CALLBACK_CLIENT_RECEIVE:
        case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        case LWS_CALLBACK_CLIENT_WRITEABLE:
            return -1;
        default:
            return 0;
        }
    }
    socket->wsi = wsi; /* callbacks come before the connect call has returned it */
    ws_socket_enter(socket);
    socket->inside++;
    int result = told(socket, reason, user, in, len);
    if (!socket->wsi && reason != LWS_CALLBACK_WS_PEER_INITIATED_CLOSE) {
        result = -1;
    }
    socket->inside--;
    ws_socket_leave(socket);
    return result;
}

static const struct lws_protocols protocols[] = {
    {.name = "tocsin", .callback = callback},
    {0},
};

void ws_lws_detach(struct websocket *socket) {
    struct lws *wsi = socket->wsi;
    socket->wsi = NULL;
    if (!wsi) {
        return;
    }
    lws_set_opaque_user_data(wsi, NULL);
    if (socket->inside == 0) {
        lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
    }
}

/* ---- connecting ---- */

static struct lws_vhost *vhost_for(const struct websocket *socket, const char *address) {
    const struct ws_target *target = &socket->target;
    if (!target->by_proxy) {
        return socket->client->direct;
    }
    struct lws_vhost *vhost = socket->client->by_proxy[target->tls];
    char proxy[WS_NAME_MAX + 80];
    bool v6 = strchr(address, ':');
    snprintf(proxy, sizeof proxy, "%s%s%s%s:%d", target->login, v6 ? "[" : "", address,
             v6 ? "]" : "", target->reach_port);
    lws_set_proxy(vhost, proxy);
    return vhost;
}

void ws_lws_connect(struct websocket *socket, const char *address) {
    const struct ws_target *target = &socket->target;
    struct lws_client_connect_info info = {
        .context = socket->client->context,
        .vhost = vhost_for(socket, address),
        /* An address, because a name would be resolved here and now, with the loop
         * waiting; `host` is what the certificate must be for. */
        .address = target->by_proxy ? target->name : address,
        .host = target->host,
        .port = target->port,
        .path = target->path,
        .ssl_connection =
            LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (target->tls ? LCCSCF_USE_SSL : 0),
        .alpn = "http/1.1",
        .local_protocol_name = protocols[0].name,
        .retry_and_idle_policy = &no_policy,
        .opaque_user_data = socket,
    };
    ws_socket_enter(socket);
    socket->inside++;
    struct lws *connecting = lws_client_connect_via_info(&info);
    socket->inside--;
    if (!connecting) {
        socket->wsi = NULL; /* freed already */
        ws_socket_failed(socket, "unable to connect");
    } else if (socket->state == WS_ENDED) {
        socket->wsi = connecting;
        ws_lws_detach(socket);
    } else {
        socket->wsi = connecting;
    }
    ws_socket_leave(socket);
    /* Its timers were set outside of its callbacks: they wait for this. */
    lws_cancel_service(socket->client->context);
}

/* ---- the context ---- */

static struct lws_vhost *vhost_new(struct ws_client *client, const char *name) {
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .vhost_name = name,
        .protocols = protocols,
        .client_ssl_ca_filepath = client->ca_file,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   (client->ca_file ? LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS : 0),
        .ssl_client_options_set = SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1,
        .http_proxy_address = "", /* else it would read the environment itself */
        .ka_time = 30,
        .ka_interval = 10,
        .ka_probes = 3,
        .connect_timeout_secs = NEVER_S,
    };
    return lws_create_vhost(client->context, &info);
}

/* libwebsockets goes on without the file, and then trusts nobody. */
static bool ca_file_loads(const char *ca_file) {
    X509_STORE *store = X509_STORE_new();
    bool good = store && X509_STORE_load_locations(store, ca_file, NULL) == 1;
    X509_STORE_free(store);
    return good;
}

bool ws_lws_start(struct ws_client *client, struct error *ret_err) {
    if (client->ca_file && !ca_file_loads(client->ca_file)) {
        return err_set(
            ret_err, ERR_INVALID,
            "websockets: %s holds no certificates of authorities that could be "
            "loaded",
            client->ca_file);
    }
    void *loops[] = {loop_uv(client->loop)};
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .foreign_loops = loops,
        .pcontext = &client->context,
        .gid = -1,
        .uid = -1,
        .fd_limit_per_thread = 1024,
        .pt_serv_buf_size = READ_SIZE,
        .timeout_secs = NEVER_S, /* ours are in milliseconds, and cover everything */
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, lws_line);
    struct lws_context *context = lws_create_context(&info);
    if (!context) {
        return err_set(ret_err, ERR_INTERNAL,
                       "websockets: libwebsockets did not start on libuv; is its plug-in "
                       "installed (package libwebsockets-evlib-uv)?");
    }
    client->context = context;
    client->direct = vhost_new(client, "direct");
    client->by_proxy[false] = vhost_new(client, "proxy-ws");
    client->by_proxy[true] = vhost_new(client, "proxy-wss");
    if (!client->direct || !client->by_proxy[false] || !client->by_proxy[true]) {
        return err_set(ret_err, ERR_INTERNAL,
                       "websockets: libwebsockets could not set up TLS");
    }
    return true;
}

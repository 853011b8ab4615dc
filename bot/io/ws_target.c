/* ws_target.c: where a websocket's URL leads, and through whom. */
#include "io/ws_internal.h"

#include "base/mem.h"
#include "base/text.h"

#include <curl/curl.h>

/* libwebsockets writes CONNECT into 256 bytes, with the name in it twice. */
enum { PROXIED_NAME_MAX = 80 };

struct parts {
    char *scheme, *host, *port, *path, *query, *user, *password;
};

static char *part(CURLU *url, CURLUPart what, unsigned flags) {
    char *value = NULL;
    return curl_url_get(url, what, &value, flags) == CURLUE_OK ? value : NULL;
}

static bool parts_read(struct parts *ret_parts, const char *text) {
    CURLU *url = curl_url();
    bool good = curl_url_set(url, CURLUPART_URL, text,
                             CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS) == CURLUE_OK;
    *ret_parts = (struct parts){0};
    if (good) {
        *ret_parts = (struct parts){
            .scheme = part(url, CURLUPART_SCHEME, 0),
            .host = part(url, CURLUPART_HOST, 0),
            .port = part(url, CURLUPART_PORT, 0),
            .path = part(url, CURLUPART_PATH, 0),
            .query = part(url, CURLUPART_QUERY, 0),
            .user = part(url, CURLUPART_USER, CURLU_URLDECODE),
            .password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE),
        };
    }
    curl_url_cleanup(url);
    return good && ret_parts->scheme && ret_parts->host && ret_parts->path;
}

static void parts_free(struct parts *parts) {
    curl_free(parts->scheme);
    curl_free(parts->host);
    curl_free(parts->port);
    curl_free(parts->path);
    curl_free(parts->query);
    curl_free(parts->user);
    curl_free(parts->password);
}

static int port_of(const struct parts *parts, int otherwise) {
    return parts->port ? (int)strtol(parts->port, NULL, 10) : otherwise;
}

/* "[::1]" is how a URL writes ::1. */
static bool plain_host(char to[WS_NAME_MAX], const char *host) {
    size_t len = strlen(host);
    if (len > 1 && host[0] == '[') {
        host++;
        len -= 2;
    }
    if (len == 0 || len >= WS_NAME_MAX) {
        return false;
    }
    memcpy(to, host, len);
    to[len] = '\0';
    return true;
}

static bool set_server(struct ws_target *target, const struct parts *parts,
                       const char **ret_why) {
    bool tls = text_equal(parts->scheme, "wss");
    if (!tls && !text_equal(parts->scheme, "ws")) {
        *ret_why = "not a URL of wss:// or ws://";
        return false;
    }
    target->tls = tls;
    target->port = port_of(parts, tls ? 443 : 80);
    if (!plain_host(target->name, parts->host) || strlen(parts->host) > 100) {
        *ret_why = "the name of the host is too long";
        return false;
    }
    if (target->port == (tls ? 443 : 80)) {
        snprintf(target->host, sizeof target->host, "%.100s", parts->host);
    } else {
        snprintf(target->host, sizeof target->host, "%.100s:%d", parts->host,
                 target->port);
    }
    size_t len = strlen(parts->path) + (parts->query ? strlen(parts->query) : 0) + 2;
    target->path = mem_new(len);
    snprintf(target->path, len, "%s%s%s", parts->path, parts->query ? "?" : "",
             parts->query ? parts->query : "");
    memcpy(target->reach, target->name, sizeof target->reach);
    target->reach_port = target->port;
    return true;
}

static bool set_proxy(struct ws_target *target, const char *url, const char **ret_why) {
    struct parts parts;
    char text[512];
    /* As curl has it: a proxy without a scheme is an http one. */
    snprintf(text, sizeof text, "%s%s", strstr(url, "://") ? "" : "http://", url);
    bool good = parts_read(&parts, text) && text_equal(parts.scheme, "http") &&
                plain_host(target->reach, parts.host);
    if (!good) {
        *ret_why = "the proxy's URL is not one of http://, which websockets need";
    } else if (strlen(target->name) > PROXIED_NAME_MAX) {
        *ret_why = "the name of the host is too long to go through a proxy";
        good = false;
    } else if (parts.user &&
               strlen(parts.user) + strlen(parts.password ? parts.password : "") > 90) {
        *ret_why = "the proxy's user name and password are longer than 90 bytes";
        good = false;
    } else if (parts.user) {
        snprintf(target->login, sizeof target->login, "%s:%s@", parts.user,
                 parts.password ? parts.password : "");
    }
    if (good) {
        target->by_proxy = true;
        target->reach_port = port_of(&parts, 1080);
    }
    parts_free(&parts);
    return good;
}

bool ws_target_parse(struct ws_target *ret_target, const char *url,
                     const struct proxies *proxies, const char **ret_why) {
    struct parts parts;
    struct ws_target target = {0};
    bool good = parts_read(&parts, url);
    if (!good) {
        *ret_why = "not a URL of wss:// or ws://";
    } else {
        good = set_server(&target, &parts, ret_why);
    }
    if (good) {
        const char *proxy = proxies_for(proxies, target.tls, parts.host);
        good = !proxy || set_proxy(&target, proxy, ret_why);
    }
    parts_free(&parts);
    if (!good) {
        ws_target_free(&target);
        return false;
    }
    *ret_target = target;
    return true;
}

void ws_target_free(struct ws_target *target) {
    free(target->path);
    target->path = NULL;
}

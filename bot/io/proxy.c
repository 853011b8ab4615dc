/* proxy.c: the environment's words about proxies, read once and given one meaning. curl
 * and libwebsockets each read them in their own way, and would disagree. */
#include "io/proxy.h"
#include "base/mem.h"

#include <stddef.h>
#include <strings.h>

struct proxies {
    char *plain, *tls; /* NULL: none */
    char *except;      /* "slack.com, .internal, 10.0.0.1" or NULL */
};

static char *copy(const char *text) {
    return text && text[0] ? mem_copy(text) : NULL;
}

static char *first_of(const char *const *names) {
    for (; *names; names++) {
        const char *value = getenv(*names);
        if (value && value[0]) {
            return copy(value);
        }
    }
    return NULL;
}

struct proxies *proxies_new(const char *configured) {
    static const char *const plain[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
    static const char *const tls[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                      "ALL_PROXY", NULL};
    static const char *const except[] = {"no_proxy", "NO_PROXY", NULL};
    struct proxies *proxies = mem_new(sizeof *proxies);
    proxies->plain = configured ? copy(configured) : first_of(plain);
    proxies->tls = configured ? copy(configured) : first_of(tls);
    proxies->except = first_of(except);
    return proxies;
}

void proxies_free(struct proxies *proxies) {
    if (proxies) {
        free(proxies->plain);
        free(proxies->tls);
        free(proxies->except);
        free(proxies);
    }
}

/* "slack.com" and ".slack.com" both stand for slack.com and what is below it. */
static bool covers(const char *name, size_t len, const char *host, size_t host_len) {
    if (len == 1 && name[0] == '*') {
        return true;
    }
    if (len > 0 && name[0] == '.') {
        name++;
        len--;
    }
    if (len == 0 || len > host_len ||
        strncasecmp(host + host_len - len, name, len) != 0) {
        return false;
    }
    return len == host_len || host[host_len - len - 1] == '.';
}

static bool is_excepted(const char *list, const char *host) {
    size_t host_len = strlen(host);
    if (host_len > 2 && host[0] == '[' && host[host_len - 1] == ']') {
        host++;
        host_len -= 2;
    }
    while (list && *list) {
        size_t len = strcspn(list, ", \t");
        if (covers(list, len, host, host_len)) {
            return true;
        }
        list += len;
        list += strspn(list, ", \t");
    }
    return false;
}

const char *proxies_for(const struct proxies *proxies, bool tls, const char *host) {
    const char *proxy = tls ? proxies->tls : proxies->plain;
    return proxy && !is_excepted(proxies->except, host) ? proxy : NULL;
}

/* redis_conn.c: resolve → connect → check → up → (lost) → back-off → resolve ...
 *
 * Invariants: at most one hiredis context is ours, `conn->ac`; a callback for any other
 * one is late news and ignored. hiredis' connect and disconnect callbacks only record,
 * because the context is freed behind them: what follows happens from a timer. hiredis
 * has no time-outs of its own, so each stretch of the way has one here, and a PING each
 * second finds a connection that is dead without anybody having said so. */
#include "io/redis_conn.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_attach.h"
#include "io/redis_check.h"
#include "io/resolve.h"
#include "io/trust.h"

enum {
    CONNECT_MS = 3000, /* resolving, connecting and checking, all together */
    BACKOFF_FIRST_MS = 50,
    BACKOFF_MAX_MS = 2000,
    PING_EVERY_MS = 1000,
    PING_MISSED_MAX = 5, /* so many unanswered: the connection is dead */
    WHY_MAX = 256,
};

struct redis_conn {
    struct loop *loop;
    const struct redis_options *options;
    void (*up)(void *ctx);
    void *ctx;

    redisAsyncContext *ac;
    bool is_up, was_refused;
    struct redis_check check;
    struct resolving *resolving;
    struct addresses addresses; /* not tried yet: the last ones of them */
    size_t next_address;
    char moved_host[WHY_MAX]; /* "": go where the options say */
    int moved_port;

    struct loop_timer *retry, *deadline, *watchdog;
    unsigned failures;  /* since the last PONG */
    int unanswered;     /* PINGs */
    char name[WHY_MAX]; /* for messages */
    char why[WHY_MAX];  /* it is not up */
    char told[WHY_MAX]; /* what on_down or on_refused was last told, "" while up */
};

/* ---- going down ---- */

static void keep(char to[WHY_MAX], const char *text) {
    size_t len = strnlen(text, WHY_MAX - 1);
    memcpy(to, text, len);
    to[len] = '\0';
}

static void tell(struct redis_conn *conn, const struct error *refusal) {
    const char *what = refusal ? refusal->text : conn->why;
    if (strncmp(conn->told, what, sizeof conn->told - 1) == 0) {
        return; /* once for each reason, not once for each attempt */
    }
    keep(conn->told, what);
    log_event(LOG_LEVEL_WARN, refusal ? "redis.refused" : "redis.down", "server",
              conn->name, "why", what, NULL);
    if (refusal && conn->options->on_refused) {
        conn->options->on_refused(conn->options->ctx, refusal);
    } else if (!refusal && conn->options->on_down) {
        conn->options->on_down(conn->options->ctx, conn->why);
    }
}

/* Full jitter: a thousand bots that lost one Redis do not come back in step. */
static int64_t backoff(struct redis_conn *conn) {
    int64_t ceiling = BACKOFF_FIRST_MS;
    for (unsigned i = 0; i < conn->failures && ceiling < BACKOFF_MAX_MS; i++) {
        ceiling *= 2;
    }
    ceiling = ceiling < BACKOFF_MAX_MS ? ceiling : BACKOFF_MAX_MS;
    conn->failures++;
    uint32_t random;
    hash_random(&random, sizeof random);
    return (int64_t)(random % (uint64_t)(ceiling + 1));
}

static void let_go(struct redis_conn *conn) {
    redisAsyncContext *ac = conn->ac;
    conn->ac = NULL;
    conn->is_up = false;
    conn->check.ac = NULL;
    conn->was_refused = false;
    resolve_forget(conn->resolving);
    conn->resolving = NULL;
    conn->loop->timer_stop(conn->deadline);
    conn->loop->timer_stop(conn->watchdog);
    if (ac) {
        /* Pending callbacks get NULL, now or, inside a reply's callback, after it. */
        redisAsyncFree(ac);
    }
}

static void went_down(struct redis_conn *conn, const char *why) {
    bool connecting = !conn->is_up;
    keep(conn->why, why);
    let_go(conn);
    if (connecting && conn->next_address < conn->addresses.n) {
        conn->loop->timer_start(conn->retry, 0); /* a name has several: not down yet */
        return;
    }
    conn->moved_host[0] = '\0';
    conn->loop->timer_start(conn->retry, backoff(conn));
    tell(conn, NULL);
}

void redis_conn_drop(struct redis_conn *conn, const char *why) {
    conn->addresses.n = 0;
    went_down(conn, why);
}

void redis_conn_follow(struct redis_conn *conn, const char *moved) {
    char host[WHY_MAX] = "";
    const char *address = strrchr(moved, ' ');
    const char *colon = address ? strrchr(address, ':') : NULL;
    size_t len = colon ? (size_t)(colon - address - 1) : 0;
    long port = colon ? strtol(colon + 1, NULL, 10) : 0;
    if (len < sizeof host) {
        /* An empty host means the one we asked: only the port is another. */
        snprintf(host, sizeof host, "%.*s", (int)len, address ? address + 1 : "");
    }
    redis_conn_drop(conn, "the keys are on another node of the cluster");
    if (port > 0 && port < 65536) {
        const char *same = conn->options->host;
        snprintf(conn->moved_host, sizeof conn->moved_host, "%s", host[0] ? host : same);
        conn->moved_port = (int)port;
    }
}

static void deadline_over(void *ctx) {
    struct redis_conn *conn = ctx;
    went_down(conn,
              conn->resolving ? "its name was not resolved in 3 s" : "no answer in 3 s");
}

/* ---- being up ---- */

static void pong(redisAsyncContext *ac, void *reply, void *ctx) {
    struct redis_conn *conn = ctx;
    if (reply && ac == conn->ac) {
        conn->unanswered = 0;
        conn->failures = 0; /* it lives: the next loss begins with a short wait again */
    }
}

static void watchdog_tick(void *ctx) {
    struct redis_conn *conn = ctx;
    /* Ticks are counted, not time: after a stop of this very process one tick comes late,
     * and its answer may already wait in the socket. */
    if (conn->unanswered >= PING_MISSED_MAX) {
        redis_conn_drop(conn, "it did not answer for 5 s");
        return;
    }
    if (conn->unanswered++ == 0) {
        redisAsyncCommand(conn->ac, pong, conn, "PING");
    }
    conn->loop->timer_start(conn->watchdog, PING_EVERY_MS);
}

/* Somebody may mend it while we run: keep asking, at leisure. */
static void refused(struct redis_conn *conn, const struct error *err) {
    let_go(conn);
    keep(conn->why, err->text);
    conn->was_refused = true;
    conn->loop->timer_start(conn->retry, BACKOFF_MAX_MS);
    tell(conn, err);
}

static void checked(void *ctx, enum check_verdict verdict, const struct error *err) {
    struct redis_conn *conn = ctx;
    switch (verdict) {
    case VERDICT_LATER:
        went_down(conn, err->text); /* another address of the name may be the master */
        return;
    case VERDICT_MOVED:
        redis_conn_follow(conn, err->text);
        return;
    case VERDICT_REFUSED:
        refused(conn, err);
        return;
    case VERDICT_GOOD:
        break;
    }
    conn->is_up = true;
    conn->was_refused = false;
    conn->told[0] = '\0';
    conn->unanswered = 0;
    conn->loop->timer_stop(conn->deadline);
    conn->loop->timer_start(conn->watchdog, PING_EVERY_MS);
    log_event(LOG_LEVEL_INFO, "redis.up", "server", conn->name, "version",
              conn->check.version, "fsync", conn->check.fsync, NULL);
    conn->up(conn->ctx);
    if (conn->options->on_up) {
        conn->options->on_up(conn->options->ctx);
    }
}

/* ---- coming up ---- */

static void on_connect(const redisAsyncContext *ac, int status) {
    struct redis_conn *conn = ac->data;
    if (ac != conn->ac) {
        return;
    }
    if (status != REDIS_OK) {
        /* hiredis calls nothing else after this and frees the context; ac->errstr is not
         * set yet here, the inner one is. */
        conn->ac = NULL;
        went_down(conn, ac->c.errstr[0] ? ac->c.errstr : "the connection was refused");
        return;
    }
    redis_check_start(&conn->check, conn->ac, conn->options, conn->name, checked, conn);
}

static void on_disconnect(const redisAsyncContext *ac, int status) {
    struct redis_conn *conn = ac->data;
    (void)status;
    if (ac != conn->ac) {
        return; /* we let it go ourselves */
    }
    conn->ac = NULL;
    redis_conn_drop(conn, ac->c.errstr[0] ? ac->c.errstr : "the connection was closed");
}

/* `made`: by hiredis, for which NULL is out of memory. */
static void adopt(struct redis_conn *conn, redisAsyncContext *made) {
    redisAsyncContext *ac = mem_got(made);
    /* A unix socket that is not there, or that refuses, is reported at once, in ac->err,
     * and then no callback will ever come. */
    if (ac->err || !redis_attach(ac, loop_uv(conn->loop))) {
        char why[WHY_MAX];
        snprintf(why, sizeof why, "%s", ac->err ? ac->errstr : "cannot watch its socket");
        redisAsyncFree(ac);
        went_down(conn, why);
        return;
    }
    struct error err = {0};
    /* A connect to a unix socket is done at once, so that its other end is known here. */
    if (conn->options->owned &&
        !trust_peer(ac->c.fd, conn->options->owner, conn->name, &err)) {
        redisAsyncFree(ac);
        refused(conn, &err);
        return;
    }
    ac->data = conn;
    conn->ac = ac;
    redisAsyncSetConnectCallback(ac, on_connect);
    redisAsyncSetDisconnectCallback(ac, on_disconnect);
}

static int port_of(const struct redis_conn *conn) {
    return conn->moved_host[0] ? conn->moved_port : conn->options->port;
}

static void connect_next(struct redis_conn *conn) {
    const char *address = conn->addresses.at[conn->next_address++];
    conn->loop->timer_start(conn->deadline, CONNECT_MS);
    adopt(conn, redisAsyncConnect(address, port_of(conn)));
}

static void resolved(void *ctx, const struct addresses *addresses, const char *why) {
    struct redis_conn *conn = ctx;
    conn->resolving = NULL;
    if (why) {
        went_down(conn, why);
        return;
    }
    conn->addresses = *addresses;
    conn->next_address = 0;
    connect_next(conn);
}

static void attempt(void *ctx) {
    struct redis_conn *conn = ctx;
    const struct redis_options *options = conn->options;
    const char *host = conn->moved_host[0] ? conn->moved_host : options->host;
    if (conn->next_address < conn->addresses.n) {
        connect_next(conn);
        return;
    }
    conn->addresses.n = conn->next_address = 0;
    conn->loop->timer_start(conn->deadline, CONNECT_MS);
    if (options->unix_path) {
        adopt(conn, redisAsyncConnectUnix(options->unix_path));
        return;
    }
    const char *why = NULL;
    conn->resolving = resolve_start(loop_uv(conn->loop), host, resolved, conn, &why);
    if (!conn->resolving) {
        went_down(conn, why);
    }
}

/* ---- life ---- */

struct redis_conn *redis_conn_new(struct loop *loop, const struct redis_options *options,
                                  void (*up)(void *ctx), void *ctx) {
    struct redis_conn *conn = mem_new(sizeof *conn);
    conn->loop = loop;
    conn->options = options;
    conn->up = up;
    conn->ctx = ctx;
    conn->retry = loop->timer(loop->self, attempt, conn);
    conn->deadline = loop->timer(loop->self, deadline_over, conn);
    conn->watchdog = loop->timer(loop->self, watchdog_tick, conn);
    snprintf(conn->why, sizeof conn->why, "not connected yet");
    if (options->unix_path) {
        snprintf(conn->name, sizeof conn->name, "%s", options->unix_path);
    } else {
        snprintf(conn->name, sizeof conn->name, "%s:%d", options->host, options->port);
    }
    return conn;
}

void redis_conn_start(struct redis_conn *conn) {
    conn->loop->timer_start(conn->retry, 0);
}

redisAsyncContext *redis_conn_ready(const struct redis_conn *conn) {
    return conn->is_up ? conn->ac : NULL;
}

const char *redis_conn_sha(const struct redis_conn *conn) {
    return conn->check.sha;
}

const char *redis_conn_why(const struct redis_conn *conn) {
    return conn->why;
}

bool redis_conn_refused(const struct redis_conn *conn) {
    return conn->was_refused;
}

void redis_conn_stop(struct redis_conn *conn) {
    conn->loop->timer_stop(conn->retry);
    keep(conn->why, "it was closed");
    let_go(conn);
}

void redis_conn_free(struct redis_conn *conn) {
    conn->loop->timer_free(conn->retry);
    conn->loop->timer_free(conn->deadline);
    conn->loop->timer_free(conn->watchdog);
    free(conn);
}

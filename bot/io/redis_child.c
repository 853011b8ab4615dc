/* redis_child.c: a private redis-server, for those who have none.
 *
 * It lives in a session of its own: a Ctrl-C in the terminal reaches the bot alone, which
 * drains and then stops its server, instead of both ending at once. For the same reason
 * it outlives a bot that was killed; the next bot connects to the socket and adopts it.
 * Which process that is, the kernel says (SO_PEERCRED), not a file that may be stale. A
 * connection to it is kept as a leash (redis_leash.h). How one is called:
 * redis_spawn.c. */
#include "io/redis_child.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/disk.h"
#include "io/redis_files.h"
#include "io/redis_folder.h"
#include "io/redis_leash.h"
#include "io/redis_mend.h"
#include "io/redis_spawn.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    START_MS = 10 * 1000,
    STOP_MS = 5 * 1000,
    KILL_MS = 1000, /* after SIGKILL */
    PROBE_MS = 2,   /* between two looks whether the new server listens */
    BACKOFF_FIRST_MS = 50,
    BACKOFF_MAX_MS = 2000,
    STEADY_MS = 10 * 1000, /* so long alive: the next death is a new story */
};

struct kind {
    const char *helper; /* NULL: it outlives us when we are killed */
    bool as_owner;      /* root may work in the folder of another user */
    bool throwaway;     /* nobody keeps what it holds */
};

struct redis_child {
    struct loop *loop;
    struct redis_folder folder;
    char *program;
    struct kind kind;
    struct server *server;     /* our child; NULL: none runs */
    struct redis_leash *leash; /* on an adopted one; NULL: none */
    struct redis_mend *mend;   /* at work on its file; NULL: not */
    bool settled;              /* the start has come to an end, good or bad */
    int probe_fd;              /* connection on which a PING was sent, or -1 */
    bool listens;              /* it accepted a connection since it was started */
    bool gone;                 /* no server runs */
    bool not_ours;             /* whoever listens on the socket keeps it */
    bool stopping;
    bool torn;                /* its file breaks off */
    int64_t started, backoff; /* monotonic; ms */
    struct loop_timer *probe, *restart;
    int64_t exit_status;
    int exit_signal;
    struct error unmended; /* why its file still breaks off */
};

struct server { /* lives until libuv has closed its handle, longer than its owner */
    uv_process_t uv;
    struct redis_child *child; /* NULL: nobody cares any more */
};

/* ---- an adopted one ---- */

static void server_gone(struct redis_child *child);
static bool adopt(struct redis_child *child, struct error *err);

static void leash_pulled(void *ctx) {
    struct redis_child *child = ctx;
    child->leash = NULL;
    /* It may have closed this one connection only (CLIENT KILL). */
    if (child->stopping || !adopt(child, NULL)) {
        log_event(child->stopping ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
                  "redis.child.exited", "adopted", "true", NULL);
        server_gone(child);
    }
}

/* Takes over the server that listens on the socket. False: errno says why not
 * (redis_folder_connect). */
static bool adopt(struct redis_child *child, struct error *err) {
    int fd = redis_folder_connect(&child->folder, err);
    if (fd < 0) {
        return false;
    }
    child->leash = redis_leash_new(child->loop, fd, leash_pulled, child);
    if (!child->leash) {
        return false;
    }
    child->gone = false;
    char pid[24];
    snprintf(pid, sizeof pid, "%ld", (long)redis_leash_pid(child->leash));
    log_event(LOG_LEVEL_INFO, "redis.child.adopted", "pid", pid, NULL);
    return true;
}

/* ---- our own ---- */

static void server_closed(uv_handle_t *handle) {
    free(handle->data);
}

static void server_exited(uv_process_t *uv, int64_t status, int signum) {
    struct server *server = uv->data;
    struct redis_child *child = server->child;
    uv_close((uv_handle_t *)uv, server_closed);
    if (!child) {
        return;
    }
    char status_text[24], words[256] = "";
    snprintf(status_text, sizeof status_text, "%lld", (long long)status);
    /* With a full disk its log ends earlier. */
    const char *full = child->stopping ? NULL : disk_people(child->folder.path);
    if (!child->stopping && !full) {
        redis_folder_last_words(&child->folder, words, sizeof words);
    }
    log_event(child->stopping ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "redis.child.exited",
              "status", status_text, "signal", signum ? strsignal(signum) : "none", "why",
              full ? full : words, NULL);
    child->server = NULL;
    child->torn = redis_mend_wanted(words);
    child->exit_status = status;
    child->exit_signal = signum;
    server_gone(child);
}

/* 0, or libuv's error. What cannot be started is not asked for faster either. */
static int spawn(struct redis_child *child) {
    child->started = child->loop->mono(child->loop->self);
    if (!redis_spawn_may(&child->folder)) {
        return UV_ENOENT;
    }
    struct server *server = mem_new(sizeof *server);
    server->child = child;
    server->uv.data = server;
    int status =
        redis_spawn(loop_uv(child->loop), &server->uv, server_exited, child->program,
                    child->kind.helper, child->kind.throwaway, &child->folder);
    if (status != 0) {
        uv_close((uv_handle_t *)&server->uv, server_closed);
        return status;
    }
    uv_unref((uv_handle_t *)&server->uv);
    child->server = server;
    child->gone = false;
    return 0;
}

static void try_again(void *ctx) {
    struct redis_child *child = ctx;
    if (adopt(child, NULL)) {
        return; /* somebody was faster */
    }
    int status = errno == EAGAIN ? UV_EAGAIN : errno == EPERM ? UV_EPERM : spawn(child);
    log_event(status ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN, "redis.child.restart", "why",
              status ? uv_strerror(status) : "it had ended", NULL);
    if (status) {
        server_gone(child);
    }
}

static void mended(void *ctx, const struct error *err) {
    struct redis_child *child = ctx;
    child->mend = NULL;
    child->unmended = err ? *err : (struct error){0};
    if (err) {
        log_event(LOG_LEVEL_ERROR, "redis.file.torn", "why", err->text, NULL);
    }
    if (err || spawn(child) != 0) {
        server_gone(child);
    }
}

/* False: its file is not torn, or nothing can be done about it. */
static bool mend(struct redis_child *child) {
    bool torn = child->torn;
    child->torn = false;
    if (torn) {
        child->mend = redis_mend_start(child->loop, child->program, &child->folder,
                                       mended, child, &child->unmended);
    }
    return child->mend != NULL;
}

static void server_gone(struct redis_child *child) {
    bool starting = !child->settled;
    child->gone = true;
    if (!child->stopping && mend(child)) {
        return;
    }
    child->settled = true;
    if (child->stopping || starting) {
        return;
    }
    if (child->loop->mono(child->loop->self) - child->started > STEADY_MS) {
        child->backoff = BACKOFF_FIRST_MS;
    }
    child->loop->timer_start(child->restart, child->backoff);
    child->backoff *= 2;
    child->backoff = child->backoff < BACKOFF_MAX_MS ? child->backoff : BACKOFF_MAX_MS;
}

/* ---- starting ---- */

static void probe_end(struct redis_child *child) {
    if (child->probe_fd >= 0) {
        close(child->probe_fd);
    }
    child->probe_fd = -1;
    child->loop->timer_stop(child->probe);
}

/* It accepts connections while it still reads its files, and answers LOADING then: ready
 * is who answers PING with PONG. */
static void probe(void *ctx) {
    struct redis_child *child = ctx;
    char sign = 0;
    if (child->probe_fd >= 0 && recv(child->probe_fd, &sign, 1, MSG_DONTWAIT) != 1) {
        sign = errno == EAGAIN ? '?' : 0; /* not yet, or it hung up */
    }
    if (sign == '+') {
        probe_end(child);
        child->settled = true;
        return;
    }
    if (sign != '?') {
        probe_end(child);
        child->probe_fd = redis_folder_connect(&child->folder, NULL);
        if (child->probe_fd >= 0) {
            child->listens = true;
            (void)!send(child->probe_fd, "PING\r\n", 6, MSG_DONTWAIT);
        }
    }
    child->loop->timer_start(child->probe, PROBE_MS);
}

static bool start(struct redis_child *child, struct error *err) {
    if (adopt(child, err)) {
        child->settled = true;
        return true;
    }
    child->not_ours = errno == EPERM || errno == EAGAIN;
    if (errno == EPERM) {
        return false;
    }
    if (errno == EAGAIN) {
        /* Starting a second one on the same files would ruin them. */
        return err_set(err, ERR_UNAVAILABLE,
                       "the Redis server in %s accepts no connection: it hangs; end it, "
                       "then start again",
                       child->folder.path);
    }
    if (!redis_files_startable(child->folder.path, err)) {
        return false;
    }
    int status = spawn(child);
    if (status != 0) {
        return err_set(err, ERR_UNAVAILABLE,
                       "cannot start %s (%s): install Redis 7 or later (package "
                       "redis-server), or name the program in redis.server, or a running "
                       "server in redis.url",
                       child->program, uv_strerror(status));
    }
    child->loop->timer_start(child->probe, PROBE_MS);
    bool settled = loop_wait(child->loop, &child->settled, START_MS);
    probe_end(child);
    child->settled = true;
    if (!settled && child->listens) {
        /* years of incidents take longer to read: the store waits for that */
        return true;
    }
    if (!settled) {
        return err_set(err, ERR_UNAVAILABLE,
                       "%s did not open its socket within 10 s: see %s/redis.log",
                       child->program, child->folder.path);
    }
    if (child->gone && child->unmended.code) {
        *err = child->unmended;
        return false;
    }
    if (child->gone) {
        bool by_signal = child->exit_signal != 0;
        return redis_mend_words(
            &child->folder, child->program, by_signal ? "signal" : "status",
            by_signal ? child->exit_signal : (int)child->exit_status, err);
    }
    return true;
}

static struct redis_child *child_new(struct loop *loop, const char *program,
                                     const char *folder, struct kind kind,
                                     struct error *err) {
    struct redis_child *child = mem_new(sizeof *child);
    child->program = mem_copy(program);
    child->loop = loop;
    child->kind = kind;
    child->gone = true;
    child->backoff = BACKOFF_FIRST_MS;
    child->folder.lock = child->folder.hold = child->probe_fd = -1;
    child->probe = loop->timer(loop->self, probe, child);
    child->restart = loop->timer(loop->self, try_again, child);
    if (!redis_folder_open(&child->folder, folder, kind.as_owner, err) ||
        !start(child, err)) {
        redis_child_stop(child);
        return NULL;
    }
    return child;
}

struct redis_child *redis_child_throwaway(struct loop *loop, const char *program,
                                          const char *folder, const char *helper,
                                          struct error *err) {
    return child_new(loop, program, folder, (struct kind){helper, false, true}, err);
}

struct redis_child *redis_child_new(struct loop *loop, const char *program,
                                    const char *folder, struct error *err) {
    return child_new(loop, program, folder, (struct kind){0}, err);
}

struct redis_child *redis_child_as_owner(struct loop *loop, const char *program,
                                         const char *folder, const char *helper,
                                         struct error *err) {
    return child_new(loop, program, folder, (struct kind){helper, true, false}, err);
}

const char *redis_child_socket(const struct redis_child *child) {
    return child->folder.socket;
}

uid_t redis_child_owner(const struct redis_child *child) {
    return child->folder.owner;
}

bool redis_child_adopted(const struct redis_child *child) {
    return child->leash != NULL;
}

/* ---- stopping ---- */

static void signal_server(struct redis_child *child, int signum) {
    if (child->server) {
        uv_process_kill(&child->server->uv, signum);
    } else if (child->leash) {
        /* The leash holds: so that pid still is that process. */
        kill(redis_leash_pid(child->leash), signum);
    }
}

static void child_free(struct redis_child *child) {
    if (child->server) {
        child->server->child = NULL;
    }
    redis_leash_drop(child->leash);
    redis_mend_drop(child->mend);
    redis_folder_close(&child->folder, child->gone && !child->not_ours);
    free(child->program);
    free(child);
}

static void stop_watching(struct redis_child *child) {
    child->stopping = true;
    child->loop->timer_free(child->restart);
    child->loop->timer_free(child->probe);
}

void redis_child_leave(struct redis_child *child) {
    if (!child) {
        return;
    }
    stop_watching(child);
    if (child->server) {
        child->server->child = NULL;
        uv_close((uv_handle_t *)&child->server->uv, server_closed);
        child->server = NULL;
    }
    child_free(child);
}

void redis_child_stop(struct redis_child *child) {
    if (!child) {
        return;
    }
    stop_watching(child);
    if (!child->gone) {
        signal_server(child, SIGTERM);
        if (!loop_wait(child->loop, &child->gone, STOP_MS)) {
            /* Each acknowledged write is on the disk already: this loses nothing. */
            log_event(LOG_LEVEL_WARN, "redis.child.killed", "why",
                      "it did not end within 5 s", NULL);
            signal_server(child, SIGKILL);
            loop_wait(child->loop, &child->gone, KILL_MS);
        }
    }
    child_free(child);
}

/* redis_fixture.h: a real redis-server in a folder of its own, a store on it, and a pipe
 * between them that can be held. Only for the tests of bot/io. */
#ifndef TOCSIN_TESTS_REDIS_FIXTURE_H
#define TOCSIN_TESTS_REDIS_FIXTURE_H

#include "io/redis_store.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <hiredis/hiredis.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 15 * 1000 }; /* for an event that is sure to come */

/* ---- a folder ---- */

static inline int remove_one(const char *path, const struct stat *st, int type,
                             struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

static inline void folder_make(char dir[64]) {
    snprintf(dir, 64, "/tmp/tocsin-test-XXXXXX");
    assert_non_null(mkdtemp(dir));
}

static inline void folder_remove(const char *dir) {
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- a server ---- */

struct server {
    char dir[64];
    char socket[96];
    pid_t pid; /* 0: not running */
    int output;
};

/* It says when it is ready: no need to poll. */
static inline void server_await_ready(struct server *server) {
    char seen[8192];
    size_t len = 0;
    while (len < sizeof seen - 1) {
        ssize_t n = read(server->output, seen + len, sizeof seen - 1 - len);
        if (n <= 0) {
            break;
        }
        len += (size_t)n;
        seen[len] = '\0';
        if (strstr(seen, "eady to accept connections")) {
            return;
        }
    }
    seen[len] = '\0';
    fail_msg("redis-server did not start: %s", seen);
}

/* `extra` is NULL-terminated and wins over the defaults (append-only, no snapshots). */
static inline void server_start(struct server *server, const char *const *extra) {
    const char *args[32] = {"redis-server",
                            "--port",
                            "0",
                            "--unixsocket",
                            server->socket,
                            "--dir",
                            server->dir,
                            "--save",
                            "",
                            "--appendonly",
                            "yes",
                            "--logfile",
                            ""};
    size_t n = 13;
    int pipes[2];
    for (; extra && *extra; extra++) {
        args[n++] = *extra;
    }
    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that aborts leaves no server behind */
        dup2(pipes[1], 1);
        dup2(pipes[1], 2);
        execvp(args[0], (char **)(uintptr_t)args);
        _exit(127);
    }
    close(pipes[1]);
    server->output = pipes[0];
    server_await_ready(server);
}

static inline void server_new(struct server *server, const char *const *extra) {
    folder_make(server->dir);
    snprintf(server->socket, sizeof server->socket, "%s/redis.sock", server->dir);
    server_start(server, extra);
}

static inline void server_kill(struct server *server) {
    if (server->pid) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
        close(server->output);
        server->pid = 0;
    }
}

static inline void server_remove(struct server *server) {
    server_kill(server);
    folder_remove(server->dir);
}

static inline redisContext *client_at(const char *socket) {
    redisContext *client = redisConnectUnix(socket);
    assert_non_null(client);
    assert_int_equal(client->err, 0);
    return client;
}

/* The answer as text: integers printed, nil "(nil)", errors with a leading '-'. In
 * `text`. */
static inline const char *answer_text(redisReply *reply, char *text, size_t size) {
    assert_non_null(reply);
    switch (reply->type) {
    case REDIS_REPLY_INTEGER:
        snprintf(text, size, "%lld", reply->integer);
        break;
    case REDIS_REPLY_NIL:
        snprintf(text, size, "(nil)");
        break;
    case REDIS_REPLY_ERROR:
        snprintf(text, size, "-%s", reply->str);
        break;
    case REDIS_REPLY_ARRAY:
        snprintf(text, size, "(%zu)", reply->elements);
        break;
    default:
        snprintf(text, size, "%s", reply->str);
    }
    freeReplyObject(reply);
    return text;
}

/* One command by a connection of its own. */
#define ask(server, ...) ask_at((server)->socket, __VA_ARGS__)

static inline void ask_at(const char *socket, char *text, size_t size, const char *format,
                          ...) {
    redisContext *client = client_at(socket);
    va_list args;
    va_start(args, format);
    answer_text(redisvCommand(client, format, args), text, size);
    va_end(args);
    redisFree(client);
}

#define assert_answer(server, expected, ...)                                             \
    do {                                                                                 \
        char answer_[512];                                                               \
        ask(server, answer_, sizeof answer_, __VA_ARGS__);                               \
        assert_string_equal(answer_, expected);                                          \
    } while (0)

/* ---- a store ---- */

struct rig {
    struct server server;
    struct loop *loop;
    struct store *store;
    bool up, down, refused; /* events, to be reset by who waits for the next */
    int ups;
    char why[256];     /* the last on_down */
    char refusal[512]; /* the last on_refused */
    struct redis_options options;
};

static inline void rig_up(void *ctx) {
    struct rig *rig = ctx;
    rig->up = true;
    rig->ups++;
}

static inline void rig_down(void *ctx, const char *why) {
    struct rig *rig = ctx;
    rig->down = true;
    snprintf(rig->why, sizeof rig->why, "%s", why);
}

static inline void rig_refused(void *ctx, const struct error *err) {
    struct rig *rig = ctx;
    rig->refused = true;
    snprintf(rig->refusal, sizeof rig->refusal, "%.500s", err->text);
}

static inline void rig_open(struct rig *rig) {
    rig->loop = loop_new();
    rig->options.workspace = "ws";
    rig->options.on_up = rig_up;
    rig->options.on_down = rig_down;
    rig->options.on_refused = rig_refused;
    rig->options.ctx = rig;
    rig->store = redis_store_new(rig->loop, &rig->options);
}

static inline bool rig_wait(struct rig *rig, const bool *flag) {
    return loop_wait(rig->loop, flag, PATIENCE_MS);
}

static inline void rig_close(struct rig *rig) {
    redis_store_free(rig->store);
    loop_free(rig->loop);
}

/* A store that is up on a server of its own. */
static inline int rig_setup(void **state) {
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    server_new(&rig->server, NULL);
    rig->options.unix_path = rig->server.socket;
    rig_open(rig);
    redis_store_start(rig->store);
    assert_true(rig_wait(rig, &rig->up));
    *state = rig;
    return 0;
}

static inline int rig_teardown(void **state) {
    struct rig *rig = *state;
    rig_close(rig);
    server_remove(&rig->server);
    free(rig);
    return 0;
}

/* ---- commits ---- */

#define BLOB(text) ((struct blob){(text), sizeof(text) - 1})

static inline struct blob blob_text(const char *text) {
    return (struct blob){text, text ? strlen(text) : 0};
}

struct outcome_of {
    bool done;
    int calls;
    enum commit_result result;
    int tag;
    char value[256];
    size_t value_len;
    char why[256], people[256];
    bool kept, asked;
};

static inline void note_outcome(void *ctx, const struct commit_reply *reply) {
    struct outcome_of *outcome = ctx;
    outcome->done = true;
    outcome->calls++;
    outcome->result = reply->result;
    outcome->tag = reply->tag;
    outcome->value_len = reply->value.len;
    snprintf(outcome->value, sizeof outcome->value, "%.*s", (int)reply->value.len,
             reply->value.ptr);
    snprintf(outcome->why, sizeof outcome->why, "%s", reply->why ? reply->why : "");
    snprintf(outcome->people, sizeof outcome->people, "%s",
             reply->people ? reply->people : "");
    outcome->kept = reply->kept;
    outcome->asked = reply->asked;
}

static inline void commit_start(struct store *store, struct outcome_of *outcome,
                                const struct check *checks, size_t nchecks,
                                const struct write *writes, size_t nwrites) {
    struct commit commit = {
        .nchecks = nchecks, .checks = checks, .nwrites = nwrites, .writes = writes};
    *outcome = (struct outcome_of){0};
    store->commit(store->self, &commit, note_outcome, outcome);
    assert_false(outcome->done); /* never before it returns */
}

/* The record of an input and one effect of it. */
static inline void commit_input(struct store *store, struct outcome_of *outcome,
                                const char *idem, const char *key) {
    struct check check = {.kind = CHECK_IDEM, .key = blob_text(idem)};
    const struct blob record[] = {BLOB("SET"), BLOB("saved"), BLOB("EX"), BLOB("172800")};
    const struct blob effect[] = {BLOB("INCR")};
    struct write writes[] = {{blob_text(idem), 4, record}, {blob_text(key), 1, effect}};
    commit_start(store, outcome, &check, 1, writes, 2);
}

struct truth {
    bool done, known, voided;
    int calls;
    char value[64];
};

static inline void note_truth(void *ctx, bool known, bool voided, struct blob value) {
    struct truth *truth = ctx;
    truth->done = true;
    truth->calls++;
    truth->known = known;
    truth->voided = voided;
    snprintf(truth->value, sizeof truth->value, "%.*s", (int)value.len, value.ptr);
}

struct answers {
    bool done;
    int calls;
    json_t *replies; /* NULL: `why`; freed by the test */
    char why[128];
};

static inline void note_answers(void *ctx, const json_t *replies, const char *why) {
    struct answers *answers = ctx;
    answers->done = true;
    answers->calls++;
    answers->replies = json_deep_copy(replies);
    snprintf(answers->why, sizeof answers->why, "%s", why ? why : "");
}

#endif

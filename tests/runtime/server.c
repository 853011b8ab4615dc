/* server.c: a redis-server of our own, stopped by its pid. Its file is written but not
 * flushed at each commit: what is tested here is what the runtime does with the answers,
 * not what a disk keeps. */
#include "harness.h"

#include "base/log.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct server {
    char folder[64];
    char socket[96];
    pid_t pid;
    redisContext *client;
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

/* It says when it is ready: no need to poll. */
static bool await_ready(int output) {
    char seen[8192];
    size_t len = 0;
    while (len < sizeof seen - 1) {
        ssize_t n = read(output, seen + len, sizeof seen - 1 - len);
        if (n <= 0) {
            break;
        }
        len += (size_t)n;
        seen[len] = '\0';
        if (strstr(seen, "eady to accept connections")) {
            return true;
        }
    }
    fprintf(stderr, "redis-server did not start: %.*s\n", (int)len, seen);
    return false;
}

static bool spawn(struct server *server) {
    const char *args[] = {"redis-server",
                          "--port",
                          "0",
                          "--unixsocket",
                          server->socket,
                          "--dir",
                          server->folder,
                          "--save",
                          "",
                          "--appendonly",
                          "yes",
                          "--appendfsync",
                          "no",
                          "--loglevel",
                          "notice",
                          "--logfile",
                          "",
                          NULL};
    int pipes[2];
    if (pipe2(pipes, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t parent = getpid();
    server->pid = fork();
    if (server->pid == 0) {
        /* A test that is aborted by a sanitizer takes its server with it. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent && dup2(pipes[1], 1) == 1 && dup2(pipes[1], 2) == 2) {
            execvp(args[0], (char **)args);
        }
        _exit(127);
    }
    close(pipes[1]);
    bool ready = server->pid > 0 && await_ready(pipes[0]);
    close(pipes[0]);
    return ready;
}

struct server *server_start(void) {
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        abort();
    }
    snprintf(server->folder, sizeof server->folder, "/tmp/tocsin-runtime-XXXXXX");
    if (!mkdtemp(server->folder)) {
        abort();
    }
    snprintf(server->socket, sizeof server->socket, "%s/redis.sock", server->folder);
    if (!spawn(server) || !(server->client = server_client(server))) {
        server_stop(server);
        return NULL;
    }
    return server;
}

void server_stop(struct server *server) {
    if (server->client) {
        redisFree(server->client);
    }
    if (server->pid > 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
    }
    nftw(server->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(server);
}

const char *server_socket(const struct server *server) {
    return server->socket;
}

redisContext *server_client(struct server *server) {
    redisContext *client = redisConnectUnix(server->socket);
    if (!client || client->err) {
        redisFree(client);
        return NULL;
    }
    return client;
}

static redisReply *ask(struct server *server, const char *format, va_list args) {
    redisReply *reply = redisvCommand(server->client, format, args);
    assert_non_null(reply);
    if (reply->type == REDIS_REPLY_ERROR) {
        fail_msg("%s: %s", format, reply->str);
    }
    return reply;
}

redisReply *server_ask(struct server *server, const char *format, ...) {
    va_list args;
    va_start(args, format);
    redisReply *reply = ask(server, format, args);
    va_end(args);
    return reply;
}

long long server_number(struct server *server, const char *format, ...) {
    va_list args;
    va_start(args, format);
    redisReply *reply = ask(server, format, args);
    va_end(args);
    long long number = reply->type == REDIS_REPLY_INTEGER ? reply->integer
                       : reply->str                       ? strtoll(reply->str, NULL, 10)
                                                          : -1;
    freeReplyObject(reply);
    return number;
}

void server_do(struct server *server, const char *format, ...) {
    va_list args;
    va_start(args, format);
    freeReplyObject(ask(server, format, args));
    va_end(args);
}

int server_setup(void **state) {
    log_set_level(LOG_LEVEL_ERROR); /* what is lost here is lost on purpose */
    *state = server_start();
    return *state ? 0 : -1;
}

int server_teardown(void **state) {
    server_stop(*state);
    return 0;
}

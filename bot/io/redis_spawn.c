/* redis_spawn.c: how a private redis-server is called.
 *
 * Everything is given as arguments; there is no configuration file that could be edited
 * into losing data. */
#include "io/redis_spawn.h"

#include "base/log.h"
#include "base/reason.h"
#include "io/redis_files.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_MAX = 32 };

/* The way to a service's folder may be closed to its user outside of the service
 * (systemd's DynamicUser): the server finds itself there, and looks for nothing above. */
static bool is_foreign(const struct redis_folder *folder) {
    return folder->owner != geteuid();
}

/* libuv takes them without const. */
static void words_of(char *ret[WORDS_MAX], const char *program, const char *helper,
                     const char *self, bool throwaway,
                     const struct redis_folder *folder) {
    /* clang-format off */
    bool foreign = is_foreign(folder);
    const char *const args[] = {
        helper, REDIS_CHILD_WITH_PARENT, self, /* these three only with a helper */
        program,
        "--port", "0", /* no network: only this user, by the socket */
        "--unixsocket", foreign && !folder->socket_apart ? "redis.sock" : folder->socket,
        "--unixsocketperm", "700",
        "--dir", foreign ? "." : folder->path,
        "--appendonly", "yes",
        /* What was acknowledged is on the disk; what is thrown away need not wait for it. */
        "--appendfsync", throwaway ? "no" : "always",
        "--aof-load-truncated", "no", /* redis_mend.h does it, and rightly */
        "--save", "",
        "--maxmemory-policy", "noeviction",
        "--daemonize", "no",
        "--logfile", "", /* standard output, where errors of the start go anyway */
        NULL,
    };
    /* clang-format on */
    size_t first = helper ? 0 : 3;
    static_assert(sizeof args <= WORDS_MAX * sizeof *args, "room for all of them");
    memcpy(ret, args + first, sizeof args - first * sizeof *args);
}

/* As the user to whom the folder belongs. */
static int spawn(uv_loop_t *loop, uv_process_t *process, uv_process_options_t options,
                 const struct redis_folder *folder) {
    if (is_foreign(folder)) {
        options.cwd = folder->path;
        options.flags |= UV_PROCESS_SETUID | UV_PROCESS_SETGID;
        options.uid = folder->owner;
        options.gid = folder->group;
    }
    /* The files hold incidents: nobody else reads them, whatever the folder allows. */
    mode_t before = umask(077);
    int status = uv_spawn(loop, process, &options);
    umask(before);
    return status;
}

bool redis_spawn_may(const struct redis_folder *folder) {
    struct error err;
    bool may = redis_files_startable(folder->path, &err);
    if (!may) {
        log_event(LOG_LEVEL_ERROR, "redis.child.files", "why", err.text, NULL);
    }
    return may;
}

int redis_spawn(uv_loop_t *loop, uv_process_t *process, uv_exit_cb exited,
                const char *program, const char *helper, bool throwaway,
                struct redis_folder *folder) {
    char *argv[WORDS_MAX], self[24];
    snprintf(self, sizeof self, "%ld", (long)getpid());
    words_of(argv, program, helper, self, throwaway, folder);
    int log = redis_folder_log(folder);
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_IGNORE},
        {.flags = log < 0 ? UV_IGNORE : UV_INHERIT_FD, .data.fd = log},
        {.flags = log < 0 ? UV_IGNORE : UV_INHERIT_FD, .data.fd = log},
    };
    uv_process_options_t options = {
        .file = argv[0],
        .args = argv,
        .stdio = stdio,
        .stdio_count = 3,
        .flags = UV_PROCESS_DETACHED,
        .exit_cb = exited,
    };
    int status = spawn(loop, process, options, folder);
    if (log >= 0) {
        close(log);
    }
    return status;
}

int redis_spawn_mend(uv_loop_t *loop, uv_process_t *process, uv_exit_cb exited,
                     const char *program, const struct redis_folder *folder,
                     uv_pipe_t *pipe, bool cut) {
    static const char manifest[] = "appendonlydir/appendonly.aof.manifest";
    const char *check[] = {"redis-check-aof", manifest, NULL};
    const char *fix[] = {"redis-check-aof", "--fix", manifest, NULL};
    uv_stdio_container_t stdio[2] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    /* Its standard input when it is to cut, else its standard output. */
    stdio[cut ? 0 : 1] = (uv_stdio_container_t){
        .flags = UV_CREATE_PIPE | (cut ? UV_READABLE_PIPE : UV_WRITABLE_PIPE),
        .data.stream = (uv_stream_t *)pipe,
    };
    uv_process_options_t options = {
        .file = program,
        .args = (char **)(cut ? fix : check),
        .cwd = folder->path,
        .stdio = stdio,
        .stdio_count = 2,
        .flags = UV_PROCESS_DETACHED,
        .exit_cb = exited,
    };
    return spawn(loop, process, options, folder);
}

int redis_child_with_parent(char **words) {
    pid_t parent = words[0] ? (pid_t)strtol(words[0], NULL, 10) : 0;
    if (parent <= 0 || !words[1] || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return 2;
    }
    if (getppid() != parent) {
        return 0; /* it was faster */
    }
    execvp(words[1], words + 1);
    fprintf(stderr, "cannot start %s: %s\n", words[1], reason_of(errno));
    return 127;
}

/* The embedded Redis: started, locked, adopted after a crash of the bot, started again
 * when it dies, stopped. */
#include "redis_fixture.h"

#include "io/redis_child.h"
#include "io/redis_mend.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

struct home {
    struct loop *loop;
    char dir[64];
    char data[192]; /* folder of the server, made by it */
};

static int setup(void **state) {
    struct home *home = calloc(1, sizeof *home);
    assert_non_null(home);
    home->loop = loop_new();
    folder_make(home->dir);
    snprintf(home->data, sizeof home->data, "%s/deep/er", home->dir);
    *state = home;
    return 0;
}

/* Who listens on the socket; 0: nobody. */
static pid_t listener(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size);
    }
    close(fd);
    return peer.pid;
}

static int teardown(void **state) {
    struct home *home = *state;
    char socket[256];
    loop_free(home->loop);
    snprintf(socket, sizeof socket, "%s/redis.sock", home->data);
    pid_t left = listener(socket); /* of a test that failed: it is in no group of ours */
    if (left > 0) {
        kill(left, SIGKILL);
    }
    folder_remove(home->dir);
    free(home);
    return 0;
}

static struct redis_child *child_new(struct home *home) {
    struct error err = {0};
    struct redis_child *child =
        redis_child_new(home->loop, "redis-server", home->data, &err);
    if (!child) {
        fail_msg("%s", err.text);
    }
    return child;
}

static bool is_gone(pid_t pid) {
    return kill(pid, 0) != 0 && errno == ESRCH;
}

static void answer_at(const char *socket, const char *expected, const char *command) {
    char answer[256];
    ask_at(socket, answer, sizeof answer, command);
    assert_string_equal(answer, expected);
}

/* A bot that is killed: a process that starts the server and ends without a word. */
static void crash_after_start(const struct home *home) {
    pid_t bot = fork();
    assert_true(bot >= 0);
    if (bot == 0) {
        struct error err = {0};
        struct redis_child *child =
            redis_child_new(loop_new(), "redis-server", home->data, &err);
        _exit(child ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(bot, &status, 0), bot);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- living ---- */

static void it_starts_and_stops(void **state) {
    struct home *home = *state;
    struct stat st;
    char path[256], was_at[128];
    static const char *const settings[][2] = {
        {"appendonly", "yes"},
        {"appendfsync", "always"},
        {"save", ""},
        {"port", "0"},
        {"daemonize", "no"},
        {"unixsocketperm", "700"},
        {"maxmemory-policy", "noeviction"},
        {"aof-load-truncated", "no"},
    };
    struct redis_child *child = child_new(home);
    const char *socket = redis_child_socket(child);
    assert_false(redis_child_adopted(child));
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        redisContext *client = client_at(socket);
        redisReply *reply = redisCommand(client, "CONFIG GET %s", settings[i][0]);
        assert_int_equal(reply->elements, 2);
        assert_string_equal(reply->element[1]->str, settings[i][1]);
        freeReplyObject(reply);
        redisFree(client);
    }
    assert_int_equal(stat(home->data, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    snprintf(path, sizeof path, "%s/redis.log", home->data);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s/appendonlydir/appendonly.aof.manifest", home->data);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0077, 0);
    pid_t pid = listener(socket);
    assert_true(pid > 0);
    assert_int_equal(getsid(pid), pid); /* Ctrl-C in our terminal does not reach it */
    answer_at(socket, "OK", "SET kept 1");

    snprintf(was_at, sizeof was_at, "%s", socket);
    redis_child_stop(child);
    assert_true(is_gone(pid));
    assert_int_equal(access(was_at, F_OK), -1);
    child = child_new(home); /* the folder is free again, and nothing is lost */
    assert_false(redis_child_adopted(child));
    answer_at(redis_child_socket(child), "1", "GET kept");
    redis_child_stop(child);
}

static void one_bot_a_folder(void **state) {
    struct home *home = *state;
    struct error err = {0};
    char pid[32];
    struct redis_child *child = child_new(home);
    assert_null(redis_child_new(home->loop, "redis-server", home->data, &err));
    assert_int_equal(err.code, ERR_CONFLICT);
    snprintf(pid, sizeof pid, "process %ld)", (long)getpid());
    assert_non_null(strstr(err.text, pid));
    assert_non_null(strstr(err.text, home->data));
    answer_at(redis_child_socket(child), "PONG", "PING"); /* untouched by the second */
    redis_child_stop(child);
}

/* Somebody only looks, and is gone in a moment. The one who waits for the folder blocks,
 * so the other lets go by the clock. */
static void a_folder_that_is_free_soon(void **state) {
    struct home *home = *state;
    char path[256];
    int held[2];
    redis_child_stop(child_new(home)); /* the folder is there */
    snprintf(path, sizeof path, "%s/lock", home->data);
    assert_int_equal(pipe(held), 0);
    pid_t looker = fork();
    assert_true(looker >= 0);
    if (looker == 0) {
        int fd = open(path, O_RDWR | O_CLOEXEC);
        if (fd < 0 || flock(fd, LOCK_EX) != 0 || write(held[1], "x", 1) != 1) {
            _exit(1);
        }
        poll(NULL, 0, 150);
        _exit(0);
    }
    char byte;
    assert_int_equal(read(held[0], &byte, 1), 1);
    struct redis_child *child = child_new(home);
    answer_at(redis_child_socket(child), "PONG", "PING");
    redis_child_stop(child);
    int status;
    assert_int_equal(waitpid(looker, &status, 0), looker);
    assert_int_equal(status, 0);
    close(held[0]);
    close(held[1]);
}

static void it_is_adopted_after_a_crash(void **state) {
    struct home *home = *state;
    char socket[128];
    crash_after_start(home);
    struct redis_child *child = child_new(home);
    assert_true(redis_child_adopted(child));
    pid_t pid = listener(redis_child_socket(child));
    assert_true(pid > 0);
    answer_at(redis_child_socket(child), "OK", "SET kept 1");
    snprintf(socket, sizeof socket, "%s", redis_child_socket(child));
    redis_child_stop(child);
    assert_int_equal(listener(socket), 0);
    child = child_new(home);
    assert_false(redis_child_adopted(child));
    answer_at(redis_child_socket(child), "1", "GET kept");
    redis_child_stop(child);
}

/* Kills the server `times` times; a store on it comes back each time. */
static void kill_and_come_back(struct home *home, struct redis_child *child, int times) {
    struct rig rig = {.loop = home->loop};
    struct outcome_of outcome;
    rig.options = (struct redis_options){.workspace = "ws",
                                         .unix_path = redis_child_socket(child),
                                         .on_up = rig_up,
                                         .on_down = rig_down,
                                         .ctx = &rig};
    rig.store = redis_store_new(rig.loop, &rig.options);
    redis_store_start(rig.store);
    for (int i = 0; i <= times; i++) {
        char idem[32], count[32];
        assert_true(rig_wait(&rig, &rig.up));
        rig.up = false;
        snprintf(idem, sizeof idem, "idem:%d", i);
        commit_input(rig.store, &outcome, idem, "count");
        assert_true(rig_wait(&rig, &outcome.done));
        assert_int_equal(outcome.result, COMMIT_DONE);
        snprintf(count, sizeof count, "%d", i + 1);
        answer_at(redis_child_socket(child), count, "GET t:{ws}:count");
        if (i < times) {
            kill(listener(redis_child_socket(child)), SIGKILL);
        }
    }
    redis_store_free(rig.store);
}

static void it_is_started_again_when_it_dies(void **state) {
    struct home *home = *state;
    struct redis_child *child = child_new(home);
    kill_and_come_back(home, child, 3);
    pid_t pid = listener(redis_child_socket(child));
    redis_child_stop(child);
    assert_true(is_gone(pid));
}

static void so_is_an_adopted_one(void **state) {
    struct home *home = *state;
    crash_after_start(home);
    struct redis_child *child = child_new(home);
    assert_true(redis_child_adopted(child));
    kill_and_come_back(home, child, 2);
    assert_false(redis_child_adopted(child)); /* this one is our own */
    redis_child_stop(child);
}

/* Whoever closes the connection by which it is watched has not ended it. */
static void a_cut_leash_is_no_death(void **state) {
    struct home *home = *state;
    bool never = false;
    crash_after_start(home);
    struct redis_child *child = child_new(home);
    pid_t pid = listener(redis_child_socket(child));
    answer_at(redis_child_socket(child), "1", "CLIENT KILL TYPE normal SKIPME yes");
    assert_false(loop_wait(home->loop, &never, 10)); /* a restart would wait for longer */
    assert_true(redis_child_adopted(child));
    assert_int_equal(listener(redis_child_socket(child)), pid);
    redis_child_stop(child);
}

static void one_that_stands_still_is_killed(void **state) {
    struct home *home = *state;
    struct redis_child *child = child_new(home);
    pid_t pid = listener(redis_child_socket(child));
    int64_t begun = home->loop->mono(home->loop->self);
    answer_at(redis_child_socket(child), "OK", "SET kept 1");
    kill(pid, SIGSTOP);
    redis_child_stop(child);
    assert_true(is_gone(pid));
    assert_in_range(home->loop->mono(home->loop->self) - begun, 5000, 7000);
    child = child_new(home);
    answer_at(redis_child_socket(child), "1", "GET kept");
    redis_child_stop(child);
}

/* A unix socket's path ends at 107 bytes. */
static void a_deep_folder(void **state) {
    struct home *home = *state;
    char socket[128];
    size_t len = strlen(home->data);
    memset(home->data + len, 'x', 120);
    home->data[len] = '/';
    crash_after_start(home);
    struct redis_child *child = child_new(home);
    assert_true(redis_child_adopted(child)); /* it was found where it is */
    snprintf(socket, sizeof socket, "%s", redis_child_socket(child));
    answer_at(socket, "PONG", "PING");
    redis_child_stop(child);
    *strrchr(socket, '/') = '\0';
    assert_int_equal(access(socket, F_OK), -1);

    /* A path in that file which others could have made is not used. */
    char path[256];
    snprintf(path, sizeof path, "%s/redis.sock.path", home->data);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, "/tmp/tocsin-../../x/redis.sock", 30), 30);
    close(fd);
    child = child_new(home);
    assert_null(strstr(redis_child_socket(child), ".."));
    answer_at(redis_child_socket(child), "PONG", "PING");
    redis_child_stop(child);
}

/* ---- a kill in the middle of a write ---- */

static void write_at_end(const struct home *home, const char *bytes, size_t len) {
    char path[256];
    snprintf(path, sizeof path, "%s/appendonlydir/appendonly.aof.1.incr.aof", home->data);
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

/* Redis itself cuts behind "SET half 1", and carries it out with the next transaction when
 * it is started once more. */
static void half_a_transaction_is_cut_off(void **state) {
    static const char torn[] = "*1\r\n$5\r\nMULTI\r\n"
                               "*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$1\r\n1\r\n"
                               "*3\r\n$3\r\nSET\r\n$5\r\nother\r\n$100\r\nabc";
    struct home *home = *state;
    struct redis_child *child = child_new(home);
    answer_at(redis_child_socket(child), "OK", "SET kept 1");
    redis_child_stop(child);
    for (int i = 0; i < 2; i++) {
        write_at_end(home, torn, sizeof torn - 1);
        child = child_new(home);
        answer_at(redis_child_socket(child), "1", "GET kept");
        /* two writes: so it goes to the file as a transaction */
        answer_at(redis_child_socket(child), "2",
                  "EVAL redis.call('INCR',KEYS[1])return(redis.call('INCR',KEYS[1])-0) 1 "
                  "whole");
        answer_at(redis_child_socket(child), "1", "DEL whole");
        redis_child_stop(child);
        child = child_new(home);
        answer_at(redis_child_socket(child), "1", "GET kept");
        answer_at(redis_child_socket(child), "0", "EXISTS half other whole");
        redis_child_stop(child);
    }
}

/* The same while a bot is at work: it dies, is mended, and comes back. */
static void so_it_is_under_a_running_bot(void **state) {
    static const char torn[] = "*1\r\n$5\r\nMULTI\r\n"
                               "*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$1\r\n1\r\n*3\r\n$3";
    struct home *home = *state;
    struct redis_child *child = child_new(home);
    pid_t pid = listener(redis_child_socket(child));
    kill(pid, SIGSTOP); /* so that nobody reads the file before its end is torn */
    write_at_end(home, torn, sizeof torn - 1);
    kill(pid, SIGKILL);
    kill_and_come_back(home, child, 1);
    answer_at(redis_child_socket(child), "0", "EXISTS half");
    redis_child_stop(child);
}

/* A length that was changed in the middle looks the same; what stands behind it was
 * answered, and is not thrown away. */
static void a_damage_in_the_middle_is_not_cut_off(void **state) {
    struct home *home = *state;
    struct error err = {0};
    char value[8192], path[256], torn[] = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$99999999\r\n";
    struct stat before, after;
    redis_child_stop(child_new(home));
    write_at_end(home, torn, sizeof torn - 1);
    memset(value, 'v', sizeof value);
    for (size_t i = 0; i <= REDIS_MEND_MAX / sizeof value; i++) {
        write_at_end(home, value, sizeof value);
    }
    snprintf(path, sizeof path, "%s/appendonlydir/appendonly.aof.1.incr.aof", home->data);
    assert_int_equal(stat(path, &before), 0);
    assert_null(redis_child_new(home->loop, "redis-server", home->data, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, "damaged"));
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
}

/* A power cut can leave zeros: that is no end, and nobody knows what was in it. */
static void bytes_that_are_no_end(void **state) {
    static const char zeros[4096];
    struct home *home = *state;
    struct error err = {0};
    char path[256];
    struct stat before, after;
    redis_child_stop(child_new(home));
    write_at_end(home, zeros, sizeof zeros);
    snprintf(path, sizeof path, "%s/appendonlydir/appendonly.aof.1.incr.aof", home->data);
    assert_int_equal(stat(path, &before), 0);
    assert_null(redis_child_new(home->loop, "redis-server", home->data, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, "restore a backup, or let redis-check-aof --fix"));
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
}

/* ---- that which does not start ---- */

static void a_start_that_fails(void **state) {
    struct home *home = *state;
    static const struct {
        const char *program;
        const char *says;
    } cases[] = {
        {"tocsin-no-such-program", "install Redis 7"},
        {"false", "ended while starting (status 1) without a word: is it a redis-server"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        assert_null(redis_child_new(home->loop, cases[i].program, home->data, &err));
        assert_int_equal(err.code, ERR_UNAVAILABLE);
        assert_non_null(strstr(err.text, cases[i].program));
        assert_non_null(strstr(err.text, cases[i].says));
    }
    redis_child_stop(child_new(home)); /* the failures left the folder free */
    /* What another server said last, in the same file, is not said of this one. */
    struct error err = {0};
    assert_null(redis_child_new(home->loop, "false", home->data, &err));
    assert_non_null(strstr(err.text, "without a word"));
    char path[256];
    snprintf(path, sizeof path, "%s/file", home->dir);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    assert_null(redis_child_new(home->loop, "redis-server", path, &err));
    assert_int_equal(err.code, ERR_IO);
}

static void its_last_words_are_repeated(void **state) {
    struct home *home = *state;
    struct error err = {0};
    char path[256];
    snprintf(path, sizeof path, "%s/appendonlydir", home->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/appendonlydir/appendonly.aof.manifest", home->dir);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "nonsense\n", 9), 9);
    close(fd);
    assert_null(redis_child_new(home->loop, "redis-server", home->dir, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, "appendonly.aof.manifest is damaged"));

    static const char script[] = "#!/bin/sh\necho it has no room\nexit 3\n";
    snprintf(path, sizeof path, "%s/program", home->dir);
    fd = open(path, O_WRONLY | O_CREAT, 0700);
    assert_int_equal(write(fd, script, sizeof script - 1), sizeof script - 1);
    close(fd);
    assert_null(redis_child_new(home->loop, path, home->data, &err));
    assert_int_equal(err.code, ERR_UNAVAILABLE);
    assert_non_null(strstr(err.text, "(status 3), its last words: it has no room"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_starts_and_stops, setup, teardown),
        cmocka_unit_test_setup_teardown(one_bot_a_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_free_soon, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_adopted_after_a_crash, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_started_again_when_it_dies, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(so_is_an_adopted_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cut_leash_is_no_death, setup, teardown),
        cmocka_unit_test_setup_teardown(one_that_stands_still_is_killed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_deep_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(half_a_transaction_is_cut_off, setup, teardown),
        cmocka_unit_test_setup_teardown(so_it_is_under_a_running_bot, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damage_in_the_middle_is_not_cut_off, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_end, setup, teardown),
        cmocka_unit_test_setup_teardown(a_start_that_fails, setup, teardown),
        cmocka_unit_test_setup_teardown(its_last_words_are_repeated, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

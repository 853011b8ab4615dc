/* Finding a Redis and judging it: servers that are not there, that must not be used, that
 * want a password, and that send elsewhere. */
#include "redis_fixture.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* A port on which nobody listens. */
static int free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    close(fd);
    return ntohs(address.sin_port);
}

/* ---- nobody there ---- */

static const struct {
    const char *unix_path, *host;
    const char *says;
} absences[] = {
    {"/nowhere/redis.sock", NULL, "No such file or directory"},
    {NULL, "127.0.0.1", "Connection refused"}, /* hiredis' own adapter hangs here */
    {NULL, "::1", ""},
    {NULL, "tocsin-test.invalid", ""}, /* what it says depends on the name server */
};

static void nobody_there_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof absences / sizeof *absences; i++) {
        struct rig rig = {.options = {.unix_path = absences[i].unix_path,
                                      .host = absences[i].host,
                                      .port = free_port()}};
        struct outcome_of outcome;
        rig_open(&rig);
        redis_store_start(rig.store);
        assert_true(rig_wait(&rig, &rig.down));
        assert_non_null(strstr(rig.why, absences[i].says));
        assert_true(rig.why[0] != '\0');
        commit_input(rig.store, &outcome, "idem:1", "count");
        assert_true(rig_wait(&rig, &outcome.done));
        assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
        assert_string_equal(outcome.why, rig.why);
        rig_close(&rig);
    }
}

/* One that accepts and says nothing. */
static void a_silent_server(void **state) {
    (void)state;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    struct rig rig = {.options = {.host = "127.0.0.1", .port = ntohs(address.sin_port)}};
    rig_open(&rig);
    redis_store_start(rig.store);
    assert_true(rig_wait(&rig, &rig.down));
    assert_string_equal(rig.why, "no answer in 3 s");
    rig_close(&rig);
    close(fd);
}

/* Once for each reason, not once for each attempt. */
static void a_reason_is_told_once(void **state) {
    (void)state;
    struct rig rig = {.options = {.unix_path = "/nowhere/redis.sock"}};
    bool never = false;
    rig_open(&rig);
    redis_store_start(rig.store);
    assert_true(rig_wait(&rig, &rig.down));
    rig.down = false;
    assert_false(loop_wait(rig.loop, &never, 300)); /* several attempts */
    assert_false(rig.down);
    rig_close(&rig);
}

/* ---- there, but not fit ---- */

#define WORDS(...)                                                                       \
    (const char *const[]) {                                                              \
        __VA_ARGS__, NULL                                                                \
    }

struct unfit {
    const char *const *args; /* of the server */
    const char *prepare;     /* command before the store comes, or NULL */
    const char *password;
    const char *says; /* NULL: it is accepted */
    const char *mend; /* command after which it is accepted, or NULL */
    bool allow_volatile;
};

static void the_unfit_are_refused(void **state) {
    (void)state;
    const struct unfit cases[] = {
        {WORDS("--appendonly", "no"), NULL, NULL, "set `appendonly yes`",
         "CONFIG SET appendonly yes", false},
        {WORDS("--appendonly", "no"), NULL, NULL, NULL, NULL, true},
        {WORDS("--maxmemory-policy", "allkeys-lru"), NULL, NULL,
         "set `maxmemory-policy noeviction`", "CONFIG SET maxmemory-policy noeviction",
         false},
        {WORDS("--maxmemory-policy", "allkeys-lru"), NULL, NULL, NULL, NULL, true},
        {NULL, "HSET t:{ws}:meta schema 2", NULL, "written by a newer tocsin",
         "HSET t:{ws}:meta schema 1", false},
        {NULL, "HSET t:{ws}:meta schema x", NULL, "not readable",
         "HSET t:{ws}:meta schema 1", false},
        {NULL, "SET t:{ws}:meta 1", NULL, "is of another type", "DEL t:{ws}:meta", false},
        {NULL, "ACL SETUSER default >secret", NULL, "asks for a password", NULL, false},
        {NULL, "ACL SETUSER default resetpass >secret", "wrong", "does not accept", NULL,
         false},
        {NULL, "ACL SETUSER default resetpass >secret", "secret", NULL, NULL, false},
        {NULL, "ACL SETUSER default -info", NULL, "does not let the bot work",
         "ACL SETUSER default +info", false},
        {NULL, "ACL SETUSER default -config", NULL, NULL, NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct unfit *c = &cases[i];
        struct rig rig = {
            .options = {.password = c->password, .allow_volatile = c->allow_volatile}};
        char answer[256];
        server_new(&rig.server, c->args);
        rig.options.unix_path = rig.server.socket;
        if (c->prepare) {
            ask(&rig.server, answer, sizeof answer, c->prepare);
        }
        rig_open(&rig);
        redis_store_start(rig.store);
        if (c->says) {
            assert_true(rig_wait(&rig, &rig.refused));
            if (!strstr(rig.refusal, c->says)) {
                fail_msg("case %zu: %s", i, rig.refusal);
            }
            assert_false(rig.up);
            assert_false(rig.store->connected(rig.store->self));
        }
        if (c->mend) {
            ask(&rig.server, answer, sizeof answer, c->mend);
        }
        if (c->mend || !c->says) {
            assert_true(rig_wait(&rig, &rig.up));
        }
        if (c->says && !c->prepare) { /* nothing is written to a server that is refused */
            assert_answer(&rig.server, "1", "DBSIZE");
        }
        rig_close(&rig);
        server_remove(&rig.server);
    }
}

/* ---- elsewhere ---- */

static void by_name_and_with_a_password(void **state) {
    (void)state;
    char port[16];
    struct rig rig = {
        .options = {.host = "localhost", .port = free_port(), .password = "secret"}};
    snprintf(port, sizeof port, "%d", rig.options.port);
    server_new(&rig.server, WORDS("--port", port, "--requirepass", "secret"));
    rig_open(&rig);
    redis_store_start(rig.store);
    assert_true(rig_wait(&rig, &rig.up));
    assert_false(rig.down); /* an address of the name that refuses is no news */
    rig_close(&rig);
    server_remove(&rig.server);
}

/* A cluster of two, all keys on the second, and we know only the first. */
static void a_cluster_that_sends_elsewhere(void **state) {
    (void)state;
    struct server keys;
    struct outcome_of outcome;
    char ports[4][16], answer[256];
    for (int i = 0; i < 4; i++) {
        snprintf(ports[i], sizeof ports[i], "%d", free_port());
    }
    struct rig rig = {.options = {.host = "127.0.0.1"}};
    rig.options.port = (int)strtol(ports[0], NULL, 10);
    server_new(&rig.server, WORDS("--port", ports[0], "--cluster-enabled", "yes",
                                  "--cluster-port", ports[1]));
    server_new(&keys, WORDS("--port", ports[2], "--cluster-enabled", "yes",
                            "--cluster-port", ports[3]));
    assert_answer(&keys, "OK", "CLUSTER ADDSLOTSRANGE 0 16383");
    assert_answer(&rig.server, "OK", "CLUSTER MEET 127.0.0.1 %s %s", ports[2], ports[3]);
    rig_open(&rig);
    redis_store_start(rig.store);
    assert_true(rig_wait(&rig, &rig.up)); /* CLUSTERDOWN until they have met */
    commit_input(rig.store, &outcome, "idem:1", "count");
    assert_true(rig_wait(&rig, &outcome.done));
    assert_int_equal(outcome.result, COMMIT_DONE);
    ask(&keys, answer, sizeof answer, "GET t:{ws}:count");
    assert_string_equal(answer, "1");
    rig_close(&rig);
    server_remove(&keys);
    server_remove(&rig.server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_there_is_told),
        cmocka_unit_test(a_silent_server),
        cmocka_unit_test(a_reason_is_told_once),
        cmocka_unit_test(the_unfit_are_refused),
        cmocka_unit_test(by_name_and_with_a_password),
        cmocka_unit_test(a_cluster_that_sends_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What Redis answers when it cannot write: nothing was written, and the commit succeeds
 * later. */
#include "redis_fixture.h"

static void expect(struct rig *rig, struct outcome_of *outcome) {
    assert_true(rig_wait(rig, &outcome->done));
}

/* ---- errors that leave nothing behind ---- */

static const struct {
    const char *says;
    const char *cause, *mend;
} refusals[] = {
    {"OOM", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"},
    {"NOREPLICAS", "CONFIG SET min-replicas-to-write 1",
     "CONFIG SET min-replicas-to-write 0"},
};

static void redis_cannot_write_now(void **state) {
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct outcome_of outcome;
        char key[32], answer[256];
        snprintf(key, sizeof key, "effect%zu", i);
        ask(&rig->server, answer, sizeof answer, refusals[i].cause);
        assert_string_equal(answer, "OK");
        commit_input(rig->store, &outcome, key, "count");
        expect(rig, &outcome);
        assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
        assert_non_null(strstr(outcome.why, refusals[i].says));
        assert_true(outcome.asked);
        assert_non_null(strstr(outcome.people, refusals[i].says)); /* and what to do */
        assert_non_null(strstr(outcome.people, "Whoever runs the database must act: "));
        ask(&rig->server, answer, sizeof answer, refusals[i].mend);
        assert_string_equal(answer, "OK");
        assert_answer(&rig->server, "0", "EXISTS t:{ws}:%s", key);
        commit_input(rig->store, &outcome, key, "count");
        expect(rig, &outcome);
        assert_int_equal(outcome.result, COMMIT_DONE);
        /* An earlier copy is looked for first, also by one that cannot write. */
        ask(&rig->server, answer, sizeof answer, refusals[i].cause);
        commit_input(rig->store, &outcome, key, "count");
        expect(rig, &outcome);
        assert_int_equal(outcome.result, COMMIT_DUPLICATE);
        ask(&rig->server, answer, sizeof answer, refusals[i].mend);
    }
    assert_true(rig->store->connected(rig->store->self));
    assert_int_equal(rig->ups, 1); /* none of it cost the connection */
}

static void a_busy_redis(void **state) {
    struct rig *rig = *state;
    struct outcome_of outcome;
    redisContext *client = client_at(rig->server.socket);
    int written = 0;
    assert_answer(&rig->server, "OK", "CONFIG SET busy-reply-threshold 50");
    redisAppendCommand(client, "EVAL %s 0", "while true do end");
    while (!written) {
        assert_int_equal(redisBufferWrite(client, &written), REDIS_OK);
    }
    do { /* the commit can arrive before the script does */
        commit_input(rig->store, &outcome, "idem:busy", "count");
        expect(rig, &outcome);
    } while (outcome.result == COMMIT_DONE || outcome.result == COMMIT_DUPLICATE);
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    assert_memory_equal(outcome.why, "BUSY", 4);
    assert_false(outcome.asked); /* the script did not even begin */
    assert_answer(&rig->server, "OK", "SCRIPT KILL");
    void *killed = NULL; /* its answer: only then is it really over */
    assert_int_equal(redisGetReply(client, &killed), REDIS_OK);
    freeReplyObject(killed);
    redisFree(client);
    commit_input(rig->store, &outcome, "idem:free", "count");
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
}

/* A failover: the same socket leads to a replica now. */
static void a_master_that_became_a_replica(void **state) {
    struct rig *rig = *state;
    struct outcome_of outcome;
    assert_answer(&rig->server, "OK", "REPLICAOF 127.0.0.1 1");
    rig->up = false;
    commit_input(rig->store, &outcome, "idem:1", "count");
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    assert_memory_equal(outcome.why, "READONLY", 8);
    assert_false(rig->store->connected(rig->store->self));
    rig->down = false;
    assert_true(rig_wait(rig, &rig->down)); /* found again, and it is still no master */
    assert_non_null(strstr(rig->why, "replica"));
    assert_answer(&rig->server, "OK", "REPLICAOF NO ONE");
    assert_true(rig_wait(rig, &rig->up));
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:idem:1");
    commit_input(rig->store, &outcome, "idem:1", "count");
    expect(rig, &outcome);
    assert_int_equal(outcome.result, COMMIT_DONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(redis_cannot_write_now, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(a_busy_redis, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(a_master_that_became_a_replica, rig_setup,
                                        rig_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Commits whose outcome nobody knows, and how the truth comes out: servers that are
 * killed or stand still, bytes that arrive late, fences that are faster than the commit.
 */
#include "redis_fixture.h"

#include "tocsin/limits.h"

/* ---- a pipe that can be held ---- */

/* Between a store and its server. While held, what the store sends stays in it: the
 * server sees it after everything that was sent past the pipe. */
struct held_pipe {
    uv_pipe_t listener, client, server;
    uv_connect_t connecting;
    char path[128];
    bool answered; /* the server said something; reset by who waits for it */
    int open;      /* handles to be closed before the test ends */
    bool closed;
};

static void pipe_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
    (void)handle;
    buf->base = malloc(size);
    buf->len = buf->base ? size : 0;
}

static void pipe_wrote(uv_write_t *write, int status) {
    (void)status;
    free(write->data);
    free(write);
}

static void pipe_forward(uv_stream_t *from, ssize_t n, const uv_buf_t *buf) {
    struct held_pipe *pipe = from->data;
    bool up = from == (uv_stream_t *)&pipe->client;
    if (n <= 0) {
        free(buf->base);
        if (n < 0) {
            uv_read_stop(from);
        }
        return;
    }
    pipe->answered = pipe->answered || !up;
    uv_write_t *write = malloc(sizeof *write);
    uv_buf_t out = uv_buf_init(buf->base, (unsigned)n);
    assert_non_null(write);
    write->data = buf->base;
    uv_write(write, (uv_stream_t *)(up ? &pipe->server : &pipe->client), &out, 1,
             pipe_wrote);
}

static void pipe_connected(uv_connect_t *connecting, int status) {
    struct held_pipe *pipe = connecting->data;
    assert_int_equal(status, 0);
    uv_read_start((uv_stream_t *)&pipe->server, pipe_alloc, pipe_forward);
    uv_read_start((uv_stream_t *)&pipe->client, pipe_alloc, pipe_forward);
}

static void pipe_accept(uv_stream_t *listener, int status) {
    struct held_pipe *pipe = listener->data;
    assert_int_equal(status, 0);
    assert_int_equal(uv_accept(listener, (uv_stream_t *)&pipe->client), 0);
    uv_pipe_connect(&pipe->connecting, &pipe->server, pipe->path, pipe_connected);
}

/* For one connection; further ones wait unanswered. `server` is where it leads. */
static void pipe_open(struct held_pipe *pipe, struct loop *loop, const char *at,
                      const char *server) {
    uv_pipe_t *all[] = {&pipe->listener, &pipe->client, &pipe->server};
    memset(pipe, 0, sizeof *pipe);
    for (size_t i = 0; i < 3; i++) {
        uv_pipe_init(loop_uv(loop), all[i], 0);
        all[i]->data = pipe;
    }
    pipe->open = 3;
    pipe->connecting.data = pipe;
    snprintf(pipe->path, sizeof pipe->path, "%s", server);
    assert_int_equal(uv_pipe_bind(&pipe->listener, at), 0);
    assert_int_equal(uv_listen((uv_stream_t *)&pipe->listener, 8, pipe_accept), 0);
}

static void pipe_hold(struct held_pipe *pipe) {
    uv_read_stop((uv_stream_t *)&pipe->client);
}

static void pipe_release(struct held_pipe *pipe) {
    uv_read_start((uv_stream_t *)&pipe->client, pipe_alloc, pipe_forward);
}

static void pipe_handle_closed(uv_handle_t *handle) {
    struct held_pipe *pipe = handle->data;
    pipe->closed = --pipe->open == 0;
}

static void pipe_close(struct held_pipe *pipe, struct loop *loop) {
    uv_close((uv_handle_t *)&pipe->listener, pipe_handle_closed);
    uv_close((uv_handle_t *)&pipe->client, pipe_handle_closed);
    uv_close((uv_handle_t *)&pipe->server, pipe_handle_closed);
    assert_true(loop_wait(loop, &pipe->closed, PATIENCE_MS));
}

/* ---- the tests ---- */

static void a_commit_without_connection(void **state) {
    struct rig *rig = *state;
    struct outcome_of outcome;
    struct answers answers = {0};
    const struct blob get[] = {BLOB("GET")};
    const struct write read = {BLOB("a"), 1, get};
    redis_store_free(rig->store);
    rig->store = redis_store_new(rig->loop, &rig->options); /* not started */
    assert_false(rig->store->connected(rig->store->self));
    commit_input(rig->store, &outcome, "idem:1", "count");
    rig->store->read(rig->store->self, &read, 1, note_answers, &answers);
    assert_false(answers.done);
    assert_true(rig_wait(rig, &outcome.done));
    assert_true(rig_wait(rig, &answers.done));
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    assert_string_equal(outcome.why, "not connected yet");
    assert_null(answers.replies);
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:idem:1");
}

static void a_server_killed_in_mid_flight(void **state) {
    struct rig *rig = *state;
    struct outcome_of before, during, after;
    bool never = false;
    /* On a busy disk "everysec" may answer before it has written. */
    assert_answer(&rig->server, "OK", "CONFIG SET appendfsync always");
    commit_input(rig->store, &before, "idem:1", "count");
    assert_true(rig_wait(rig, &before.done));
    assert_int_equal(before.result, COMMIT_DONE);
    kill(rig->server.pid, SIGSTOP); /* so that no reply can come */
    commit_input(rig->store, &during, "idem:2", "count");
    assert_false(loop_wait(rig->loop, &never, 0)); /* it leaves */
    rig->up = rig->down = false;
    server_kill(&rig->server);
    assert_true(rig_wait(rig, &during.done));
    assert_int_equal(during.result, COMMIT_UNKNOWN);
    assert_true(rig->down);

    server_start(&rig->server, NULL);
    assert_true(rig_wait(rig, &rig->up));
    assert_int_equal(rig->ups, 2);
    commit_input(rig->store, &after, "idem:1", "count"); /* what was said is still true */
    assert_true(rig_wait(rig, &after.done));
    assert_int_equal(after.result, COMMIT_DUPLICATE);
    assert_string_equal(after.value, "saved");
    assert_int_equal(during.calls, 1);
}

/* The commit is first: it happened, although its caller was told "unknown". */
static void a_stalled_server_applies_it_later(void **state) {
    struct rig *rig = *state;
    struct outcome_of outcome;
    struct truth truth = {0};
    int64_t begun = rig->loop->mono(rig->loop->self);
    kill(rig->server.pid, SIGSTOP);
    commit_input(rig->store, &outcome, "idem:1", "count");
    assert_true(rig_wait(rig, &outcome.done));
    int64_t took = rig->loop->mono(rig->loop->self) - begun;
    assert_int_equal(outcome.result, COMMIT_UNKNOWN);
    assert_in_range(took, COMMIT_TIMEOUT_MS, COMMIT_TIMEOUT_MS + 1000);
    rig->store->fence(rig->store->self, BLOB("idem:1"), PATIENCE_MS, note_truth, &truth);
    kill(rig->server.pid, SIGCONT);
    assert_true(rig_wait(rig, &truth.done));
    assert_true(truth.known);
    assert_false(truth.voided);
    assert_string_equal(truth.value, "saved");
    assert_answer(&rig->server, "1", "GET t:{ws}:count");
    assert_int_equal(outcome.calls, 1); /* its late reply was ignored */
    assert_int_equal(rig->ups, 1);      /* and the connection is still the same */
}

/* A second store, behind a pipe that can be held. */
static void slow_open(struct rig *slow, struct rig *rig, struct held_pipe *pipe) {
    char at[128];
    snprintf(at, sizeof at, "%s/pipe", rig->server.dir);
    pipe_open(pipe, rig->loop, at, rig->server.socket);
    slow->options = rig->options;
    slow->options.unix_path = at;
    slow->options.ctx = slow;
    slow->store = redis_store_new(rig->loop, &slow->options);
    redis_store_start(slow->store);
    assert_true(rig_wait(rig, &slow->up));
}

/* The fence is first: the commit comes late and finds that it must not. */
static void a_fence_is_faster_than_the_commit(void **state) {
    struct rig *rig = *state, slow = {0};
    struct held_pipe pipe;
    struct outcome_of outcome;
    struct truth truth = {0}, again = {0};
    slow_open(&slow, rig, &pipe);
    pipe_hold(&pipe);
    commit_input(slow.store, &outcome, "idem:1", "count");
    assert_true(rig_wait(rig, &outcome.done));
    assert_int_equal(outcome.result, COMMIT_UNKNOWN);
    rig->store->fence(rig->store->self, BLOB("idem:1"), PATIENCE_MS, note_truth, &truth);
    assert_true(rig_wait(rig, &truth.done));
    assert_true(truth.known && truth.voided);
    redis_store_free(
        slow.store); /* even its sender is gone when the commit gets through */
    pipe.answered = false;
    pipe_release(&pipe);
    assert_true(rig_wait(rig, &pipe.answered)); /* it was executed, and refused */
    rig->store->fence(rig->store->self, BLOB("idem:1"), PATIENCE_MS, note_truth, &again);
    assert_true(rig_wait(rig, &again.done));
    assert_true(again.known && again.voided);
    pipe_close(&pipe, rig->loop);
    assert_answer(&rig->server, "0", "EXISTS t:{ws}:count");
    char ttl[32];
    ask(&rig->server, ttl, sizeof ttl, "TTL t:{ws}:idem:1");
    assert_in_range(strtol(ttl, NULL, 10), IDEM_TTL_S - 100, IDEM_TTL_S);
}

/* Redis forgot the script, but whoever was told "unknown" must not be overtaken by a
 * commit that is repeated now. */
static void a_late_noscript_repeats_nothing(void **state) {
    struct rig *rig = *state, slow = {0};
    struct held_pipe pipe;
    struct outcome_of outcome;
    struct answers behind = {0};
    const struct blob incr[] = {BLOB("INCR")}, get[] = {BLOB("GET")};
    const struct write write = {BLOB("count"), 1, incr}, read = {BLOB("count"), 1, get};
    slow_open(&slow, rig, &pipe);
    pipe_hold(&pipe);
    commit_start(slow.store, &outcome, NULL, 0, &write, 1);
    assert_true(rig_wait(rig, &outcome.done));
    assert_int_equal(outcome.result, COMMIT_UNKNOWN);
    assert_answer(&rig->server, "OK", "SCRIPT FLUSH");
    pipe.answered = false;
    pipe_release(&pipe);
    assert_true(rig_wait(rig, &pipe.answered));
    for (int i = 0; i < 2; i++) { /* behind the error, and behind what it could cause */
        behind.done = false;
        slow.store->read(slow.store->self, &read, 1, note_answers, &behind);
        assert_true(rig_wait(rig, &behind.done));
        assert_true(json_is_null(json_array_get(behind.replies, 0)));
        json_decref(behind.replies);
    }
    assert_int_equal(outcome.calls, 1);
    redis_store_free(slow.store);
    pipe_close(&pipe, rig->loop);
}

static void a_fence_asks_until_it_is_told(void **state) {
    struct rig *rig = *state;
    struct truth patient = {0}, hasty = {0}, late = {0};
    bool never = false;
    server_kill(&rig->server);
    rig->store->fence(rig->store->self, BLOB("idem:1"), PATIENCE_MS, note_truth,
                      &patient);
    rig->store->fence(rig->store->self, BLOB("idem:2"), 100, note_truth, &hasty);
    assert_false(hasty.done);
    assert_true(rig_wait(rig, &hasty.done));
    assert_false(hasty.known);
    assert_false(patient.done);
    server_start(&rig->server, NULL);
    assert_true(rig_wait(rig, &patient.done));
    assert_true(patient.known && patient.voided);

    /* One that gives up while its question is under way, and one that is told off. */
    kill(rig->server.pid, SIGSTOP);
    rig->store->fence(rig->store->self, BLOB("idem:3"), 50, note_truth, &late);
    assert_true(rig_wait(rig, &late.done));
    assert_false(late.known);
    kill(rig->server.pid, SIGCONT);
    assert_answer(&rig->server, "OK", "CONFIG SET maxmemory 1");
    patient = (struct truth){0};
    rig->store->fence(rig->store->self, BLOB("idem:4"), PATIENCE_MS, note_truth,
                      &patient);
    assert_false(loop_wait(rig->loop, &never, 50)); /* it is told off */
    assert_answer(&rig->server, "OK", "CONFIG SET maxmemory 0");
    assert_true(rig_wait(rig, &patient.done));
    assert_true(patient.known && patient.voided);
    assert_int_equal(late.calls, 1);
    assert_int_equal(patient.calls, 1);
}

/* Nothing says that the connection is dead, but that no PING is answered. */
static void the_watchdog_drops_a_dead_connection(void **state) {
    struct rig *rig = *state;
    struct answers answers = {0};
    struct outcome_of outcome;
    const struct blob get[] = {BLOB("GET")};
    const struct write read = {BLOB("a"), 1, get};
    kill(rig->server.pid, SIGSTOP);
    int64_t begun = rig->loop->mono(rig->loop->self);
    rig->down = rig->up = false;
    rig->store->read(rig->store->self, &read, 1, note_answers, &answers);
    assert_true(rig_wait(rig, &answers.done));
    assert_null(answers.replies);
    assert_in_range(rig->loop->mono(rig->loop->self) - begun, 2500, 4000);
    assert_true(rig_wait(rig, &rig->down));
    assert_string_equal(rig->why, "it did not answer for 5 s");
    assert_in_range(rig->loop->mono(rig->loop->self) - begun, 5000, 8000);
    commit_input(rig->store, &outcome, "idem:1", "count");
    assert_true(rig_wait(rig, &outcome.done));
    assert_int_equal(outcome.result, COMMIT_UNAVAILABLE);
    kill(rig->server.pid, SIGCONT);
    assert_true(rig_wait(rig, &rig->up));
    assert_int_equal(answers.calls, 1);
}

static void freeing_answers_everybody(void **state) {
    struct rig *rig = *state;
    struct outcome_of sent, unsent;
    struct answers answers = {0};
    struct truth truth = {0};
    const struct blob get[] = {BLOB("GET")};
    const struct write read = {BLOB("a"), 1, get};
    kill(rig->server.pid, SIGSTOP);
    commit_input(rig->store, &sent, "idem:1", "count");
    rig->store->read(rig->store->self, &read, 1, note_answers, &answers);
    rig->store->fence(rig->store->self, BLOB("idem:1"), PATIENCE_MS, note_truth, &truth);
    const struct write empty = {BLOB("a"), 0, get};
    commit_start(rig->store, &unsent, NULL, 0, &empty, 1);
    redis_store_free(rig->store);
    assert_int_equal(sent.result, COMMIT_UNKNOWN);
    assert_int_equal(unsent.result, COMMIT_UNAVAILABLE);
    assert_true(answers.done && !answers.replies);
    assert_true(truth.done && !truth.known);
    assert_int_equal(sent.calls + unsent.calls + answers.calls + truth.calls, 4);
    rig->store = redis_store_new(rig->loop, &rig->options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_commit_without_connection, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_server_killed_in_mid_flight, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_stalled_server_applies_it_later, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_fence_is_faster_than_the_commit, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_late_noscript_repeats_nothing, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(a_fence_asks_until_it_is_told, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(the_watchdog_drops_a_dead_connection, rig_setup,
                                        rig_teardown),
        cmocka_unit_test_setup_teardown(freeing_answers_everybody, rig_setup,
                                        rig_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The real clock: its alarm rings by itself, and a step of the wall clock against the
 * monotonic one goes onto the timeline of what is open. */
#include "harness.h"
#include "runtime/due.h"

/* A node as it runs outside of drills: nobody moves its clock but time. */
static struct node *open_real(struct stage *stage, char *id, char *place) {
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    node->bot->o.virtual_clock = false;
    node_declare(node, id, place);
    due_tick(node->bot);
    stage_settle(stage);
    return node;
}

static size_t steps_on(struct stage *stage, const char *id, int64_t *ret_last) {
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    size_t n = 0;
    for (size_t i = 0; i < history.n; i++) {
        if (!strcmp(history.entries[i].kind, KIND_CLOCK_STEPPED)) {
            n++;
            *ret_last =
                json_integer_value(json_object_get(history.entries[i].data, "by"));
        }
    }
    history_free(&history);
    arena_free(arena);
    return n;
}

static void steps(void **state) {
    static const struct {
        int64_t by;
        size_t entries; /* on the timeline afterwards */
    } rows[] = {
        {CLOCK_STEP_MS, 0}, /* no more than drift */
        {-CLOCK_STEP_MS, 0},
        {60 * MINUTE, 1},
        {-120 * MINUTE, 2},
    };
    struct stage *stage = *state;
    char id[64], place[64];
    (void)open_real(stage, id, place);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t last = 0;
        tempo_step(stage->tempo, rows[i].by);
        stage_pass(stage, 3000);
        assert_int_equal(steps_on(stage, id, &last), rows[i].entries);
        assert_int_equal(last, rows[i].entries > 0 ? rows[i].by : 0);
    }
}

static void rings(void **state) {
    struct stage *stage = *state;
    char id[64], place[64];
    struct node *node = open_real(stage, id, place);
    stage_pass(stage, 14 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 0);
    stage_pass(stage, MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 1);
}

static void stepped(void *ctx) {
    *(bool *)ctx = true;
}

static void step_clock(struct node *node, int64_t by) {
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->step(host->self, by, stepped, &done));
    stage_settle(node->stage);
    assert_true(done);
}

/* Away for an hour, and then the clock is set back behind it: what is due again in that
 * hour is due with somebody at work, and climbs. */
static void no_absence_ahead(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_close(node);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + HOUR);
    step_clock(node, -50 * MINUTE);
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "role take commander");
    node_advance(node, 15 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, place, "Update due"), 1);
    assert_int_equal(network_count(node->network, HEARD_SEND, NULL, "was away"), 0);
    node_advance(node, 5 * MINUTE);
    assert_int_equal(network_count(node->network, HEARD_SEND, "leadership", "Update due"),
                     1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(steps),
        TEST(no_absence_ahead),
        TEST(rings),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime clock", tests, server_setup,
                                       server_teardown);
}

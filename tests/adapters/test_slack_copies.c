/* Copies of an envelope, and acknowledgements that got lost: one answer. */
#include "world.h"
#include "world_asked.h"

static void copies_join_the_one_under_way(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_json(world->sockets[1], world_slash("e1b", ASKED, "update a"));
    assert_int_equal(world->ninputs, 1);
    world_say(world, 0, REPLY_DONE, "posted");
    bool first = payload_of(world->sockets[0], "e1") != NULL;
    bool second = payload_of(world->sockets[1], "e1b") != NULL;
    assert_true(first != second); /* read once */
    world_json(world->sockets[0], world_slash("e1c", ASKED, "update a"));
    world_run(world, 1000);
    assert_int_equal(world->ninputs, 1);
    assert_non_null(world_ack(world->sockets[0], "e1c"));
    assert_null(payload_of(world->sockets[0], "e1c"));
    assert_int_equal(world_count(world, HOOK), 0);
    world_free(world);
}

/* However many come while the first one waits: what is not acknowledged comes again. */
static void no_copy_is_forgotten(void **state) {
    (void)state;
    enum { COPIES = 40 };
    struct world *world = asked("update a");
    int acks = 0, answers = 0;
    char id[16];
    for (int i = 0; i < COPIES; i++) {
        snprintf(id, sizeof id, "c%d", i);
        world_json(world->sockets[i % 2], world_slash(id, ASKED, "update a"));
    }
    world_say(world, 0, REPLY_DONE, "posted");
    for (int i = 0; i < COPIES; i++) {
        snprintf(id, sizeof id, "c%d", i);
        acks += world_ack(world->sockets[i % 2], id) != NULL;
        answers += payload_of(world->sockets[i % 2], id) != NULL;
    }
    assert_int_equal(acks, COPIES);
    assert_non_null(world_ack(world->sockets[0], "e1"));
    assert_int_equal(answers, 1); /* read once, in the newest */
    assert_int_equal(world->ninputs, 1);
    world_free(world);
}

/* A server that sends one envelope over each socket takes the ack that it reads first. */
static void one_envelope_over_two_sockets(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_json(world->sockets[1], world_slash("e1", ASKED, "update a"));
    world_say(world, 0, REPLY_DONE, "posted");
    assert_true(world_holds(payload_of(world->sockets[0], "e1"), "posted"));
    assert_true(world_holds(payload_of(world->sockets[1], "e1"), "posted"));
    assert_int_equal(world->ninputs, 1);
    world_free(world);
}

/* Slack hands it in again because a socket broke, and the copy is here before the news. */
static void copies_outrun_the_end_of_a_socket(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_say(world, 0, REPLY_DONE, "posted");
    assert_non_null(payload_of(world->sockets[0], "e1"));
    world_json(world->sockets[1], world_slash("e1b", ASKED, "update a"));
    assert_null(world_ack(world->sockets[1], "e1b"));
    world_closed(world->sockets[0], "cut");
    world_run(world, 1000);
    assert_int_equal(world->ninputs, 2); /* the host knows that it was done */
    world_say(world, 1, REPLY_DONE, "posted");
    assert_true(world_holds(payload_of(world->sockets[1], "e1b"), "posted"));
    world_free(world);
}

static void lost_acks_are_answered_by_the_url_once(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_closed(world->sockets[0], "cut");
    world_say(world, 0, REPLY_DONE, "posted");
    world_run(world, 5000); /* nor does it say now that it cannot tell */
    assert_int_equal(world_count(world, HOOK), 1);
    world_ok(world_request(world, HOOK, 0), "{\"ok\":true}");
    world_json(world->sockets[1], world_slash("e1", ASKED, "update a"));
    assert_int_equal(world->ninputs, 1);
    assert_null(payload_of(world->sockets[1], "e1"));
    world_run(world, 60000);
    assert_int_equal(world_count(world, HOOK), 1);
    world_free(world);
}

/* The ack went into a socket that was dead already: the stored reply answers. */
static void answers_again_when_the_ack_went_down_with_its_socket(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_say(world, 0, REPLY_DONE, "posted");
    world_closed(world->sockets[0], "no pong");
    world_json(world->sockets[1], world_slash("e1", ASKED, "update a"));
    assert_int_equal(world->ninputs, 2);
    world_say(world, 1, REPLY_DONE, "posted");
    assert_true(world_holds(payload_of(world->sockets[1], "e1"), "posted"));
    world_free(world);
}

/* Slack handed it in again because it saw no ack, whatever the socket looks like from
 * here: the stored reply, in this ack. */
static void answers_again_when_slack_saw_no_ack(void **state) {
    (void)state;
    struct world *world = asked("update a");
    world_say(world, 0, REPLY_DONE, "posted");
    world_run(world, 2900);
    world_json(world->sockets[1], world_slash("e1", ASKED, "update a"));
    assert_int_equal(world->ninputs, 1); /* it was on its way */
    world_run(world, 200);
    world_json(world->sockets[1], world_slash("e2", ASKED, "update a"));
    assert_int_equal(world->ninputs, 2);
    world_say(world, 1, REPLY_DONE, "posted");
    assert_true(world_holds(payload_of(world->sockets[1], "e2"), "posted"));
    world_free(world);
}

static size_t posts_after(enum http_result result, int status, const char *json) {
    struct world *world = asked("update a");
    world->sockets[0]->cut = true;
    world_say(world, 0, REPLY_DONE, "posted");
    world_answer(world_request(world, HOOK, 0), result, status, json, "1");
    world_run(world, 1200);
    for (size_t i = 1; i < world_count(world, HOOK); i++) {
        world_answer(world_request(world, HOOK, i), result, status, json, "1");
        world_run(world, 60000);
    }
    size_t n = world_count(world, HOOK);
    world_free(world);
    return n;
}

static void repeats_only_what_was_surely_not_done(void **state) {
    (void)state;
    assert_int_equal(posts_after(HTTP_NOT_SENT, 0, NULL), 2);
    assert_int_equal(
        posts_after(HTTP_DONE, 429, "{\"ok\":false,\"error\":\"ratelimited\"}"), 2);
    assert_int_equal(posts_after(HTTP_UNKNOWN, 0, NULL), 1);
    assert_int_equal(posts_after(HTTP_DONE, 500, "{}"), 1);
    assert_int_equal(posts_after(HTTP_DONE, 200, "{\"ok\":true}"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_join_the_one_under_way),
        cmocka_unit_test(no_copy_is_forgotten),
        cmocka_unit_test(one_envelope_over_two_sockets),
        cmocka_unit_test(copies_outrun_the_end_of_a_socket),
        cmocka_unit_test(lost_acks_are_answered_by_the_url_once),
        cmocka_unit_test(answers_again_when_the_ack_went_down_with_its_socket),
        cmocka_unit_test(answers_again_when_slack_saw_no_ack),
        cmocka_unit_test(repeats_only_what_was_surely_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

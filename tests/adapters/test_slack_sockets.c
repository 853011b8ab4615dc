/* Sockets of Socket Mode: when they are opened, replaced, given up. */
#include "world.h"

#include "base/text.h"

#define OPEN "apps.connections.open"

static const char *no_urls(struct world *world, struct world_request *request) {
    (void)world;
    return text_equal(request->method, "auth.test")
               ? "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\",\"team\":\"A\"}"
               : NULL;
}

static const char *nothing(struct world *world, struct world_request *request) {
    (void)world;
    (void)request;
    return NULL;
}

static void start(struct world *world) {
    assert_true(world->adapter->start(world->adapter->self, &world->host));
    world_step(world);
}

static void comes_up_one_after_another(void **state) {
    (void)state;
    struct world *world = world_new(3);
    world->script = nothing;
    start(world);
    assert_int_equal(world->nrequests, 1); /* auth.test comes first */
    world->script = no_urls;
    world_ok(world_request(world, "auth.test", 0),
             "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\",\"team\":\"A\"}");
    world_step(world);
    assert_int_equal(world_count(world, OPEN), 1);
    world_run(world, 1000);
    assert_int_equal(world_count(world, OPEN), 3);
    world_free(world);
}

static void each_url_serves_once(void **state) {
    (void)state;
    struct world *world = world_up(2);
    for (int i = 0; i < 10; i++) {
        world_closed(world->sockets[world->nsockets - 1], "made up");
        world_run(world, 60000);
    }
    assert_int_equal(world->nsockets, 12);
    assert_int_equal(world_count(world, OPEN), world->nsockets);
    for (size_t i = 0; i < world->nsockets; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(world->sockets[i]->url, world->sockets[k]->url);
        }
    }
    world_free(world);
}

static void replaced_by(const char *reason) {
    struct world *world = world_up(1);
    struct websocket *old = world->sockets[0];
    world->hello = false;
    world_json(old, json_pack("{s:s, s:s}", "type", "disconnect", "reason", reason));
    world_run(world, 1000);
    assert_int_equal(world->nsockets, 2); /* the new one is opened first */
    world_run(world, 1000);
    assert_false(old->ended);
    /* What comes over the old one meanwhile is answered over it. */
    world_json(old, world_slash("e1", "1.1", "list"));
    world_hello(world->sockets[1]);
    world_run(world, 1000);
    assert_false(old->ended);
    world_say(world, 0, REPLY_DONE, "nothing is open");
    assert_non_null(world_ack(old, "e1"));
    assert_false(old->ended);
    world_run(world, 1000);
    assert_true(old->ended);
    assert_int_equal(world_open_sockets(world), 1);
    world_run(world, 600000);
    assert_int_equal(world->nsockets, 2);
    world_free(world);
}

static void replaces_before_it_closes(void **state) {
    (void)state;
    replaced_by("warning");
    replaced_by("refresh_requested");
    replaced_by("a reason of next year");
}

static void old_one_ends_before_the_new_one_is_up(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world->hello = false;
    world_text(world->sockets[0], "{\"type\":\"disconnect\",\"reason\":\"warning\"}");
    world_run(world, 1000);
    world_closed(world->sockets[0], "by Slack");
    world_hello(world->sockets[1]);
    world_run(world, 600000);
    assert_int_equal(world->nsockets, 2);
    assert_int_equal(world_open_sockets(world), 1);
    world_free(world);
}

static void waits_when_socket_mode_is_off(void **state) {
    (void)state;
    struct world *world = world_up(1);
    int64_t off = world->now;
    world_text(world->sockets[0],
               "{\"type\":\"disconnect\",\"reason\":\"link_disabled\"}");
    world_run(world, 59000);
    assert_true(world->sockets[0]->ended);
    assert_int_equal(world_count(world, OPEN), 1);
    world_run(world, 62000);
    assert_int_equal(world_count(world, OPEN), 2);
    assert_true(world->sockets[1]->at - off >= 60000);
    assert_int_equal(world_open_sockets(world), 1);
    world_free(world);
}

static struct websocket *newest(struct world *world) {
    return world->sockets[world->nsockets - 1];
}

static void is_content_with_fewer(void **state) {
    (void)state;
    struct world *world = world_up(2);
    for (size_t i = 1; i <= 3; i++) {
        assert_int_equal(world_open_sockets(world), 2);
        size_t before = world_count(world, OPEN);
        world_text(newest(world),
                   "{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
        world_run(world, 14900);
        assert_int_equal(world_count(world, OPEN), before); /* no thrashing */
        world_run(world, 16000);
    }
    assert_int_equal(world_open_sockets(world), 1);
    world_run(world, 400000);
    assert_int_equal(world_open_sockets(world), 1);
    /* The last one is never given up. */
    for (int i = 0; i < 5; i++) {
        struct websocket *last = NULL;
        for (size_t k = 0; k < world->nsockets; k++) {
            last = world->sockets[k]->ended ? last : world->sockets[k];
        }
        assert_non_null(last);
        world_text(last, "{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
        world_run(world, 31000);
        assert_int_equal(world_open_sockets(world), 1);
    }
    world_run(world, 600000); /* one more is tried again */
    assert_int_equal(world_open_sockets(world), 2);
    world_free(world);
}

static void stops_at_a_fatal_error(void **state) {
    (void)state;
    static const char *const errors[] = {
        "not_authed",    "invalid_auth",           "token_revoked", "account_inactive",
        "team_disabled", "user_removed_from_team", "missing_scope"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct world *world = world_new(2);
        world->script = no_urls;
        start(world);
        world_run(world, 1000);
        char answer[128];
        snprintf(answer, sizeof answer, "{\"ok\":false,\"error\":\"%s\"}", errors[i]);
        world_ok(world_request(world, OPEN, 0), answer);
        world_ok(world_request(world, OPEN, 1), answer);
        assert_int_equal(world->fatal, 1);
        world_run(world, 3600000);
        assert_int_equal(world->nrequests, 4); /* who we are, channels, two sockets */
        world_free(world);
    }
    struct world *world = world_new(1);
    world->script = nothing;
    start(world);
    world_ok(world_request(world, "auth.test", 0),
             "{\"ok\":false,\"error\":\"invalid_auth\"}");
    world_run(world, 3600000);
    assert_int_equal(world->fatal, 1);
    assert_int_equal(world->nrequests, 1);
    world_free(world);
}

static void obeys_retry_after(void **state) {
    (void)state;
    struct world *world = world_new(1);
    world->script = no_urls;
    start(world);
    int64_t begun = world->now;
    world_answer(world_request(world, OPEN, 0), HTTP_DONE, 429,
                 "{\"ok\":false,\"error\":\"ratelimited\"}", "47");
    world_run(world, 120000);
    assert_int_equal(world_count(world, OPEN), 2);
    int64_t waited = world_request(world, OPEN, 1)->at - begun;
    assert_in_range(waited, 47000, 48500);
    assert_int_equal(world->fatal, 0);
    world_free(world);
}

static void backs_off_with_jitter(void **state) {
    (void)state;
    struct world *world = world_new(2);
    world->script = no_urls;
    start(world);
    world_run(world, 1000);
    int64_t waits[64], sum = 0, together = 0;
    size_t n = 0;
    int64_t ceiling = 500;
    for (size_t i = 0; n < 60; i++) {
        int64_t at = world->now;
        world_answer(world_request(world, OPEN, 2 * i), HTTP_NOT_SENT, 0, NULL, NULL);
        world_answer(world_request(world, OPEN, 2 * i + 1), HTTP_NOT_SENT, 0, NULL, NULL);
        world_run(world, 30000);
        assert_int_equal(world_count(world, OPEN), 2 * i + 4);
        for (size_t k = 2; k < 4; k++) {
            waits[n] = world_request(world, OPEN, 2 * i + k)->at - at;
            assert_in_range(waits[n], 0, ceiling);
            sum += waits[n++];
        }
        together += waits[n - 1] == waits[n - 2];
        ceiling = ceiling * 2 < 30000 ? ceiling * 2 : 30000;
    }
    assert_true(together < 5); /* not in step */
    assert_true(sum / (int64_t)n > 4000);
    world_free(world);
}

static void comes_back_soon_after_a_cut(void **state) {
    (void)state;
    struct world *world = world_up(2);
    for (int i = 0; i < 50; i++) { /* cut every 2 s: never slower than a second */
        world_closed(newest(world), "cut");
        world_run(world, 2000);
        assert_int_equal(world_open_sockets(world), 2);
    }
    world_free(world);
}

static void gives_up_on_one_that_says_no_hello(void **state) {
    (void)state;
    struct world *world = world_new(1);
    world->hello = false;
    start(world);
    assert_int_equal(world->nsockets, 1);
    world->sockets[0]->calls.opened(world->sockets[0]->calls.ctx);
    world->hello = true;
    world_run(world, 12000);
    assert_true(world->sockets[0]->ended);
    assert_int_equal(world_open_sockets(world), 1);
    world_free(world);
}

static void auth_is_tried_again(void **state) {
    (void)state;
    struct world *world = world_new(1);
    world->script = nothing;
    start(world);
    for (size_t i = 0; i < 6; i++) {
        world_answer(world_request(world, "auth.test", i), HTTP_UNKNOWN, 0, NULL, NULL);
        world_run(world, 30000);
        assert_int_equal(world_count(world, "auth.test"), i + 2);
        assert_int_equal(world_count(world, OPEN), 0);
    }
    world_free(world);
}

static void stops(void **state) {
    (void)state;
    struct world *world = world_up(2);
    world_json(world->sockets[0], world_slash("e1", "1.1", "list"));
    world->adapter->stop(world->adapter->self);
    world_run(world, 1000);
    assert_true(world->sockets[1]->ended);
    assert_false(world->sockets[0]->ended); /* an answer is due over it */
    world_json(world->sockets[0], world_slash("e2", "1.2", "list"));
    assert_int_equal(world->ninputs, 1);
    world_say(world, 0, REPLY_DONE, "nothing is open");
    assert_non_null(world_ack(world->sockets[0], "e1"));
    world_run(world, 1000);
    assert_int_equal(world_open_sockets(world), 0);
    world_run(world, 600000);
    assert_int_equal(world->nsockets, 2);
    world_free(world);
}

static void stops_before_it_is_up(void **state) {
    (void)state;
    world_free(world_new(2)); /* never started */
    struct world *world = world_new(2);
    world->script = nothing;
    start(world);
    world->adapter->stop(world->adapter->self);
    world_ok(world_request(world, "auth.test", 0),
             "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\",\"team\":\"A\"}");
    world_run(world, 600000);
    assert_int_equal(world->nrequests, 1);
    world_free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_up_one_after_another),
        cmocka_unit_test(each_url_serves_once),
        cmocka_unit_test(replaces_before_it_closes),
        cmocka_unit_test(old_one_ends_before_the_new_one_is_up),
        cmocka_unit_test(waits_when_socket_mode_is_off),
        cmocka_unit_test(is_content_with_fewer),
        cmocka_unit_test(stops_at_a_fatal_error),
        cmocka_unit_test(obeys_retry_after),
        cmocka_unit_test(backs_off_with_jitter),
        cmocka_unit_test(comes_back_soon_after_a_cut),
        cmocka_unit_test(gives_up_on_one_that_says_no_hello),
        cmocka_unit_test(auth_is_tried_again),
        cmocka_unit_test(stops),
        cmocka_unit_test(stops_before_it_is_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

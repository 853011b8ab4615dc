/* Modals, buttons and App Home. Buttons and views are those that the codec makes. */
#include "slack/codec_views.h"
#include "world.h"
#include "world_forms.h"

/* What Slack sends when somebody fills `text` into every field of a view of ours. */
static json_t *submit(const char *trigger, const json_t *view, const char *text) {
    json_t *values = json_object(), *sent = json_deep_copy(view);
    size_t i;
    const json_t *block;
    json_array_foreach(json_object_get(view, "blocks"), i, block) {
        const json_t *element = json_object_get(block, "element");
        if (element) {
            json_object_set_new(
                values, jsonx_string(block, "block_id", ""),
                json_pack("{s:{s:s, s:s}}", jsonx_string(element, "action_id", ""),
                          "type", jsonx_string(element, "type", ""), "value", text));
        }
    }
    json_object_set_new(sent, "id", json_string("V1"));
    json_object_set_new(sent, "state", json_pack("{s:o}", "values", values));
    return interactive("e9", trigger,
                       json_pack("{s:s, s:o}", "type", "view_submission", "view", sent));
}

/* ---- forms ---- */

static void form_is_opened_at_once_and_filled_in(void **state) {
    (void)state;
    for (int replied_first = 0; replied_first < 2; replied_first++) {
        struct world *world = world_up(1);
        world_json(world->sockets[0], world_slash("e1", "1.1", ""));
        assert_int_equal(world->inputs[0].kind, INPUT_FORM);
        struct world_request *open = world_request(world, "views.open", 0);
        assert_int_equal(open->at, world->now); /* a trigger lives for 3 s */
        assert_string_equal(jsonx_string(open->body, "trigger_id", ""), "1.1");
        assert_null(world_ack(world->sockets[0], "e1"));
        if (replied_first) {
            reply_form(world, 0);
            assert_int_equal(world_count(world, "views.update"), 0);
            world_ok(open, OPENED);
        } else {
            world_ok(open, OPENED);
            reply_form(world, 0);
        }
        world_step(world);
        assert_null(payload_of(world, "e1"));
        struct world_request *update = world_request(world, "views.update", 0);
        assert_string_equal(jsonx_string(update->body, "view_id", ""), "V1");
        assert_true(world_holds(view_of(update), "What is new"));
        world_ok(update, OPENED);
        world_run(world, 60000);
        assert_int_equal(world_count(world, HOOK), 0);
        assert_int_equal(world->sockets[0]->nframes, 1);
        world_free(world);
    }
}

static void form_that_does_not_open_is_said(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_slash("e1", "1.1", ""));
    world_ok(world_request(world, "views.open", 0),
             "{\"ok\":false,\"error\":\"expired_trigger_id\"}");
    reply_form(world, 0);
    assert_true(world_holds(payload_of(world, "e1"), "/inc update"));
    /* And when that is known only after the ack. */
    world_json(world->sockets[0], world_slash("e2", "1.2", ""));
    reply_form(world, 1);
    assert_null(payload_of(world, "e2"));
    world_ok(world_request(world, "views.open", 1),
             "{\"ok\":false,\"error\":\"expired_trigger_id\"}");
    world_step(world);
    assert_true(world_holds(world_request(world, HOOK, 0)->body, "/inc update"));
    world_free(world);
}

static void slow_form_is_acknowledged_in_time(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_slash("e1", "1.1", ""));
    world_ok(world_request(world, "views.open", 0), OPENED);
    world_run(world, 2800);
    assert_null(payload_of(world, "e1"));
    reply_form(world, 0);
    assert_true(
        world_holds(view_of(world_request(world, "views.update", 0)), "What is new"));
    world_free(world);
}

static void refusal_of_a_form_is_said_in_its_view(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], world_slash("e1", "1.1", ""));
    world_ok(world_request(world, "views.open", 0), OPENED);
    world_say(world, 0, REPLY_REFUSED, "not you");
    struct world_request *update = world_request(world, "views.update", 0);
    assert_true(world_holds(view_of(update), "not you"));
    world_ok(update, "{\"ok\":false,\"error\":\"not_found\"}"); /* closed meanwhile */
    world_step(world);
    assert_true(world_holds(world_request(world, HOOK, 0)->body, "not you"));
    world_free(world);
}

static struct world *submitted(const char *place) {
    struct world *world = world_up(1);
    json_t *view = slack_view_form(world->arena, form(world), place, "/inc");
    world_json(world->sockets[0], submit("5.5", view, "DNS is slow"));
    json_decref(view);
    assert_int_equal(world->inputs[0].kind, INPUT_COMMAND);
    assert_string_equal(world->inputs[0].command, "update");
    assert_string_equal(jsonx_string(world->inputs[0].fields, "update", ""),
                        "DNS is slow");
    assert_int_equal(world->sockets[0]->nframes, 0);
    return world;
}

static void submitted_form_closes_and_is_answered_aside(void **state) {
    (void)state;
    struct world *world = submitted("slack:C1");
    world_say(world, 0, REPLY_DONE, "posted");
    assert_string_equal(jsonx_string(payload_of(world, "e9"), "response_action", ""),
                        "clear");
    struct world_request *aside = world_request(world, "chat.postEphemeral", 0);
    assert_string_equal(jsonx_string(aside->body, "channel", ""), "C1");
    assert_true(world_holds(aside->body, "posted"));
    world_ok(aside, "{\"ok\":true}");
    world_free(world);

    world = submitted(NULL); /* from a global shortcut: the view says it */
    world_say(world, 0, REPLY_DONE, "posted");
    assert_string_equal(jsonx_string(payload_of(world, "e9"), "response_action", ""),
                        "update");
    assert_true(world_holds(payload_of(world, "e9"), "posted"));
    world_free(world);
}

static void wrong_field_is_shown_in_the_form(void **state) {
    (void)state;
    struct world *world = submitted("slack:C1");
    struct reply reply = {.status = REPLY_REFUSED,
                          .field = "update",
                          .body = world_tree(world, "too long")};
    world_reply(world, 0, &reply);
    const json_t *payload = payload_of(world, "e9");
    assert_string_equal(jsonx_string(payload, "response_action", ""), "errors");
    assert_true(world_holds(json_object_get(payload, "errors"), "too long"));
    world_free(world);

    /* No field is to blame: it is said at the first, and what was typed stays. */
    world = submitted("slack:C1");
    reply.field = NULL;
    reply.body = world_tree(world, "too far ahead");
    world_reply(world, 0, &reply);
    payload = payload_of(world, "e9");
    assert_string_equal(jsonx_string(payload, "response_action", ""), "errors");
    assert_true(world_holds(json_object_get(payload, "errors"), "too far ahead"));
    world_free(world);
}

/* It took long: the form has been replaced. What was typed in it comes back with the no. */
static void a_late_refusal_brings_the_form_back(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct world *world = submitted("slack:C1");
        world_run(world, 2900);
        assert_true(world_holds(payload_of(world, "e9"), "cannot tell yet"));
        world_say(world, 0, k == 0 ? REPLY_REFUSED : REPLY_DONE, "the disk is full");
        const json_t *view = view_of(world_request(world, "views.update", 0));
        assert_true(world_holds(view, "the disk is full"));
        assert_int_equal(world_holds(view, "DNS is slow"), k == 0);
        assert_int_equal(json_object_get(view, "submit") != NULL, k == 0);
        assert_int_equal(json_object_get(view, "private_metadata") != NULL, k == 0);
        world_free(world);
    }
}

/* An empty ack would close the form over what was typed. */
static void copies_of_a_wrong_form_get_the_error_too(void **state) {
    (void)state;
    struct world *world = submitted("slack:C1");
    const struct reply reply = {.status = REPLY_REFUSED,
                                .field = "update",
                                .body = world_tree(world, "too long")};
    world_reply(world, 0, &reply);
    json_t *view = slack_view_form(world->arena, form(world), "slack:C1", "/inc");
    json_t *copy = submit("5.5", view, "DNS is slow");
    json_decref(view);
    json_object_set_new(copy, "envelope_id", json_string("e10"));
    world_json(world->sockets[0], copy);
    assert_int_equal(world->ninputs, 1);
    const json_t *payload = payload_of(world, "e10");
    assert_string_equal(jsonx_string(payload, "response_action", ""), "errors");
    assert_true(world_holds(json_object_get(payload, "errors"), "too long"));
    world_free(world);
}

static void late_submission_says_so_and_is_filled_in(void **state) {
    (void)state;
    struct world *world = submitted("slack:C1");
    world_run(world, 2800);
    const json_t *payload = payload_of(world, "e9");
    assert_string_equal(jsonx_string(payload, "response_action", ""), "update");
    assert_true(world_holds(payload, "cannot tell yet"));
    world_say(world, 0, REPLY_DONE, "posted");
    struct world_request *update = world_request(world, "views.update", 0);
    assert_string_equal(jsonx_string(update->body, "view_id", ""), "V1");
    assert_true(world_holds(view_of(update), "posted"));
    world_ok(update, OPENED);
    world_free(world);
}

static void large_submission_answers_fit_their_ack(void **state) {
    (void)state;
    struct world *world = submitted(NULL);
    json_t *tree = json_array();
    char line[600];
    memset(line, '\"', sizeof line - 1); /* each takes two bytes in JSON */
    line[sizeof line - 1] = '\0';
    for (int i = 0; i < 40; i++) {
        json_array_append_new(
            tree, json_pack("{s:s, s:[{s:s, s:s}]}", "k", "p", "c", "k", "t", "s", line));
    }
    const struct reply reply = {.status = REPLY_DONE, .body = tree};
    world_reply(world, 0, &reply);
    json_decref(tree);
    assert_string_equal(jsonx_string(payload_of(world, "e9"), "response_action", ""),
                        "update");
    assert_true(world_holds(view_of(world_request(world, "views.update", 0)), "\"\"\""));
    world_free(world);
}

static void lost_submission_ack_is_shown_in_the_view(void **state) {
    (void)state;
    struct world *world = submitted("slack:C1");
    world_closed(world->sockets[0], "cut");
    world_say(world, 0, REPLY_DONE, "posted");
    struct world_request *update = world_request(world, "views.update", 0);
    assert_true(world_holds(view_of(update), "posted"));
    world_ok(update, "{\"ok\":false,\"error\":\"not_found\"}");
    world_step(world);
    assert_true(
        world_holds(world_request(world, "chat.postEphemeral", 0)->body, "posted"));
    world_free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_is_opened_at_once_and_filled_in),
        cmocka_unit_test(form_that_does_not_open_is_said),
        cmocka_unit_test(slow_form_is_acknowledged_in_time),
        cmocka_unit_test(refusal_of_a_form_is_said_in_its_view),
        cmocka_unit_test(submitted_form_closes_and_is_answered_aside),
        cmocka_unit_test(wrong_field_is_shown_in_the_form),
        cmocka_unit_test(late_submission_says_so_and_is_filled_in),
        cmocka_unit_test(large_submission_answers_fit_their_ack),
        cmocka_unit_test(lost_submission_ack_is_shown_in_the_view),
        cmocka_unit_test(copies_of_a_wrong_form_get_the_error_too),
        cmocka_unit_test(a_late_refusal_brings_the_form_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Modals, buttons and App Home. Buttons and views are those that the codec makes. */
#include "slack/codec_blocks.h"
#include "slack/codec_views.h"
#include "world.h"

#include "base/text.h"

#define HOOK "answer-here"
#define OPENED "{\"ok\":true,\"view\":{\"id\":\"V1\"}}"

static const json_t *view_of(struct world_request *request) {
    const json_t *view = json_object_get(request->body, "view");
    assert_non_null(view);
    return view;
}

static json_t *form(struct world *world) {
    return arena_json(world->arena,
                      json_pack("{s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:b}]}",
                                "command", "update", "title", "Post an update",
                                "incident", "INC-1", "submit", "Post", "fields", "name",
                                "update", "label", "What is new", "type", "text",
                                "required", 1));
}

static void reply_form(struct world *world, size_t n) {
    const struct reply reply = {.status = REPLY_DONE, .form = form(world)};
    world_reply(world, n, &reply);
}

/* ---- interactive envelopes ---- */

static json_t *interactive(const char *envelope, const char *trigger, json_t *payload) {
    json_object_set_new(payload, "user",
                        json_pack("{s:s, s:s}", "id", "U1", "username", "ana"));
    json_object_set_new(payload, "trigger_id", json_string(trigger));
    /* The envelope of a press accepts a payload too, and Slack shows nobody what is in it. */
    return json_pack("{s:s, s:s, s:b, s:o}", "type", "interactive", "envelope_id",
                     envelope, "accepts_response_payload", 1, "payload", payload);
}

static json_t *tree_with_button(struct world *world, bool opens_form) {
    return arena_json(
        world->arena,
        json_pack("[{s:s, s:[{s:s, s:s}]}, {s:s, s:[{s:s, s:s, s:s, s:s, s:b}]}]", "k",
                  "p", "c", "k", "t", "s", "API is down", "k", "buttons", "c", "label",
                  "Acknowledge", "command", opens_form ? "update" : "ack", "incident",
                  "INC-1", "phase", "logged", "form", opens_form));
}

static const json_t *first_button(const json_t *blocks) {
    size_t i, k;
    const json_t *block, *element;
    json_array_foreach(blocks, i, block) {
        json_array_foreach(json_object_get(block, "elements"), k, element) {
            if (text_equal(jsonx_string(element, "type", ""), "button")) {
                return element;
            }
        }
        element = json_object_get(block, "accessory");
        if (text_equal(jsonx_string(element, "type", ""), "button")) {
            return element;
        }
    }
    fail_msg("no button");
    return NULL;
}

static json_t *pressed(const json_t *blocks) {
    return json_pack("[O]", first_button(blocks));
}

static json_t *press(struct world *world, const char *trigger, bool opens_form) {
    json_t *blocks =
        slack_blocks(world->arena, tree_with_button(world, opens_form), "/inc");
    json_t *actions = pressed(blocks);
    return interactive(
        "e1", trigger,
        json_pack("{s:s, s:s, s:{s:s}, s:{s:s, s:s, s:s}, s:o, s:{s:s, s:s, s:o}}",
                  "type", "block_actions", "response_url", "https://hooks.test/a/" HOOK,
                  "channel", "id", "C1", "container", "type", "message", "channel_id",
                  "C1", "message_ts", "1760000000.000100", "actions", actions, "message",
                  "ts", "1760000000.000100", "text", "API is down", "blocks", blocks));
}

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

static const json_t *payload_of(struct world *world, const char *envelope) {
    const json_t *frame = world_ack(world->sockets[0], envelope);
    assert_non_null(frame);
    return json_object_get(frame, "payload");
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

/* ---- buttons ---- */

/* What came of it is shown by the message, a mirror: nothing is said, nothing replaced.
 */
static void press_is_shown_by_its_message(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], press(world, "1.1", false));
    assert_string_equal(world->inputs[0].command, "ack");
    assert_string_equal(world->inputs[0].phase, "logged");
    assert_non_null(jsonx_string(world->inputs[0].data, "message", NULL));
    const struct reply reply = {.status = REPLY_DONE,
                                .saved = true,
                                .shown = true,
                                .body = world_tree(world, "acknowledged")};
    world_reply(world, 0, &reply);
    assert_null(payload_of(world, "e1"));
    world_run(world, 60000);
    assert_int_equal(world_count(world, HOOK), 0);
    world_free(world);
}

static void press_under_an_old_message_is_answered(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], press(world, "1.1", false));
    world_say(world, 0, REPLY_DONE, "acknowledged");
    const json_t *said = world_request(world, HOOK, 0)->body;
    assert_false(jsonx_bool(said, "replace_original", true));
    assert_true(world_holds(said, "acknowledged"));
    world_free(world);
}

static void moot_press_is_explained(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], press(world, "1.1", false));
    const struct reply reply = {.status = REPLY_REFUSED,
                                .moot = true,
                                .body = world_tree(world, "it is resolved already")};
    world_reply(world, 0, &reply);
    const json_t *said = world_request(world, HOOK, 0)->body;
    assert_false(jsonx_bool(said, "replace_original", true));
    assert_true(world_holds(said, "resolved already"));
    assert_int_equal(world_count(world, HOOK), 1);
    world_free(world);
}

static void refused_press_leaves_the_message(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], press(world, "1.1", false));
    world_say(world, 0, REPLY_REFUSED, "only the commander");
    assert_int_equal(world_count(world, HOOK), 1);
    const json_t *said = world_request(world, HOOK, 0)->body;
    assert_false(jsonx_bool(said, "replace_original", true));
    assert_true(world_holds(said, "only the commander"));
    world_free(world);
}

static void pinned_summary_is_left_to_its_mirror(void **state) {
    (void)state;
    for (int marked = 0; marked < 2; marked++) {
        struct world *world = world_up(1);
        json_t *envelope = press(world, "1.1", false);
        json_t *message =
            json_object_get(json_object_get(envelope, "payload"), "message");
        json_t *metadata = json_pack("{s:s, s:{s:s}}", "event_type", SLACK_EVENT,
                                     "event_payload", "id", "summary:INC-1");
        if (marked) {
            json_object_set(message, "metadata", metadata);
        } else {
            json_object_set_new(message, "pinned_to", json_pack("[s]", "C1"));
        }
        json_decref(metadata);
        world_json(world->sockets[0], envelope);
        world_say(world, 0, REPLY_DONE, "acknowledged");
        assert_int_equal(world_count(world, HOOK), 1);
        const json_t *said = world_request(world, HOOK, 0)->body;
        assert_false(jsonx_bool(said, "replace_original", true));
        world_free(world);
    }
}

static void button_opens_its_form(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], press(world, "1.1", true));
    assert_int_equal(world->inputs[0].kind, INPUT_FORM);
    world_ok(world_request(world, "views.open", 0), OPENED);
    reply_form(world, 0);
    assert_true(
        world_holds(view_of(world_request(world, "views.update", 0)), "What is new"));
    assert_int_equal(world_count(world, HOOK), 0);
    world_free(world);
}

static void menu_is_filled_by_what_is_chosen(void **state) {
    (void)state;
    struct world *world = world_up(1);
    json_t *menu = arena_json(
        world->arena,
        json_pack("{s:s, s:s, s:O, s:[{s:s, s:s, s:b}]}", "title", "INC-1", "incident",
                  "INC-1", "body", world_tree(world, "what next?"), "menu", "command",
                  "ack", "label", "Acknowledge", "form", 0));
    json_t *view = slack_view_form(world->arena, menu, "slack:C1", "/inc");
    json_t *actions = pressed(json_object_get(view, "blocks"));
    json_object_set_new(view, "id", json_string("V7"));
    json_object_set_new(view, "type", json_string("modal"));
    world_json(world->sockets[0],
               interactive("e1", "1.1",
                           json_pack("{s:s, s:{s:s, s:s}, s:o, s:o}", "type",
                                     "block_actions", "container", "type", "view",
                                     "view_id", "V7", "view", view, "actions", actions)));
    assert_string_equal(world->inputs[0].command, "ack");
    assert_string_equal(world->inputs[0].place, "slack:C1");
    world_say(world, 0, REPLY_DONE, "acknowledged");
    assert_null(payload_of(world, "e1"));
    assert_int_equal(world_count(world, "views.open"), 0);
    struct world_request *update = world_request(world, "views.update", 0);
    assert_string_equal(jsonx_string(update->body, "view_id", ""), "V7");
    assert_true(world_holds(view_of(update), "acknowledged"));
    world_free(world);
}

/* ---- shortcuts, home ---- */

static void shortcuts(void **state) {
    (void)state;
    struct world *world = world_up(1);
    world_json(world->sockets[0], interactive("e1", "1.1",
                                              json_pack("{s:s, s:s}", "type", "shortcut",
                                                        "callback_id", "declare")));
    assert_int_equal(world->inputs[0].kind, INPUT_FORM);
    assert_int_equal(world_count(world, "views.open"), 1);
    world_json(
        world->sockets[0],
        interactive("e2", "1.2",
                    json_pack("{s:s, s:s, s:s, s:{s:s}, s:{s:s, s:s, s:s}}", "type",
                              "message_action", "callback_id", "add_to_timeline",
                              "response_url", "https://hooks.test/a/" HOOK, "channel",
                              "id", "C1", "message", "ts", "1760000000.000100", "user",
                              "U2", "text", "disk is full")));
    assert_int_equal(world->inputs[1].kind, INPUT_MESSAGE);
    assert_int_equal(world_count(world, "views.open"), 1);
    world_say(world, 1, REPLY_DONE, "it is on the timeline");
    assert_null(payload_of(world, "e2"));
    assert_true(world_holds(world_request(world, HOOK, 0)->body, "on the timeline"));
    world_free(world);
}

static void open_home(struct world *world, const char *envelope, const char *event,
                      const char *user) {
    char text[160];
    snprintf(text, sizeof text,
             "{\"type\":\"app_home_opened\",\"tab\":\"home\",\"user\":\"%s\","
             "\"channel\":\"D1\"}",
             user);
    world_json(world->sockets[0], world_event(envelope, event, text));
}

static void home_is_published_once_at_a_time(void **state) {
    (void)state;
    struct world *world = world_up(1);
    char id[16], event[16];
    for (int i = 0; i < 20; i++) {
        snprintf(id, sizeof id, "h%d", i);
        snprintf(event, sizeof event, "Ev%d", i);
        open_home(world, id, event, "U1");
        assert_non_null(world_ack(world->sockets[0], id));
    }
    assert_int_equal(world->ninputs, 1);
    assert_string_equal(world->inputs[0].text, "mine");
    world_say(world, 0, REPLY_DONE, "nothing is yours");
    struct world_request *publish = world_request(world, "views.publish", 0);
    assert_string_equal(jsonx_string(publish->body, "user_id", ""), "U1");
    assert_true(world_holds(view_of(publish), "nothing is yours"));
    world_ok(publish, "{\"ok\":true}");
    assert_int_equal(world->ninputs, 2); /* it was opened again meanwhile: once more */
    world_say(world, 1, REPLY_DONE, "nothing is yours");
    world_ok(world_request(world, "views.publish", 1), "{\"ok\":true}");
    world_run(world, 60000);
    assert_int_equal(world->ninputs, 2);
    open_home(world, "later", "EvLater", "U1");
    assert_int_equal(world->ninputs, 3);
    for (int i = 0; i < 300; i++) { /* bounded */
        snprintf(id, sizeof id, "U%d", 1000 + i);
        open_home(world, id, id, id);
    }
    assert_int_equal(world->ninputs, 202);
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
        cmocka_unit_test(press_is_shown_by_its_message),
        cmocka_unit_test(press_under_an_old_message_is_answered),
        cmocka_unit_test(moot_press_is_explained),
        cmocka_unit_test(refused_press_leaves_the_message),
        cmocka_unit_test(pinned_summary_is_left_to_its_mirror),
        cmocka_unit_test(button_opens_its_form),
        cmocka_unit_test(menu_is_filled_by_what_is_chosen),
        cmocka_unit_test(shortcuts),
        cmocka_unit_test(home_is_published_once_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

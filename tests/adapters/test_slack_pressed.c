/* Buttons, menus, shortcuts and the home tab, over a socket. */
#include "base/text.h"
#include "slack/codec_blocks.h"
#include "slack/codec_views.h"
#include "world.h"
#include "world_forms.h"

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

/* Messages with buttons: what they offer and whom they name follows from the state. */
#include "core/deadline_due.h"
#include "core/markup_text.h"
#include "core/pressed.h"
#include "hearing.h"

static json_t *button(const char *label, const char *command, const char *phase,
                      const char *number) {
    json_t *item = json_pack("{s:s, s:s}", "label", label, "command", command);

    jsonx_set_string(item, "phase", phase);
    if (number != NULL) {
        json_object_set_new(item, "fields", json_pack("{s:s}", "number", number));
    }
    return item;
}

/* A message with text and the buttons, and for a reminder what it reminded of. */
static json_t *kept(struct fixture *fixture, json_t *buttons, int64_t due) {
    json_t *kept =
        arena_json(fixture->arena,
                   json_pack("{s:[{s:s, s:[{s:s, s:s}]}, {s:s, s:o}]}", "body", "k", "p",
                             "c", "k", "t", "s", "text", "k", "buttons", "c", buttons));

    if (due != 0) {
        json_object_set_new(kept, "guard",
                            json_pack("{s:s, s:i, s:I, s:i}", "deadline", DEADLINE_UPDATE,
                                      "ref", 0, "due", (json_int_t)due, "step", 1));
    }
    return kept;
}

/* Of a text, or of the one in bold. */
static const char *words_of(const json_t *one) {
    const json_t *bold = json_array_get(json_object_get(one, "c"), 0);

    if (json_object_get(one, "ms") != NULL) {
        return "1759140720000"; /* the only moment here */
    }
    return jsonx_string(bold != NULL ? bold : one, "s", "");
}

/* "text|Acknowledged by slack:U1|[update] [resolve]" */
static const char *shown(struct fixture *fixture, const struct incident *incident,
                         const json_t *kept, const json_t *done) {
    json_t *tree =
        arena_json(fixture->arena,
                   pressed_tree(fixture->arena, &fixture->world, incident, kept, done));
    const char *all = "";
    size_t i, b;
    const json_t *block, *one;

    json_array_foreach(tree, i, block) {
        const json_t *inner = json_object_get(block, "c");

        all = i > 0 ? arena_printf(fixture->arena, "%s|", all) : all;
        json_array_foreach(inner, b, one) {
            const char *command = jsonx_string(one, "command", NULL);

            all = command != NULL
                      ? arena_printf(fixture->arena, "%s[%s]", all, command)
                      : arena_printf(fixture->arena, "%s%s", all, words_of(one));
        }
    }
    return all;
}

static const char *plain(struct fixture *fixture, const struct incident *incident,
                         const json_t *kept, const json_t *done) {
    return markup_plain(
        fixture->arena,
        arena_json(fixture->arena,
                   pressed_tree(fixture->arena, &fixture->world, incident, kept, done)));
}

static void test_what_is_offered(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *none = arena_json(fixture->arena, json_object());
    json_t *acked = arena_json(fixture->arena, json_pack("{s:s}", "ack", "slack:U1"));
    json_t *both = arena_json(
        fixture->arena, json_pack("{s:s, s:s}", "ack", "slack:U1", "update", "slack:U2"));
    json_t *message =
        kept(fixture,
             json_pack("[o, o, o]", button("Acknowledge", "ack", NULL, NULL),
                       button("Post", "update", NULL, NULL),
                       button("Close", "close", "elsewhere", NULL)),
             0);
    json_t *phased =
        kept(fixture, json_pack("[o]", button("Post", "update", "detection", NULL)), 0);
    int64_t due =
        deadline_update_due(incident, fixture->world.policy, fixture->world.civil);
    json_t *reminder =
        kept(fixture, json_pack("[o]", button("Post", "update", NULL, NULL)), due);

    (void)state;
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    assert_string_equal(shown(fixture, incident, message, none), "text|[ack][update]");
    /* One made for a phase is offered in that phase. */
    assert_string_equal(shown(fixture, incident, phased, none), "text|[update]");
    incident->phase = "triage";
    assert_string_equal(shown(fixture, incident, phased, none), "text");
    incident->phase = "detection";
    /* In whatever order the two were pressed, both are named and neither comes back. */
    assert_string_equal(shown(fixture, incident, message, acked),
                        "text|Acknowledged by slack:U1|[update]");
    assert_string_equal(shown(fixture, incident, message, both),
                        "text|Acknowledged by slack:U1|Update posted by slack:U2");
    fixture->messages.language = "fr";
    assert_string_equal(shown(fixture, incident, message, acked),
                        "text|Pris en compte par slack:U1|[update]");
    fixture->messages.language = "en";
    json_object_set_new(
        acked, "ack",
        json_string(pressed_done(fixture->arena, "slack:U1", INT64_C(1759140720000))));
    assert_string_equal(shown(fixture, incident, message, acked),
                        "text|Acknowledged by slack:U1, 1759140720000|[update]");
    /* Done by somebody elsewhere: nothing to press, nobody to name. */
    incident->milestones[MILESTONE_ACKNOWLEDGED] = T0;
    assert_string_equal(shown(fixture, incident, message, none), "text|[update]");
    /* A reminder's buttons go with what it reminded of. */
    assert_string_equal(shown(fixture, incident, reminder, none), "text|[update]");
    incident->cadence.base += MINUTES(1);
    assert_string_equal(
        plain(fixture, incident, reminder, none),
        "INC-2025-09-29-001: update due at 2025-09-29T08:15:00Z: no longer asked for");
    incident->cadence.base -= MINUTES(1);
    incident->closed = true;
    assert_silent_on(plain(fixture, incident, reminder, both), "text");
    assert_says(plain(fixture, incident, reminder, both), "answered");
    assert_says(plain(fixture, incident, reminder, both), "Update posted by ");
    incident->closed = false;
    incident->cadence.base += MINUTES(1);
    /* One that reminded of two things keeps them while one of the two is wanted. */
    json_object_set_new(
        json_object_get(reminder, "guard"), "also",
        json_pack("[{s:s, s:i, s:I}]", "deadline", DEADLINE_UPDATE, "ref", 0, "due",
                  (json_int_t)deadline_update_due(incident, fixture->world.policy,
                                                  fixture->world.civil)));
    assert_string_equal(shown(fixture, incident, reminder, none), "text|[update]");
    /* What is over, asks for nothing: an alert loses the buttons nobody pressed. */
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    incident->closed = true;
    assert_string_equal(shown(fixture, incident, message, none), "text");
    assert_string_equal(shown(fixture, incident, message, both),
                        "text|Acknowledged by slack:U1|Update posted by slack:U2");
    incident_free(incident);
    fixture_free(fixture);
}

/* What the message tells was taken back: nothing can be pressed, though it would apply. */
static void test_what_was_taken_back(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *back = arena_json(fixture->arena, json_pack("{s:s}", "undo", "slack:U2"));
    json_t *message = kept(fixture,
                           json_pack("[o, o]", button("Restore", "restore", NULL, NULL),
                                     button("Update", "update", NULL, NULL)),
                           0);

    (void)state;
    assert_string_equal(shown(fixture, incident, message, NULL),
                        "text|[restore][update]");
    assert_string_equal(shown(fixture, incident, message, back),
                        "Taken back by slack:U2|text");
    /* No heading calls out what does not hold. */
    json_array_insert_new(json_object_get(message, "body"), 0,
                          json_pack("{s:s, s:[{s:s, s:s}]}", "k", "h", "c", "k", "t", "s",
                                    "INCIDENT RESOLVED"));
    assert_string_equal(shown(fixture, incident, message, NULL),
                        "INCIDENT RESOLVED|text|[restore][update]");
    assert_string_equal(shown(fixture, incident, message, back),
                        "Taken back by slack:U2|INCIDENT RESOLVED|text");
    assert_string_equal(
        jsonx_string(
            json_array_get(
                arena_json(fixture->arena, pressed_tree(fixture->arena, &fixture->world,
                                                        incident, message, back)),
                1),
            "k", ""),
        "p");
    incident_free(incident);
    fixture_free(fixture);
}

/* Too many came after it: it offers nothing, and says where to look. */
static void test_an_old_message(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *message =
        kept(fixture, json_pack("[o]", button("Update", "update", NULL, NULL)), 0);
    json_t *did = arena_json(fixture->arena, json_pack("{s:s}", "update", "slack:U2"));

    (void)state;
    json_object_set_new(message, "old", json_true());
    assert_string_equal(shown(fixture, incident, message, NULL),
                        "text|What can be done now is under the newest messages.");
    /* Nothing is left that it could offer. */
    assert_string_equal(shown(fixture, incident, message, did),
                        "text|Update posted by slack:U2");
    incident_free(incident);
    fixture_free(fixture);
}

/* An alert is read as if it were new: each of its lines is true in every state, and none of
 * the words that it was sent with stands any more. */
static void test_an_alert_is_true_now(void **state) {
    static const struct {
        const char *says, *silent;
    } cases[] = {
        {"Status: Investigating", "text"},
        {"Next Update: 2025-09-29T08:15", "overdue"},
        {"Severity: High", "Critical"},
        {"Next Update: 2025-09-29T08:30", "08:15"},
        {"Status: Resolved, restoration not confirmed", "Investigating"},
        {"Status: Service restored", "being assessed"},
        {"Next Update: none planned, the service is restored", "08:30"},
        {"Status: Closed", "Next Update"},
        {"Status: Cancelled: no incident", "Next Update"},
    };
    enum { RAISED = 2, RESOLVED = 4, RESTORED = 5, CLOSED = 7, CANCELLED };
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *alert = kept(fixture, json_array(), 0);

    (void)state;
    json_object_set_new(alert, "message", json_string("opened"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (i == RAISED) {
            incident->severity = 2;
            incident->severities[0].level = 2;
        } else if (i == RESOLVED) {
            incident->milestones[MILESTONE_RESOLVED] = T0;
        } else if (i == RESTORED) {
            incident->milestones[MILESTONE_RESOLVED] = 0;
            incident->milestones[MILESTONE_RECOVERED] = T0;
        } else if (i == CLOSED) {
            incident->closed = true;
        } else if (i == CANCELLED) {
            incident->end = END_CANCELLED;
        }
        assert_says(plain(fixture, incident, alert, NULL), cases[i].says);
        assert_silent_on(plain(fixture, incident, alert, NULL), cases[i].silent);
    }
    json_object_set_new(alert, "corrected", json_string("Ben"));
    assert_says(plain(fixture, incident, alert, NULL), "Corrected by Ben");
    incident_free(incident);
    fixture_free(fixture);
}

/* The channel was opened while the alert was under way: its link comes with the first edit. */
static void test_where_it_is_worked_on(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *none = arena_json(fixture->arena, json_object());
    json_t *alert = kept(fixture, json_array(), 0);

    (void)state;
    json_object_set_new(alert, "message", json_string("opened"));
    json_object_set_new(alert, "place", json_string("slack:C1"));
    assert_silent_on(plain(fixture, incident, alert, none), "channel");
    incident->places[0] = (struct bound_place){"slack", "slack:C7", false};
    incident->places[1] = (struct bound_place){"console", "console:#inc-1", false};
    incident->nplaces = 2;
    assert_says(plain(fixture, incident, alert, none), "Incident channel: slack:C7");
    /* In the channel itself it leads nowhere, and into a restricted one nobody is let. */
    json_object_set_new(alert, "place", json_string("slack:C7"));
    assert_silent_on(plain(fixture, incident, alert, none), "channel");
    json_object_set_new(alert, "place", json_string("slack:C1"));
    incident->restricted = true;
    assert_silent_on(plain(fixture, incident, alert, none), "channel");
    incident->restricted = false;
    incident->places[0].failed = true;
    assert_silent_on(plain(fixture, incident, alert, none), "channel");
    incident_free(incident);
    fixture_free(fixture);
}

static void test_who_did_it(void **state) {
    static const struct {
        const char *command, *number, *kind, *actor, *data, *who;
    } cases[] = {
        {"ack", NULL, KIND_ACKNOWLEDGED, "slack:U1", "{}", "slack:U1"},
        {"ack", NULL, KIND_UPDATE, "slack:U1", "{}", NULL},
        {"update", NULL, KIND_UPDATE, "tocsin:bot", "{}", NULL},
        {"role take", NULL, KIND_ROLE, "slack:U1",
         "{\"role\":\"commander\",\"to\":\"slack:U2\"}", "slack:U2"},
        {"role take", NULL, KIND_ROLE, "slack:U1",
         "{\"role\":\"scribe\",\"to\":\"slack:U2\"}", NULL},
        {"action done", "3", KIND_ACTION_DONE, "slack:U1", "{\"number\":3}", "slack:U1"},
        {"action done", "3", KIND_ACTION_DONE, "slack:U1", "{\"number\":4}", NULL},
    };
    struct fixture *fixture = fixture_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *item = arena_json(
            fixture->arena, button("Label", cases[i].command, NULL, cases[i].number));
        const struct entry entry = {
            .kind = cases[i].kind,
            .actor = cases[i].actor,
            .data = arena_json(fixture->arena, json_loads(cases[i].data, 0, NULL)),
        };
        const char *who = pressed_by(&fixture->world, item, &entry);

        assert_true(cases[i].who != NULL ? text_equal(who, cases[i].who) : who == NULL);
    }
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_offered),
        cmocka_unit_test(test_what_was_taken_back),
        cmocka_unit_test(test_an_old_message),
        cmocka_unit_test(test_an_alert_is_true_now),
        cmocka_unit_test(test_where_it_is_worked_on),
        cmocka_unit_test(test_who_did_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

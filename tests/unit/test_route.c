/* Where notices go. A case is an audience and the deliveries that it makes, written as
 * "lane>place" ("-" for a place that is not known yet). */
#include "fixture.h"

#include "base/jsonx.h"
#include "core/markup.h"

static const char *const two_places[] = {"console:#a", "slack:C1", NULL};
static const char *const one_channel[] = {"console:#all", NULL};
static const char *const doubled[] = {"console:#all", "console:#all", NULL};
static const char *const on_slack[] = {"slack:C1", NULL};
static const struct world_network two_networks[] = {
    {.name = "slack", .caps = CAP_CHANNELS | CAP_DIRECT, .announce = on_slack},
    {.name = "console", .caps = CAP_CHANNELS | CAP_DIRECT, .announce = fixture_announce},
    {0},
};
static const struct world_network no_networks[] = {{0}};

static json_t *words(struct arena *arena, const char *text) {
    return arena_json(arena, markup_parse(text, strlen(text)));
}

static const char *written(struct arena *arena, const struct routed *routed, size_t n) {
    const char *all = "";

    for (size_t i = 0; i < n; i++) {
        all = arena_printf(arena, "%s%s%s>%s", all, i > 0 ? " " : "", routed[i].lane,
                           jsonx_string(routed[i].record, "place", "-"));
    }
    return all;
}

struct place_case {
    const char *name;
    const char *audience, *person;
    bool urgent, bound, restricted;
    const struct world_network *networks; /* NULL: console */
    const char *const *announce;          /* NULL: #incidents */
    const char *routed;
};

static const struct place_case place_cases[] = {
    {"own channel, not open yet", "incident", NULL, false, false, false, NULL, NULL,
     "inc:INC-2025-09-29-001@console>-"},
    {"own channel", "incident", NULL, false, true, false, NULL, NULL,
     "inc:INC-2025-09-29-001@console>console:#inc-1"},
    {"urgent", "incident", NULL, true, true, false, NULL, NULL,
     "inc:INC-2025-09-29-001@console!>console:#inc-1"},
    {"on both networks", "incident", NULL, false, true, false, two_networks, NULL,
     "inc:INC-2025-09-29-001@slack>- inc:INC-2025-09-29-001@console>console:#inc-1"},
    {"no network opens channels", "incident", NULL, false, false, false, no_networks,
     NULL, "console:#incidents>console:#incidents"},
    {"but not what is restricted", "incident", NULL, false, false, true, no_networks,
     NULL, ""},
    {"announce", "announce", NULL, false, false, false, NULL, two_places,
     "console:#a>console:#a slack:C1>slack:C1"},
    {"announce, urgent", "announce", NULL, true, false, false, NULL, NULL,
     "console:#incidents!>console:#incidents"},
    {"a place listed twice", "announce", NULL, false, false, false, NULL, doubled,
     "console:#all>console:#all"},
    {"leadership", "leadership", NULL, false, false, false, NULL, NULL,
     "console:#leadership>console:#leadership"},
    {"where they acted", "person", "console:ana", true, false, false, NULL, NULL,
     "console:@ana!>console:@ana"},
    {"where the incident is", "person", "slack:U2", true, false, false, NULL, NULL,
     "console:@ben!>console:@ben"},
    {"on each of their networks", "person", "console:ben", true, false, false,
     two_networks, NULL, "slack:@U2!>slack:@U2 console:@ben!>console:@ben"},
    {"on the one of two that knows them", "person", "console:cleo", false, false, false,
     two_networks, NULL, "console:@cleo>console:@cleo"},
    {"nowhere else to be found", "person", "matrix:zoe", false, false, false, NULL, NULL,
     "matrix:@zoe>matrix:@zoe"},
    {"unknown to the directory", "person", "irc:new", false, false, false, NULL, NULL,
     "irc:@new>irc:@new"},
};

static void test_places(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof place_cases / sizeof *place_cases; i++) {
        const struct place_case *one = &place_cases[i];
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        struct routed routed[ROUTED_MAX];
        const struct notice notice = {.audience = one->audience,
                                      .person = one->person,
                                      .message = "nudge",
                                      .urgent = one->urgent,
                                      .body = words(fixture->arena, "x"),
                                      .entry = 4};
        const char *all;
        size_t n;

        if (one->bound) {
            incident->places[0] =
                (struct bound_place){"console", "console:#inc-1", false};
            incident->nplaces = 1;
        }
        incident->restricted = one->restricted;
        if (one->networks != NULL) {
            fixture->world.networks = one->networks;
        }
        if (one->announce != NULL) {
            fixture->directory.announce = one->announce;
        }
        n = route(fixture->arena, &fixture->world, incident, incident, &notice, 1,
                  routed);
        all = written(fixture->arena, routed, n);
        if (!text_equal(all, one->routed)) {
            fail_msg("%s: %s", one->name, all);
        }
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* A channel that could not be opened: what the incident says goes into the lane of the place
 * that is told instead, so that the order of its notices is one order there. */
static void test_no_channel(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct routed routed[ROUTED_MAX];
    struct notice notices[] = {
        {.audience = "incident", .message = "restored", .entry = 4},
        {.audience = "announce", .message = "restored", .entry = 4},
        {.audience = "incident", .message = "verified", .entry = 5},
        {.audience = "incident", .message = "nudge", .entry = 6, .urgent = true},
    };
    size_t n;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        notices[i].body = words(fixture->arena, i == 0 ? "own words" : "x");
    }
    incident->places[0] = (struct bound_place){"console", NULL, true};
    incident->nplaces = 1;
    n = route(fixture->arena, &fixture->world, incident, incident, notices, 4, routed);
    assert_string_equal(written(fixture->arena, routed, n),
                        "console:#incidents>console:#incidents "
                        "console:#incidents>console:#incidents "
                        "console:#incidents!>console:#incidents");
    assert_true(
        json_equal(json_object_get(routed[0].record, "body"), (json_t *)notices[1].body));
    /* Of what is restricted, the place hears that it exists, and the lane knows it. */
    incident->restricted = true;
    n = route(fixture->arena, &fixture->world, incident, incident, &notices[2], 1,
              routed);
    assert_string_equal(written(fixture->arena, routed, n),
                        "inc:INC-2025-09-29-001@console>-");
    incident_free(incident);
    fixture_free(fixture);
}

/* A channel is opened first, in the ordinary lane of each network, under the incident's
 * name, for members only when the incident is. */
static void test_opening(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct routed routed[ROUTED_MAX];
    const struct notice notice = {.audience = "incident",
                                  .message = "opened",
                                  .body = words(fixture->arena, "x"),
                                  .entry = 1};

    (void)state;
    fixture->world.networks = two_networks;
    assert_int_equal(
        route(fixture->arena, &fixture->world, NULL, incident, &notice, 1, routed), 4);
    assert_string_equal(written(fixture->arena, routed, 2),
                        "inc:INC-2025-09-29-001@slack>#inc-2025-09-29-001 "
                        "inc:INC-2025-09-29-001@console>#inc-2025-09-29-001");
    assert_string_equal(jsonx_string(routed[0].record, "kind", ""), "open");
    assert_false(jsonx_bool(routed[0].record, "private", false));
    assert_string_equal(jsonx_string(routed[2].record, "kind", ""), "post");
    assert_string_equal(routed[2].lane, routed[0].lane);

    incident->restricted = true;
    route(fixture->arena, &fixture->world, NULL, incident, &notice, 1, routed);
    assert_true(jsonx_bool(routed[0].record, "private", false));
    incident_free(incident);
    fixture_free(fixture);
}

static const char *invited(struct arena *arena, const struct routed *routed, size_t n) {
    const char *all = "";

    for (size_t i = 0; i < n; i++) {
        const json_t *people = json_object_get(routed[i].record, "people");

        for (size_t k = 0; k < json_array_size(people); k++) {
            all = arena_printf(arena, "%s %s", all,
                               json_string_value(json_array_get(people, k)));
        }
    }
    return all;
}

static const struct person crew[] = {
    {"Ana", LIST("console:ana", "slack:U1"), LIST("responders")},
    {"Ben", LIST("console:ben", "slack:U2"), LIST("oncall")},
    {"Sam", LIST("slack:U3"), LIST("security")},
    {"Eve", LIST("console:eve"), LIST("oncall", "security")},
};

/* Who is in the channel from the start: by the identity they have on that network, the
 * declarer, whoever is on call and whom the configuration names; of a restricted incident
 * the security people instead. With a role comes an invitation, once. */
static void test_invitations(void **state) {
    static const char *const always[] = {"slack:U9", "slack:S1", "slack:U2", NULL};
    struct world_network slack_only[] = {
        {.name = "slack", .caps = CAP_CHANNELS | CAP_MEMBERS, .invite = always}, {0}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1), *later = fixture_incident(1);
    struct routed routed[ROUTED_MAX];
    size_t n;

    (void)state;
    fixture->world.networks = slack_only;
    fixture->directory.people = crew;
    fixture->directory.npeople = sizeof crew / sizeof *crew;
    n = route(fixture->arena, &fixture->world, NULL, incident, NULL, 0, routed);
    assert_string_equal(invited(fixture->arena, routed, n),
                        " slack:U1 slack:U2 slack:U9 slack:S1");
    assert_string_equal(jsonx_string(routed[1].record, "step", ""), "purpose");
    assert_string_equal(jsonx_string(routed[2].record, "step", ""), "invite");

    incident->restricted = true;
    n = route(fixture->arena, &fixture->world, NULL, incident, NULL, 0, routed);
    assert_string_equal(invited(fixture->arena, routed, n), " slack:U1 slack:U3");
    incident->restricted = false;

    later->roles[later->nroles++] = (struct role_holder){"scribe", "console:ben", T0};
    n = route(fixture->arena, &fixture->world, incident, later, NULL, 0, routed);
    assert_string_equal(invited(fixture->arena, routed, n), " slack:U2");
    n = route(fixture->arena, &fixture->world, later, later, NULL, 0, routed);
    assert_int_equal(n, 0);

    /* A network whose channels have no members has none of these steps. */
    slack_only[0].caps = CAP_CHANNELS;
    n = route(fixture->arena, &fixture->world, NULL, incident, NULL, 0, routed);
    assert_int_equal(n, 1);
    incident_free(later);
    incident_free(incident);
    fixture_free(fixture);
}

/* A channel that opens with its pinned summary does not hear the alert as well; other
 * places do, and the channels of other networks. */
static void test_one_message_opens_the_channel(void **state) {
    static const struct world_network networks[] = {
        {.name = "slack", .caps = CAP_CHANNELS | CAP_PINNED},
        {.name = "console", .caps = CAP_CHANNELS},
        {0},
    };
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    const struct notice notices[] = {
        {.audience = "incident", .message = "opened", .body = words(fixture->arena, "x")},
        {.audience = "announce", .message = "opened", .body = words(fixture->arena, "x")},
        {.audience = "incident",
         .message = "update",
         .body = words(fixture->arena, "y"),
         .entry = 2},
    };
    struct routed routed[ROUTED_MAX];
    size_t alerts = 0, updates = 0, announced = 0, n;

    (void)state;
    fixture->world.networks = networks;
    n = route(fixture->arena, &fixture->world, NULL, incident, notices, 3, routed);
    for (size_t i = 0; i < n; i++) {
        const char *message = jsonx_string(routed[i].record, "message", "");
        bool channel = text_starts(routed[i].lane, "inc:");
        bool alert = text_equal(message, "opened");

        alerts += channel && alert ? 1 : 0;
        updates += channel && text_equal(message, "update") ? 1 : 0;
        announced += !channel && alert ? 1 : 0;
        assert_false(channel && alert && strstr(routed[i].lane, "@slack") != NULL);
    }
    assert_int_equal(alerts, 1);
    assert_int_equal(updates, 2);
    assert_true(announced >= 1);
    incident_free(incident);
    fixture_free(fixture);
}

/* What is stored holds all that sending needs. */
static void test_record(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct routed routed[ROUTED_MAX];
    const struct notice notice = {.audience = "announce",
                                  .message = "nudge",
                                  .urgent = true,
                                  .body = words(fixture->arena, "x"),
                                  .guard = {"update", 0, T0 + MINUTES(15), 2, NULL},
                                  .entry = 9};
    const json_t *record, *guard;

    (void)state;
    assert_int_equal(
        route(fixture->arena, &fixture->world, incident, incident, &notice, 1, routed),
        1);
    record = routed[0].record;
    guard = json_object_get(record, "guard");
    assert_string_equal(jsonx_string(record, "id", ""), routed[0].id);
    assert_int_equal(strlen(routed[0].id), 32);
    assert_string_equal(jsonx_string(record, "kind", ""), "post");
    assert_string_equal(jsonx_string(record, "inc", ""), "INC-2025-09-29-001");
    assert_int_equal(jsonx_int(record, "n", 0), 9);
    assert_string_equal(jsonx_string(record, "level", ""), "urgent");
    assert_string_equal(jsonx_string(record, "message", ""), "nudge");
    assert_true(jsonx_int(record, "at", 0) == T0);
    assert_true(json_equal(json_object_get(record, "body"), notice.body));
    assert_string_equal(jsonx_string(guard, "deadline", ""), "update");
    assert_true(jsonx_int(guard, "due", 0) == T0 + MINUTES(15));
    assert_int_equal(jsonx_int(guard, "step", 0), 2);
    incident_free(incident);
    fixture_free(fixture);
}

static const char *id_of(struct fixture *fixture, const struct incident *incident,
                         size_t which, bool urgent) {
    struct routed routed[ROUTED_MAX];
    struct notice notices[2] = {0};
    size_t n;

    for (size_t i = 0; i < 2; i++) {
        notices[i] = (struct notice){.audience = "announce",
                                     .message = "m",
                                     .urgent = urgent,
                                     .entry = 4 + (int64_t)i,
                                     .body = words(fixture->arena, i ? "y" : "x")};
    }
    n = route(fixture->arena, &fixture->world, incident, incident, notices, 2, routed);
    assert_int_equal(n, 2);
    return routed[which].id;
}

/* The same turn decided again has the same ids; anything else has others. */
static void test_ids(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1), *later = fixture_incident(1);
    const char *id = id_of(fixture, incident, 0, false);

    (void)state;
    later->version++;
    assert_string_equal(id, id_of(fixture, incident, 0, false));
    assert_string_not_equal(id, id_of(fixture, incident, 1, false));
    assert_string_not_equal(id, id_of(fixture, incident, 0, true));
    assert_string_not_equal(id, id_of(fixture, later, 0, false));
    incident_free(incident);
    incident_free(later);
    fixture_free(fixture);
}

/* Announce and leadership in one channel, or no channel for the incident itself: what one
 * entry says comes once there, whatever the words. Reminders of two deadlines are two. */
static void test_said_once(void **state) {
    static const struct {
        const char *name;
        const char *first, *second; /* words */
        struct guard guards[2];
        size_t n;
    } cases[] = {
        {"the same", "x", "x", {{0}, {0}}, 1},
        {"other words", "x", "y", {{0}, {0}}, 1},
        {"same reminder",
         "x",
         "x",
         {{"update", 0, 5, 1, NULL}, {"update", 0, 5, 1, NULL}},
         1},
        {"two deadlines",
         "x",
         "x",
         {{"update", 0, 5, 1, NULL}, {"command", 0, 5, 1, NULL}},
         2},
        {"two actions",
         "x",
         "x",
         {{"action", 1, 5, 1, NULL}, {"action", 2, 5, 1, NULL}},
         2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        struct routed routed[ROUTED_MAX];
        const struct notice notices[] = {{.audience = "announce",
                                          .message = "m",
                                          .body = words(fixture->arena, cases[i].first),
                                          .guard = cases[i].guards[0],
                                          .entry = 4},
                                         {.audience = "leadership",
                                          .message = "m",
                                          .body = words(fixture->arena, cases[i].second),
                                          .guard = cases[i].guards[1],
                                          .entry = 4}};

        fixture->directory.announce = one_channel;
        fixture->directory.leadership = one_channel;
        if (route(fixture->arena, &fixture->world, incident, incident, notices, 2,
                  routed) != cases[i].n) {
            fail_msg("%s", cases[i].name);
        }
        incident_free(incident);
        fixture_free(fixture);
    }
}

/* An incident without a channel: on a network without channels its notices are those of
 * the announce place; where the channel is yet to come, they carry where else they are
 * said. */
static void test_said_elsewhere(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    struct routed routed[ROUTED_MAX];
    const struct notice notices[] = {{.audience = "incident",
                                      .message = "m",
                                      .body = words(fixture->arena, "here"),
                                      .entry = 4},
                                     {.audience = "announce",
                                      .message = "m",
                                      .body = words(fixture->arena, "there"),
                                      .entry = 4},
                                     {.audience = "incident",
                                      .message = "m",
                                      .body = words(fixture->arena, "here"),
                                      .entry = 5}};
    const json_t *said;

    (void)state;
    fixture->world.networks = no_networks;
    assert_int_equal(
        route(fixture->arena, &fixture->world, incident, incident, notices, 2, routed),
        1);
    fixture->world.networks = fixture_networks;
    assert_int_equal(
        route(fixture->arena, &fixture->world, incident, incident, notices, 3, routed),
        3);
    said = json_object_get(routed[0].record, "said");
    assert_int_equal(json_array_size(said), 1);
    assert_string_equal(json_string_value(json_array_get(said, 0)), "console:#incidents");
    assert_null(json_object_get(routed[1].record, "said"));
    assert_null(json_object_get(routed[2].record, "said"));
    incident_free(incident);
    fixture_free(fixture);
}

/* Its channel takes no messages: what is said there is said where everybody is told, too.
 * Not so what is restricted, and urgent ones have words of their own there. */
static void test_silent_channel(void **state) {
    static const struct {
        bool urgent, restricted;
        const char *routed;
    } cases[] = {
        {false, false,
         "inc:INC-2025-09-29-001@console>console:#inc-1 "
         "console:#incidents>console:#incidents"},
        {false, true, "inc:INC-2025-09-29-001@console>console:#inc-1"},
        {true, false, "inc:INC-2025-09-29-001@console!>console:#inc-1"},
        {true, true, "inc:INC-2025-09-29-001@console!>console:#inc-1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = fixture_new();
        struct incident *incident = fixture_incident(1);
        struct routed routed[ROUTED_MAX];
        const struct notice notice = {.audience = "incident",
                                      .message = "update",
                                      .urgent = cases[i].urgent,
                                      .body = words(fixture->arena, "x"),
                                      .entry = 4};
        size_t n;

        incident->places[0] = (struct bound_place){"console", "console:#inc-1", false};
        incident->nplaces = 1;
        incident->silent[0] = "console:#inc-1";
        incident->nsilent = 1;
        incident->restricted = cases[i].restricted;
        n = route(fixture->arena, &fixture->world, incident, incident, &notice, 1,
                  routed);
        assert_string_equal(written(fixture->arena, routed, n), cases[i].routed);
        incident_free(incident);
        fixture_free(fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_no_channel),
        cmocka_unit_test(test_silent_channel),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_invitations),
        cmocka_unit_test(test_one_message_opens_the_channel),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_said_once),
        cmocka_unit_test(test_said_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

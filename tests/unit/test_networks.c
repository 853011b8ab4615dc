/* Rules about two networks at once (core/network.h): where it is said what the channel of
 * one cannot be told, what the archive of one means for the other, whom a mention calls. */
#include "fixture.h"

#include "base/jsonx.h"
#include "core/announce.h"
#include "core/names.h"
#include "tocsin/tree.h"

#define ID "INC-2025-09-29-001"

enum { CHAT = CAP_CHANNELS | CAP_DIRECT };

static const char *const paper_places[] = {"paper:north", "paper:south", NULL};
static const char *const all_places[] = {"other:all", NULL};

static void fallbacks(void **state) {
    static const struct {
        const char *name;
        struct world_network all[3];
        const char *first, *second; /* first place of each; NULL: nowhere */
    } cases[] = {
        {"each has its own",
         {{.name = "a", .caps = CHAT, .announce = paper_places},
          {.name = "b", .caps = CHAT, .announce = fixture_announce}},
         "paper:north",
         "console:#incidents"},
        {"one speaks for itself",
         {{.name = "a", .caps = CHAT},
          {.name = "b", .caps = CHAT, .announce = fixture_announce}},
         NULL,
         "console:#incidents"},
        {"none has any: once",
         {{.name = "a", .caps = CHAT}, {.name = "b", .caps = CHAT}},
         "other:all",
         NULL},
        {"the other has no channels",
         {{.name = "a", .caps = CHAT},
          {.name = "b", .caps = CAP_DIRECT, .announce = fixture_announce}},
         "other:all",
         "console:#incidents"},
        {"alone", {{.name = "a", .caps = CHAT}}, "other:all", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct world_network *all = cases[i].all;
        const char *wanted[] = {cases[i].first, cases[i].second};

        for (size_t k = 0; all[k].name != NULL; k++) {
            const char *const *places = network_fallback(all, &all[k], all_places);

            if (!text_equal(places != NULL ? places[0] : NULL, wanted[k])) {
                fail_msg("%s: %zu %s", cases[i].name, k, places ? places[0] : "nowhere");
            }
        }
    }
}

/* "lane>place" of each delivery of one notice to the incident. */
static const char *told(struct fixture *fixture, const struct incident *before,
                        const struct incident *after, bool urgent) {
    struct routed routed[ROUTED_MAX];
    const struct notice notice = {
        .audience = "incident", .message = "m", .urgent = urgent, .entry = 4};
    size_t n = route(fixture->arena, &fixture->world, before, after, &notice, 1, routed);
    const char *all = "";

    for (size_t i = 0; i < n; i++) {
        all = arena_printf(fixture->arena, "%s%s%s>%s", all, i > 0 ? " " : "",
                           routed[i].lane, jsonx_string(routed[i].record, "place", "-"));
    }
    return all;
}

static struct incident *on_both(void) {
    struct incident *incident = fixture_incident(1);

    incident->places[0] = (struct bound_place){"console", "console:#inc-1", false};
    incident->places[1] = (struct bound_place){"paper", "paper:inc-1", false};
    incident->nplaces = 2;
    return incident;
}

/* What one channel does not take is said on that network; the other goes on as it was. */
static void one_is_silent(void **state) {
    static const char both[] = "inc:" ID "@console>console:#inc-1 "
                               "inc:" ID "@paper>paper:inc-1";
    static const char beside[] = "inc:" ID "@console>console:#inc-1 "
                                 "inc:" ID "@paper>paper:inc-1 "
                                 "paper:north>paper:north paper:south>paper:south";
    static const char urgent[] = "inc:" ID "@console!>console:#inc-1 "
                                 "inc:" ID "@paper!>paper:inc-1 "
                                 "paper:north!>paper:north paper:south!>paper:south";
    static const struct world_network networks[] = {
        {.name = "console", .caps = CHAT, .announce = fixture_announce},
        {.name = "paper", .caps = CHAT, .announce = paper_places},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *incident = on_both();

    (void)state;
    fixture->world.networks = networks;
    assert_string_equal(told(fixture, incident, incident, false), both);
    incident->silent[incident->nsilent++] = "paper:inc-1";
    assert_string_equal(told(fixture, incident, incident, false), beside);
    assert_string_equal(told(fixture, incident, incident, true), urgent);
    /* Nobody outside reads what is restricted. */
    incident->restricted = true;
    assert_string_equal(told(fixture, incident, incident, false), both);
    incident_free(incident);
    fixture_free(fixture);
}

/* The archive of one network says nothing of the channel on another. */
static void one_archives(void **state) {
    static const struct world_network networks[] = {
        {.name = "console", .caps = CHAT, .announce = fixture_announce},
        {.name = "paper",
         .caps = CHAT | CAP_MEMBERS,
         .archive = true,
         .announce = paper_places},
        {0}};
    struct fixture *fixture = fixture_new();
    struct incident *before = on_both(), *after = on_both();

    (void)state;
    fixture->world.networks = networks;
    after->closed = T0;
    assert_string_equal(told(fixture, before, after, false),
                        "inc:" ID "@console>console:#inc-1 "
                        "inc:" ID "@paper>paper:inc-1 inc:" ID "@paper>paper:inc-1");
    before->closed = T0;
    assert_string_equal(told(fixture, before, after, false),
                        "inc:" ID "@console>console:#inc-1 "
                        "paper:north>paper:north paper:south>paper:south");
    before->restricted = after->restricted = true; /* never where everybody reads */
    assert_string_equal(told(fixture, before, after, false),
                        "inc:" ID "@console>console:#inc-1 "
                        "inc:" ID "@paper>paper:inc-1");
    before->restricted = after->restricted = false;
    after->closed = 0; /* reopened: it comes back before anything is said there */
    assert_string_equal(told(fixture, before, after, false),
                        "inc:" ID "@paper>paper:inc-1 "
                        "inc:" ID "@console>console:#inc-1 "
                        "inc:" ID "@paper>paper:inc-1");
    incident_free(after);
    incident_free(before);
    fixture_free(fixture);
}

static void a_mention_calls_the_one_there(void **state) {
    static const struct {
        const char *network, *mentioned, *called;
    } cases[] = {{"slack", "console:ana", "slack:U1"},
                 {"console", "slack:U2", "console:ben"},
                 {"slack", "slack:U1", "slack:U1"},
                 {"paper", "console:ana", "console:ana"},
                 {"slack", "console:cleo", "console:cleo"},
                 {"slack", "console:nobody", "console:nobody"}};
    struct directory directory = fixture_directory();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *tree = json_pack("[o]", tree_leaf(TREE_PERSON, cases[i].mentioned));
        json_t *copy = names_tree(&directory, cases[i].network, tree);

        assert_string_equal(tree_read(json_array_get(copy, 0)).text, cases[i].called);
        assert_string_equal(tree_read(json_array_get(tree, 0)).text, cases[i].mentioned);
        json_decref(copy);
        json_decref(tree);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fallbacks),
        cmocka_unit_test(one_is_silent),
        cmocka_unit_test(one_archives),
        cmocka_unit_test(a_mention_calls_the_one_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

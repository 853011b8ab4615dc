/* The slot "data": what programs are promised, and what of a restricted incident they are
 * not. */
#include "hearing.h"

#include "core/mirror.h"
#include "tocsin/tree.h"

static const json_t *data_of(struct fixture *fixture, const struct incident *incident) {
    json_t *tree = mirror_render(fixture->arena, &fixture->world, incident, "data");
    struct tree_node block =
        tree_read(json_array_get(arena_json(fixture->arena, tree), 0));

    assert_int_equal(block.kind, TREE_UNKNOWN); /* it shows nothing */
    return block.inside;
}

static bool changed(struct fixture *fixture, const struct incident *before,
                    const struct incident *after) {
    return mirror_changed(fixture->arena, &fixture->world, before, after, "data");
}

static void test_what_it_holds(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(2);
    const json_t *data;

    (void)state;
    incident->summary = "checkout fails";
    data = data_of(fixture, incident);
    assert_string_equal(jsonx_string(data, "id", ""), incident->id);
    assert_int_equal(jsonx_int(data, "severity", 0), 2);
    assert_string_equal(jsonx_string(data, "summary", ""), "checkout fails");
    assert_int_equal(jsonx_int(data, "opened", 0), incident->opened);
    assert_true(jsonx_int(data, "update_due", 0) > incident->opened);
    assert_string_equal(
        jsonx_string(json_object_get(data, "roles"), incident->roles[0].role, ""),
        incident->roles[0].actor);
    const json_t *holder =
        json_object_get(json_object_get(data, "holders"), incident->roles[0].role);
    assert_string_equal(json_string_value(json_array_get(holder, 0)),
                        incident->roles[0].actor);
    assert_non_null(jsonx_canonical(fixture->arena, data)); /* no floats */
    incident_free(incident);
    fixture_free(fixture);
}

static void test_when_it_changes(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *before = fixture_incident(2), *after = fixture_incident(2);

    (void)state;
    assert_true(changed(fixture, NULL, before));
    assert_false(changed(fixture, before, after));
    after->version++; /* a note on the timeline changes nothing here */
    assert_false(changed(fixture, before, after));
    after->roles[0].actor = "console:ben";
    assert_true(changed(fixture, before, after));
    incident_free(before);
    incident_free(after);
    fixture_free(fixture);
}

/* A restricted one in a room that everybody can read. */
static void test_what_is_held_back(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(2);
    const json_t *data;

    (void)state;
    incident->summary = "somebody reads our mail";
    incident->restricted = true;
    incident->open_channel = true;
    data = data_of(fixture, incident);
    assert_true(jsonx_bool(data, "restricted", false));
    assert_null(json_object_get(data, "summary"));
    assert_null(json_object_get(data, "roles"));
    assert_null(json_object_get(data, "services"));
    assert_int_equal(json_object_size(data), 5); /* v, id, closed, restricted, severity */
    incident_free(incident);
    fixture_free(fixture);
}

static void test_who_is_shown_it(void **state) {
    static const struct {
        unsigned caps;
        bool shows;
    } table[] = {{CAP_CHANNELS | CAP_MIRROR | CAP_DATA, true},
                 {CAP_CHANNELS | CAP_MIRROR, false},
                 {CAP_MIRROR | CAP_DATA, false}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct world_network network = {.name = "n", .caps = table[i].caps};
        assert_int_equal(mirror_shows(&network, "data"), table[i].shows);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_holds),
        cmocka_unit_test(test_when_it_changes),
        cmocka_unit_test(test_what_is_held_back),
        cmocka_unit_test(test_who_is_shown_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rooms of Matrix, as they are made and changed: that a room is taken for ours only when its
 * first event proves it, that no default is lost, and that what somebody else set stays. */
#include "harness.h"
#include "matrix/codec_room.h"

#include "base/jsonx.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))
#define OWN "@tocsin:example.org"

static json_t *json_of(struct arena *arena, const char *json) {
    json_t *value = json_loads(json, 0, NULL);
    assert_non_null(value);
    return arena_json(arena, value);
}

static const json_t *initial(const json_t *body, const char *type, const char *key) {
    return matrix_state_of(json_object_get(body, "initial_state"), type, key);
}

static json_t *room_of(struct arena *arena, bool private_place, const char *space) {
    const struct matrix_wish wish = {.incident = "INC-2026-11-28-001",
                                     .delivery = "d1",
                                     .alias = "inc-2026-11-28-001",
                                     .space = space,
                                     .server = "example.org",
                                     .private_place = private_place,
                                     .alone = true};
    return arena_json(arena, matrix_room_wished(&wish));
}

/* ---- making ---- */

static void test_who_may_join(void **state) {
    static const struct {
        bool private_place;
        const char *space, *rule;
    } table[] = {
        {false, "!space", "restricted"},
        {true, "!space", "invite"}, /* of the space or not: the invited alone */
        {false, NULL, "invite"},    /* nobody else could be told apart */
        {true, NULL, "invite"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *body = room_of(arena, table[i].private_place, table[i].space);
        const json_t *rules = initial(body, "m.room.join_rules", "");
        const json_t *allow = json_array_get(json_object_get(rules, "allow"), 0);
        assert_string_equal(jsonx_string(rules, "join_rule", ""), table[i].rule);
        assert_string_equal(jsonx_string(allow, "room_id", "none"),
                            strcmp(table[i].rule, "restricted") == 0 ? "!space" : "none");
        assert_string_equal(jsonx_string(body, "visibility", ""), "private");
        assert_string_equal(
            jsonx_string(initial(body, "m.room.guest_access", ""), "guest_access", ""),
            "forbidden");
        assert_int_equal(initial(body, "m.space.parent", "!space") != NULL,
                         table[i].space != NULL);
        assert_false(
            jsonx_bool(json_object_get(body, "creation_content"), "m.federate", true));
    }
    arena_free(arena);
}

/* A map that is passed replaces the homeserver's: what is missing falls to 50 or 0. */
static void test_no_default_is_left_out(void **state) {
    static const struct {
        const char *type;
        int least;
    } table[] = {
        {"m.room.name", 50},
        {"m.room.avatar", 50},
        {"m.room.canonical_alias", 50},
        {"m.room.power_levels", 100},
        {"m.room.tombstone", 100},
        {"m.room.server_acl", 100},
        {"m.room.encryption", 100},
        {"m.room.history_visibility", 100},
        {"m.room.join_rules", 100},
        {MATRIX_INCIDENT, 100},
    };
    struct arena *arena = arena_new();
    const json_t *powers =
        json_object_get(room_of(arena, false, NULL), "power_level_content_override");
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(jsonx_int(json_object_get(powers, "events"), table[i].type, 0),
                         table[i].least);
    }
    static const char *const whole[] = {
        "users_default", "events_default", "state_default", "ban",
        "kick",          "redact",         "invite"};
    for (size_t i = 0; i < COUNT(whole); i++) {
        assert_true(json_is_integer(json_object_get(powers, whole[i])));
    }
    assert_null(
        json_object_get(powers, "users")); /* room version 12 refuses the creator */
    arena_free(arena);
}

static void test_space(void **state) {
    struct arena *arena = arena_new();
    (void)state;
    for (int alone = 0; alone <= 1; alone++) {
        json_t *body = arena_json(
            arena, matrix_space_wished("tocsin-incidents", "Incidents", alone));
        const json_t *content = json_object_get(body, "creation_content");
        assert_string_equal(jsonx_string(content, "type", ""), "m.space");
        assert_int_equal(jsonx_bool(content, "m.federate", true), !alone);
        assert_string_equal(
            jsonx_string(initial(body, "m.room.join_rules", ""), "join_rule", ""),
            alone ? "public" : "invite");
        assert_int_equal(jsonx_int(json_object_get(body, "power_level_content_override"),
                                   "events_default", 0),
                         100);
    }
    arena_free(arena);
}

static void test_names(void **state) {
    struct arena *arena = arena_new();
    const char *long_name = arena_printf(arena, "%0240d", 1);
    (void)state;
    assert_string_equal(matrix_alias_of(arena, "INC-2026-11-28-001", "Tocsin", 1),
                        "inc-2026-11-28-001");
    assert_string_equal(matrix_alias_of(arena, "INC-2026-11-28-001", "to/csin", 2),
                        "inc-2026-11-28-001-to-csin");
    assert_string_equal(matrix_alias_of(arena, "INC-2026-11-28-001", "tocsin", 3),
                        "inc-2026-11-28-001-tocsin-2");
    assert_string_equal(matrix_alias_word(arena, "A b:c#\xC3\xA9"), "a-b-c---");
    assert_string_equal(matrix_alias(arena, "x", "[::1]:8448"), "#x:[::1]:8448");
    assert_null(matrix_alias(arena, long_name, "server.example.org"));
    arena_free(arena);
}

/* ---- whose ---- */

#define CREATE(sender, content)                                                          \
    "[{\"type\":\"m.room.create\",\"state_key\":\"\",\"sender\":\"" sender               \
    "\",\"content\":" content "}]"
#define MADE(delivery)                                                                   \
    "{\"org.tocsin\":{\"incident\":\"INC-1\",\"delivery\":\"" delivery "\"}}"

static void test_whose_a_room_is(void **state) {
    static const struct {
        const char *state, *delivery;
        bool ours;
    } table[] = {
        {CREATE(OWN, MADE("d1")), "d1", true},
        {CREATE(OWN, MADE("d2")), "d1", false},                /* another incident's */
        {CREATE("@eve:example.org", MADE("d1")), "d1", false}, /* somebody pretends */
        {CREATE(OWN, "{}"), "d1", false},                      /* ours, not for this */
        {CREATE(OWN, "{\"org.tocsin\":\"d1\"}"), "d1", false},
        {"[{\"type\":\"org.tocsin.incident\",\"state_key\":\"\",\"sender\":\"" OWN
         "\",\"content\":{\"id\":\"INC-1\",\"delivery\":\"d1\"}}]",
         "d1", false},
        {"[]", "d1", false},
        {"[{\"type\":\"m.room.create\",\"state_key\":\"x\",\"sender\":\"" OWN
         "\",\"content\":" MADE("d1") "}]",
         "d1", false},
        {CREATE(OWN, "{\"type\":\"m.space\",\"org.tocsin\":{\"space\":true}}"), NULL,
         true},
        {CREATE(OWN, "{\"org.tocsin\":{\"space\":true}}"), NULL, false},
        {CREATE(OWN, MADE("d1")), NULL, false},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(
            matrix_made(json_of(arena, table[i].state), OWN, table[i].delivery),
            table[i].ours);
    }
    /* What we make is taken for ours. */
    json_t *event = json_pack(
        "[{s:s, s:s, s:s, s:O}]", "type", "m.room.create", "state_key", "", "sender", OWN,
        "content", json_object_get(room_of(arena, false, NULL), "creation_content"));
    assert_true(matrix_made(arena_json(arena, event), OWN, "d1"));
    arena_free(arena);
}

static void test_who_reads(void **state) {
    static const struct {
        const char *rule;
        bool is_private;
    } table[] = {
        {"public", false}, {"restricted", false}, {"invite", true}, {"knock", true}};
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *rules = json_pack("[{s:s, s:s, s:{s:s}}]", "type", "m.room.join_rules",
                                  "state_key", "", "content", "join_rule", table[i].rule);
        assert_int_equal(matrix_is_private(arena_json(arena, rules)),
                         table[i].is_private);
    }
    assert_true(matrix_is_private(json_of(arena, "[]")));
    arena_free(arena);
}

/* ---- changes ---- */

/* What becomes of `before`; "-": nothing has to be done. */
static void assert_becomes(json_t *changed, const char *after) {
    char *dumped = changed ? json_dumps(changed, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    assert_string_equal(dumped ? dumped : "-", after);
    free(dumped);
    json_decref(changed);
}

static void test_shut(void **state) {
    static const struct {
        const char *before;
        bool shut;
        const char *after;
    } table[] = {
        {"{\"events_default\":0,\"users\":{\"@a:b\":50}}", true,
         "{\"events_default\":100,\"users\":{\"@a:b\":50}}"},
        {"{\"events_default\":100}", true, "-"},
        {"{\"events_default\":100}", false, "{\"events_default\":0}"},
        {"{}", false, "-"},
        {"{}", true, "{\"events_default\":100}"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_becomes(matrix_powers_shut(json_of(arena, table[i].before), table[i].shut),
                       table[i].after);
    }
    arena_free(arena);
}

static void test_roles(void **state) {
    static const struct {
        const char *powers, *before, *now, *after;
    } table[] = {
        {"{\"users\":{\"@t:x\":100}}", "[]", "[\"@a:x\"]",
         "{\"users\":{\"@a:x\":50,\"@t:x\":100}}"},
        {"{\"users\":{\"@a:x\":50}}", "[\"@a:x\"]", "[\"@b:x\"]",
         "{\"users\":{\"@b:x\":50}}"},
        {"{\"users\":{\"@a:x\":50}}", "[\"@a:x\"]", "[\"@a:x\"]", "-"},
        {"{\"users\":{\"@a:x\":100}}", "[\"@a:x\"]", "[]",
         "-"}, /* an administrator stays */
        {"{\"users\":{\"@a:x\":100}}", "[]", "[\"@a:x\"]", "-"}, /* and is not lowered */
        {"{\"users\":{\"@c:x\":50}}", "[]", "[]", "-"},          /* given by hand */
        {"{}", "[]", "[\"@a:x\"]", "{\"users\":{\"@a:x\":50}}"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_becomes(matrix_powers_roles(json_of(arena, table[i].powers),
                                           json_of(arena, table[i].before),
                                           json_of(arena, table[i].now)),
                       table[i].after);
    }
    arena_free(arena);
}

static void test_pins(void **state) {
    struct arena *arena = arena_new();
    (void)state;
    assert_becomes(matrix_pinned(NULL, "$a"), "{\"pinned\":[\"$a\"]}");
    assert_becomes(matrix_pinned(json_of(arena, "{\"pinned\":[\"$b\",7]}"), "$a"),
                   "{\"pinned\":[\"$a\",\"$b\"]}");
    assert_becomes(matrix_pinned(json_of(arena, "{\"pinned\":[\"$b\",\"$a\"]}"), "$a"),
                   "-");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_may_join),
        cmocka_unit_test(test_no_default_is_left_out),
        cmocka_unit_test(test_space),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_whose_a_room_is),
        cmocka_unit_test(test_who_reads),
        cmocka_unit_test(test_shut),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_pins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

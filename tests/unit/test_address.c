/* Addresses of every network that is or will be, and what is none. */
#include "base/address.h"
#include "base/text.h"
#include "tocsin/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void parts_of_an_address(void **state) {
    static const struct {
        const char *s, *network, *name;
        enum address_kind kind;
    } table[] = {
        {"slack:U7", "slack", "U7", ADDRESS_ID},
        {"slack:C1", "slack", "C1", ADDRESS_ID},
        {"slack:@U7", "slack", "@U7", ADDRESS_PERSON},
        {"console:#incidents", "console", "#incidents", ADDRESS_ID},
        {"console:@", "console", "@", ADDRESS_ID},
        {"tocsin:clock", "tocsin", "clock", ADDRESS_ID},
        {"matrix:@ana:example.org", "matrix", "@ana:example.org", ADDRESS_PERSON},
        {"matrix:@ana:example.org:8448", "matrix", "@ana:example.org:8448",
         ADDRESS_PERSON},
        {"matrix:!r:example.org", "matrix", "!r:example.org", ADDRESS_ID},
        {"matrix:#ops:example.org", "matrix", "#ops:example.org", ADDRESS_ID},
        {"x::", "x", ":", ADDRESS_ID},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct address address;

        if (!address_read(table[i].s, &address) || address.kind != table[i].kind ||
            address.network != table[i].s || !text_equal(address.name, table[i].name) ||
            !text_equal(address_network(arena, table[i].s), table[i].network) ||
            !text_equal(address_name_on(table[i].s, table[i].network), table[i].name) ||
            !text_equal(address_of(arena, table[i].network, table[i].name), table[i].s)) {
            fail_msg("%s", table[i].s);
        }
    }
    arena_free(arena);
}

static void what_is_no_address(void **state) {
    static const char *const table[] = {NULL, "", "ana", "@ana", ":", ":ana", "slack:"};
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct address address = {.name = "untouched"};

        if (address_read(table[i], &address) || !text_equal(address.name, "untouched") ||
            address_is(table[i]) || address_name(table[i]) != table[i] ||
            address_on(table[i], "slack") || address_on(table[i], "") ||
            address_network(arena, table[i]) != NULL ||
            address_beside(arena, table[i], "ben") != NULL ||
            address_reaching(arena, table[i]) != NULL ||
            address_reached(arena, table[i]) != NULL) {
            fail_msg("\"%s\"", table[i]);
        }
    }
    arena_free(arena);
}

static void networks_are_told_apart(void **state) {
    (void)state;
    assert_true(address_on("slack:U7", "slack"));
    assert_false(address_on("slack:U7", "slac"));
    assert_false(address_on("slack:U7", "slack2"));
    assert_false(address_on("matrix:@ana:example.org", "matrix:@ana"));
    assert_true(address_same_network("slack:U7", "slack:C1"));
    assert_false(address_same_network("slack:U7", "slack2:U7"));
    assert_false(address_same_network("slack2:U7", "slack:U7"));
    assert_false(address_same_network("slack:U7", "ana"));
    assert_false(address_same_network(NULL, "slack:U7"));
}

/* Who somebody is, and where they are reached, lead to each other. */
static void people_are_reached(void **state) {
    static const struct {
        const char *actor, *place;
    } table[] = {
        {"slack:U7", "slack:@U7"},
        {"console:ana", "console:@ana"},
        {"matrix:@ana:example.org", "matrix:@ana:example.org"},
        {"matrix:@ana:example.org:8448", "matrix:@ana:example.org:8448"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_string_equal(address_reaching(arena, table[i].actor), table[i].place);
        assert_string_equal(address_reached(arena, table[i].place), table[i].actor);
    }
    assert_null(address_reached(arena, "slack:C1"));
    assert_null(address_reached(arena, "matrix:!r:example.org"));
    assert_null(address_reached(arena, "console:#incidents"));
    arena_free(arena);
}

static void typed_ones(void **state) {
    (void)state;
    assert_int_equal(address_span("matrix:@ana:example.org, and"), 23);
    assert_int_equal(address_span("matrix:@a=2eb:example.org>"), 25);
    assert_int_equal(address_span(" slack:U7"), 0);
    assert_int_equal(address_span("a_b-c+d/e.f>"), 11);
    assert_false(address_char('\0'));
    assert_true(address_is_bare("ana"));
    assert_false(address_is_bare("ana:"));
}

/* The longest id that Matrix gives is an actor, and a place. */
static void limits_hold_the_longest(void **state) {
    char id[LIMIT_ID + 1];
    struct arena *arena = arena_new();
    char *actor;

    (void)state;
    memset(id, 'a', sizeof id - 1);
    id[0] = '@';
    id[100] = ':';
    id[LIMIT_ID] = '\0';
    actor = address_of(arena, "matrix", id);
    assert_true(strlen(actor) <= LIMIT_ACTOR);
    assert_true(strlen(address_reaching(arena, actor)) <= LIMIT_PLACE);
    id[0] = 'a';
    id[100] = 'a';
    assert_true(strlen(address_reaching(arena, address_of(arena, "somewhere", id))) <=
                LIMIT_PLACE);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_an_address),
        cmocka_unit_test(what_is_no_address),
        cmocka_unit_test(networks_are_told_apart),
        cmocka_unit_test(people_are_reached),
        cmocka_unit_test(typed_ones),
        cmocka_unit_test(limits_hold_the_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

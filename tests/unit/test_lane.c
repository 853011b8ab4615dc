/* What the name of a lane says is what it was made of, on networks whose ids hold every
 * sign that lanes use themselves. */
#include "core/lane.h"
#include "tocsin/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define ID "INC-2025-09-29-001"

static void names_say_what_they_were_made_of(void **state) {
    static const struct {
        const char *name;
        const char *incident, *network;
        bool urgent;
    } table[] = {
        {"inc:" ID "@slack", ID, "slack", false},
        {"inc:" ID "@matrix!", ID, "matrix", true},
        {"slack:C1", NULL, NULL, false},
        {"slack:C1!", NULL, NULL, true},
        {"slack:@U1!", NULL, NULL, true},
        {"slack:C1?", NULL, NULL, false},
        {"slack:C1~", NULL, NULL, false},
        {"console:#incidents", NULL, NULL, false},
        {"matrix:!r:example.org", NULL, NULL, false},
        {"matrix:!r:example.org!", NULL, NULL, true},
        {"matrix:@ana:example.org", NULL, NULL, false},
        {"matrix:@ana:example.org!", NULL, NULL, true},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct lane_name says;

        if (!lane_read(arena, table[i].name, &says) || says.urgent != table[i].urgent ||
            (says.incident != NULL) != (table[i].incident != NULL) ||
            lane_is_incident(table[i].name) != (table[i].incident != NULL) ||
            says.late != (strchr(table[i].name, '~') != NULL)) {
            fail_msg("%s", table[i].name);
        }
        if (table[i].incident != NULL) {
            assert_string_equal(says.incident, table[i].incident);
            assert_string_equal(says.network, table[i].network);
            assert_string_equal(
                lane_incident(arena, says.incident, says.network, says.urgent),
                table[i].name);
        }
    }
    assert_string_equal(lane_place(arena, "matrix:!r:example.org", true),
                        "matrix:!r:example.org!");
    assert_string_equal(lane_place(arena, "matrix:!r:example.org", false),
                        "matrix:!r:example.org");
    assert_string_equal(lane_ask(arena, "slack:C1"), "slack:C1?");
    assert_string_equal(lane_late(arena, "slack:C1"), "slack:C1~");
    arena_free(arena);
}

static void what_is_no_lane(void **state) {
    static const char *const table[] = {"",
                                        "!",
                                        "?",
                                        "lane",
                                        ":C1",
                                        "slack:",
                                        "inc:",
                                        "inc:" ID,
                                        "inc:" ID "@",
                                        "inc:" ID "@!",
                                        "inc:@slack",
                                        "inc:INC-1@slack",
                                        "inc:INC-2025-09-29-001x@slack"};
    struct arena *arena = arena_new();
    char longest[LIMIT_PLACE + 3];

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct lane_name says = {.network = "untouched"};

        if (lane_read(arena, table[i], &says) || strcmp(says.network, "untouched") != 0) {
            fail_msg("\"%s\"", table[i]);
        }
    }
    memset(longest, 'x', sizeof longest - 1);
    longest[5] = ':';
    longest[LIMIT_PLACE + 2] = '\0';
    assert_false(lane_read(arena, longest, &(struct lane_name){0}));
    longest[LIMIT_PLACE] = '!';
    longest[LIMIT_PLACE + 1] = '\0';
    assert_true(lane_read(arena, longest, &(struct lane_name){0}));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_say_what_they_were_made_of),
        cmocka_unit_test(what_is_no_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

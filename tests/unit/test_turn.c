/* test_turn.c: entries as the commit gets them, the limits of a turn, and what happens to
 * a reply that is too long. */
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/entry_kinds.h"
#include "core/needs.h"
#include "core/turn_add.h"
#include "crew.h"

/* Entries carry what the commit will seal: number, moment, actor, input. */
static void entries(void **state) {
    struct incident *incident = fixture_incident(2);
    const struct entry *entry;
    struct desk desk;
    struct needs needs = {0};

    (void)state;
    desk_open(&desk, &table, "note x");
    desk.turn.input_hash = "0123456789abcdef0123456789abcdef";
    incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
    assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
    desk.turn.before = incident;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    entry = &desk.turn.changes[0].entries[1];
    assert_int_equal(entry->n, incident->version + 2);
    assert_int_equal(entry->at, desk.fixture->world.now);
    assert_string_equal(entry->actor, "console:ana");
    assert_string_equal(entry->in, "0123456789abcdef0123456789abcdef");
    assert_int_equal(entry->v, entry_kind_version(KIND_NOTE));
    assert_string_equal(jsonx_string(entry->text, "note", ""), "x");
    /* The state before is as it was. */
    assert_int_equal(incident->version, 3);
    assert_int_equal(desk.turn.changes[0].after->version, 5);
    assert_ptr_equal(desk.turn.changes[0].before, incident);
    desk_close(&desk);
    incident_free(incident);
}

static void a_turn_has_limits(void **state) {
    struct incident *incident = fixture_incident(2);
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, NULL);
    desk.turn.before = incident;
    for (int i = 0; i < LIMIT_TURN_ENTRIES; i++) {
        assert_true(turn_add(&desk.turn, KIND_ACKNOWLEDGED, NULL, NULL, &desk.err));
    }
    assert_false(turn_add(&desk.turn, KIND_ACKNOWLEDGED, NULL, NULL, &desk.err));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    assert_string_equal(desk.err.text,
                        "One command can write at most 32 entries. Split it in two.");
    turn_drop(&desk.turn);
    assert_false(turn_add_other(&desk.turn, KIND_NOTE, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "There is no second incident to write this to.");
    assert_false(turn_open(&desk.turn, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "This command cannot open an incident.");
    desk.turn.before = NULL;
    assert_false(turn_add(&desk.turn, KIND_NOTE, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "There is no incident to write this to.");
    desk_close(&desk);
    incident_free(incident);
}

static void a_long_reply_is_cut_and_says_so(void **state) {
    static const char end[] = "\n(cut: too long for one answer)\n";
    struct desk desk;
    const char *line;

    (void)state;
    desk_open(&desk, &table, NULL);
    line = memset(arena_alloc(desk.fixture->arena, 1000), 'x', 999);
    for (int i = 0; i < 2 * LIMIT_RENDERED / 1000; i++) {
        turn_say(&desk.turn, "*{{x}}*\n", json_pack("{s:s}", "x", line));
    }
    turn_finish(&desk.turn);
    assert_in_range(desk.turn.reply.len, LIMIT_RENDERED - 2000, LIMIT_RENDERED);
    assert_string_equal(desk.turn.reply.ptr + desk.turn.reply.len - strlen(end), end);
    assert_int_equal(desk.turn.reply.ptr[desk.turn.reply.len - strlen(end) - 1], '*');
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries),
        cmocka_unit_test(a_turn_has_limits),
        cmocka_unit_test(a_long_reply_is_cut_and_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

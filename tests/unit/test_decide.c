/* test_decide.c: turns that nobody typed. */
#include "core/decide.h"
#include "desk.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define ID "INC-2025-09-29-001"

static const struct command_table no_commands = {NULL, 0};

static void open_on(struct desk *desk, const struct incident *incident, int64_t now) {
    desk_open(desk, &no_commands, NULL);
    desk->turn.before = incident;
    desk->fixture->world.now = now;
}

/* "deadline.missed update 0 15" of every entry: kind, deadline, step, late minutes. */
static const char *told(const struct desk *desk) {
    const struct change *change = &desk->turn.changes[0];
    const char *list = "";

    for (size_t i = 0; desk->turn.nchanges > 0 && i < change->nentries; i++) {
        const struct entry *entry = &change->entries[i];

        assert_string_equal(entry->actor, ACTOR_CLOCK);
        list = arena_printf(desk->fixture->arena, "%s%s%s %s", list, i > 0 ? "; " : "",
                            entry->kind, jsonx_string(entry->data, "deadline", "?"));
        if (json_object_get(entry->data, "step") != NULL) {
            list =
                arena_printf(desk->fixture->arena, "%s step %lld late %lld missed %lld",
                             list, (long long)jsonx_int(entry->data, "step", -9),
                             (long long)jsonx_int(entry->data, "late", -9) / 60000,
                             (long long)jsonx_int(entry->data, "missed", -9));
        }
    }
    return list;
}

/* ---- deadlines ---- */

static void due_steps_are_taken(void **state) {
    static const struct {
        int64_t after;
        const char *told;
        int severity;
        bool answered; /* acknowledged and commanded */
    } rows[] = {
        {MINUTES(12), "", 1, true},
        {MINUTES(13), "deadline.warned update", 1, true},
        {MINUTES(15), "deadline.missed update step 0 late 0 missed 1", 1, true},
        {MINUTES(17), "deadline.missed update step 0 late 2 missed 1", 1, true},
        {MINUTES(20), "deadline.missed update step 0 late 5 missed 1", 1, true},
        {MINUTES(15),
         "deadline.missed acknowledge step 0 late 0 missed 1; "
         "deadline.missed update step 0 late 0 missed 1",
         1, false},
        {MINUTES(25), "deadline.warned update", 2, true},
        /* after downtime: one late nudge, and how many were missed */
        {HOURS(3), "deadline.missed update step 0 late 150 missed 6", 2, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = fixture_incident(rows[i].severity);
        struct desk desk;

        if (!rows[i].answered) {
            incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
            incident->nroles = 0;
        }
        open_on(&desk, incident, T0 + rows[i].after);
        assert_true(decide_due(&desk.turn, &desk.err));
        if (!text_equal(told(&desk), rows[i].told)) {
            fail_msg("row %zu: [%s], expected [%s]", i, told(&desk), rows[i].told);
        }
        desk_close(&desk);
        incident_free(incident);
    }
}

/* What was taken is not due any more in the state that follows. */
static void due_once(void **state) {
    struct incident *incident = fixture_incident(1), *after;
    struct desk desk;

    (void)state;
    open_on(&desk, incident, T0 + MINUTES(15));
    assert_true(decide_due(&desk.turn, &desk.err));
    assert_int_equal(desk.turn.changes[0].nentries, 1);
    after = incident_clone(desk.turn.changes[0].after);
    desk_close(&desk);
    open_on(&desk, after, T0 + MINUTES(15));
    assert_true(decide_due(&desk.turn, &desk.err));
    assert_int_equal(desk.turn.nchanges, 0);
    desk_close(&desk);
    /* The next step asks leadership: the entry says so, because a fold reads no policy. */
    assert_int_equal(after->top_at, 0);
    open_on(&desk, after, T0 + MINUTES(20));
    assert_true(decide_due(&desk.turn, &desk.err));
    assert_string_equal(told(&desk), "deadline.missed update step 3 late 0 missed 1");
    assert_int_equal(jsonx_int(desk.turn.changes[0].entries[0].data, "top", 0), 3);
    assert_int_equal(desk.turn.changes[0].after->top_rung, 3);
    assert_true(desk.turn.changes[0].after->top_at == T0 + MINUTES(20));
    desk_close(&desk);
    incident_free(after);
    incident_free(incident);
}

/* Many actions of one moment are taken a few at a time, and all of them in the end. */
static void many_due_at_once(void **state) {
    enum { ACTIONS = 20 };
    struct incident *incident = fixture_incident(4);
    size_t taken = 0, turns = 0, last;

    (void)state;
    for (int64_t number = 1; number <= ACTIONS; number++) {
        fixture_action(incident, number, T0 + MINUTES(1));
    }
    do {
        struct desk desk;

        open_on(&desk, incident, T0 + MINUTES(1));
        assert_true(decide_due(&desk.turn, &desk.err));
        last = desk.turn.nchanges > 0 ? desk.turn.changes[0].nentries : 0;
        if (last > 0) {
            struct incident *after = incident_clone(desk.turn.changes[0].after);

            incident_free(incident);
            incident = after;
        }
        assert_in_range(last, 0, DUE_STEPS);
        taken += last;
        turns++;
        desk_close(&desk);
    } while (last > 0);
    assert_int_equal(taken, ACTIONS);
    assert_int_equal(turns, (ACTIONS + DUE_STEPS - 1) / DUE_STEPS + 1);
    incident_free(incident);
}

/* ---- answers ---- */

static void answers(void **state) {
    static const struct {
        const char *answer;
        const char *kind, *data, *text; /* kind NULL: refused */
    } rows[] = {
        {"{'what':'open','network':'console','ok':true,'place':'console:#inc-1'}",
         KIND_PLACE_BOUND, "{'network':'console','place':'console:#inc-1'}", NULL},
        {"{'what':'open','network':'console','ok':false,'why':'no right'}",
         KIND_PLACE_FAILED, "{'network':'console'}", "{'why':'no right'}"},
        {"{'what':'open','network':'console','ok':false}", KIND_PLACE_FAILED,
         "{'network':'console'}", NULL},
        {"{'what':'nudge','delivery':'d1','place':'console:#i','deadline':'update',"
         "'ref':0,'due':5,'step':1,'ok':true,'why':'ignored'}",
         KIND_NUDGE_SENT,
         "{'deadline':'update','delivery':'d1','due':5,'place':'console:#i','ref':0,"
         "'step':1}",
         NULL},
        {"{'what':'nudge','delivery':'d1','place':'console:#i','deadline':'update',"
         "'ref':2,'due':5,'step':0,'ok':false,'why':'gone'}",
         KIND_NUDGE_FAILED,
         "{'deadline':'update','delivery':'d1','due':5,'place':'console:#i','ref':2,"
         "'step':0}",
         "{'why':'gone'}"},
        {"{'what':'post','delivery':'d2','place':'console:#i','ok':false,'why':'gone'}",
         KIND_DELIVERY_FAILED, "{'delivery':'d2','place':'console:#i'}",
         "{'why':'gone'}"},
        {"{'what':'post','delivery':'d2','place':'console:#i','ok':true}", NULL, NULL,
         NULL},
        {"{'what':'open','network':'console','ok':true}", NULL, NULL, NULL},
        {"{'what':'sing','ok':true}", NULL, NULL, NULL},
        {"{}", NULL, NULL, NULL},
        {"[]", NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = fixture_incident(2);
        struct desk desk;
        const char *sources[3] = {rows[i].answer, rows[i].data, rows[i].text};
        json_t *parsed[3] = {NULL, NULL, NULL};
        bool ok;

        open_on(&desk, incident, T0);
        for (size_t s = 0; s < COUNT(sources); s++) {
            char *source = arena_strdup(desk.fixture->arena, sources[s]);

            for (char *c = source; c != NULL && *c != '\0'; c++) {
                *c = (char)(*c == '\'' ? '"' : *c);
            }
            parsed[s] = source == NULL ? NULL
                                       : arena_json(desk.fixture->arena,
                                                    jsonx_parse(source, strlen(source)));
        }
        assert_non_null(parsed[0]);
        desk.input.data = parsed[0];
        ok = decide_answer(&desk.turn, &desk.err);
        assert_int_equal(ok, rows[i].kind != NULL);
        if (ok) {
            const struct entry *entry = &desk.turn.changes[0].entries[0];

            assert_string_equal(entry->kind, rows[i].kind);
            assert_string_equal(entry->actor, ACTOR_BOT);
            assert_true(json_equal(entry->data, parsed[1]));
            assert_int_equal(entry->text == NULL, parsed[2] == NULL);
            assert_true(parsed[2] == NULL || json_equal(entry->text, parsed[2]));
        } else {
            assert_string_equal(desk.err.text,
                                "This answer of a network means nothing here.");
            assert_int_equal(desk.turn.nchanges, 0);
        }
        desk_close(&desk);
        incident_free(incident);
    }
}

/* ---- removal of text ---- */

static void redact(void **state) {
    static const struct {
        int64_t number;
        enum error_code code;
        const char *said;
    } rows[] = {
        {1, ERR_OK,
         "The text of entry 1 of *" ID "* is removed. What channels have shown and "
         "what backups hold is not reached: remove it there as well.\n"},
        {2, ERR_INVALID, "Entry 2 of " ID " has no text to remove."},
        {3, ERR_INVALID, "The text of entry 3 of " ID " is gone already."},
        {0, ERR_NOT_FOUND, ID " has no entry 0: it has 1 to 3."},
        {4, ERR_NOT_FOUND, ID " has no entry 4: it has 1 to 3."},
        {-1, ERR_NOT_FOUND, ID " has no entry -1: it has 1 to 3."},
    };
    struct entry timeline[] = {
        {.n = 1, .kind = KIND_NOTE, .tx = "aa", .known = true},
        {.n = 2, .kind = KIND_ACKNOWLEDGED, .known = true},
        {.n = 3, .kind = KIND_NOTE, .tx = "bb", .known = true},
    };
    json_t *text = json_pack("{s:s}", "note", "secret");

    (void)state;
    timeline[0].text = text;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = fixture_incident(2);
        struct desk desk;

        open_on(&desk, incident, T0);
        desk.input.number = rows[i].number;
        desk.turn.timeline = timeline;
        desk.turn.ntimeline = COUNT(timeline);
        assert_int_equal(decide_redact(&desk.turn, &desk.err), rows[i].code == ERR_OK);
        assert_int_equal(desk.err.code, rows[i].code);
        if (rows[i].code == ERR_OK) {
            const struct entry *entry = &desk.turn.changes[0].entries[0];

            assert_string_equal(entry->kind, KIND_REDACTED);
            assert_string_equal(entry->actor, "console:ana");
            assert_int_equal(jsonx_int(entry->data, "number", 0), rows[i].number);
            assert_string_equal(desk.turn.reply.ptr, rows[i].said);
        } else {
            assert_string_equal(desk.err.text, rows[i].said);
            assert_int_equal(desk.turn.nchanges, 0);
        }
        desk_close(&desk);
        incident_free(incident);
    }
    json_decref(text);
}

/* ---- clock ---- */

static void clock_steps(void **state) {
    static const int64_t steps[] = {HOURS(1), -HOURS(1), 0};

    (void)state;
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct incident *incident = fixture_incident(2);
        struct desk desk;

        open_on(&desk, incident, T0 + steps[i]);
        desk.input.number = steps[i];
        assert_true(decide_clock(&desk.turn, &desk.err));
        assert_int_equal(desk.turn.nchanges, steps[i] != 0);
        if (steps[i] != 0) {
            const struct entry *entry = &desk.turn.changes[0].entries[0];

            assert_string_equal(entry->kind, KIND_CLOCK_STEPPED);
            assert_string_equal(entry->actor, ACTOR_CLOCK);
            assert_int_equal(jsonx_int(entry->data, "by", 0), steps[i]);
            assert_int_equal(entry->at, T0 + steps[i]);
        }
        desk_close(&desk);
        incident_free(incident);
    }
}

/* What this binary does not understand it does not write to, whoever asks. */
static void nobody_writes_blindly(void **state) {
    bool (*const decisions[])(struct turn *, struct error *) = {
        decide_due, decide_answer, decide_redact, decide_clock};

    (void)state;
    for (size_t i = 0; i < COUNT(decisions); i++) {
        struct incident *incident = fixture_incident(1);
        struct desk desk;

        incident->read_only = true;
        incident->unknown_kind = "moon.rose";
        open_on(&desk, incident, T0 + HOURS(1));
        desk.input.number = 1;
        assert_false(decisions[i](&desk.turn, &desk.err));
        assert_int_equal(desk.err.code, ERR_CORRUPT);
        assert_int_equal(desk.turn.nchanges, 0);
        desk.turn.before = NULL;
        assert_false(decisions[i](&desk.turn, &desk.err));
        assert_int_equal(desk.err.code, ERR_NOT_FOUND);
        assert_string_equal(desk.err.text, "There is no such incident.");
        desk_close(&desk);
        incident_free(incident);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(due_steps_are_taken),
        cmocka_unit_test(due_once),
        cmocka_unit_test(many_due_at_once),
        cmocka_unit_test(answers),
        cmocka_unit_test(redact),
        cmocka_unit_test(clock_steps),
        cmocka_unit_test(nobody_writes_blindly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

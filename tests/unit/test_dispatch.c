/* test_dispatch.c: what a command may do, what follows from it, and what a refusal
 * leaves.
 *
 * Every refusal is compared whole once: it is what people read when something does not
 * work, and it must say what to do. */
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/needs.h"
#include "crew.h"

/* ---- running ---- */

/* Runs one line as `who` on an incident (NULL: none). */
static bool run(struct desk *desk, const char *who, const char *typed,
                const struct incident *incident) {
    struct needs needs = {0};

    desk_open(desk, &table, typed);
    desk->input.actor = who;
    if (!dispatch_prepare(&desk->turn, incident != NULL ? incident->id : NULL, &needs,
                          &desk->err)) {
        return false;
    }
    desk->turn.before = desk->turn.command->scope != SCOPE_ANY ? incident : NULL;
    desk->turn.new_id = needs.new_id ? ID : NULL;
    return dispatch_run(&desk->turn, &desk->err);
}

static const char *kinds(const struct desk *desk, size_t change) {
    const struct change *changed = &desk->turn.changes[change];
    const char *list = "";

    for (size_t i = 0; change < desk->turn.nchanges && i < changed->nentries; i++) {
        list = arena_printf(desk->fixture->arena, "%s%s%s", list, i > 0 ? " " : "",
                            changed->entries[i].kind);
    }
    return list;
}

/* What an incident of Ana's is like before the line. */
enum twist {
    AS_IS,
    CLOSED,
    READ_ONLY,
    RESTRICTED,
    UNANSWERED,
    TRIAGED,
    RESOLVING,
    RESOLVED,
    FULL,
    NEARLY_FULL,
};

static struct incident *twisted(enum twist twist) {
    struct incident *incident = fixture_incident(2);

    switch (twist) {
    case AS_IS:
        break;
    case CLOSED:
        incident->closed = true;
        incident->phase = "closure";
        break;
    case READ_ONLY:
        incident->read_only = true;
        incident->unknown_kind = "moon.rose";
        break;
    case RESTRICTED:
        incident->restricted = true;
        break;
    case UNANSWERED:
        incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
        incident->nroles = 0;
        break;
    case TRIAGED:
        incident->milestones[MILESTONE_TRIAGED] = T0;
        break;
    case RESOLVING:
        incident->milestones[MILESTONE_TRIAGED] = T0;
        incident->phase = "resolution";
        break;
    case RESOLVED:
        incident->milestones[MILESTONE_RESOLVED] = T0;
        incident->milestones[MILESTONE_RECOVERED] = T0;
        incident->milestones[MILESTONE_VERIFIED] = T0;
        break;
    case FULL:
        incident->version = LIMIT_ENTRIES;
        break;
    case NEARLY_FULL:
        incident->version = LIMIT_ENTRIES - LIMIT_TURN_ENTRIES;
        incident->milestones[MILESTONE_VERIFIED] = T0;
        break;
    }
    return incident;
}

struct refusal {
    const char *who, *typed;
    enum twist twist;
    enum error_code code;
    const char *said;
};

static void refusals(void **state) {
    static const struct refusal rows[] = {
        {"console:zed", "note x", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:zed", "", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:zed", "note", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:ben", "purge", AS_IS, ERR_DENIED,
         "\"purge\" is for the group \"admin\". Ask one of them to do it: Ada."},
        {"console:ana", "note x", READ_ONLY, ERR_CORRUPT,
         ID " has an entry of a kind that this tocsin does not know: \"moon.rose\". It "
            "can be read, but not changed. Upgrade tocsin."},
        {"console:ana", "note x", CLOSED, ERR_PHASE,
         ID " is closed: note is not possible any more. If it came back: "
            "<!reopen what came back>"},
        {"console:ana", "note", CLOSED, ERR_PHASE,
         ID " is closed: note is not possible any more. If it came back: "
            "<!reopen what came back>"},
        {"console:ana", "resolve", AS_IS, ERR_PHASE,
         "resolve is not possible yet: " ID " must be triaged first: <!status triage>"},
        {"console:ana", "note", AS_IS, ERR_INVALID,
         "note is missing: what happened.\nUsage: `note \\<note\\>`\n"
         "Example: <!note the cache of db-3 is warm>"},
        {"console:ana", "stumble x", UNANSWERED, ERR_PHASE, "Stumbled."},
        {"console:ana", "note x", FULL, ERR_LIMIT,
         ID " has 100000 entries, which is the limit. Close it, and go on in a new "
            "incident that is linked with it."},
        {"console:ana", "note x", NEARLY_FULL, ERR_LIMIT,
         ID " has 99968 entries, which is the limit. Close it, and go on in a new "
            "incident that is linked with it."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(rows[i].twist);
        struct desk desk;

        if (run(&desk, rows[i].who, rows[i].typed, incident)) {
            fail_msg("%s: accepted", rows[i].typed);
        }
        assert_string_equal(desk.err.text, rows[i].said);
        assert_int_equal(desk.err.code, rows[i].code);
        /* Nothing is left of it. */
        assert_int_equal(desk.turn.nchanges, 0);
        assert_int_equal(desk.turn.reply.len, 0);
        desk_close(&desk);
        incident_free(incident);
    }
}

static void refused_without_incident(void **state) {
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "note x");
    desk.turn.command = &cmd_note;
    assert_false(dispatch_run(&desk.turn, &desk.err));
    assert_int_equal(desk.err.code, ERR_NOT_FOUND);
    assert_string_equal(desk.err.text,
                        "There is no such incident. Open incidents: <!list>");
    desk_close(&desk);
}

struct accepted {
    const char *who, *typed;
    enum twist twist;
    const char *kinds;
    const char *reply; /* whole */
};

static void accepted(void **state) {
    static const struct accepted rows[] = {
        /* what only writes something down suggests nothing (next_follows) */
        {"console:ana", "note it *is* warm", AS_IS, KIND_NOTE,
         "Noted: it \\*is\\* warm\n"},
        /* acknowledged by responding, once, by people only */
        {"console:ben", "note x", UNANSWERED, KIND_ACKNOWLEDGED " " KIND_NOTE,
         "Noted: x\n"},
        {"tocsin:bot", "note x", UNANSWERED, KIND_NOTE, "Noted: x\n"},
        {"console:ben", "action add x", UNANSWERED, KIND_NOTE, "Noted: x\n"},
        /* the policy's step */
        {"console:ana", "resolve", TRIAGED, KIND_RESOLVED " " KIND_PHASE,
         "Now in phase *Resolution*. Its aim: Remove the cause.\n"
         "Next: <!restore how you know>\n"},
        {"console:ana", "resolve", RESOLVING, KIND_RESOLVED,
         "Next: <!restore how you know>\n"},
        {"console:ana", "close", RESOLVED, KIND_CLOSED " " KIND_PHASE,
         "Now in phase *Closure*. Its aim: Nothing is left.\n"
         "Next: <!reopen what came back>, should it come back\n"},
        {"console:ana", "close", NEARLY_FULL, KIND_CLOSED " " KIND_PHASE,
         "Now in phase *Closure*. Its aim: Nothing is left.\n"
         "Next: <!reopen what came back>, should it come back\n"},
        /* closed, read-only, restricted: what still goes */
        {"console:ana", "quiet x", CLOSED, KIND_NOTE, "Noted: x\n"},
        {"console:ana", "show", CLOSED, "", "Looked.\n"},
        {"console:ana", "show", READ_ONLY, "", "Looked.\n"},
        {"console:sam", "show", RESTRICTED, "", "Looked.\n"},
        {"console:ada", "purge", AS_IS, "", "Looked.\n"},
        /* nothing typed */
        {"console:ana", "", AS_IS, "",
         "*" ID "* Sev2, Detection: Cards are refused\nNext: <!status triage>\n"},
        {"console:ana", "", CLOSED, "",
         "*" ID "* Sev2, Closure, closed: Cards are refused\n"
         "Next: <!reopen what came back>, should it come back\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(rows[i].twist);
        struct desk desk;

        if (!run(&desk, rows[i].who, rows[i].typed, incident)) {
            fail_msg("%s: %s", rows[i].typed, desk.err.text);
        }
        assert_string_equal(kinds(&desk, 0), rows[i].kinds);
        assert_string_equal(desk.turn.reply.ptr, rows[i].reply);
        desk_close(&desk);
        incident_free(incident);
    }
}

/* Policies differ in what resolving means: here it restores the service as well. */
static void step_restores(void **state) {
    static const struct policy_step steps[] = {{"resolve", NULL, NULL, true}};
    struct incident *incident = twisted(AS_IS);
    struct needs needs = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "resolve");
    desk.fixture->policy.steps = steps;
    desk.fixture->policy.nsteps = COUNT(steps);
    assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
    desk.turn.before = incident;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    assert_string_equal(kinds(&desk, 0), KIND_RESOLVED " " KIND_RESTORED);
    assert_non_null(strstr(desk.turn.reply.ptr, "The service counts as restored."));
    assert_true(turn_incident(&desk.turn)->milestones[MILESTONE_RECOVERED] != 0);
    desk_close(&desk);
    incident_free(incident);
}

static void opening(void **state) {
    static const struct {
        const char *typed, *kinds;
        int64_t late;
    } rows[] = {
        {"declare sev1 it is down", KIND_OPENED, 0},
        {"declare detected=15m it is down", KIND_OPENED, 0},
        {"declare detected=20m it is down", KIND_OPENED " " KIND_MISSED, MINUTES(5)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct change *change;
        struct desk desk;

        assert_true(run(&desk, "console:ana", rows[i].typed, NULL));
        change = &desk.turn.changes[0];
        assert_string_equal(kinds(&desk, 0), rows[i].kinds);
        assert_string_equal(change->id, ID);
        assert_null(change->before);
        assert_int_equal(change->after->version, change->nentries);
        if (rows[i].late > 0) {
            const struct entry *missed = &change->entries[1];

            assert_string_equal(missed->actor, ACTOR_CLOCK);
            assert_string_equal(jsonx_string(missed->data, "deadline", ""), "logging");
            assert_int_equal(jsonx_int(missed->data, "late", 0), rows[i].late);
            assert_int_equal(jsonx_int(missed->data, "due", 0), T0 - rows[i].late);
        }
        desk_close(&desk);
    }
}

/* A policy without a rule for logging has no late one. */
static void opening_without_a_rule(void **state) {
    struct needs needs = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "declare detected=3d it is down");
    desk.fixture->policy = fixture_moko();
    assert_true(dispatch_prepare(&desk.turn, NULL, &needs, &desk.err));
    desk.turn.new_id = ID;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    assert_string_equal(kinds(&desk, 0), KIND_OPENED);
    desk_close(&desk);
}

static void second_incident(void **state) {
    static const struct {
        const char *who;
        enum twist twist; /* of the other one */
        const char *refusal;
    } rows[] = {
        {"console:ana", AS_IS, NULL},
        {"console:zed", RESTRICTED,
         OTHER " is restricted to the people who work on it. Ask one of them."},
        {"console:ana", READ_ONLY,
         OTHER
         " has an entry of a kind that this tocsin does not know: \"moon.rose\". It "
         "can be read, but not changed. Upgrade tocsin."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(AS_IS), *other = twisted(rows[i].twist);
        struct needs needs = {0};
        struct desk desk;
        bool ok;

        other->id = OTHER;
        desk_open(&desk, &table, "link 004 one disk");
        desk.input.actor = rows[i].who;
        assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
        assert_string_equal(needs.other, "004");
        desk.turn.before = incident;
        desk.turn.other = other;
        ok = dispatch_run(&desk.turn, &desk.err);
        assert_int_equal(ok, rows[i].refusal == NULL);
        if (ok) {
            assert_int_equal(desk.turn.nchanges, 2);
            assert_string_equal(kinds(&desk, 0), KIND_LINKED);
            assert_string_equal(kinds(&desk, 1), KIND_LINKED);
            assert_string_equal(desk.turn.changes[1].id, OTHER);
            /* the number has become an id */
            assert_string_equal(turn_arg(&desk.turn, "other"), OTHER);
        } else {
            assert_string_equal(desk.err.text, rows[i].refusal);
            assert_int_equal(desk.turn.nchanges, 0);
        }
        desk_close(&desk);
        incident_free(incident);
        incident_free(other);
    }
}

/* What is typed outside an incident's channel is answered with its id, also when it is
 * typed in no incident's channel; an answer that has the id is left alone. */
static void says_which_incident(void **state) {
    static const struct {
        const char *typed, *here, *said; /* said: of the reply or of the refusal */
    } rows[] = {
        {"001 note x", OTHER, "*" ID "*: Noted: x\n"},
        {"001 note x", NULL, "*" ID "*: Noted: x\n"},
        {"note x", ID, "Noted: x\n"},
        {"001 note about " ID, NULL, "Noted: about " ID "\n"},
        {"001 stumble x", OTHER, "*" ID "*: Stumbled."},
        {"stumble x", ID, "Stumbled."},
        {"001 note", NULL,
         "*" ID "*: note is missing: what happened.\nUsage: `note \\<note\\>`\n"
         "Example: <!" ID " note the cache of db-3 is warm>"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(AS_IS);
        struct needs needs = {0};
        struct desk desk;
        bool ok;

        desk_open(&desk, &table, rows[i].typed);
        assert_true(dispatch_prepare(&desk.turn, rows[i].here, &needs, &desk.err));
        desk.turn.before = incident;
        ok = dispatch_run(&desk.turn, &desk.err);
        assert_string_equal(ok ? desk.turn.reply.ptr : desk.err.text, rows[i].said);
        desk_close(&desk);
        incident_free(incident);
    }
}

/* A text that begins with another incident's number is not acted upon: both lines are
 * there to copy. */
static void asks_which_incident(void **state) {
    static const char *const one[] = {OTHER, NULL};
    static const char *const two[] = {OTHER, "INC-2025-09-27-004", NULL};
    static const struct {
        const char *typed;
        const char *const *mentioned;
        const char *said;
    } rows[] = {
        {"note 004 fixed", one,
         "Nothing was done: 004 is another incident.\nFor that one: <!" OTHER
         " note fixed>\nFor this one, as text: <!note \"004 fixed\">"},
        {"note 004: say \"hi\" to all", one,
         "Nothing was done: 004 is another incident.\nFor that one: <!" OTHER
         " note say \"hi\" to all>\n"
         "For this one, as text: <!note '004: say \"hi\" to all'>"},
        {"note #4", two,
         "Nothing was done: \\#4 is another incident.\nFor that one: <!" OTHER
         " note>\nFor that one: <!INC-2025-09-27-004 note>\n"
         "For this one, as text: <!note \"#4\">"},
        {"resolve 004", one,
         "Nothing was done: 004 is another incident.\nFor that one: <!" OTHER
         " resolve>\nFor this one: <!resolve>"},
        {"note 004 <@slack:U1>\n*x*", one,
         "Nothing was done: 004 is another incident.\nFor that one: <!" OTHER
         " note \\<@slack:U1\\> \\*x\\*>\n"
         "For this one, as text: <!note \"004 \\<@slack:U1\\> \\*x\\*\">"},
        {"note 004 fixed", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(AS_IS);
        struct needs needs = {0};
        struct desk desk;

        desk_open(&desk, &table, rows[i].typed);
        assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
        assert_non_null(needs.mention);
        desk.turn.before = incident;
        desk.turn.mentioned = rows[i].mentioned;
        assert_int_equal(dispatch_run(&desk.turn, &desk.err), rows[i].said == NULL);
        if (rows[i].said != NULL) {
            assert_string_equal(desk.err.text, rows[i].said);
            assert_int_equal(desk.turn.nchanges, 0);
        }
        desk_close(&desk);
        incident_free(incident);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals),
        cmocka_unit_test(refused_without_incident),
        cmocka_unit_test(accepted),
        cmocka_unit_test(step_restores),
        cmocka_unit_test(opening),
        cmocka_unit_test(opening_without_a_rule),
        cmocka_unit_test(second_incident),
        cmocka_unit_test(says_which_incident),
        cmocka_unit_test(asks_which_incident),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* action, evidence, link, duplicate: what is kept, and for how long it asks for
 * attention. */
#include "harness.h"

#include "base/jsonx.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL }

static void actions(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "action", ERR_OK, "", "action add what is to be done"},
        {0, "ana", "action add", ERR_INVALID, "", "action add"},
        {0, "ana", "action list", ERR_OK, "", "No open actions"},
        {0, "ana", "action add owner=@ben due=2h raise the threshold", ERR_OK,
         "action.added", "Action 1 added for Ben Berg, due"},
        {0, "ana", "todo add write it up", ERR_OK, "action.added", "Nobody owns it yet"},
        {0, "ana", "action list", ERR_OK, "", "1. raise the threshold (Ben Berg, due"},
        {0, "ana", "action list", ERR_OK, "", "2. write it up (nobody)"},
        {180, "ana", "action list", ERR_OK, "", "overdue"},
        {0, "ana", "action done 3", ERR_NOT_FOUND, "", "There is no action 3"},
        {0, "ana", "action done two", ERR_INVALID, "", NULL},
        {0, "ben", "action done #1", ERR_OK, "action.done", "Still open: 1"},
        {0, "ben", "action done 1", ERR_PHASE, "", "done already"},
        {0, "ben", "action done 2", ERR_OK, "action.done", "Action 2 is done"},
        {0, "ana", "action list", ERR_OK, "", "Done: 2"},
        {0, "ana", "action add third", ERR_OK, "action.added", "Action 3 added"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->nactions, 1);
    assert_int_equal(bench_state(bench, 0)->actions[0].number, 3);
    bench_free(bench);
}

/* Everybody's own list: what is open, and what they own; of others' items nothing. */
static void mine(void **state) {
    static const struct step steps[] = {
        {0, "ben", "mine", ERR_OK, "", "Nothing is open."},
        OPENED,
        {0, "ana", "action add owner=@ben due=2h raise the threshold", ERR_OK, NULL,
         NULL},
        {0, "ana", "action add owner=@cleo tell the board", ERR_OK, NULL, NULL},
        {0, "ben", "mine", ERR_OK, "", "#1 raise the threshold, due"},
        {180, "ben", "mine", ERR_OK, "", "overdue"},
        {0, "cleo", "mine", ERR_OK, "", "#2 tell the board"},
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "mine", ERR_OK, "", "you are Incident Commander"},
        {0, "ana", "mine", ERR_OK, "", "None."},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_true(bench_say(bench, "ben", "mine"));
    assert_null(strstr(bench->reply, "board"));
    bench_free(bench);
}

/* Who was given an action of a restricted incident reads its number, and nothing of what it
 * is; where everybody reads the answer not even that. */
static void mine_of_others(void **state) {
    static const struct step steps[] = {
        {0, "ben", "declare sev2 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "ben", "action add owner=@cleo due=2h change them", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);
    struct input input = {.kind = INPUT_COMMAND,
                          .actor = "console:cleo",
                          .place = "console:#general",
                          .text = "mine",
                          .shown = true};

    (void)state;
    assert_true(bench_say(bench, "cleo", "mine"));
    assert_non_null(strstr(bench->reply, "INC-2025-09-29-001 #1 (restricted"));
    assert_null(strstr(bench->reply, "keys"));
    assert_null(strstr(bench->reply, "change them"));
    assert_null(strstr(bench->reply, "next update"));
    assert_true(bench_take(bench, &input));
    assert_null(strstr(bench->reply, "#1"));
    bench_free(bench);
}

static void action_entry(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "action add owner=@ben due=2h raise the threshold", ERR_OK, NULL,
         NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_number(bench, 0, "number"), 1);
    assert_int_equal(bench_number(bench, 0, "due"), BENCH_START + 120 * MINUTE);
    assert_string_equal(bench_field(bench, 0, "owner"), "console:ben");
    assert_string_equal(bench_field(bench, 0, "place"), "console:#incidents");
    assert_string_equal(bench_field(bench, 0, "title"), "raise the threshold");
    assert_null(strstr(bench->reply, "threshold"));
    bench_free(bench);
}

static void action_limit(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 0; i < LIMIT_OPEN_ACTIONS; i++) {
        assert_true(bench_say(bench, "ana", "action add one more"));
    }
    assert_false(bench_say(bench, "ana", "action add one too many"));
    assert_int_equal(bench->err.code, ERR_LIMIT);
    assert_true(bench_say(bench, "ana", "action done 7"));
    assert_true(bench_say(bench, "ana", "action add fits again"));
    bench_free(bench);
}

static void evidence(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "evidence list", ERR_OK, "", "No evidence yet"},
        {0, "ana", "evidence add", ERR_INVALID, "", "evidence add"},
        {0, "ana", "evidence add https://graphs.example.org/411", ERR_OK,
         "evidence.added", "Evidence 1 recorded"},
        {0, "ben", "evidence add ORA-600 in the log", ERR_OK, "evidence.added",
         "Evidence 2 recorded"},
        {0, "ana", "evidence list", ERR_OK, "", "1. graphs.example.org (Ana Alba"},
        {0, "ana", "evidence list", ERR_OK, "", "2. ORA-600 in the log (Ben Berg"},
    };

    (void)state;
    PLAYED(steps);
}

static void evidence_form(void **state) {
    static const struct {
        const char *what, *form;
    } cases[] = {
        {"https://graphs.example.org/411", "link"},
        {"http://graphs.example.org/411", "link"},
        {"https://graphs.example.org/411 shows it", "text"},
        {"see https://graphs.example.org/411", "text"},
        {"ftp://example.org/log", "text"},
        {"ORA-600", "text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = bench_new();
        char line[128];

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        snprintf(line, sizeof line, "evidence add %s", cases[i].what);
        assert_true(bench_say(bench, "ana", line));
        assert_string_equal(bench_field(bench, 0, "form"), cases[i].form);
        assert_string_equal(bench_field(bench, 0, "place"), "console:#incidents");
        assert_string_equal(bench_field(bench, 0, "what"), cases[i].what);
        assert_null(strstr(bench->reply, cases[i].what));
        bench_free(bench);
    }
}

/* A removal is for admins, once for each text, also when all is over. Which text went is
 * for the runtime to see to (tests/runtime). */
static void redact(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, "incident.acknowledged", NULL},
        {0, "ana", "note the password is hunter2", ERR_OK, "note.added", NULL},
        {0, "ana", "redact 3", ERR_DENIED, "", "Ask one of them to do it: Ada"},
        {0, "ada", "redact", ERR_INVALID, "", "number is missing"},
        {0, "ada", "redact hunter2", ERR_INVALID, "", "is not a number"},
        {0, "ada", "redact 4", ERR_NOT_FOUND, "", "has no entry 4: it has 1 to 3"},
        {0, "ada", "redact 2", ERR_INVALID, "", "Entry 2 of"},
        {0, "ada", "redact 3 a password was pasted", ERR_OK, "text.redacted",
         "what backups hold is not reached"},
        {0, "ana", "timeline", ERR_OK, "",
         "4. 2025-09-29T10:00:00Z Ada removed the text of entry 3: a password was"},
        {0, "ada", "redact 1", ERR_OK, "text.redacted", "The text of entry 1 of"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_number(bench, 0, "number"), 1);
    bench_free(bench);
}

static const char *link_as(const struct incident *incident, const char *other) {
    const char *as = NULL;

    for (size_t i = 0; i < incident->nlinks; i++) {
        if (text_equal(incident->links[i].other, other)) {
            as = incident->links[i].as;
        }
    }
    return as;
}

/* Both timelines say it, and neither says it twice. */
static void links(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "declare sev2 db is slow", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 db is slow too", ERR_OK, NULL, NULL},
        {0, "ana", "link", ERR_INVALID, "", "link"},
        {0, "ana", "link 003", ERR_INVALID, "", "itself"},
        {0, "ana", "link 001 same database", ERR_OK, "incident.linked",
         "Linked with INC-2025-09-29-001"},
        {0, "ana", "link 001", ERR_INVALID, "", "already"},
        {0, "ana", "duplicate 003", ERR_INVALID, "", "itself"},
        {0, "ana", "dup 001", ERR_OK, "incident.duplicate",
         "INC-2025-09-29-003 is ended as a duplicate: it goes on as INC-2025-09-29-001"},
        {0, "ana", "dup 002", ERR_PHASE, "", "duplicate already"},
        {0, "ana", "link 001", ERR_INVALID, "", "already"},
        {0, "ana", "link 002", ERR_OK, "incident.linked", NULL},
    };
    static const char *const ids[] = {"INC-2025-09-29-001", "INC-2025-09-29-002",
                                      "INC-2025-09-29-003"};
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_string_equal(link_as(bench_state(bench, 2), ids[0]), "duplicate_of");
    assert_string_equal(link_as(bench_state(bench, 0), ids[2]), "duplicated_by");
    assert_string_equal(link_as(bench_state(bench, 2), ids[1]), "related");
    assert_string_equal(link_as(bench_state(bench, 1), ids[2]), "related");
    assert_null(link_as(bench_state(bench, 0), ids[1]));
    bench_free(bench);
}

/* An outsider learns nothing of a restricted incident and writes nothing on it. */
static void restricted_link(void **state) {
    static const struct step steps[] = {
        {0, "sam", "declare sev2 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 logins fail", ERR_OK, NULL, NULL},
        {0, "ana", "link 001", ERR_DENIED, "", "restricted"},
        {0, "ana", "duplicate 001", ERR_DENIED, "", "restricted"},
        {0, "sam", "link 001", ERR_OK, "incident.linked", NULL},
    };

    (void)state;
    PLAYED(steps);
}

/* Two restricted ones have members of their own: the reason stays where it was typed. */
static void two_restricted(void **state) {
    static const struct step steps[] = {
        {0, "sam", "declare sev2 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "sam", "declare sev2 type=security logs were read", ERR_OK, NULL, NULL},
        {0, "sam", "link 001 the same thief", ERR_OK, "incident.linked", NULL},
    };
    struct bench *bench = PLAY(steps);
    const struct bench_incident *here = bench_find(bench, "INC-2025-09-29-002");
    const struct bench_incident *there = bench_find(bench, "INC-2025-09-29-001");

    (void)state;
    assert_string_equal(
        jsonx_string(here->entries[here->nentries - 1].text, "reason", ""),
        "the same thief");
    assert_string_equal(there->entries[there->nentries - 1].kind, KIND_LINKED);
    assert_null(jsonx_string(there->entries[there->nentries - 1].text, "reason", NULL));
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions),        cmocka_unit_test(mine),
        cmocka_unit_test(mine_of_others), cmocka_unit_test(action_entry),
        cmocka_unit_test(action_limit),   cmocka_unit_test(evidence),
        cmocka_unit_test(evidence_form),  cmocka_unit_test(redact),
        cmocka_unit_test(links),          cmocka_unit_test(restricted_link),
        cmocka_unit_test(two_restricted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

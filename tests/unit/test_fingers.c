/* test_fingers.c: what tired fingers type at three in the morning, against the real
 * commands: words meant for an argument, times, the number of another incident. Nothing
 * of it may be published by accident. First words that are no command: test_unknown.c. */
#include "fingers.h"

/* ---- words meant for an argument ---- */

static void roles_behind_the_person(void **state) {
    static const struct line lines[] = {
        {"role assign @cleo as deputy", "role.assigned", "Cleo is now Deputy"},
        {"role assign @cleo to comms", "role.assigned", "now Communications Lead"},
        {"role assign @cleo as the scribe", "role.assigned", "now Scribe"},
        {"role assign @cleo is scribe", "role.assigned", "now Scribe"},
        {"role assign deputy to @cleo", "role.assigned", "now Deputy"},
        {"role assign deputy: @cleo", "role.assigned", "now Deputy"},
        {"role assign the deputy is cleo", "role.assigned", "now Deputy"},
        {"role assign @cleo as deputy she knows it", "role.assigned", "now Deputy"},
        {"role handoff @cleo as scribe", NULL, "Nobody is Scribe"},
        {"role take as deputy", "role.assigned", "now Deputy"},
        /* asked: it would have made a commander */
        {"role assign @cleo as depty", NULL,
         "\"depty\" is not a role. Did you mean deputy?"},
        {"role assign @cleo depty", NULL, "Did you mean deputy?"},
        {"role assign @cleo to help us", NULL, "\"help\" is not a role."},
        {"role assign @cleo dba", NULL, "\"dba\" is not a role."},
        /* a person who does not exist */
        {"role assign comms lead to @cleo", "role.assigned",
         "Cleo is now Communications Lead"},
        {"role assign comms boss to @cleo", NULL,
         "\"boss\" is not a person that is known"},
        {"assign boss", NULL, "If the name is right: role assign console:boss"},
        {"role assign deputy @dan", NULL,
         "\"@dan\" is not a person that is known. If the name is right: role assign "
         "deputy "
         "console:dan"},
        {"role assign deputy dan", NULL, "role assign deputy console:dan"},
        {"role assign deputy console:dan", "role.assigned", "dan is now Deputy"},
        {"role handoff @dan", NULL, "role handoff console:dan"},
        {"action add owner=@dan look", NULL, "action add owner=console:dan look"},
        {"escalate @dan db is stuck", NULL, "escalate console:dan db is stuck"},
        {"escalate dan db is stuck", NULL,
         "If it is a person: escalate console:dan db is stuck"},
        {"escalate dan db is stuck", NULL,
         "To leadership: escalate leadership dan db is stuck"},
        {"escalate cleo db is stuck", "incident.escalated", "Escalated to Cleo"},
        {"escalate to cleo db is stuck", "incident.escalated", "Escalated to Cleo"},
        {"escalate to leadership db is stuck", "incident.escalated", "to leadership"},
        {"escalate to cleo", NULL, "what is needed, and why?"},
        {"role assign commander @name", NULL, "\"@name\" is nobody in particular"},
        {"escalate @name db is stuck", NULL, "\"@name\" is nobody in particular"},
        {"set comms @cleo", "role.assigned", "Cleo is now Communications Lead"},
        {"role assign @cleo scrib please", NULL, "Did you mean scribe?"},
        {"role assign comander @cleo", NULL, "Did you mean commander?"},
        {"role assign @cleo please scribe", NULL,
         "is scribe the role that was meant? Then: role assign scribe @cleo\n"},
        {"role assign ben cleo knows the scribe", NULL, "role assign scribe ben\n"},
        /* a name of two words */
        {"role assign Ben Berg scribe", "role.assigned", "Ben Berg is now Scribe"},
        {"role assign scribe ben berg he is awake", "role.assigned",
         "Ben Berg is now Scribe"},
        /* a note all the same */
        {"role assign @cleo \"please scribe\"", "role.assigned",
         "now Incident Commander"},
        {"role assign @cleo \"as agreed\"", "role.assigned", "now Incident Commander"},
        {"role assign @cleo the disk is full", "role.assigned", "now Incident Commander"},
        {"role assign @cleo because ben sleeps", "role.assigned",
         "now Incident Commander"},
        {"role assign deputy @cleo as agreed", "role.assigned", "now Deputy"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void times_that_are_told(void **state) {
    static const struct line lines[] = {
        {"note at yesterday 23:50 it began", "note.added", "2025-09-28 23:50 UTC"},
        {"note at -10m it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 10m ago it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 10 minutes ago it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 9:50am: it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 9:50 am it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 09h50 it began", "note.added", "09:50 UTC, 10 min ago"},
        {"note at 09:50:12 it began", "note.added", "09:50 UTC, 10 min ago"},
        {"at 10:00 mitigate rolled back", "incident.mitigated phase.changed",
         "Time: 10:00 UTC"},
        {"at 10m ago note rolled back", "note.added", "09:50 UTC, 10 min ago"},
        /* what cannot be read is not published */
        {"note at 25:99 it began", NULL,
         "\"25:99\" is not a time here. What works: at 02:45"},
        {"note at 25:99 it began", NULL,
         "As text, in quotes: note \"at 25:99 it began\""},
        {"update at 10:5 it began", NULL, "\"10:5\" is not a time here"},
        {"update at 10m it began", NULL, "\"10m\" is not a time here"},
        {"update at 13:70pm it began", NULL, "is not a time here"},
        {"update at yesterday 25:10 it began", NULL, "\"yesterday 25:10\" is not a time"},
        {"update at 2025-13-45 it began", NULL, "is not a time here"},
        {"update at 09:50 PST it began", NULL, "\"09:50 PST\" is not a time here"},
        {"at 09:40 detected", "incident.changed", "09:40 UTC"},
        {"detected at 9:40", "incident.changed", "09:40 UTC"},
        {"snooze for 20m", "cadence.snoozed", "10:20"},
        {"severity to sev1", "severity.changed", "Sev1"},
        {"set severity to sev1", "severity.changed", "Sev1"},
        {"change status to triage", "phase.changed", "Triage"},
        {"started yesterday at 23:50", "incident.changed", "2025-09-28 23:50"},
        {"action add raise the limit due 2d", "action.added", "due 2025-10-01T10:00:00Z"},
        {"action add raise the limit by tomorrow", "action.added",
         "due 2025-09-30T23:59:00Z"},
        {"action add @cleo raise it by 17:00", "action.added",
         "for Cleo, due 2025-09-29T17:00"},
        {"action add call by name", "action.added", "Action 1 added."},
        {"action add due 2d", NULL, "Write due= in place of due"},
        {"timeline add restarted db-3", "note.added", "Noted"},
        {"timeline restarted db-3", NULL, "To write something down: note restarted db-3"},
        {"at 25:99 mitigate rolled back", NULL, "\"25:99\" is not a time here"},
        {"at 09:50 it began", NULL, "As a note: note at 09:50 it began"},
        /* prose */
        {"note at 11:00 we switch over", "note.added", "Noted"},
        {"note at 95% of the disk", "note.added", "Noted"},
        {"note at 2 minutes per restart", "note.added", "Noted"},
        {"note at -5 degrees", "note.added", "Noted"},
        {"note at yesterday we looked", "note.added", "Noted"},
        {"note at the moment it holds", "note.added", "Noted"},
        {"note at 3 nodes", "note.added", "Noted"},
        {"note \"at 25:99 x\"", "note.added", "Noted"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void people_in_front(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "action add @ben raise the limit"));
    assert_string_equal(bench_field(bench, 0, "owner"), "console:ben");
    assert_string_equal(bench_field(bench, 0, "title"), "raise the limit");
    bench_free(bench);
}

/* ---- the wrong incident ---- */

static void another_incident_in_front(void **state) {
    static const char *const commands[] = {
        "resolve",      "update", "contain",   "mitigate",    "verify",   "close",
        "reopen",       "note",   "decision",  "impact",      "summary",  "restore",
        "ack",          "cancel", "severity",  "snooze",      "escalate", "action add",
        "evidence add", "bridge", "role take", "role assign", NULL};

    (void)state;
    for (size_t i = 0; commands[i]; i++) {
        char say[64], that[96], text[96];
        struct line line = {say, NULL, that};

        if (strcmp(commands[i], "cancel") == 0 &&
            !command_find(&command_table, "cancel")) {
            continue;
        }
        snprintf(say, sizeof say, "%s 001 fixed", commands[i]);
        snprintf(that, sizeof that, "For that one: INC-2025-09-29-001 %s fixed",
                 commands[i]);
        assert_true(check_line(&line));
        snprintf(say, sizeof say, "%s INC-2025-09-29-001 fixed", commands[i]);
        assert_true(check_line(&line));
        if (i < 7) {
            line.said = text;
            snprintf(text, sizeof text,
                     "For this one, as text: %s \"INC-2025-09-29-001 fixed\"",
                     commands[i]);
            assert_true(check_line(&line));
        }
    }
}

/* What stands before the text does not hide the question. */
static void another_incident_behind_other_words(void **state) {
    static const struct line lines[] = {
        {"resolve cause=fixed 001 fixed", NULL,
         "For that one: INC-2025-09-29-001 resolve cause=fixed fixed"},
        {"update at 10:00 001 fixed", NULL,
         "For this one, as text: update at 10:00 \"001 fixed\""},
        {"mitigate temporary 001 foo", NULL, "001 is another incident"},
        {"resolve 2025-09-29-001 fixed", NULL,
         "For that one: INC-2025-09-29-001 resolve fixed"},
        {"resolve #inc-2025-09-29-001 fixed", NULL,
         "For that one: INC-2025-09-29-001 resolve fixed"},
        {"resolve <#C1|inc-2025-09-29-001> fixed", NULL,
         "For that one: INC-2025-09-29-001 resolve fixed"},
        {"resolve #war-inc-2025-09-29-001-2 fixed", NULL,
         "For that one: INC-2025-09-29-001 resolve fixed"},
        {"#inc-2025-09-29-001 show", "", "web is slow"},
        {"2025-09-29-001 note warm", "note.added", "INC-2025-09-29-001"},
        {"update <#C1|db-help> has the rest", "update.posted", "posted"},
        {"resolve cause=fixed \"001 fixed\"", "incident.resolved phase.changed",
         "Recorded as resolved"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* A bare number in front of a text, and "inc 1": another open incident's, or a count. */
static void short_numbers(void **state) {
    static const char *const commands[] = {"resolve", "update", "contain",  "mitigate",
                                           "note",    "impact", "decision", "restore",
                                           "cancel",  "reopen", "verify",   NULL};
    static const char *const names[] = {
        "1",    "inc 001",      "inc 1",       "INC-1",   "INC 1:",
        "#001", "incident 001", "Incident #1", "inc-001", NULL};
    static const struct line lines[] = {
        {"resolve 1", NULL, "Nothing was done: 1 is another incident."},
        {"update 1 of 3 nodes is back", "update.posted", "posted"},
        {"update 1 more node is back", "update.posted", "posted"},
        {"update 7 is back", "update.posted", "posted"}, /* there is no 7 */
        {"update at 10:00 1 is back", NULL, "1 is another incident"},
        {"severity 1", "severity.changed", "Sev1"},
        {"severity 001 sev1", NULL, "For this one: severity sev1"},
        {"snooze 20", "cadence.snoozed", "10:20"},
        {"correct 001 foo", NULL, "For that one: INC-2025-09-29-001 correct foo"},
        {"correct 001 foo", NULL, "For this one, its number 1: correct 1 foo"},
        {"correct inc 1 foo", NULL, "INC-2025-09-29-001 correct foo"},
        {"undo 001", NULL, "For that one: INC-2025-09-29-001 undo"},
        {"undo 001", NULL, "For this one, its number 1: undo 1"},
        {"undo inc 001", NULL, "001 is another incident"},
        {"action done 001", NULL, "For this one, its number 1: action done 1"},
        /* what only reads shows it */
        {"show 001", "", "INC-2025-09-29-001"},
        {"show inc 001", "", "web is slow"},
        {"timeline 001", "", "web is slow"},
        {"timeline inc 1", "", "web is slow"},
        {"who #1", "", "INC-2025-09-29-001"},
        {"inc 001 show", "", "web is slow"},
        {"incident 1 note warm", "note.added", "INC-2025-09-29-001"},
        {"timeline 1", "", "checkout fails"},
        {"correct 002 cart fails", "text.corrected", "Entry 1"}, /* its own */
        {"resolve INC001 fixed", NULL, "For that one: INC-2025-09-29-001 resolve fixed"},
        {"resolve INC-2025-09-29-01 fixed", NULL, "INC-2025-09-29-001 resolve fixed"},
        {"update @001 fixed", NULL, "For that one: INC-2025-09-29-001 update fixed"},
        {"note 09-29-001 fixed", NULL, "For that one: INC-2025-09-29-001 note fixed"},
        {"INC-2025-09-29-1 show", "", "web is slow"},
        {"duplicate inc 1", "incident.duplicate", "INC-2025-09-29-001"},
        {"link inc 1", "incident.linked", ""},
    };

    (void)state;
    for (size_t i = 0; commands[i]; i++) {
        for (size_t n = 0; names[n]; n++) {
            char say[64], that[96];
            struct line line = {say, NULL, that};

            snprintf(say, sizeof say, "%s %s fixed", commands[i], names[n]);
            snprintf(that, sizeof that, "For that one: INC-2025-09-29-001 %s fixed",
                     commands[i]);
            assert_true(check_line(&line));
        }
    }
    check_lines(lines, COUNT(lines));
}

/* A mitigation has a number of its own; without one it is the only one, or asked. */
static void numbers_of_mitigations(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "declare sev2 db is slow"));
    assert_true(bench_say(bench, "ana", "mitigate pool doubled"));
    assert_true(bench_say(bench, "ana", "mitigate works"));
    assert_non_null(strstr(bench->reply, "mitigation 1 works"));
    assert_true(bench_say(bench, "ana", "mitigate 1 failed"));
    assert_true(bench_say(bench, "ana", "mitigate cache warmed"));
    assert_true(bench_say(bench, "ana", "mitigate traffic moved"));
    assert_false(bench_say(bench, "ana", "mitigate failed again"));
    assert_non_null(strstr(bench->reply, "which mitigation?"));
    assert_non_null(strstr(bench->reply, "cache warmed: mitigate 2 failed"));
    assert_non_null(strstr(bench->reply, "traffic moved: mitigate 3 failed"));
    assert_null(strstr(bench->reply, "pool doubled"));
    assert_true(bench_say(bench, "ana", "mitigate failed over to eu"));
    assert_string_equal(bench_kinds(bench), "incident.mitigated");
    assert_true(bench_say(bench, "ana", "mitigate rolled back"));
    assert_string_equal(bench_kinds(bench), "incident.mitigated");
    assert_false(bench_say(bench, "ana", "mitigate 1 node drained"));
    assert_non_null(strstr(bench->reply, "1 is another incident"));
    bench_free(bench);
}

/* The word behind a command with which people ask how it goes. */
static void help_behind(void **state) {
    static const struct line lines[] = {
        {"cancel help", "", "End it: it is no incident"},
        {"resolve --help", "", "resolve"},
        {"declare help", "", "declare"},
        {"update help", "", "update"},
        {"role assign help", "", "role assign"},
        {"role help", "", "role"},
        {"update help is here", "update.posted", "posted"},
        {"im commander", NULL, "Ben Berg is Incident Commander"},
        {"i am ic", NULL, "Ben Berg is Incident Commander"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void people_that_are_nobody(void **state) {
    static const struct line lines[] = {
        {"assign me", "role.assigned", "Ana Alba"},
        {"role assign scribe me", "role.assigned", "Ana Alba is now Scribe"},
        {"role assign @me as deputy", "role.assigned", "Ana Alba is now Deputy"},
        {"role assign commander nobody", NULL, "\"nobody\" is nobody in particular"},
        {"role assign commander everyone", NULL, "is nobody in particular"},
        {"role assign commander @you", NULL, "\"@you\" is nobody in particular"},
        {"assign @channel", NULL, "is nobody in particular"},
        {"commander @here", NULL, "is nobody in particular"},
        {"action add owner=@everyone look", NULL, "is nobody in particular"},
        {"assign action 1 ben", NULL,
         "when it is added: action add owner=@name what is to be done"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_behind_the_person),
        cmocka_unit_test(times_that_are_told),
        cmocka_unit_test(people_in_front),
        cmocka_unit_test(people_that_are_nobody),
        cmocka_unit_test(another_incident_in_front),
        cmocka_unit_test(short_numbers),
        cmocka_unit_test(numbers_of_mitigations),
        cmocka_unit_test(help_behind),
        cmocka_unit_test(another_incident_behind_other_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

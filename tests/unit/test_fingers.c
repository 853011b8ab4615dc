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

/* "deputy:" is the role, and no part of a text that there is not. */
static void no_text_is_told_of(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "role assign deputy: @cleo"));
    assert_null(strstr(bench->reply, "part of the text"));
    assert_true(bench_say(bench, "ana", "role assign scribe: @cleo foo: bar"));
    assert_non_null(strstr(bench->reply, "\"foo:\" is part of the text"));
    bench_free(bench);
}

static void names_that_a_command_lacks(void **state) {
    static const struct line lines[] = {
        {"update service=ec2", NULL,
         "update has no \"service=\". It has at=, impact:, next:, workaround:, eta:"},
        {"update service=ec2", NULL, "As text, in quotes: update \"service=ec2\""},
        {"update pool is warm service=ec2", NULL, "update has no \"service=\""},
        {"update pool is warm nxt: wait", NULL, "Did you mean next:?"},
        {"update pool is warm nxt:wait", NULL, "Did you mean next:?"},
        {"update warm ipmact: none", NULL, "Did you mean impact:?"},
        {"update warm ipmact: none", NULL, "Then: update warm impact: none\n"},
        {"update warm, ipmact: none next: wait", NULL,
         "Then: update warm, impact: none next: wait\n"},
        {"update warm next=watch it", NULL, "Then: update warm next: watch it\n"},
        {"update warm worka round: x", "update.posted", "posted"},
        {"update warm workarund: reload", NULL, "Did you mean workaround:?"},
        {"update warm next=watch it", NULL, "Write next: in place of next="},
        {"update eta 20 min", NULL,
         "Write eta: in place of eta\nThen: update what we know now eta: 20 min"},
        {"update warm eta 20 min", NULL, "Then: update warm eta: 20 min"},
        {"update the eta is unknown", "update.posted", "posted"},
        {"resolve it", NULL, "resolution is missing"},
        {"resolve \"it\"", "incident.resolved phase.changed", "Recorded as resolved"},
        {"resolve it was the pool", "incident.resolved phase.changed", "Recorded"},
        {"reopen this", NULL, ""},
        {"update warm next=\"watch it\"", "update.posted", "posted"},
        {"update warm eta=30m", "update.posted", "posted"},
        {"note owner=@ben looks", NULL, "note has no \"owner=\""},
        {"restore region=eu all is well", NULL, "restore has no \"region=\""},
        {"note impact: none", NULL, "note has no \"impact:\""},
        {"note \"impact: none\"", "note.added", "Noted"},
        {"declare severty=1 web is down", NULL, "Did you mean severity=?"},
        {"declare web is down env: prod", NULL, "Write env= in place of env:"},
        {"declare web is down env: prod", NULL, "Then: declare web is down env=prod\n"},
        {"declare service: web is down", NULL, "Write service= in place of service:"},
        {"declare sev9 web is down", NULL, "\"sev9\" is not a severity. One of: Sev1"},
        {"declare title=\"web is down\"", NULL, "declare has no \"title=\""},
        {"resolve rootcause: a leak", NULL,
         "As text, in quotes: resolve \"rootcause: a leak\""},
        {"resolve root-cuse: a leak", NULL, "Did you mean root-cause:?"},
        {"001 update service=ec2", NULL, "update \"service=ec2\""},
        /* prose, code and links stay text */
        {"note error: timeout in x=1", "note.added", "Noted"},
        {"note see http://x/?service=y and foo: bar", "note.added", "Noted"},
        {"note found the cause: a leak", "note.added", "Noted"},
        {"note 10:36 ratio a:b is 3:4", "note.added", "Noted"},
        {"note std::vector<int> v = f(x=2)", "note.added", "Noted"},
        {"update ben: is looking", "update.posted", "posted"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* A word with a colon in front of an update: a label that was meant, or the beginning of a
 * sentence (args.h). */
static void labels_in_prose(void **state) {
    static const struct line lines[] = {
        {"update problem: x", NULL,
         "update has no \"problem:\". Did you mean update what we know now impact: x?"},
        {"update problem: x", NULL, "As text, in quotes: update \"problem: x\""},
        {"update \"problem: x\"", "update.posted", "posted"},
        {"update plan: fail over", NULL,
         "Did you mean update what we know now next: fail over?"},
        {"update owner: ben", NULL, "It has at=, impact:, next:, workaround:, eta:"},
        {"resolve reason: a leak", NULL,
         "Did you mean resolve what fixed it root-cause: a leak?"},
        {"update warm. Severity: high", NULL, "update has no \"severity:\""},
        {"note it fails; impact: none", NULL, "note has no \"impact:\""},
        {"001 update problem: x", NULL, "update \"problem: x\""},
        /* prose */
        {"update Note: the db is back", "update.posted", "posted"},
        {"update FYI: the db is back", "update.posted", "posted"},
        {"update fixed: the db is back", "update.posted", "posted"},
        {"update web: it is back", "update.posted", "posted"},
        {"update ben: is looking", "update.posted", "posted"},
        {"update at 10:35: it came back", "update.posted", "posted"},
        {"update 10:35: it came back", "update.posted", "posted"},
        {"update http://x.example/y: down", "update.posted", "posted"},
        {"update db1:5432 is back", "update.posted", "posted"},
        {"update db:5432 is back", "update.posted", "posted"},
        {"update the cause: a leak", "update.posted", "posted"},
        {"note problem: x", "note.added", "Noted"},
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

/* ---- what becomes text says so; what only stands for words is none ---- */

static void text_that_says_so(void **state) {
    static const struct line lines[] = {
        {"update we look color=red now", "update.posted",
         "\"color=red\" is part of the text: update has no \"color=\"."},
        {"resolve fixed foo=bar", "incident.resolved phase.changed",
         "\"foo=bar\" is part of the text: resolve has no \"foo=\"."},
        {"note x=1", "note.added", "\"x=1\" is part of the text: note has no \"x=\"."},
        {"decision keep foo=bar on", "decision.made", "\"foo=bar\" is part"},
        {"role assign scribe @cleo foo=bar", "role.assigned", "\"foo=bar\" is part"},
        {"declare web is down foo=bar", "incident.opened", "\"foo=bar\" is part"},
        {"note found the cause: a leak", "note.added",
         "\"cause:\" is part of the text: note has no \"cause:\"."},
        /* in front it is asked, as a line that can be sent */
        {"update status=500 on all", NULL, "update has no \"status=\""},
        {"note foo=bar", NULL, "As text, in quotes: note \"foo=bar\""},
        {"declare foo=bar is down", NULL,
         "As text, in quotes: declare \"foo=bar is down\""},
        {"action add due=2d foo=bar it", NULL,
         "As text, in quotes: action add due=2d \"foo=bar\" it"},
        {"list foo=bar", NULL, "As text, in quotes: list \"foo=bar\""},
        {"update warm impact: x severty: y", "update.posted", "posted"},
        {"resolve fixed root cause: db pool", "incident.resolved phase.changed",
         "Recorded"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* What a command has is none of its text, and ordinary prose is not remarked on. */
static void nothing_is_said_of_it(void **state) {
    static const char *const lines[] = {"declare sev1 service=web db is down",
                                        "resolve cause=fixed pool doubled",
                                        "update warm impact: none next: wait eta=30m",
                                        "note at=09:50 it began",
                                        "role assign role=scribe who=@cleo",
                                        "action add owner=@cleo due=2d look",
                                        "note error: timeout at http://x.example/?a=b",
                                        "update Note: db:5432 is back",
                                        "set service=web type=outage",
                                        "update \"color=red\"",
                                        "note the ratio is a:b",

                                        NULL};

    (void)state;
    for (size_t i = 0; lines[i]; i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 checkout fails"));
        if (!bench_say(bench, "ana", lines[i]) ||
            strstr(bench->reply, "is part of the text")) {
            fail_msg("%s: %s", lines[i], bench->reply);
        }
        bench_free(bench);
    }
}

/* The label is "root cause:", and the article in front of one is no text. */
static void labels_as_a_whole(void **state) {
    static const struct {
        const char *say, *resolution, *cause;
    } rows[] = {
        {"resolve fixed root cause: db pool", "fixed", "db pool"},
        {"resolve fixed, root-cause: db pool", "fixed", "db pool"},
        {"resolve fixed, the cause: db pool", "fixed", "db pool"},
        {"resolve fixed. The root cause: db pool", "fixed.", "db pool"},
        {"resolve fixed cause: the cause: is unknown", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        if (bench_say(bench, "ana", rows[i].say) != (rows[i].resolution != NULL) ||
            (rows[i].resolution &&
             (!text_equal(bench_state(bench, 0)->resolution, rows[i].resolution) ||
              !text_equal(bench_state(bench, 0)->cause, rows[i].cause)))) {
            fail_msg("%s: [%s] [%s] %s", rows[i].say, bench_state(bench, 0)->resolution,
                     bench_state(bench, 0)->cause, bench->reply);
        }
        bench_free(bench);
    }
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

static void stand_ins(void **state) {
    static const struct line lines[] = {
        {"cancel why", NULL,
         "Nothing was done: \"why\" only stands for your own words: why it is none."},
        {"cancel <why>", NULL, "only stands for your own words"},
        {"cancel [false alarm]", NULL, "only stands for your own words"},
        {"cancel why it is none", NULL, "only stands for your own words. Write those."},
        {"cancel \"why\"", "incident.cancelled", "cancelled"},
        {"update what we know", NULL, "only stands for your own words"},
        {"update What we know now.", NULL, "only stands for your own words"},
        {"update what is new", NULL, "only stands for your own words"},
        {"update what we know next: failover at 10", NULL, "only stands for"},
        {"update warm next: what happens next", NULL, "only stands for"},
        {"update <update>", NULL, "only stands for your own words"},
        {"update \xE2\x80\xA6", NULL, "says nothing"},
        {"resolve what fixed it", NULL, "only stands for your own words"},
        {"resolve what fixed it was a restart", "incident.resolved phase.changed", ""},
        {"restore how you know", NULL, "only stands for your own words"},
        {"verify what was checked", NULL, ""},
        {"mitigate what was done", NULL, "only stands for your own words"},
        {"declare what is broken", NULL, "only stands for your own words"},
        {"action add what is to be done", NULL, "only stands for your own words"},
        {"severity sev1 why", NULL, "only stands for your own words"},
        {"escalate @cleo why", NULL, "only stands for your own words: what is needed"},
        {"bridge https://\xE2\x80\xA6", NULL, "only stands for the link"},
        {"bridge https://meet.example.org/room", NULL, "only stands for the link"},
        {"bridge https://meet.example.org/inc-001", "bridge.set", "Bridge set"},
        {"note why", NULL, "only stands for your own words"},
        {"correct 1 the right text", NULL, "only stands for your own words"},
        {"resolve it what fixed it", NULL, "only stands for your own words"},
        {"resolve yes what fixed it", NULL, "only stands for your own words"},
        {"resolve at last we know what fixed it", "incident.resolved phase.changed", ""},
        {"resovle it", NULL, "Did you mean resolve what fixed it?"},
        {"reopen why", NULL, ""},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void says_nothing(void **state) {
    static const struct line lines[] = {
        {"update .", NULL,
         "Nothing was done: \".\" says nothing. Write what we know now."},
        {"update -", NULL, "says nothing"},
        {"update ...", NULL, "says nothing"},
        {"update ?", NULL, "says nothing"},
        {"update \".\"", NULL, "says nothing"},
        {"update \xF0\x9F\x94\xA5", NULL, "says nothing"},
        {"update :fire: :fire:", NULL, "says nothing"},
        {"update . next: wait", NULL, "says nothing"},
        {"update ok", "update.posted", "posted"},
        {"declare ?", NULL, "says nothing"},
        {"summary -", NULL, "says nothing"},
        {"impact ...", NULL, "says nothing"},
        {"action add .", NULL, "says nothing"},
        {"resolve :tada:", NULL, "says nothing"},
        /* an estimate that says nothing of a time */
        {"update warm eta: banana", NULL, "\"banana\" does not say when"},
        {"update warm eta=banana", NULL, "\"banana\" does not say when"},
        {"update warm eta: unknown", "update.posted", "posted"},
        {"update warm eta: after the failover", "update.posted", "posted"},
        {"update warm eta: about 20 minutes", "update.posted", "posted"},
        {"update warm eta: 11.30", "update.posted", "posted"},
        {"resolve it works cause=unknown", "incident.resolved phase.changed",
         "The cause is open"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void corrected_by_label(void **state) {
    static const struct {
        const char *say, *impact, *next;
    } rows[] = {
        {"correct impact: some users", "some users", "wait"},
        {"correct impact=some users", "some users", "wait"},
        {"correct Impact : some users", "some users", "wait"},
        {"correct next: fail over", "all users", "fail over"},
        {"correct next steps: fail over", "all users", "fail over"},
        {"correct 3 next=fail over", "all users", "fail over"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        assert_true(bench_say(bench, "ana", "update warm impact: all users next: wait"));
        if (!bench_say(bench, "ana", rows[i].say) ||
            !text_equal(bench_state(bench, 0)->impact, rows[i].impact) ||
            !text_equal(bench_state(bench, 0)->next, rows[i].next)) {
            fail_msg("%s: [%s] [%s] %s", rows[i].say, bench_state(bench, 0)->impact,
                     bench_state(bench, 0)->next, bench->reply);
        }
        bench_free(bench);
    }
}

static void options_of_other_tools(void **state) {
    static const struct line lines[] = {
        {"declare --severity sev1 db is down", "incident.opened", "is open as Sev1"},
        {"declare --severity=sev1 --service web db is down", "incident.opened",
         "is open as Sev1"},
        {"declare --summary db is down", "incident.opened", "is open as Sev2"},
        {"declare --restricted --severity sev1 db is down", "incident.opened",
         "is open as Sev1"},
        {"declare --severity sev9 db is down", NULL, "\"sev9\" is not a severity"},
        {"declare --colour red db is down", NULL, "declare has no \"--colour\""},
        {"update --impact none", NULL, "update has no \"--impact\""},
        {"update \"--impact none\"", "update.posted", "posted"},
        {"update -- it is back", "update.posted", "posted"},
        {"note it is back --really", "note.added", "Noted"},
        {"create database is full --severity critical", "incident.opened",
         "open as Sev1"},
        {"declare db is down --severity=sev1 in eu", "incident.opened", "open as Sev1"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void opposites(void **state) {
    static const struct line lines[] = {
        /* asked, promised or under way */
        {"resolve soon", NULL, "Nothing is recorded: \"soon\" does not sound done."},
        {"resolve soon", NULL, "To say so: update soon\nIf it is done: resolve \"soon\""},
        {"resolve in 10 minutes", NULL, "does not sound done"},
        {"resolve in eu by a restart", "incident.resolved phase.changed", "Recorded"},
        {"resolve trying failover", NULL, "does not sound done"},
        {"resolve is it fixed?", NULL, "does not sound done"},
        {"resolve wrong channel sorry", NULL, "does not sound done"},
        {"resolve see https://x.example/?id=1", "incident.resolved phase.changed", ""},
        {"resolve \"is it fixed?\"", "incident.resolved phase.changed", "Recorded"},
        {"restore in progress", NULL, "does not sound done"},
        {"restore eta 30m", NULL, ""},
        {"restore db-3 from backup", NULL, "does not sound done"},
        {"contain working on it", NULL, "does not sound done"},
        {"restore not working yet", NULL,
         "Nothing is recorded: \"not working yet\" sounds like the opposite of restore."},
        {"restore not working yet", NULL, "To say so: update not working yet"},
        {"restore not working yet", NULL, "the same: restore \"not working yet\""},
        {"restore it still fails", NULL, "opposite of restore"},
        {"resolve it isn't fixed", NULL, "opposite of resolve"},
        {"resolve it isn\xE2\x80\x99t fixed", NULL, "opposite of resolve"},
        {"resolve Not yet", NULL, "opposite of resolve"},
        {"restore no change", NULL, "opposite of restore"},
        {"resolve no, errors again", NULL, "opposite of resolve"},
        {"restore no token of the list works", "service.restored", "restored"},
        {"contain never worked", NULL, "opposite of contain"},
        {"mitigate at 09:50 still spreading", NULL, "opposite of mitigate"},
        {"contain no longer spreads", "incident.contained", "contained"},
        {"restore no errors for 10 min", "service.restored", "restored"},
        {"restore \"not working yet\"", "service.restored", "restored"},
        {"resolve nothing was wrong", "incident.resolved phase.changed", "Recorded"},
        {"update not working yet", "update.posted", "posted"},
        {"mitigate did not help", NULL, "there is no mitigation of which that is new"},
        {"mitigate works", NULL, "there is no mitigation of which that is new"},
        {"contain only eu", NULL, "does not sound like all of it"},
        {"contain only eu", NULL, "To say so: update only eu"},
        {"contain \"only eu\"", "incident.contained", "contained"},
        {"resolve eu fixed, us still down", NULL, "does not sound like all of it"},
        {"resolve eu fixed, us still down", NULL,
         "If it is all of it: resolve \"eu fixed, us still down\""},
        {"resolve eu works but us is slow", NULL, "A part that works: restore eu\n"},
        {"resolve mostly fixed", NULL, "does not sound like all of it"},
        {"resolve doubled the pool, still watching", "incident.resolved phase.changed",
         ""},
        {"resolve fixed the rule that only eu has", "incident.resolved phase.changed",
         ""},
        {"resolve ?", NULL, "\"?\" says nothing. Write what fixed it."},
        {"resolve nothing", NULL, "opposite of resolve"},
        {"resolve should be fixed", NULL, "does not sound done"},
        {"resolve i think", NULL, "does not sound done"},
        {"resolve no idea", NULL, "opposite of resolve"},
        {"resolve eu not fixed", NULL, "opposite of resolve"},
        {"resolve rolling back", NULL, "does not sound done"},
        {"resolve we are deploying the fix", NULL, "does not sound done"},
        {"resolve restarting the pool fixed it", "incident.resolved phase.changed", ""},
        {"mitigate rolling back", "incident.mitigated phase.changed", ""},
        {"note at 0245 db is back", NULL,
         "\"0245\" is not a time here. What works: at 02:45"},
        {"update at 02.45 db is back", NULL, "\"02.45\" is not a time here"},
        {"note at 2000 requests it fails", "note.added", "Noted"},
        {"note at 0.25 of its speed", "note.added", "Noted"},
        {"cancel maybe a false alarm", NULL, "does not sound sure"},
        {"cancel not sure yet", NULL, "does not sound sure"},
        {"cancel is it the load test?", NULL, "If it was none: cancel \"is it the"},
        {"cancel reminders", NULL, "cancel ends the whole incident"},
        {"cancel my last update", NULL, "If it was none: cancel \"my last update\""},
        {"cancel updates of the monitoring fired it", "incident.cancelled", "cancelled"},
        {"cancel not an incident", "incident.cancelled", "is cancelled"},
        {"cancel \"maybe a false alarm\"", "incident.cancelled", "is cancelled"},
        /* in French */
        {"resolve pas encore réparé", NULL, "opposite of resolve"},
        {"resolve ce n'est pas réparé", NULL, "opposite of resolve"},
        {"resolve c'est pas réparé", NULL, "opposite of resolve"},
        {"restore ça ne marche pas", NULL, "opposite of restore"},
        {"restore marche pas", NULL, "opposite of restore"},
        {"restore toujours en panne", NULL, "opposite of restore"},
        {"resolve presque", NULL, "does not sound done"},
        {"restore ça remarche", "service.restored", "restored"},
        {"resolve c'est réparé", "incident.resolved phase.changed", "Recorded"},
        {"resolve failed over to eu", "incident.resolved phase.changed", "Recorded"},
        /* Of a part, said as if it were all. */
        {"restore eu, us still down", NULL, "Only that part: restore part=eu"},
        {"restore eu, us", NULL, "Each of them: restore eu, restore us\n"},
        {"restore part of it", NULL, "does not sound like all of it"},
        {"restore half of the users", NULL, "All of it: restore all"},
        {"restore nearly everything", NULL, "does not sound like all of it"},
        {"restore all but eu", NULL, "does not sound like all of it"},
        {"restore all of it, only the cache is cold", "service.restored", "restored"},
        {"restore 45 % of users", "part.changed", "restored to 45 %"},
        {"restore in eu", "part.changed", "eu is restored"},
        {"resolve INC-001 fixed", NULL, "another incident"},
        {"update INC-001 all good", NULL, "another incident"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* The same where the phase would allow it. */
static void opposites_at_the_end(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "role take"));
    assert_true(bench_say(bench, "ana", "resolve fixed"));
    assert_true(bench_say(bench, "ana", "restore all"));
    assert_false(bench_say(bench, "ana", "verify failed"));
    assert_non_null(strstr(bench->reply, "opposite of verify"));
    assert_true(bench_say(bench, "ana", "verify by hand"));
    assert_false(bench_say(bench, "ana", "close not yet"));
    assert_non_null(strstr(bench->reply, "opposite of close"));
    assert_true(bench_say(bench, "ana", "close"));
    bench_free(bench);
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
        cmocka_unit_test(no_text_is_told_of),
        cmocka_unit_test(names_that_a_command_lacks),
        cmocka_unit_test(labels_in_prose),
        cmocka_unit_test(times_that_are_told),
        cmocka_unit_test(people_in_front),
        cmocka_unit_test(opposites),
        cmocka_unit_test(opposites_at_the_end),
        cmocka_unit_test(options_of_other_tools),
        cmocka_unit_test(people_that_are_nobody),
        cmocka_unit_test(another_incident_in_front),
        cmocka_unit_test(short_numbers),
        cmocka_unit_test(numbers_of_mitigations),
        cmocka_unit_test(text_that_says_so),
        cmocka_unit_test(nothing_is_said_of_it),
        cmocka_unit_test(labels_as_a_whole),
        cmocka_unit_test(stand_ins),
        cmocka_unit_test(help_behind),
        cmocka_unit_test(says_nothing),
        cmocka_unit_test(corrected_by_label),
        cmocka_unit_test(another_incident_behind_other_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_unknown.c: first words that are none of our commands, against the real ones: words
 * of other tools, slips of a finger, reports. What cannot be undone is never offered
 * because it is near. */
#include "fingers.h"

#include "core/hints_words.h"

static void other_tools(void **state) {
    static const struct line lines[] = {
        {"lead me", NULL, "Ben Berg is Incident Commander"},
        {"lead @cleo", "role.assigned", "Cleo is now Incident Commander"},
        {"commander cleo", "role.assigned", "Cleo is now Incident Commander"},
        {"commander @cleo", "role.assigned", "Cleo is now Incident Commander"},
        {"commander", "", "Incident Commander: Ben Berg"},
        {"commander is on a plane", NULL,
         "To name somebody: role assign commander @name"},
        {"scribe @cleo", "role.assigned", "Cleo is now Scribe"},
        {"scribe cleo", "role.assigned", "Cleo is now Scribe"},
        {"deputy failed", NULL, "To name somebody: role assign deputy @name"},
        {"take deputy", "role.assigned", "now Deputy"},
        {"assign @cleo as scribe", "role.assigned", "now Scribe"},
        {"assign role scribe @cleo", "role.assigned", "now Scribe"},
        {"role scribe @cleo", "role.assigned", "now Scribe"},
        {"role @cleo as scribe", "role.assigned", "now Scribe"},
        {"handoff @cleo", NULL, "only they hand it off"},
        {"sev1 the second region fails", "severity.changed", "Sev1"},
        {"s3 is down", NULL, "To declare it as an incident: declare s3 is down"},
        {"u pool is warm", "update.posted", "posted"},
        {"?", "", "declare"},
        {"done 9", NULL, "9"},
        {"done", NULL, "When an action is done: action done"},
        {"oncall", NULL, "To call somebody: escalate @name what is needed"},
        {"tasks", "", ""},
        {"followup raise the limit", "action.added", ""},
        {"add task raise the limit", "action.added", ""},
        {"add note it is warm", "note.added", "Noted"},
        {"post update it is warm", "update.posted", "posted"},
        {"new incident search is down", "incident.opened", "is open"},
        {"start retro", "", ""},
        {"retro", NULL, "The review reads the timeline: timeline"},
        {"eta 30m", NULL, "An update says it: update what we know eta: 30m"},
        {"next failover at 10", NULL, "update what we know next: failover at 10"},
        {"mute 20m", NULL, "snooze 20m"},
        {"help oncall", NULL, "To call somebody"},
        {"help take", NULL, "Here it is help role"},
        {"help delete", NULL, "help undo"},
        {"checkout is down", NULL, "declare checkout is down"},
        /* a person behind a word that brings them in elsewhere */
        {"add @cleo", NULL, "To call them: escalate @cleo what is needed"},
        {"add @cleo", NULL, "As a note: note @cleo"},
        {"new @cleo", NULL, "To call them: escalate @cleo"},
        {"add @cleo as scribe", "role.assigned", "Cleo is now Scribe"},
        {"add @cleo to comms", "role.assigned", "now Communications Lead"},
        {"invite @cleo", NULL, "escalate @cleo what is needed"},
        {"second @cleo", "role.assigned", "Cleo is now Deputy"},
        {"im ana", "role.assigned", "Ana Alba is now Incident Commander"},
        {"im on it", NULL, "is already acknowledged"},
        {"i'm on it!", NULL, "is already acknowledged"},
        {"comms cleo", "role.assigned", "Cleo is now Communications Lead"},
        {"communications cleo", "role.assigned", "Cleo is now Communications Lead"},
        {"writer me", "role.assigned", "Ana Alba is now Scribe"},
        {"commander pam", NULL,
         "If the name is right: role assign commander console:pam"},
        {"commander console:pam", "role.assigned", "pam is now Incident Commander"},
        {"assing commander cleo", NULL, "Here it is role assign commander cleo?"},
        {"help role take", "", "role take [role]\n"},
        {"detected 09.52", "incident.changed", "Noticed at 09:52"},
        {"set started=08:00", "incident.changed",
         "Users were hit from 08:00 UTC, 2 h ago"},
        {"snooze until 10:20", "cadence.snoozed", "10:20"},
        {"snooze for 10m", "cadence.snoozed", "10:10"},
        {"status resolved", NULL, "It is recorded by: resolve what fixed it"},
        {"status fixed pool doubled", NULL, "It is recorded by: resolve pool doubled"},
        {"search checkout", "", "INC-2025-09-29-002"},
        {"action 1 done", NULL, "Did you mean action done 1?"},
        {"action 1 finished", NULL, "Did you mean action done 1?"},
        {"reject foo", NULL, "What ends one that is none: help cancel"},
        {"eta", NULL, "update what we know eta: when it will be over"},
        {"next", NULL, "update what we know next: what happens next"},
        {"zoom", NULL, "bridge https://meet.example.org/room"},
        {"at 09:50 001 note x", "note.added", "INC-2025-09-29-001"},
        {"at 09:50 inc 1 note x", "note.added", "Time: 09:50 UTC"},
        {"at 25:00 x", NULL, "at 02:45 UTC. As a note: note \"at 25:00 x\""},
        {"command", "", "Incident Commander: Ben Berg"},
        {"on it", NULL, "is already acknowledged"},
        {"take command", NULL, "Ben Berg is Incident Commander"},
        /* where it stands */
        {"stage monitoring", NULL, "An update says it: update monitoring"},
        {"status monitoring", NULL, "An update says it: update monitoring"},
        {"stage triage", "phase.changed", "Triage"},
        {"stage", "", "Detection"},
        {"all clear", NULL, "To say that it works again: restore how you know"},
        {"all-clear", NULL, "And that it is fixed: resolve what fixed it"},
        {"fixing", NULL, "An update says it: update fixing"},
        {"fixing the pool", NULL, "update fixing the pool"},
        {"overview", "", "checkout fails"},
        {"sev9", NULL, "\"sev9\" is not a severity. One of: Sev1"},
        {"sev9 all is down", NULL, "\"sev9\" is not a severity. One of: Sev1"},
        /* an end is offered by its meaning, never because it is near */
        {"end", NULL, "When it is fixed: resolve what fixed it"},
        {"stop", NULL, "When it was no incident: help cancel"},
        {"stop reminding me", NULL, "When it is fixed: resolve what fixed it"},
        {"dupe 001", NULL, "To end it as a duplicate of another one: duplicate 001"},
        {"duplicate-of 001", NULL, "duplicate 001"},
        {"delete", NULL, "Nothing is deleted. To take back what you did last: undo"},
        {"delete", NULL, "To remove a text for good: help redact"},
        /* bare, a command says what it would change */
        {"/ack", NULL, "is already acknowledged"},
        {"!who", "", "Incident Commander: Ben Berg"},
        {"inc who", "", "Incident Commander: Ben Berg"},
        {"who please", "", "Incident Commander: Ben Berg"},
        {"who is oncall", "", "Incident Commander: Ben Berg"},
        {"show please", "", "checkout fails"},
        {"status?", "", "Detection"},
        {"--help", "", "Usage and an example"},
        {"status update: db is stuck", "update.posted", "posted"},
        {"remind me in 10 minutes", NULL, "snooze in 10 minutes"},
        {"list open", "", "INC-2025-09-29-001"},
        {"what is the status", NULL, "To look at it: show"},
        {"find checkout", "", "INC-2025-09-29-002"},
        {"false", NULL, "What ends one that is none: help cancel"},
        {"help me checkout is down", NULL,
         "To declare an incident: declare checkout is down"},
        {"severity", "", "It is Sev2 (High). To change it: severity sev1 why"},
        {"action", "", "To add one: action add what is to be done"},
        {"evidence", "", "To add some: evidence add text or link"},
        {"role", "", "Incident Commander: Ben Berg"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* Slips of a finger in the command: that command is offered, and nothing else is. */
static void slips(void **state) {
    static const struct line lines[] = {
        {"udpate pool is warm", NULL, "Did you mean update pool is warm?"},
        {"udapte pool is warm", NULL, "Did you mean update pool is warm?"},
        {"updaet pool is warm", NULL, "Did you mean update pool is warm?"},
        {"pdate pool is warm", NULL, "Did you mean update pool is warm?"},
        {"upd pool is warm", NULL, "Did you mean update pool is warm?"},
        {"resovle x", NULL, "Did you mean resolve x?"},
        {"reslove x", NULL, "Did you mean resolve x?"},
        {"resolv x", NULL, "Did you mean resolve x?"},
        {"noet x", NULL, "Did you mean note x?"},
        {"nte x", NULL, "Did you mean note x?"},
        {"mitigte x", NULL, "Did you mean mitigate x?"},
        {"esclate @cleo x", NULL, "Did you mean escalate @cleo x?"},
        {"acknowlege", NULL, "Did you mean ack?"},
        {"severty sev1", NULL, "Did you mean severity sev1?"},
        {"timelien", NULL, "Did you mean timeline?"},
        {"akc", NULL, "Did you mean ack?"},
        {"snoze", NULL, "Did you mean snooze 20m?"},
        {"udpate impct: all", NULL, "Did you mean update impct: all?"},
        {"scirbe @cleo", NULL, "Did you mean role assign scribe @cleo?"},
        {"overveiw", NULL, "To look at it: show"},
        {"monitroing the pool", NULL, "update monitoring the pool"},
        {"remote site is down", NULL, "To post it here: update remote site is down"},
        {"restor", NULL, "Did you mean restore?"},
        {"restart", NULL, "To say what was done about it: mitigate restart"},
        {"restart the pool", NULL, "mitigate restart the pool"},
        {"clsoe", NULL, "is not guessed: type it in full"},
        {"canel x", NULL, "is not guessed: type it in full"},
        /* words of their own */
        {"slow checkout again", NULL, "To post it here: update slow checkout again"},
        {"node 3 is down", NULL, "To post it here: update node 3 is down"},
        {"broker is down", NULL, "To post it here: update broker is down"},
        {"restarted the pool", NULL, "To post it here: update restarted the pool"},
        {"logs show errors", NULL, "To post it here: update logs show errors"},
        {"frobnicate", NULL, "To post an update: update what we know now"},
        {"frobnicate", NULL, "All commands: help"},
        {"fading", NULL, "All commands: help"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* Outside of every incident's channel the lines name the incident, the one that is open or
 * each of them. */
static void lines_elsewhere(void **state) {
    static const struct {
        size_t open;
        const char *say, *said;
    } rows[] = {
        {0, "who", "who needs an incident. No incident is open."},
        {0, "oncall", "To declare one: declare what is broken"},
        {1, "who", "The open one: INC-2025-09-29-001 who"},
        {1, "update", "The open one: INC-2025-09-29-001 update what we know now"},
        {1, "update pool is warm", "INC-2025-09-29-001 update pool is warm"},
        {1, "escalate @ben", "INC-2025-09-29-001 escalate @ben what is needed"},
        {1, "oncall", "Who is on it: INC-2025-09-29-001 who"},
        {1, "udpate x", "Did you mean INC-2025-09-29-001 update x?"},
        {1, "001 who", "INC-2025-09-29-001 role take comms"},
        {1, "who 1", "INC-2025-09-29-001 role take comms"},
        {1, "001 bridge", "Set it: INC-2025-09-29-001 bridge"},
        {1, "001 verify", "INC-2025-09-29-001 resolve what fixed it"},
        {1, "sev2", "There is no command \"sev2\". To declare an incident: declare sev2"},
        {2, "duplicate 002", "The open one: INC-2025-09-29-001 duplicate 002"},
        {2, "reopen", "No such incident is open."},
        {1, "001", "Next, in its channel: ack"},
        {2, "who", "Which one?\ncheckout fails: INC-2025-09-29-002 who\n"},
        {2, "who", "checkout fails: INC-2025-09-29-001 who"},
        {2, "oncall",
         "To call somebody:\ncheckout fails: INC-2025-09-29-002 escalate @name what is "
         "needed"},
    };
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench *bench = bench_new();

        for (size_t n = 0; n < rows[i].open; n++) {
            assert_true(bench_say(bench, "ana", "declare sev2 \"checkout fails\""));
        }
        bench->place_incident = NULL;
        bench_say(bench, "ana", rows[i].say);
        if (!strstr(bench->reply, rows[i].said)) {
            print_error("%s: %s\n", rows[i].say, bench->reply);
            wrong++;
        }
        bench_free(bench);
    }
    assert_int_equal(wrong, 0);
}

/* No word of other tools stands in the way of a command, and each is one of ours. */
static void hints_shadow_nothing(void **state) {
    const struct hint *hint;
    size_t n = 0, pairs = 0;

    (void)state;
    for (; (hint = hints_at(n)) != NULL; n++) {
        const char *word = hint->word, *means = hint->means;
        char first[32];
        const char *space = strchr(word, ' ');
        const struct command *command;

        snprintf(first, sizeof first, "%.*s", (int)strcspn(word, " "), word);
        command = command_find(&command_table, first);
        pairs += space ? 1 : 0;
        if (space ? command && command_find_sub(command, space + 1) : command != NULL) {
            fail_msg("%s is a command of ours", word);
        }
        if (means) {
            snprintf(first, sizeof first, "%.*s", (int)strcspn(means, " "), means);
            if (!command_find(&command_table, first)) {
                fail_msg("%s stands for %s, which is no command", word, means);
            }
        }
    }
    assert_true(n > 40 && pairs > 10);
}

/* A first word of one or two slips away from a command that ends or removes something:
 * the answer must not have that command in it, ready to be copied. */
static void never_suggested(void **state) {
    static const char *const last[] = {"redact", "duplicate", "cancel", "abort", "merge",
                                       "dup",    "close",     "closed", NULL};
    struct bench *bench = bench_new();
    size_t tried = 0;

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (size_t i = 0; last[i]; i++) {
        const struct command *command = command_find(&command_table, last[i]);
        size_t len = strlen(last[i]);

        if (!command) {
            continue; /* not of this version */
        }
        for (size_t cut = 0; cut < 2 * len; cut++) {
            char typed[32];

            /* a letter left out, or two that changed places */
            snprintf(typed, sizeof typed, "%s", last[i]);
            if (cut < len) {
                memmove(typed + cut, typed + cut + 1, len - cut);
            } else if (cut - len + 1 < len) {
                typed[cut - len] = last[i][cut - len + 1];
                typed[cut - len + 1] = last[i][cut - len];
            }
            if (command_find(&command_table, typed)) {
                continue;
            }
            tried++;
            if (bench_say(bench, "ana", arena_printf(bench->arena, "%s it was", typed)) ||
                strstr(bench->reply,
                       arena_printf(bench->arena, "mean %s", command->name))) {
                fail_msg("%s: %s", typed, bench->reply);
            }
        }
    }
    assert_true(tried > 60);
    assert_false(bench_say(bench, "ana", "reject"));
    assert_null(strstr(bench->reply, "redact"));
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_tools),     cmocka_unit_test(slips),
        cmocka_unit_test(lines_elsewhere), cmocka_unit_test(hints_shadow_nothing),
        cmocka_unit_test(never_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

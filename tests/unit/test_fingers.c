/* test_fingers.c: what tired fingers type at three in the morning, against the real
 * commands: words meant for an argument, words of other tools, slips. Nothing of it may
 * be published by accident, and nothing that cannot be undone may be suggested. */
#include "harness.h"

#include "base/err.h"
#include "core/hints.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct line {
    const char *say;
    const char *kinds; /* of the entries; NULL: refused */
    const char *said;  /* part of the answer */
};

/* Each line on a fresh incident, in its channel, with ben as its commander. */
static bool check_line(const struct line *line) {
    bool right = true;
    struct bench *bench = bench_new();

    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "declare sev2 checkout fails"));
    assert_true(bench_say(bench, "ben", "role take"));
    if (bench_say(bench, "ana", line->say) != (line->kinds != NULL) ||
        !text_equal(bench_kinds(bench), line->kinds ? line->kinds : "") ||
        !strstr(bench->reply, line->said)) {
        print_error("%s: [%s] %s\n", line->say, bench_kinds(bench), bench->reply);
        right = false;
    }
    bench_free(bench);
    return right;
}

static void check_lines(const struct line *lines, size_t n) {
    size_t wrong = 0;

    for (size_t i = 0; i < n; i++) {
        wrong += check_line(&lines[i]) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

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
        {"role assign @cleo scrib please", NULL, "Did you mean scribe?"},
        {"role assign comander @cleo", NULL, "Did you mean commander?"},
        /* a note all the same */
        {"role assign @cleo \"as agreed\"", "role.assigned", "now Incident Commander"},
        {"role assign @cleo the disk is full", "role.assigned", "now Incident Commander"},
        {"role assign @cleo because ben sleeps", "role.assigned",
         "now Incident Commander"},
        {"role assign deputy @cleo as agreed", "role.assigned", "now Deputy"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
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
        {"update warm worka round: x", "update.posted", "posted"},
        {"update warm workarund: reload", NULL, "Did you mean workaround:?"},
        {"update warm next=watch it", NULL, "Write next: in place of next="},
        {"update warm next=\"watch it\"", "update.posted", "posted"},
        {"update warm eta=30m", "update.posted", "posted"},
        {"note owner=@ben looks", NULL, "note has no \"owner=\""},
        {"restore region=eu all is well", NULL, "restore has no \"region=\""},
        {"note impact: none", NULL, "note has no \"impact:\""},
        {"note \"impact: none\"", "note.added", "Noted"},
        {"declare severty=1 web is down", NULL, "Did you mean severity=?"},
        {"declare web is down env: prod", NULL, "Write env= in place of env:"},
        {"declare service: web is down", NULL, "Write service= in place of service:"},
        {"declare sev9 web is down", NULL, "\"sev9\" is not a severity. One of: Sev1"},
        {"declare title=\"web is down\"", NULL, "declare has no \"title=\""},
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

static void people_in_front(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "action add @ben raise the limit"));
    assert_string_equal(bench_field(bench, 0, "owner"), "console:ben");
    assert_string_equal(bench_field(bench, 0, "title"), "raise the limit");
    bench_free(bench);
}

/* ---- words of other tools ---- */

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
        {"oncall", NULL, "To call somebody: escalate @name why"},
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
        {"help take", NULL, "Here it is role take"},
        {"checkout is down", NULL, "declare checkout is down"},
        {"udpate pool is warm", NULL, "Did you mean update pool is warm?"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* No word of other tools stands in the way of a command, and each is one of ours. */
static void hints_shadow_nothing(void **state) {
    const char *word, *means;
    size_t n = 0, pairs = 0;

    (void)state;
    for (; (word = hints_word(n, &means)) != NULL; n++) {
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
    static const char *const last[] = {"redact", "duplicate", "cancel", "abort",
                                       "merge",  "dup",       NULL};
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
        {"resolve cause=fixed \"001 fixed\"", "incident.resolved phase.changed",
         "Recorded as resolved"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_behind_the_person),
        cmocka_unit_test(names_that_a_command_lacks),
        cmocka_unit_test(people_in_front),
        cmocka_unit_test(other_tools),
        cmocka_unit_test(hints_shadow_nothing),
        cmocka_unit_test(never_suggested),
        cmocka_unit_test(another_incident_in_front),
        cmocka_unit_test(another_incident_behind_other_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_labels.c: names that a command lacks, as labels, as name=value and as options: what
 * was meant for an argument is not published as text. */
#include "fingers.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_is_told_of),
        cmocka_unit_test(names_that_a_command_lacks),
        cmocka_unit_test(labels_in_prose),
        cmocka_unit_test(options_of_other_tools),
        cmocka_unit_test(text_that_says_so),
        cmocka_unit_test(nothing_is_said_of_it),
        cmocka_unit_test(labels_as_a_whole),
        cmocka_unit_test(corrected_by_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

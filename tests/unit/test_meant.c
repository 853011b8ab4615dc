/* test_meant.c: what was meant by what was typed: times without "at", labels that nobody knows,
 * questions, people, half a correction. */
#include "fingers.h"

/* Nothing that no argument has is text without a word about it. */
static void labels_that_nobody_knows(void **state) {
    static const struct line lines[] = {
        {"update warm foo: bar", "update.posted",
         "\"foo:\" is part of the text: update has no \"foo:\"."},
        {"note foo: bar", "note.added", "\"foo:\" is part of the text"},
        {"note x=1 is odd", "note.added", "Noted"},
        {"note the ratio is x=1", "note.added", "\"x=1\" is part of the text"},
        {"resolve rolled back foo: bar", "incident.resolved phase.changed",
         "\"foo:\" is part of the text: resolve has no \"foo:\"."},
        {"update warm prochaine: wait", "update.posted", "\"prochaine:\" is part of"},
        {"update warm étape: wait", "update.posted", "\"étape:\" is part of the text"},
        {"update prochaine: wait", NULL,
         "Did you mean update what we know now next: wait?"},
        {"update foo: bar", NULL, "update has no \"foo:\""},
        {"nxt: more", NULL, "Did you mean update what we know now next: more?"},
        {"ipmact: none", NULL, "Did you mean update what we know now impact: none?"},
        {"escalate leadership: it burns", "incident.escalated",
         "Escalated to leadership."},
    };
    /* sentences, names and code: there is nothing to say */
    static const char *const silent[] = {
        "note error: timeout", "note ben: is looking",   "note web: it is back",
        "note std::vector",    "note \"foo: bar\"",      "note db:5432 is back",
        "note 10:36 to 10:40", "note see https://x.y/z", "note fyi: it is slow",
    };

    (void)state;
    check_lines(lines, COUNT(lines));
    for (size_t i = 0; i < COUNT(silent); i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 it fails service=web"));
        assert_true(bench_say(bench, "ana", silent[i]));
        if (!text_equal(bench->reply, "Noted on the timeline.")) {
            fail_msg("%s: %s", silent[i], bench->reply);
        }
        bench_free(bench);
    }
}

static void times_without_at(void **state) {
    static const struct line lines[] = {
        {"note 10m ago we saw it", "note.added", "Time: 09:50 UTC, 10 min ago."},
        {"note 2 hours ago we saw it", "note.added", "Time: 08:00 UTC"},
        {"note il y a 10 min ça a cassé", "note.added", "Time: 09:50 UTC, 10 min ago."},
        {"note \xC3\xA0 09:45 ça a cassé", "note.added", "Time: 09:45 UTC"},
        {"note at midnight it broke", "note.added", "Time: 00:00 UTC"},
        {"note \xC3\xA0 minuit ça a cassé", "note.added", "Time: 00:00 UTC"},
        {"note at noon we switch", "note.added", "noon is still to come"},
        {"note \xC3\xA0 midi on bascule", "note.added", "midi is still to come"},
        {"note \xC3\xA0 cause du disque", "note.added", "Noted on the timeline."},
        /* said: the text keeps it */
        {"note failover began 10m ago", "note.added",
         "To tell it for then: undo, then note at 10m ago failover began"},
        {"note 09:40 it began", "note.added",
         "To tell it for then: undo, then note at 09:40 it began"},
        /* asked: of which of the two was it? */
        {"resolve the cause was a deploy 10m ago", NULL,
         "Nothing is recorded: was that 10m ago, or is it part of the text?\nIt was "
         "then: resolve at 10m ago the cause was a deploy\nPart of the text: resolve "
         "\"the cause was a deploy 10m ago\""},
        {"restore eu 10m ago", NULL, "It was then: restore at 10m ago eu\n"},
        {"mitigate second pool \xC3\xA0 09:50", NULL,
         "It was then: mitigate at 09:50 second pool\n"},
        {"resolve \"the cause was a deploy 10m ago\"", "incident.resolved phase.changed",
         "Recorded"},
        {"resolve disabled the job of 23:00", "incident.resolved phase.changed",
         "Recorded"},
    };
    static const struct step steps[] = {
        {0, "ana", "declare sev2 it fails", ERR_OK, NULL, NULL},
        {20, "ana", "mitigate done 10m ago", ERR_OK, NULL,
         "Time: 10:10 UTC, 10 min ago."},
        {0, "ana", "restore works again at 10:15", ERR_OK, NULL, "restored after 15 min"},
        {0, "ana", "resolve fixed 2m ago", ERR_OK, NULL, "Time: 10:18 UTC, 2 min ago."},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
    PLAYED(steps);
}

/* A question is answered, and neither published nor declared. */
static void questions(void **state) {
    static const struct line lines[] = {
        {"how do i close this", "", "Close the incident."},
        {"how to declare", "", "declare"},
        {"who's in charge", "", "Incident Commander: Ben Berg"},
        {"who\xE2\x80\x99s the commander", "", "Incident Commander: Ben Berg"},
        {"is it fixed?", NULL, "that sounds like a question. How it stands: show"},
        {"any news", NULL, "How it stands: show"},
        {"sev1?", NULL,
         "Nothing was done: that sounds like a question.\nHow it stands: show\nIf it is "
         "so: severity sev1"},
        {"restored?", NULL, "How it stands: show\nIf it is so: restored"},
        {"restore?", NULL, "that sounds like a question"},
        {"contained?", NULL, "that sounds like a question"},
        {"mitigated? by whom", NULL, "that sounds like a question"},
        {"ack?", NULL, "that sounds like a question"},
        {"resolved?", NULL, "that sounds like a question"},
        {"verify?", NULL, "that sounds like a question"},
        {"close?", NULL, "that sounds like a question"},
        {"undo?", NULL, "If it is so: undo"},
        {"role take?", NULL, "If it is so: role take"},
        {"take?", NULL, "If it is so: role take"},
        {"role release? deputy", NULL, "If it is so: role release deputy"},
        {"action done? 1", NULL, "If it is so: action done 1"},
        {"note? it is slow", NULL, "If it is so: note it is slow"},
        {"bridge?", "", "No bridge yet"},
        {"action?", "", "No open actions"},
        {"who?", "", "Incident Commander"},
        {"status?", "", "phase"},
        {"p3? only the logo", NULL, "that sounds like a question"},
        {"sev1 or sev3?", NULL,
         "Nothing was changed: that sounds like a question. How it stands: show\nIf it "
         "is the reason: severity sev1 \"or sev3?\""},
        {"severity sev1 ?", NULL, "that sounds like a question"},
        {"severity sev1 \"maybe?\"", "severity.changed", "now Sev1"},
        {"severity sev1 the second region is gone too, who can look?", "severity.changed",
         "now Sev1"},
        {"-1 the second region", NULL, "There is no command \"-1\""},
        {"-1", NULL, "There is no command \"-1\""},
        {"declare how do I declare", NULL,
         "Nothing was declared: \"how do I declare\" sounds like a question.\nHow to use "
         "it: help declare"},
        {"declare is web down?", NULL,
         "If it is what is broken: declare \"is web down?\""},
        {"declare \"is web down?\"", "incident.opened", "is open"},
        {"declare users cannot log in", "incident.opened", "is open"},
        {"declare who is who service fails", NULL, "sounds like a question"},
        {"web is down", NULL, "To declare it as an incident: declare web is down"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void people_and_numbers(void **state) {
    static const struct line lines[] = {
        {"cleo commander", "role.assigned", "Cleo is now Incident Commander"},
        {"cleo scribe", "role.assigned", "Cleo is now Scribe"},
        {"cleo is lost", NULL, "There is no command \"cleo\""},
        {"action add owner=Ben Berg raise the limit", "action.added",
         "Action 1 added for Ben Berg."},
        {"action add raise the limit owner=Ben Berg due=2d", "action.added",
         "Action 1 added for Ben Berg, due"},
        {"action add @Ben Berg raise the limit", "action.added", "added for Ben Berg."},
        {"escalate Ben Berg db is stuck", "incident.escalated", "Escalated to Ben Berg"},
        {"escalate to Ben Berg db is stuck", "incident.escalated", "Escalated to Ben Be"},
        {"escalate to Ben Berg: db is stuck", "incident.escalated",
         "Escalated to Ben Berg."},
        {"escalate Ben Berg", NULL, "Nobody was called: what is needed, and why?"},
        {"add cho", NULL,
         "Nothing was done: what is wanted of cho?\nTo call them: escalate console:cho "
         "what is needed\nTo give them a role: role assign scribe console:cho\n"},
        {"add cleo to the call", NULL, "To call them: escalate cleo to the call\n"},
        {"add raised the limit", "note.added", "Noted"},
        {"escalate cho: db is stuck", NULL, "To leadership: escalate leadership cho: db"},
        {"escalate cleo: db is stuck", "incident.escalated", "Escalated to Cleo"},
        {"role release deputy @eve", NULL, "Without it: role release deputy\n"},
        {"show 1", "", "web is slow"},
        {"who 1", "", "INC-2025-09-29-001"},
        {"/inc show 1", "", "web is slow"},
        {"/inc /inc note x", "note.added", "Noted"},
        {"ack", NULL, "already acknowledged by Ben Berg, since 2025-09-29T10:00:00Z"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* All of the name is the person, and none of it is text. */
static void whole_names(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 it fails"));
    assert_true(bench_say(bench, "ana", "action add owner=Ben Berg raise the limit"));
    assert_string_equal(bench_field(bench, 0, "title"), "raise the limit");
    assert_true(bench_say(bench, "ana", "escalate Ben Berg db is stuck"));
    assert_string_equal(bench_field(bench, 0, "reason"), "db is stuck");
    assert_true(bench_say(bench, "ana", "escalate Ben Berg: db is stuck"));
    assert_null(strstr(bench->reply, "part of the text"));
    bench_free(bench);
}

/* Two incidents, of which one is missing or one is too many. */
static void two_incidents(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 mail is lost", ERR_OK, NULL, NULL},
        {0, "ana", "link 1 2", ERR_INVALID, "",
         "Nothing was done: which two?\nThis one with INC-2025-09-29-001: link "
         "INC-2025-09-29-001\nThis one with 2: link 2\nThose two: INC-2025-09-29-001 "
         "link 2"},
        {0, "ana", "link 3 2", ERR_INVALID, "",
         "Nothing was done: INC-2025-09-29-003 is this one. To link it: link 2"},
        {0, "ana", "link 1 same rack", ERR_OK, NULL, "Linked with INC-2025-09-29-001"},
        /* of a day: with as many digits as people type */
        {0, "ana", "resolve 09-29-1 fixed", ERR_INVALID, "",
         "For that one: INC-2025-09-29-001 resolve fixed\nFor this one, as text: resolve "
         "\"09-29-1 fixed\""},
        {0, "ana", "note 09-29-3 it goes on", ERR_OK, "note.added", "Noted"},
        {0, "ana", "note 09-28-1 had the same", ERR_OK, "note.added", "Noted"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    bench->place_incident = NULL;
    bench_step(bench, &(struct step){0, "ana", "link 1 2", ERR_OK, NULL,
                                     "Linked with INC-2025-09-29-002"});
    bench_free(bench);
    bench = bench_new();
    bench_step(bench,
               &(struct step){0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL});
    bench->place_incident = NULL;
    bench_step(bench, &(struct step){0, "ana", "duplicate 001", ERR_INVALID, "",
                                     "It takes two: the one that it is about in front, "
                                     "the other one behind, as in 001 duplicate 002."});
    bench_free(bench);
}

/* What is cut for a question ends with a word. */
static void cut_at_a_word(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare search is slow"));
    assert_true(bench_say(bench, "ana",
                          "declare payments by card are refused in all the shops of "
                          "the northern countries"));
    bench->place_incident = NULL;
    assert_false(bench_say(bench, "ana", "ack"));
    assert_non_null(strstr(bench->reply, "Which one?"));
    assert_non_null(strstr(bench->reply, "in all the shops of the\xE2\x80\xA6: INC-"));
    bench_free(bench);
}

/* The outage began when it began, whichever of the two is kept. */
static void duplicates_bring_their_beginning(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {1, "ben", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ben", "started 09:40", ERR_OK, NULL, NULL},
        {0, "ben", "impact no orders", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001", ERR_OK, NULL,
         "goes on as INC-2025-09-29-001, with its impact and when that began."},
    };
    static const struct step offered[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "started 09:50", ERR_OK, NULL, NULL},
        {0, "ana", "impact some orders", ERR_OK, NULL, NULL},
        {1, "ben", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ben", "started 09:40", ERR_OK, NULL, NULL},
        {0, "ben", "impact no orders", ERR_OK, NULL, NULL},
        {0, "ben", "duplicate 001", ERR_OK, NULL,
         "This one began 09:40 UTC, that one 09:50 UTC. To set it there: "
         "INC-2025-09-29-001 started 2025-09-29T09:40:00Z"},
        {0, "ben", "INC-2025-09-29-001 started 2025-09-29T09:40:00Z", ERR_OK, NULL, NULL},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_int_equal(bench_state(bench, 0)->impact_from, BENCH_START - 20 * MINUTE);
    assert_string_equal(bench_state(bench, 0)->impact, "no orders");
    bench_free(bench);
    PLAYED(offered);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_that_nobody_knows),
        cmocka_unit_test(times_without_at),
        cmocka_unit_test(questions),
        cmocka_unit_test(people_and_numbers),
        cmocka_unit_test(whole_names),
        cmocka_unit_test(two_incidents),
        cmocka_unit_test(cut_at_a_word),
        cmocka_unit_test(duplicates_bring_their_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

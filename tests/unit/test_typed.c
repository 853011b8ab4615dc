/* test_typed.c: what is typed, and would be published, lost or done twice without a word:
 * names without their mark, examples, a second person, a day, the same declaration. */
#include "fingers.h"
#include "shipped.h"

/* "impact none": a part without its colon; a sentence is one all the same. */
static void names_without_a_mark(void **state) {
    static const struct line lines[] = {
        {"update impact none", NULL,
         "Write impact: in place of impact\nThen: update what we know now impact: none\n"
         "As text, in quotes: update \"impact none\""},
        {"update Impact none", NULL, "Then: update what we know now impact: none"},
        {"update pool is warm. next wait 5 minutes", NULL,
         "Then: update pool is warm. next: wait 5 minutes"},
        {"update workaround use the app", NULL,
         "Write workaround: in place of workaround"},
        {"resolve cause fixed the pool", NULL,
         "Write cause= in place of cause\nThen: resolve cause=fixed the pool"},
        {"action add due friday raise the limit", NULL,
         "Then: action add due=friday raise the limit"},
        {"action add owner @cleo raise it", NULL,
         "Then: action add owner=@cleo raise it"},
        {"declare type outage web is down", NULL, "Write type= in place of type"},
        {"declare source user web is down", NULL, "Write source= in place of source"},
        {"declare detected 09:40 web is down", NULL, "Write detected= in place of"},
        /* sentences */
        {"update impact is lower", "update.posted", "posted"},
        {"update impact on logins is gone", "update.posted", "posted"},
        {"update next step is a failover", "update.posted", "posted"},
        {"update workaround works", "update.posted", "posted"},
        {"update the impact none knows", "update.posted", "posted"},
        {"update \"impact none\"", "update.posted", "posted"},
        {"resolve cause was the pool", "incident.resolved phase.changed", "Recorded"},
        {"declare type of cable is broken", "incident.opened", "is open"},
        {"declare service desk is down", "incident.opened", "is open"},
        {"note impact none", "note.added", "Noted"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void an_update_of_parts_alone(void **state) {
    static const struct line lines[] = {
        {"update impact: no orders", NULL,
         "Then: update what we know now impact: no orders\n"
         "To record the impact alone: impact no orders"},
        {"001 update next: wait", NULL, "Then: 001 update what we know now next: wait"},
        {"update", NULL, "For example: update cache is warm again impact:"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void short_options(void **state) {
    static const struct line lines[] = {
        {"declare -s sev1 mail is down", "incident.opened", "is open as Sev1"},
        {"declare -sev1 mail is down", "incident.opened", "is open as Sev1"},
        {"declare --sev1 mail is down", "incident.opened", "is open as Sev1"},
        {"declare mail is down -s sev1", "incident.opened", "is open as Sev1"},
        {"declare -e prod -s sev3 mail is down", "incident.opened", "is open as Sev3"},
        {"declare -t outage mail is down", "incident.opened", "is open"},
        {"declare -s payments mail is down", NULL, "declare has no \"-s\""},
        {"declare -x 1 mail is down", NULL,
         "declare has no \"-x\". Nothing was done.\nAs text, in quotes: declare \"-x 1 "
         "mail is down\""},
        {"role assign -r deputy @cleo", "role.assigned", "Cleo is now Deputy"},
        {"note -5 degrees", "note.added", "Noted"},
        {"note - restarted it", "note.added", "Noted"},
        {"note rm -s helped", "note.added", "Noted"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void options_become_arguments(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare -e prod -s sev3 mail is down"));
    assert_string_equal(bench_field(bench, 0, "summary"), "mail is down");
    assert_string_equal(bench_field(bench, 0, "env"), "prod");
    assert_true(bench_say(bench, "ana", "declare -t outage disk is full"));
    assert_string_equal(bench_field(bench, 0, "type"), "outage");
    bench_free(bench);
}

static void whom_to_call(void **state) {
    static const struct line lines[] = {
        {"escalate leaderhsip why", NULL,
         "There is no role, rung or person \"leaderhsip\". Did you mean escalate "
         "leadership why?"},
        {"escalate leaderhsip it burns", NULL,
         "Did you mean escalate leadership it burns?\nIf it is a person: escalate "
         "console:leaderhsip it burns"},
        {"escalate comander it burns", NULL, "Did you mean escalate commander it burns?"},
        {"escalate leadership it burns", "incident.escalated", "Escalated to leadership"},
        {"escalate the db team", NULL, "There is no role, rung or person \"the\"."},
        /* one person at a time */
        {"role assign deputy @cleo @sam", NULL,
         "With @cleo: role assign deputy @cleo\nWith @sam: role assign deputy @sam"},
        {"role assign deputy @cleo and @sam", NULL, "With @sam: role assign deputy @sam"},
        {"role assign deputy cleo sam", NULL, "With cleo: role assign deputy cleo\n"},
        {"role handoff @cleo, @sam", NULL, "takes one person at a time"},
        {"escalate @cleo @sam it burns", NULL,
         "With @cleo: escalate @cleo it burns\nWith @sam: escalate @sam it burns"},
        {"action add owner=@cleo @sam raise it", NULL,
         "With @cleo: action add owner=@cleo raise it"},
        {"action add @cleo @sam raise it", NULL, "With @sam: action add @sam raise it"},
        {"role assign deputy @cleo \"@sam has the keys\"", "role.assigned",
         "Cleo is now"},
        {"role assign deputy @cleo because sam sleeps", "role.assigned", "Cleo is now"},
        {"note @cleo @sam are on it", "note.added", "Noted"},
        /* who says so takes the role */
        {"im scribe", "role.assigned", "Ana Alba is now Scribe"},
        {"i'm the scribe", "role.assigned", "Ana Alba is now Scribe"},
        {"i am the scribe now", "role.assigned", "Ana Alba is now Scribe"},
        {"i'll be scribe", "role.assigned", "Ana Alba is now Scribe"},
        {"i will take the scribe", "role.assigned", "Ana Alba is now Scribe"},
        {"i'm communications lead", "role.assigned", "now Communications Lead"},
        {"i'll take command", NULL, "is Incident Commander"},
        {"cleo is scribe", "role.assigned", "Cleo is now Scribe"},
        {"@cleo is the deputy", "role.assigned", "Cleo is now Deputy"},
        {"i am lost", NULL, "There is no command \"i\""},
        {"web is down", NULL, "There is no command \"web\""},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* 2025-09-29 is a Monday. */
static void days_to_come(void **state) {
    static const struct line lines[] = {
        {"action add fix the disk by friday", "action.added", "due 2025-10-03T23:59:00Z"},
        {"action add fix the disk by fri 17:00", "action.added",
         "due 2025-10-03T17:00:00Z"},
        {"action add fix the disk by monday", "action.added", "due 2025-09-29T23:59:00Z"},
        {"action add fix the disk by monday 9:00", "action.added",
         "due 2025-10-06T09:00:00Z"},
        {"action add fix the disk by tomorrow at 10:30", "action.added",
         "due 2025-09-30T10:30:00Z"},
        {"action add fix the disk by 10:30", "action.added", "due 2025-09-29T10:30:00Z"},
        {"action add fix the disk due noon", "action.added", "due 2025-09-29T12:00:00Z"},
        {"action add due=friday fix the disk", "action.added",
         "due 2025-10-03T23:59:00Z"},
        {"action add fix it until eod", "action.added", "due 2025-09-29T23:59:00Z"},
        /* said, for it was meant as a time */
        {"action add fix it by next week", "action.added",
         "\"by next week\" is part of the title, and no due time. To give one: due=2d"},
        {"action add fix it by 25:00", "action.added", "and no due time"},
        {"action add sort them by name", "action.added", "Action 1 added."},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void since_when(void **state) {
    static const struct line lines[] = {
        {"declare cart is empty since 09:40", "incident.opened",
         "Users are hit since 2025-09-29T09:40:00Z"},
        {"declare cart is empty since 20m", "incident.opened",
         "Users are hit since 2025-09-29T09:40:00Z"},
        {"declare cart is empty since 22:00", NULL,
         "22:00 is still to come: it is 10:00 UTC. Yesterday's? declare cart is empty "
         "since 2025-09-28T22:00"},
        {"declare cart is empty since the deploy", "incident.opened", "is open"},
        {"declare detected=09:50 cart is empty", "incident.opened",
         "Noticed 2025-09-29T09:50:00Z"},
    };
    struct bench *bench = bench_new();

    (void)state;
    check_lines(lines, COUNT(lines));
    assert_true(bench_say(bench, "ana", "declare cart is empty since 09:40"));
    assert_string_equal(bench_field(bench, 0, "summary"), "cart is empty");
    assert_int_equal(bench_state(bench, 0)->impact_from, BENCH_START - 20 * MINUTE);
    bench_free(bench);
}

/* ---- examples and what stands for words ---- */

static bool published(const struct bench *bench) {
    for (size_t i = 0; i < bench->nadded; i++) {
        if (json_object_size(bench->added[i].text) > 0) {
            return true;
        }
    }
    return false;
}

static void try_example(const struct command *leaf) {
    bool text = false;
    struct bench *bench = bench_new();

    for (const struct arg *arg = leaf->args; arg && arg->name; arg++) {
        text = text || arg->type == ARG_TEXT;
    }
    bench_say(bench, "ana", "declare sev2 web is slow");
    bench_say(bench, "ana", "declare sev2 checkout fails service=web,eu");
    bench_say(bench, "ana", "role take");
    bench_say(bench, "ana", leaf->example);
    if (text && published(bench)) {
        fail_msg("%s: published as it stands: %s", leaf->example, bench->reply);
    }
    bench_free(bench);
}

/* No example's words are anybody's: typed as they stand they are asked about. */
static void examples_are_not_published(void **state) {
    static const struct line lines[] = {
        {"restore error rate back at its usual level", NULL,
         "is the example of restore. Write your own words.\nIf it is so: restore "
         "\"error rate back at its usual level\""},
        {"restore \"error rate back at its usual level\"", "service.restored",
         "Recorded"},
        {"restore error rate is back", "service.restored", "Recorded"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        if (command->run) {
            try_example(command);
        }
        for (size_t s = 0; command->subs && command->subs[s]; s++) {
            try_example(command->subs[s]);
        }
    }
}

/* Whatever a message shows to be typed, in any language, stands for one's own words. */
static void lines_of_messages_are_not_published(void **state) {
    static const char *const rows[][2] = {
        {"fr", "update ce que nous savons"},
        {"fr", "update ce qui manque encore"},
        {"fr", "resolve ce qui l'a résolu"},
        {"fr", "restore comment vous le savez"},
        {"fr", "reopen pourquoi"},

        {"fr", "escalate leadership ce qu'il faut"},
        {"en", "update what is still missing"},
        {"en", "restore what is back"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench *bench = bench_new();

        bench->messages = shipped_messages(bench->arena, rows[i][0]);
        assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
        if (bench_say(bench, "ana", rows[i][1]) ||
            !strstr(bench->reply, "only stands for your own words")) {
            fail_msg("%s: %s", rows[i][1], bench->reply);
        }
        bench_free(bench);
    }
}

/* ---- ends, parts and other places ---- */

static void partly(void **state) {
    static const struct line lines[] = {
        {"restore partially", NULL,
         "\"partially\" does not sound like all of it.\nA part of it, by its name or as "
         "a percentage: restore part=name"},
        {"restore mostly", NULL, "does not sound like all of it"},
        {"restore part=name", NULL, "\"name\" only stands for the part"},
        {"mitigation 1 did not help", NULL, "There is no mitigation 1"},
        {"mitigation raised the pool", "incident.mitigated phase.changed",
         "mitigation 1"},
        {"help! site is down", NULL,
         "Nothing was done yet.\nTo declare an incident: declare site is down\n"},
        {"help! update is broken", NULL, "declare update is broken"},
        {"help checkout is down", NULL, "declare checkout is down"},
        {"help!! site is down", NULL, "declare site is down"},
        {"help update", "", "Post an update"},
        {"help role take", "", "role take"},
        {"timeline all 001", "", "web is slow"},
        {"timeline all inc 1", "", "web is slow"},
        {"timeline all 1", "", "checkout fails"},
    };
    static const struct step steps[] = {
        {0, "ana", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ana", "mitigate raised the pool", ERR_OK, NULL, "mitigation 1"},
        {0, "ana", "mitigate 1 did not help, errors go on", ERR_OK, "mitigation.changed",
         "mitigation 1 failed"},
        {0, "ana", "mitigate failed over to eu", ERR_OK, NULL, "mitigation 2"},
        {0, "ana", "mitigation 2 doesn\xE2\x80\x99t help", ERR_OK, "mitigation.changed",
         "mitigation 2 failed"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
    PLAYED(steps);
}

/* What has ended takes few lines: no other is offered. */
static void unknown_words_at_the_end(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ana", "frobnicate", ERR_NOT_FOUND, "", "To post an update: update"},
        {0, "ana", "cancel it was none", ERR_OK, NULL, NULL},
        {0, "ana", "frobnicate", ERR_NOT_FOUND, "",
         "INC-2025-09-29-001 is cancelled.\nTo write something down: note what happened "
         "or was found\nIf that is wrong: reopen what came back\n"},
        {0, "ana", "frobnicate it is down", ERR_NOT_FOUND, "",
         "is cancelled.\nTo declare it as an incident: declare frobnicate it is down\nIf "
         "that is wrong: reopen"},
        {0, "ana", "udpate warm", ERR_NOT_FOUND, "",
         "is cancelled. If that is wrong: reopen"},
    };

    (void)state;
    PLAYED(steps);
}

/* A refused line left nothing behind: undo after it means it, not the one before. */
static void undo_of_what_was_refused(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 checkout fails", ERR_OK, NULL, NULL},
        {0, "ana", "note one", ERR_OK, NULL, NULL},
        {1, "ana", "resolve", ERR_INVALID, "", NULL},
        {0, "ben", "note two", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_OK, "command.undone", "one"}, /* ben's line came between */
        {0, "ana", "note three", ERR_OK, NULL, NULL},
        {0, "ana", "resolve", ERR_INVALID, "", NULL},
        {0, "ana", "show", ERR_OK, "", NULL}, /* a look changes nothing about that */
        {0, "ana", "undo", ERR_INVALID, "",
         "Your last line was refused: there is nothing of it to take back. The one "
         "before it:\n2025-09-29T10:01:00Z Ana Alba noted: three\nTo take that back: "
         "undo 5"},
        {0, "ana", "undo 5", ERR_OK, "command.undone", "three"},
    };

    (void)state;
    PLAYED(steps);
}

/* ---- the same declaration twice ---- */

static void declared_twice(void **state) {
    static const struct {
        const char *first, *second;
        bool same;
    } rows[] = {
        {"checkout fails service=payments", "checkout fails service=payments", true},
        {"checkout fails service=payments", "sev1 checkout is failing", true},
        {"checkout fails", "the checkout fails for all users", true},
        {"checkout fails", "Checkuot fails!", true},
        {"checkout fails service=payments", "checkout service=payments,web", true},
        {"checkout fails service=payments", "checkout fails service=web", false},
        {"checkout fails", "checkout", false},
        {"node 3 is down", "node 4 is down", false},
        {"node 3 is down", "node is down", false},
        {"eu logins fail", "us logins fail", false},
        {"checkout fails", "checkout fails too", false},
        {"checkout fails", "\"checkout fails\"", false},
        {"checkout fails", "search is slow", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench *bench = bench_new();
        bool taken;

        assert_true(bench_say(bench, "ana",
                              arena_printf(bench->arena, "declare %s", rows[i].first)));
        bench->world.now += MINUTE;
        taken = bench_say(bench, "ben",
                          arena_printf(bench->arena, "declare %s", rows[i].second));
        if (taken == rows[i].same || (!taken && !strstr(bench->reply, "says the same"))) {
            fail_msg("%s, %s: %s", rows[i].first, rows[i].second, bench->reply);
        }
        bench_free(bench);
    }
}

static void declared_twice_is_asked(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 checkout fails service=payments", ERR_OK, NULL, NULL},
        {1, "ben", "declare sev1 checkout fails service=payments", ERR_PHASE, "",
         "Nothing was declared: INC-2025-09-29-001, declared by Ana Alba 1 min ago, says "
         "the same: checkout fails\nTo join it: catchup INC-2025-09-29-001\nIf this is "
         "another one: declare sev1 \"checkout fails\" service=payments"},
        {0, "ben", "declare sev1 \"checkout fails\" service=payments", ERR_OK,
         "incident.opened", "INC-2025-09-29-002"},
        {6, "ben", "declare sev1 checkout fails service=payments", ERR_OK, NULL,
         "INC-2025-09-29-003"}, /* later than a few minutes */
        {0, "ana", "cancel a test", ERR_OK, NULL, NULL},
        {0, "ana", "declare checkout fails service=payments", ERR_OK, NULL, NULL},
    };
    /* Nobody learns by that what a restricted one is about. */
    static const struct step restricted[] = {
        {0, "sam", "declare restricted keys were stolen", ERR_OK, NULL, NULL},
        {0, "ben", "declare keys were stolen", ERR_OK, "incident.opened", "-002"},
        {0, "sam", "declare keys were stolen", ERR_PHASE, "", "-002, declared by Ben"},
    };

    (void)state;
    PLAYED(steps);
    PLAYED(restricted);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_without_a_mark),
        cmocka_unit_test(an_update_of_parts_alone),
        cmocka_unit_test(short_options),
        cmocka_unit_test(options_become_arguments),
        cmocka_unit_test(whom_to_call),
        cmocka_unit_test(days_to_come),
        cmocka_unit_test(since_when),
        cmocka_unit_test(examples_are_not_published),
        cmocka_unit_test(lines_of_messages_are_not_published),
        cmocka_unit_test(partly),
        cmocka_unit_test(unknown_words_at_the_end),
        cmocka_unit_test(undo_of_what_was_refused),
        cmocka_unit_test(declared_twice),
        cmocka_unit_test(declared_twice_is_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

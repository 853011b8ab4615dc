/* list, show, timeline, catchup, help: what is read, by whom, and that reading adds
 * nothing. */
#include "harness.h"

static void has(const struct bench *bench, const char *part) {
    if (!strstr(bench->reply, part)) {
        fail_msg("\"%s\" is not in: %s", part, bench->reply);
    }
}

static void lacks(const struct bench *bench, const char *part) {
    if (strstr(bench->reply, part)) {
        fail_msg("\"%s\" is in: %s", part, bench->reply);
    }
}

static size_t lines_of(const char *s) {
    size_t n = *s != '\0';

    for (; *s; s++) {
        n += *s == '\n' && s[1];
    }
    return n;
}

static void list(void **state) {
    static const struct step steps[] = {
        {0, "ana", "list", ERR_OK, "", "No open incidents"},
        {0, "ana", "list closed", ERR_OK, "", "No closed incidents"},
        {0, "ana", "declare sev1 checkout is down", ERR_OK, NULL, NULL},
        {0, "ben", "declare sev4 logo is blue", ERR_OK, NULL, NULL},
        {0, "ben", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "list", ERR_OK, "",
         "INC-2025-09-29-001 Sev1, Detection, checkout is down; no commander; open for"},
        {0, "ana", "ls", ERR_OK, "", "next update"},
        {0, "ana", "incidents", ERR_OK, "",
         "INC-2025-09-29-002 Sev4, Detection, logo is blue; commander Ben Berg"},
        {20, "ana", "list", ERR_OK, "", "update overdue by"},
        {0, "ben", "resolve painted", ERR_OK, NULL, NULL},
        {0, "ben", "restore", ERR_OK, NULL, NULL},
        {0, "ben", "verify", ERR_OK, NULL, NULL},
        {0, "ben", "close", ERR_OK, NULL, NULL},
        {0, "ana", "list closed", ERR_OK, "",
         "INC-2025-09-29-002 Sev4, Closure, logo is blue; commander Ben Berg; closed"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    lacks(bench, "INC-2025-09-29-001");
    lacks(bench, "update");
    assert_int_equal(lines_of(bench->reply), 1);
    assert_true(bench_say(bench, "ana", "list"));
    lacks(bench, "INC-2025-09-29-002");
    assert_int_equal(lines_of(bench->reply), 1);
    bench_free(bench);
}

static void list_is_bounded(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    for (int i = 0; i < LIMIT_LIST + 3; i++) {
        assert_true(bench_say(bench, "ana", "declare sev2 one of many"));
    }
    assert_true(bench_say(bench, "ana", "list"));
    assert_int_equal(lines_of(bench->reply), LIMIT_LIST + 1);
    has(bench, "and 3 more");
    bench_free(bench);
}

/* Of a restricted incident outsiders learn id, severity and phase. */
static void restricted(void **state) {
    static const struct step steps[] = {
        {0, "ben", "declare sev1 type=security keys leaked", ERR_OK, NULL, NULL},
        {0, "ben", "role take", ERR_OK, NULL, NULL},
    };
    static const char *const reads[] = {"show",          "timeline", "catchup",
                                        "who",           "status",   "action list",
                                        "evidence list", "bridge"};
    struct bench *bench = PLAY(steps);

    (void)state;
    assert_true(bench_say(bench, "sam", "list"));
    has(bench, "keys leaked");
    assert_true(bench_say(bench, "ana", "list"));
    has(bench, "INC-2025-09-29-001 Sev1, Detection, restricted");
    lacks(bench, "keys leaked");
    lacks(bench, "Ben");
    lacks(bench, "update");
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        assert_true(bench_say(bench, "ben", reads[i]));
        if (bench_say(bench, "ana", reads[i])) {
            fail_msg("%s was answered: %s", reads[i], bench->reply);
        }
        assert_int_equal(bench->err.code, ERR_DENIED);
        lacks(bench, "keys leaked");
    }
    bench_free(bench);
}

static void show(void **state) {
    static const struct step steps[] = {
        {0, "ana",
         "declare sev1 service=web env=prod detected=40m near-miss checkout is down",
         ERR_OK, NULL, NULL},
        {0, "ana", "bridge https://meet.example.org/1", ERR_OK, NULL, NULL},
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {5, "ana",
         "update restarting impact: all of Europe next: failover workaround: call us "
         "eta: unknown",
         ERR_OK, NULL, NULL},
        {0, "ana", "action add write it up", ERR_OK, NULL, NULL},
        {0, "ana", "evidence add a graph", ERR_OK, NULL, NULL},
        {0, "ana", "info", ERR_OK, "", "INC-2025-09-29-001 Sev1 (Critical), Detection"},
    };
    static const char *const parts[] = {"checkout is down",
                                        "Hit: web",
                                        "Environment: prod",
                                        "A near miss",
                                        "Impact: all of Europe",
                                        "Last update: restarting",
                                        "Next steps: failover",
                                        "Workaround: call us",
                                        "Expected end: unknown",
                                        "Commander: Ana Alba",
                                        "Bridge: https://meet.example.org/1",
                                        "Next update due",
                                        "Open actions: 1",
                                        "Evidence: 1",
                                        "Updates: 1",
                                        "acknowledged",
                                        "Missed deadlines: 1"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    lacks(bench, "overdue");
    lacks(bench, "Resolution:");
    assert_true(bench_say(bench, "ana", "resolve failed over cause: dns"));
    assert_true(bench_say(bench, "cleo", "001 show"));
    has(bench, "Resolution: failed over");
    has(bench, "Cause: dns");
    has(bench, "Expected end");
    /* What was planned is no news once it is over. */
    assert_true(bench_say(bench, "ana", "restore"));
    assert_true(bench_say(bench, "ana", "show"));
    lacks(bench, "Expected end");
    lacks(bench, "Next steps");
    bench_free(bench);
}

/* A short number behind a command is no incident in a channel that has one; the refusal
 * says where it belongs. A near miss was no outage, however long ago it was noticed. */
static void show_elsewhere(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 near-miss detected=10m disk nearly full", ERR_OK, NULL,
         NULL},
        {0, "ana", "show 001", ERR_INVALID, "", "put it first: 001 show"},
        {0, "ana", "001 show", ERR_OK, "", "web is slow"},
        {0, "ana", "show INC-2025-09-29-001", ERR_OK, "", "web is slow"},
        {5, "ana", "001 show", ERR_OK, "", "Outage: 5"},
        {0, "ana", "show", ERR_OK, "", "A near miss: nothing broke."},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    lacks(bench, "Outage");
    bench_free(bench);
}

static void timeline(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 2; i <= 50; i++) {
        char line[32];

        snprintf(line, sizeof line, "note item-%02d", i);
        assert_true(bench_say(bench, "ana", line));
    }
    assert_true(bench_say(bench, "ana", "timeline"));
    has(bench, "item-50");
    has(bench, "item-31");
    lacks(bench, "item-30");
    has(bench, "timeline 2");
    assert_true(bench_say(bench, "ana", "tl 2"));
    has(bench, "item-30");
    has(bench, "item-11");
    lacks(bench, "item-31");
    lacks(bench, "item-10");
    assert_true(bench_say(bench, "ana", "timeline 3"));
    has(bench, "web is slow");
    has(bench, "item-10");
    lacks(bench, "item-11");
    lacks(bench, "timeline 4");
    assert_false(bench_say(bench, "ana", "timeline 4"));
    assert_int_equal(bench->err.code, ERR_NOT_FOUND);
    assert_true(bench_say(bench, "ana", "timeline all"));
    has(bench, "web is slow");
    has(bench, "item-02");
    has(bench, "item-50");
    bench_free(bench);
}

/* Entries that are together larger than an answer: the latest are there all the same,
 * each on a line of its own, and what was cut or left out is said. */
static void long_timeline(void **state) {
    enum { NOTES = 45, LONG = 7000 };
    static char line[LONG + 32];
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    for (int i = 1; i <= NOTES; i++) {
        int head = snprintf(line, sizeof line, "note n%02d%.*s", i, i % 2, "x");

        memset(line + head, '*', LONG);
        line[head + LONG] = '\0';
        assert_true(bench_say(bench, "ana", line));
    }
    assert_true(bench_say(bench, "ana", "timeline"));
    assert_int_equal(lines_of(bench->reply), 20 + 2);
    has(bench, "n45");
    has(bench, "n26");
    has(bench, "Entries 27 to 46 of 46");
    has(bench, "Entries that end in");
    assert_true(bench_say(bench, "ana", "timeline all"));
    has(bench, "n45");
    has(bench, "to 46 of 46");
    has(bench, "Earlier ones: timeline 2");
    lacks(bench, "n01");
    lacks(bench, "too long for one answer");
    bench_free(bench);
}

static void catchup(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev1 service=web checkout is down", ERR_OK, NULL, NULL},
        {0, "ben", "role take", ERR_OK, NULL, NULL},
        {1, "ben", "decision fail over", ERR_OK, NULL, NULL},
        {1, "ben", "note a detail", ERR_OK, NULL, NULL},
        {1, "ben", "mitigate second region", ERR_OK, NULL, NULL},
        {1, "ben", "update failing over", ERR_OK, NULL, NULL},
        {0, "ben", "action add owner=@ana write it up", ERR_OK, NULL, NULL},
        {1, "cleo", "catchup", ERR_OK, "", "checkout is down"},
    };
    static const char *const parts[] = {"Sev1 (Critical)", "Incident Commander: Ben Berg",
                                        "failing over",    "1. write it up, ",
                                        "fail over",       "second region",
                                        "Next update due"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    lacks(bench, "a detail");
    lacks(bench, "No commander");
    assert_true(bench_say(bench, "cleo", "catch-up"));
    assert_true(bench_say(bench, "cleo", "summarize"));
    bench_free(bench);
}

/* Every command of the table is in the help, has a usage and an example that the parser
 * takes, or refuses for another reason than its form. */
static void help(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "help"));
    for (size_t i = 0; i < command_table.n; i++) {
        has(bench, command_table.list[i]->summary);
    }
    lacks(bench, "More");
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];
        char line[64];

        snprintf(line, sizeof line, "help %s", command->name);
        assert_true(bench_say(bench, "ana", line));
        has(bench, command->summary);
        has(bench, command->example);
        for (size_t a = 0; command->aliases && command->aliases[a]; a++) {
            has(bench, command->aliases[a]);
        }
        for (size_t s = 0; command->subs && command->subs[s]; s++) {
            has(bench, command->subs[s]->name);
        }
        assert_true(text_starts(command->example, command->name));
    }
    assert_true(bench_say(bench, "ana", "help dup"));
    has(bench, "duplicate");
    assert_false(bench_say(bench, "ana", "help updat"));
    assert_int_equal(bench->err.code, ERR_NOT_FOUND);
    has(bench, "help update");
    bench_free(bench);
}

static void examples_parse(const char *example) {
    struct bench *bench = bench_new();

    assert_true(bench_say(bench, "ben", "declare sev3 one"));
    assert_true(bench_say(bench, "ana", "declare sev3 two"));
    assert_true(bench_say(bench, "ana", "declare sev3 three"));
    if (!bench_say(bench, "ana", example) && bench->err.code == ERR_INVALID &&
        strstr(bench->reply, "sage")) {
        fail_msg("%s: %s", example, bench->reply);
    }
    bench_free(bench);
}

static void examples(void **state) {
    (void)state;
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        examples_parse(command->example);
        for (size_t s = 0; command->subs && command->subs[s]; s++) {
            examples_parse(command->subs[s]->example);
        }
    }
}

/* No two commands answer to one word. */
static void names_are_unique(void **state) {
    (void)state;
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        assert_ptr_equal(command_find(&command_table, command->name), command);
        for (size_t a = 0; command->aliases && command->aliases[a]; a++) {
            if (command_find(&command_table, command->aliases[a]) != command) {
                fail_msg("%s is also another command's word", command->aliases[a]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list),
        cmocka_unit_test(list_is_bounded),
        cmocka_unit_test(restricted),
        cmocka_unit_test(show),
        cmocka_unit_test(show_elsewhere),
        cmocka_unit_test(timeline),
        cmocka_unit_test(long_timeline),
        cmocka_unit_test(catchup),
        cmocka_unit_test(help),
        cmocka_unit_test(examples),
        cmocka_unit_test(names_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

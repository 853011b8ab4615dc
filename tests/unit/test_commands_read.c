/* list, show, timeline, catchup, help: what is read, by whom, and that reading adds
 * nothing. */
#include "answers.h"
#include "harness.h"

static void list(void **state) {
    static const struct step steps[] = {
        {0, "ana", "list", ERR_OK, "", "No open incidents"},
        {0, "ana", "list closed", ERR_OK, "", "No closed incidents"},
        {0, "ana", "declare sev1 checkout is down", ERR_OK, NULL, NULL},
        {0, "ben", "declare sev4 logo is blue", ERR_OK, NULL, NULL},
        {0, "ben", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "list", ERR_OK, "",
         "INC-2025-09-29-001 Sev1, Detection, checkout is down; no commander; just "
         "declared"},
        {0, "ana", "ls", ERR_OK, "", "next update"},
        {0, "ana", "incidents", ERR_OK, "",
         "INC-2025-09-29-002 Sev4, Detection, logo is blue; commander Ben Berg"},
        {20, "ana", "list", ERR_OK, "", "update overdue by"},
        {0, "ana", "mine", ERR_OK, "", "checkout is down; next update overdue since"},
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
        assert_true(bench_say(bench, "ana", "declare sev2 \"one of many\""));
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

/* Whoever is mentioned in a text is there by name, and so are owners and holders. */
static void names(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 @console:ben saw that web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "note asked @console:cleo: no idea", ERR_OK, NULL, NULL},
        {0, "ana", "update waiting for @console:ben next: ask @console:zed", ERR_OK, NULL,
         NULL},
        {0, "ana", "action add owner=@ben ask @console:cleo", ERR_OK, NULL, NULL},
    };
    static const char *const reads[] = {"show",        "timeline", "catchup", "list",
                                        "action list", "who",      "mine"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        assert_true(bench_say(bench, "ben", reads[i]));
        lacks(bench, "console:ben");
        lacks(bench, "console:cleo");
    }
    assert_true(bench_say(bench, "ana", "timeline"));
    has(bench, "@Ben Berg saw that web is slow");
    has(bench, "asked @Cleo: no idea");
    has(bench, "ask @console:zed"); /* nobody knows what they are called */
    has(bench, "for Ben Berg: ask @Cleo");
    bench_free(bench);
}

/* Where ids are nothing that people read, somebody without a known name is mentioned. */
static void no_ids(void **state) {
    static const char *const opaque[] = {"slack", NULL};
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
    };
    static const char *const lines[] = {"escalate slack:U7 db is stuck",
                                        "role assign scribe slack:U7"};
    struct bench *bench = PLAY(steps);

    (void)state;
    bench->directory.opaque = opaque;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_true(bench_say(bench, "ana", lines[i]));
        assert_non_null(strstr(bench->markup, "<@slack:U7>"));
    }
    bench_free(bench);
}

/* ---- lists ---- */

static void close_it(struct bench *bench, const char *id) {
    static const char *const ways[] = {"resolve done", "restore", "verify", "close"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char line[96];

        snprintf(line, sizeof line, "%s %s", id, ways[i]);
        if (!bench_say(bench, "ana", line) && !text_equal(ways[i], "restore")) {
            fail_msg("%s: %s", line, bench->reply);
        }
    }
}

/* Of what the asker may not read, `mine` says that it is restricted, as `list` does. */
static void mine_restricted(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ben", "declare sev1 type=security keys leaked"));
    bench->place_incident = NULL;
    assert_true(bench_say(bench, "ana", "mine"));
    has(bench, "INC-2025-09-29-001 Sev1, Detection, restricted\n");
    lacks(bench, "leaked");
    bench_free(bench);
}

static void list_filters(void **state) {
    static const struct {
        const char *who, *say;
        const char *ids; /* the last digits of those that are listed, in order */
        const char *says;
    } cases[] = {
        {"ana", "list", "654", NULL},
        {"ana", "list sev1", "64", NULL},
        {"ana", "list WEB", "5", NULL},
        {"ana", "list outage", "4", NULL},
        {"ana", "list prod", "4", NULL},
        {"ana", "list p3", "5", NULL},
        {"ana", "list service=web", "5", NULL},
        {"sam", "list service=web", "65", NULL},
        {"sam", "list Leaked", "6", NULL},
        {"ana", "list leaked", "", "No open incidents that fit. All: list"},
        {"ana", "list service=web sev1", "", "that fit"},
        {"ana", "list DISK full", "4", NULL},
        {"ana", "list full sev1 disk", "4", NULL},
        {"ana", "list closed", "321", NULL},
        {"ana", "list cancelled", "3", NULL},
        {"ana", "list closed cancelled", "3", NULL},
        {"ana", "list duplicate", "", "No closed incidents that fit"},
        {"ana", "list closed september", "1", NULL},
        {"ana", "list closed 2025-10", "32", NULL},
        {"ana", "list closed oct", "32", NULL},
        {"ana", "list october closed disk", "2", NULL},
        {"ana", "list closed 2025", "321", NULL},
        {"ana", "list closed october 2024", "", "No closed incidents that fit"},
        {"ana", "list october", "654", NULL},
        {"ana", "list september", "", "that fit"},
        {"ana", "list today", "654", "Closed ones: list closed today"},
        {"ana", "list closed today", "32", NULL},
        {"ana", "list yesterday", "", "Closed ones: list closed yesterday"},
        {"ana", "list week", "654", NULL},
        {"ana", "list closed this week", "321", NULL},
        {"ana", "list sev1 today", "64", NULL},
        {"ana", "list mine", "54", NULL},
        {"ben", "list mine", "6", NULL},
        {"sam", "list my incidents", "", "that fit"},
        {"ana", "list resolved", "5", "Closed ones: list closed resolved"},
        {"ana", "list restored", "", "list closed restored"},
        {"ana", "list open", "654", NULL},
        {"ana", "list all", "654", "Closed ones: list closed"},
        {"ana", "list 2", "", "There is no page 2. The first: list"},
        {"ana", "list closed sev1 7", "",
         "There is no page 7. The first: list closed sev1"},
    };
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev1 disk full in september"));
    close_it(bench, "INC-2025-09-29-001");
    bench->world.now += 3 * 24 * 60 * MINUTE; /* October the 2nd */
    assert_true(bench_say(bench, "ana", "declare sev3 disk is slow"));
    close_it(bench, "INC-2025-10-02-002");
    assert_true(bench_say(bench, "ana", "declare sev3 network is slow"));
    assert_true(bench_say(bench, "ana", "cancel the probe was wrong"));
    assert_true(
        bench_say(bench, "ana", "declare sev1 type=outage env=prod the disk is full"));
    assert_true(bench_say(bench, "ana", "declare sev3 service=web,api pages are slow"));
    assert_true(
        bench_say(bench, "ben", "declare sev1 service=web type=security keys leaked"));
    bench->place_incident = NULL;
    assert_true(bench_say(bench, "ana", "INC-2025-10-02-005 resolve fixed"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char ids[16] = "";
        size_t n = 0;

        bench_say(bench, cases[i].who, cases[i].say);
        for (const char *at = bench->reply; (at = strstr(at, "INC-2025")) != NULL; at++) {
            ids[n++] = at[strlen("INC-2025-09-29-00")];
        }
        if (strcmp(ids, cases[i].ids) != 0 ||
            (cases[i].says && !strstr(bench->reply, cases[i].says))) {
            fail_msg("%s: [%s] %s", cases[i].say, ids, bench->reply);
        }
    }
    bench_free(bench);
}

/* Each page that a hint names exists, and together they show everything once. */
static void list_pages(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    for (int i = 0; i < LIMIT_LIST + 3; i++) {
        assert_true(bench_say(bench, "ana",
                              i % 2 ? "declare sev2 service=web \"one of many\""
                                    : "declare sev3 service=web \"one of many\""));
    }
    assert_true(bench_say(bench, "ana", "list"));
    has(bench, "and 3 more: list 2");
    assert_true(bench_say(bench, "ana", "list 2"));
    assert_int_equal(lines_of(bench->reply), 3);
    has(bench, "INC-2025-09-29-001");
    lacks(bench, "more");
    assert_true(bench_say(bench, "ana", "list many"));
    has(bench, "and 3 more: list many 2");
    assert_true(bench_say(bench, "ana", "list many 2"));
    assert_int_equal(lines_of(bench->reply), 3);
    has(bench, "INC-2025-09-29-001");
    assert_true(bench_say(bench, "ana", "list sev2"));
    assert_int_equal(lines_of(bench->reply), (LIMIT_LIST + 3) / 2);
    lacks(bench, "Sev3");
    /* Whatever chose the first page chooses the next one. */
    assert_true(bench_say(bench, "ana", "list september 2025"));
    has(bench, "and 3 more: list september 2025 2");
    assert_true(bench_say(bench, "ana", "list service=web"));
    has(bench, "and 3 more: list service=web 2");
    assert_true(bench_say(bench, "ana", "list page 2 service=web"));
    assert_int_equal(lines_of(bench->reply), 3);
    bench_free(bench);
}

/* Of one that cannot be read there is an id: nobody reads that nothing is open, nor of a
 * page that has more. */
static void list_unread(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    bench->unread = arena_json(bench->arena, json_pack("[s]", "INC-2025-09-28-001"));
    for (int i = 0; i < 2; i++) {
        assert_true(bench_say(bench, "ana", "list"));
        has(bench, "INC-2025-09-28-001 cannot be read");
        has(bench, "tocsin audit --all");
        lacks(bench, "No open");
        lacks(bench, "more");
        assert_true(bench_say(bench, "ana", "mine"));
        has(bench, "INC-2025-09-28-001 cannot be read");
        lacks(bench, "Nothing is open");
        lacks(bench, "more");
        assert_true(bench_say(bench, "ana", "declare sev2 \"another one\""));
    }
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
        cmocka_unit_test(names),
        cmocka_unit_test(no_ids),
        cmocka_unit_test(list_filters),
        cmocka_unit_test(mine_restricted),
        cmocka_unit_test(list_pages),
        cmocka_unit_test(list_unread),
        cmocka_unit_test(help),
        cmocka_unit_test(examples),
        cmocka_unit_test(names_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
                                        "Bridge: join\n",
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
    /* What was planned is no news once it is over. */
    lacks(bench, "Expected end");
    lacks(bench, "Next steps");
    lacks(bench, "Workaround");
    assert_true(bench_say(bench, "ana", "restore"));
    assert_true(bench_say(bench, "ana", "show"));
    lacks(bench, "Expected end");
    lacks(bench, "Next steps");
    bench_free(bench);
}

/* A false alarm that was none after all was never over; what was resolved was. */
static void show_reopened(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "cancel a load test"));
    bench->world.now += 60 * MINUTE;
    assert_true(bench_say(bench, "ana", "reopen it was no test"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "Outage: "));
    lacks(bench, "without the time in which it was over");
    assert_true(bench_say(bench, "ana", "resolve restarted"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "Outage: "));
    lacks(bench, "without the time in which it was over");
    bench->world.now += 60 * MINUTE;
    assert_true(bench_say(bench, "ana", "reopen it fails again"));
    assert_true(bench_say(bench, "ana", "show"));
    assert_non_null(strstr(bench->reply, "without the time in which it was over"));
    bench_free(bench);
}

/* A short number behind a command is no incident in a channel that has one; the refusal
 * says where it belongs. A near miss was no outage, however long ago it was noticed. */
static void show_elsewhere(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "declare sev2 near-miss detected=10m disk nearly full", ERR_OK, NULL,
         NULL},
        {0, "ana", "show 001", ERR_OK, "", "web is slow"},
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
    has(bench, "The last 20 of 46 entries. The 26 before them: timeline 2");
    has(bench, "Entries that end in");
    assert_true(bench_say(bench, "ana", "timeline all"));
    has(bench, "n45");
    has(bench, "The last ");
    has(bench, " of 46 entries. The ");
    has(bench, " before them: timeline all 2");
    lacks(bench, "n01");
    assert_true(bench_say(bench, "ana", "timeline all 2"));
    has(bench, "n01");
    has(bench, " of 46 entries. The ");
    has(bench, " after them: timeline all 1");
    lacks(bench, "before them");
    assert_true(bench_say(bench, "ana", "timeline all"));
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
    static const char *const parts[] = {
        "Sev1 (Critical)", "Incident Commander: Ben Berg",
        "failing over",    "first #1 write it up (Ana Alba)",
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

/* Twelve lines, whatever happened: containment and decisions are among them when twenty
 * handoffs came later. */
static void catchup_is_short(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev1 service=web checkout is down", ERR_OK, NULL, NULL},
        {0, "ana", "role take", ERR_OK, NULL, NULL},
        {0, "ana", "role take scribe", ERR_OK, NULL, NULL},
        {1, "ana", "contain the bad node is out", ERR_OK, NULL, NULL},
        {1, "ana", "decision no failover", ERR_OK, NULL, NULL},
        {1, "ana", "mitigate second region", ERR_OK, NULL, NULL},
        {0, "ana", "bridge https://meet.example.org/1", ERR_OK, NULL, NULL},
        {0, "ana", "action add write it up", ERR_OK, NULL, NULL},
        {0, "ana", "action add owner=@ben tell the shops", ERR_OK, NULL, NULL},
        {1, "ana",
         "update warming up impact: all shops next: more nodes workaround: cash", ERR_OK,
         NULL, NULL},
    };
    static const char *const parts[] = {
        "the bad node is out",         "no failover", "second region",
        "Impact: all shops",           "more nodes",  "Open actions: 2, first #1 write",
        "Incident Commander: Ben Berg"};
    struct bench *bench = PLAY(steps);

    (void)state;
    for (int i = 0; i < 20; i++) {
        assert_true(bench_say(bench, i % 2 ? "ben" : "ana",
                              i % 2 ? "role handoff @ana" : "role handoff @ben"));
    }
    assert_true(bench_say(bench, "ana", "role handoff @ben"));
    assert_true(bench_say(bench, "cleo", "catchup"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        has(bench, parts[i]);
    }
    if (lines_of(bench->reply) > 12) {
        fail_msg("%zu lines: %s", lines_of(bench->reply), bench->reply);
    }
    bench_free(bench);
}

/* Entry of tocsin itself, as a network's answer or the clock would bring it. */
static void add_own(struct bench *bench, const char *kind, int64_t due, int step) {
    struct bench_incident *one = &bench->incidents[0];

    assert_true(one->nentries < BENCH_ENTRIES);
    one->entries[one->nentries] = (struct entry){
        .n = (int64_t)one->nentries + 1,
        .at = bench->world.now,
        .actor = ACTOR_BOT,
        .kind = kind,
        .v = 1,
        .data = arena_json(bench->arena,
                           json_pack("{s:s, s:I, s:I, s:i, s:s}", "deadline", "update",
                                     "ref", (json_int_t)0, "due", (json_int_t)due, "step",
                                     step, "place", "console:#incidents")),
        .known = true,
    };
    one->nentries++;
}

/* Three hundred deliveries do not hide three notes; a missed deadline is one line however
 * often it was reminded of, and so is a place that refuses. */
static void timeline_of_people(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "note first"));
    for (int i = 0; i < 100; i++) {
        add_own(bench, KIND_MISSED, BENCH_START + (i < 60 ? 1 : 2), i);
        add_own(bench, KIND_NUDGE_SENT, BENCH_START, i);
        add_own(bench, KIND_DELIVERY_FAILED, BENCH_START, i);
    }
    assert_true(bench_say(bench, "cleo", "timeline"));
    has(bench, "first");
    has(bench, "web is slow");
    assert_int_equal(lines_of(bench->reply), 2 + 2 + 1 + 1);
    has(bench,
        "All 5 entries. Without 297 that only say what was sent, or were taken back: "
        "timeline all");
    lacks(bench, "before them");
    assert_true(bench_say(bench, "cleo", "timeline all"));
    has(bench, "The last 50 of 302 entries. The 252 before them: timeline all 2");
    lacks(bench, "Without");
    assert_true(bench_say(bench, "cleo", "timeline all 7"));
    has(bench, "2 of 302 entries. The 300 after them: timeline all 6");
    lacks(bench, "before them");
    assert_false(bench_say(bench, "cleo", "timeline all 8"));
    has(bench, "The first entries: timeline all 7");
    /* From elsewhere, what is to be typed names the incident. */
    bench->place_incident = NULL;
    assert_true(bench_say(bench, "cleo", "001 timeline all"));
    has(bench, "timeline INC-2025-09-29-001 all 2");
    assert_true(bench_say(bench, "cleo", "timeline INC-2025-09-29-001 all 2"));
    has(bench, "50 of 302 entries. The 50 after them: timeline INC-2025-09-29-001 all 1. "
               "The 202 before them: timeline INC-2025-09-29-001 all 3");
    bench_free(bench);
}

/* What was taken back is on the pages of `timeline all` alone. */
static void taken_back(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "decision not-this", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_OK, NULL, NULL},
        {0, "ana", "decision but-that", ERR_OK, NULL, NULL},
        {0, "cleo", "timeline", ERR_OK, "", "but-that"},
    };
    struct bench *bench = PLAY(steps);

    (void)state;
    lacks(bench, "not-this");
    assert_true(bench_say(bench, "cleo", "catchup"));
    has(bench, "but-that");
    lacks(bench, "not-this");
    assert_true(bench_say(bench, "cleo", "timeline all"));
    has(bench, "not-this");
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
        cmocka_unit_test(show),
        cmocka_unit_test(show_elsewhere),
        cmocka_unit_test(show_reopened),
        cmocka_unit_test(timeline),
        cmocka_unit_test(long_timeline),
        cmocka_unit_test(catchup),
        cmocka_unit_test(catchup_is_short),
        cmocka_unit_test(timeline_of_people),
        cmocka_unit_test(names),
        cmocka_unit_test(no_ids),
        cmocka_unit_test(taken_back),
        cmocka_unit_test(list_filters),
        cmocka_unit_test(list_pages),
        cmocka_unit_test(list_unread),
        cmocka_unit_test(help),
        cmocka_unit_test(examples),
        cmocka_unit_test(names_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_args.c: what is typed becomes an argument map, or an error that helps.
 *
 * Rows are compared whole: what a row does not expect must not be there either. */
#include "desk.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define NBSP "\xC2\xA0"
#define LDQ "\xE2\x80\x9C" /* curly quotes, as chat programs make them */
#define RDQ "\xE2\x80\x9D"
#define LSQ "\xE2\x80\x98"
#define RSQ "\xE2\x80\x99"
#define DASH "\xE2\x80\x94"

#define COMMAND(symbol, word, list)                                                      \
    static const struct command symbol = {                                               \
        .name = (word), .example = word " ...", .args = (list)}

COMMAND(declare, "declare", desk_declare_args);
COMMAND(update, "update", desk_update_args);
COMMAND(assign, "assign", desk_assign_args);
COMMAND(status, "status", desk_status_args);
COMMAND(severity, "severity", desk_severity_args);
COMMAND(snooze, "snooze", desk_snooze_args);
COMMAND(wait_for, "wait", desk_wait_args);
COMMAND(since, "since", desk_since_args);
COMMAND(link_to, "link", desk_link_args);
COMMAND(done, "done", desk_done_args);
COMMAND(bridge, "bridge", desk_bridge_args);
COMMAND(mode, "mode", desk_mode_args);
COMMAND(list, "list", desk_list_args);
COMMAND(note, "note", desk_note_args);
COMMAND(help, "help", desk_help_args);

struct row {
    const char *typed;
    const char *args; /* desk_shown(), NULL: refused */
    const char *said; /* part of the refusal */
};

static const char *parse(struct desk *desk, const struct command *command,
                         const char *typed) {
    const char *text;
    json_t *args = NULL;

    desk->turn.command = command;
    if (!args_clean(desk->fixture->arena, typed, &text, &desk->err) ||
        !args_parse(&desk->turn, command, text, &args, &desk->err)) {
        assert_null(args);
        assert_int_not_equal(desk->err.code, ERR_OK);
        return NULL;
    }
    return desk_shown(desk->fixture->arena, command, args);
}

static void check_row(const struct command *command, const struct row *row) {
    struct desk desk;
    const char *shown;

    desk_open(&desk, NULL, NULL);
    shown = parse(&desk, command, row->typed);
    if (row->args == NULL && shown != NULL) {
        fail_msg("%s %s: accepted as [%s]", command->name, row->typed, shown);
    }
    if (row->args != NULL && !text_equal(shown, row->args)) {
        fail_msg("%s %s\n is [%s]\nnot [%s]", command->name, row->typed,
                 shown != NULL ? shown : desk.err.text, row->args);
    }
    if (row->said != NULL && strstr(desk.err.text, row->said) == NULL) {
        fail_msg("%s %s: \"%s\" is not in: %s", command->name, row->typed, row->said,
                 desk.err.text);
    }
    desk_close(&desk);
}

static void check(const struct command *command, const struct row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        check_row(command, &rows[i]);
    }
}

#define CHECK(command, rows) check(&(command), rows, COUNT(rows))

/* ---- declare ---- */

static void severity_in_front(void **state) {
    static const struct row rows[] = {
        {"critical payments down", "severity=1 | summary=payments down", NULL},
        {"Critical payments down", "severity=1 | summary=payments down", NULL},
        {"high payments down", "severity=2 | summary=payments down", NULL},
        {"low payments down", "severity=4 | summary=payments down", NULL},
        {"payments are critical", "summary=payments are critical", NULL},
        {"payments are low", "summary=payments are low", NULL},
        {"critically slow", "summary=critically slow", NULL},
        {"sev 1 payments down", "severity=1 | summary=payments down", NULL},
        {"SEV 3 payments down", "severity=3 | summary=payments down", NULL},
        {"severity 2 payments down", "severity=2 | summary=payments down", NULL},
        {"sev payments down", "summary=sev payments down", NULL},
        {"sev 9 payments down", "summary=sev 9 payments down", NULL},
        {"sev9 payments down", "summary=sev9 payments down", NULL},
        {"sev5 payments down", "summary=sev5 payments down", NULL},
        {"1 node down", "summary=1 node down", NULL},
        {"3 nodes are down", "summary=3 nodes are down", NULL},
        {"\"critical\" path fails", "summary=\"critical\" path fails", NULL},
        {LDQ "sev1" RDQ " path fails", "summary=" LDQ "sev1" RDQ " path fails", NULL},
        {"sev1 sev2 payments", "severity=1 | summary=sev2 payments", NULL},
        {"sev1 high latency", "severity=1 | summary=high latency", NULL},
        {"sev1: payments down", "summary=sev1: payments down", NULL},
        {"severity=2 payments down", "severity=2 | summary=payments down", NULL},
        {"payments down severity=high", "severity=2 | summary=payments down", NULL},
    };

    (void)state;
    CHECK(declare, rows);
}

/* Every spelling in every place where it counts, and around everything else. */
static void severity_spellings(void **state) {
    static const struct {
        const char *word;
        int level;
    } words[] = {
        {"sev1", 1},  {"SEV1", 1},  {"Sev1", 1},       {"sev-1", 1}, {"SEV-1", 1},
        {"sev_1", 1}, {"s1", 1},    {"p1", 1},         {"P1", 1},    {"severity1", 1},
        {"sev2", 2},  {"SEV-2", 2}, {"p2", 2},         {"sev3", 3},  {"SEV-3", 3},
        {"p3", 3},    {"sev4", 4},  {"severity-4", 4}, {"P-4", 4},   {"sev 1", 1},
        {"SEV 2", 2}, {"sev 4", 4},
    };
    static const char *const forms[] = {
        "%s payments down",
        "  %s   payments down  ",
        "payments down %s",
        "%s near-miss payments down",
        "near-miss %s payments down",
        "near-miss payments down %s",
        "payments down %s near-miss",
        "payments down near-miss %s",
        "service=web %s payments down",
        "%s service=web payments down",
        "payments service=web down %s",
        "payments down %s service=web",
    };

    (void)state;
    for (size_t w = 0; w < COUNT(words); w++) {
        for (size_t f = 0; f < COUNT(forms); f++) {
            const char *hole = strstr(forms[f], "%s");
            char typed[128], args[128];
            struct row row = {typed, args, NULL};

            snprintf(typed, sizeof typed, "%.*s%s%s", (int)(hole - forms[f]), forms[f],
                     words[w].word, hole + 2);
            snprintf(args, sizeof args, "severity=%d%s%s | summary=payments down",
                     words[w].level,
                     strstr(forms[f], "near-miss") ? " | near-miss=yes" : "",
                     strstr(forms[f], "service") ? " | service=web" : "");
            check_row(&declare, &row);
        }
    }
}

static void severity_behind(void **state) {
    static const struct row rows[] = {
        {"errors above 3", "summary=errors above 3", NULL},
        {"latency up by 2", "summary=latency up by 2", NULL},
        {"this is critical", "summary=this is critical", NULL},
        {"load is high", "summary=load is high", NULL},
        {"payments down (sev1)", "summary=payments down (sev1)", NULL},
        {"payments down sev1.", "summary=payments down sev1.", NULL},
        {"payments down \"sev1\"", "summary=payments down \"sev1\"", NULL},
        {"payments down sev9", "summary=payments down sev9", NULL},
        {"sev1 is what I say", "severity=1 | summary=is what I say", NULL},
        {"payments sev1 down", "summary=payments sev1 down", NULL},
        {"payments down sev1 sev2", "severity=2 | summary=payments down sev1", NULL},
        {"payments down sev\n1", "severity=1 | summary=payments down", NULL},
        {"payments down" NBSP "sev1", "severity=1 | summary=payments down", NULL},
        {"sev1", NULL, "summary is missing: what is broken."},
        {"x sev1", "severity=1 | summary=x", NULL},
    };

    (void)state;
    CHECK(declare, rows);
}

static void flags(void **state) {
    static const struct row rows[] = {
        {"near-miss disk full", "near-miss=yes | summary=disk full", NULL},
        {"nearmiss disk full", "near-miss=yes | summary=disk full", NULL},
        {"NEAR_MISS disk full", "near-miss=yes | summary=disk full", NULL},
        {"--near-miss disk full", "near-miss=yes | summary=disk full", NULL},
        {DASH "near-miss disk full", "near-miss=yes | summary=disk full", NULL},
        {"\xE2\x80\x93near-miss disk full", "near-miss=yes | summary=disk full", NULL},
        {"disk full near-miss", "near-miss=yes | summary=disk full", NULL},
        {"disk full --near-miss", "near-miss=yes | summary=disk full", NULL},
        {"disk full --nearmiss", "near-miss=yes | summary=disk full", NULL},
        {"disk full " DASH "nearmiss", "near-miss=yes | summary=disk full", NULL},
        {"disk full nearmiss", "summary=disk full nearmiss", NULL},
        {"a near-miss on disk", "summary=a near-miss on disk", NULL},
        {"near miss disk full", "summary=near miss disk full", NULL},
        {"near-miss near-miss x", "near-miss=yes | summary=x", NULL},
        {"\"near-miss\" x", "summary=\"near-miss\" x", NULL},
        {"near-miss", NULL, "summary is missing"},
        {"-- disk full", "summary=-- disk full", NULL},
    };

    (void)state;
    CHECK(declare, rows);
}

static void keys(void **state) {
    static const struct row rows[] = {
        {"service=payments down", "service=payments | summary=down", NULL},
        {"down service=payments", "service=payments | summary=down", NULL},
        {"all service=payments down", "service=payments | summary=all down", NULL},
        {"SERVICE=payments down", "service=payments | summary=down", NULL},
        {"services=a,b down", "service=a,b | summary=down", NULL},
        {"service=a service=b down", "service=a,b | summary=down", NULL},
        {"service=a,,b, down", "service=a,b | summary=down", NULL},
        {"service=\"a,b\" down", "service=a,b | summary=down", NULL},
        {"service=" LDQ "a,b" RDQ " down", "service=a,b | summary=down", NULL},
        {"service='a' down", "service=a | summary=down", NULL},
        {"service=" LSQ "a" RSQ " down", "service=a | summary=down", NULL},
        {"env=prod down", "env=prod | summary=down", NULL},
        {"environment=prod down", "env=prod | summary=down", NULL},
        {"type=security keys leaked", "type=security | summary=keys leaked", NULL},
        {"source=monitoring down", "source=monitoring | summary=down", NULL},
        {"source=Monitoring down", "source=monitoring | summary=down", NULL},
        {"detected=07:45 down", "detected=1759131900000 | summary=down", NULL},
        {"detected=20m down", "detected=1759131600000 | summary=down", NULL},
        {"detected=\"20 minutes ago\" down", "detected=1759131600000 | summary=down",
         NULL},
        {"color=red down", "summary=color=red down", NULL},
        {"a=b service=x c=d", "service=x | summary=a=b c=d", NULL},
        {"x service = y", "summary=x service = y", NULL},
        {"x (service=y)", "summary=x (service=y)", NULL},
        {"see http://x/?service=y", "summary=see http://x/?service=y", NULL},
        {"set \"service=y z\" now", "summary=set \"service=y z\" now", NULL},
        {"first line\nservice=y\nlast line", "service=y | summary=first line\nlast line",
         NULL},
        {"first line service=y\nlast", "service=y | summary=first line\nlast", NULL},
        {"service=y\nfirst", "service=y | summary=first", NULL},
        {"env=a env=b down", NULL, "env is given twice"},
        {"env=prod environment=b x", NULL, "env is given twice"},
        {"env= down", NULL, "Nothing stands behind env="},
        {"env=\"\" down", NULL, "Nothing stands behind env="},
        {"env=\"prod down", NULL, "The quote after env= is not closed."},
        {"x env=a*b", NULL, "\"a\\*b\" does not fit env"},
        {"service=a,b*c x", NULL, "does not fit service"},
        {"service=, x", NULL, "does not fit service"},
        {"source=monitorin x", NULL,
         "\"monitorin\" is not possible for source. Did you mean monitoring? One of: "
         "monitoring, user, audit."},
        {"detected=yesterday x", NULL, "\"yesterday\" is not a time: write 10:05"},
        {"severity=9 x", NULL,
         "\"9\" is not a severity. One of: Sev1 \\(Critical\\), Sev2 \\(High\\), "},
        {"near-miss=yes x", "summary=near-miss=yes x", NULL},
        {"summary=x y", "summary=summary=x y", NULL},
        {"service=x", NULL, "summary is missing"},
    };

    (void)state;
    CHECK(declare, rows);
}

static void text_stays(void **state) {
    static const struct row rows[] = {
        {"payments down", "summary=payments down", NULL},
        {"  payments   down  ", "summary=payments   down", NULL},
        {"payments\n  down\n", "summary=payments\n  down", NULL},
        {"payments\r\ndown", "summary=payments\ndown", NULL},
        {"payments\rdown", "summary=payments\ndown", NULL},
        {NBSP "payments" NBSP "down" NBSP, "summary=payments" NBSP "down", NULL},
        {"\tpayments\tdown\t", "summary=payments\tdown", NULL},
        {"\"payments down\"", "summary=\"payments down\"", NULL},
        {"it" RSQ "s don't", "summary=it" RSQ "s don't", NULL},
        {"19\" screen 'x", "summary=19\" screen 'x", NULL},
        {"\" \" \" \"", "summary=\" \" \" \"", NULL},
        {"{{a}} *b* <@c> `d`", "summary={{a}} *b* <@c> `d`", NULL},
        {"%s%n", "summary=%s%n", NULL},
        {"-", "summary=-", NULL},
        {"=", "summary==", NULL},
        {"a\xFF"
         "b",
         "summary=a\xEF\xBF\xBD"
         "b",
         NULL},
        {"a\x01"
         "b",
         "summary=a\xEF\xBF\xBD"
         "b",
         NULL},
        {"\xF0\x9F\x94\xA5 on fire", "summary=\xF0\x9F\x94\xA5 on fire", NULL},
        {"impact: all", "summary=impact: all", NULL},
        {"", NULL, "summary is missing: what is broken."},
        {"   " NBSP "\n", NULL, "summary is missing"},
    };

    (void)state;
    CHECK(declare, rows);
}

static void everything_in_any_order(void **state) {
    static const char expected[] =
        "severity=1 | near-miss=yes | service=a,b | type=outage | env=prod | "
        "source=user | summary=it is down";
    static const char *const typed[] = {
        "sev1 near-miss service=a,b type=outage env=prod source=user it is down",
        "near-miss sev1 env=prod service=a,b type=outage source=user it is down",
        "it is down sev1 near-miss service=a,b type=outage env=prod source=user",
        "service=a env=prod sev1 it is service=b down near-miss type=outage source=user",
        "type=outage source=user it is down --near-miss SEV-1 services=a,b env=prod",
        "source=user critical it is type=outage down near-miss services=a,b env=prod",
        "env=prod it type=outage is service=a down service=b source=user sev 1 near-miss",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++) {
        check_row(&declare, &(struct row){typed[i], expected, NULL});
    }
}

/* ---- parts ---- */

static void parts(void **state) {
    static const struct row rows[] = {
        {"cache is warm", "update=cache is warm", NULL},
        {"", "", NULL},
        {"warm impact: none", "update=warm | impact=none", NULL},
        {"warm Impact: none NEXT: wait", "update=warm | impact=none | next=wait", NULL},
        {"warm next: wait impact: none", "update=warm | impact=none | next=wait", NULL},
        {"warm\nimpact: none\nnext: wait\nfor it",
         "update=warm | impact=none | next=wait\nfor it", NULL},
        {"impact: none", "impact=none", NULL},
        {"warm next steps: wait", "update=warm | next=wait", NULL},
        {"warm Next  Steps: wait", "update=warm | next=wait", NULL},
        {"warm impact:none", "update=warm | impact=none", NULL},
        {"warm impact : 12 %", "update=warm | impact=12 %", NULL},
        {"warm impact" NBSP ": 12 %", "update=warm | impact=12 %", NULL},
        {"warm impact: next: wait", "update=warm | next=wait", NULL},
        {"warm impact:", "update=warm", NULL},
        {"the next step is near", "update=the next step is near", NULL},
        {"what comes next", "update=what comes next", NULL},
        {"no-impact: x", "update=no-impact: x", NULL},
        {"warm \"next: x\" y", "update=warm \"next: x\" y", NULL},
        {"warm eta: 30m workaround: reload", "update=warm | workaround=reload | eta=30m",
         NULL},
        {"warm cause: x", "update=warm cause: x", NULL},
        {"warm impact: a:b", "update=warm | impact=a:b", NULL},
        {"impact: a impact: b", NULL, "impact is given twice"},
    };

    (void)state;
    CHECK(update, rows);
}

/* ---- the other types ---- */

static void people_and_roles(void **state) {
    static const struct row rows[] = {
        {"scribe @ben", "role=scribe | who=console:ben", NULL},
        {"@ben scribe", "role=scribe | who=console:ben", NULL},
        {"@ben", "who=console:ben", NULL},
        {"ben", "who=console:ben", NULL},
        {"@BEN", "who=console:ben", NULL},
        {"\"Ana Alba\"", "who=console:ana", NULL},
        {LDQ "Ana Alba" RDQ " scribe", "role=scribe | who=console:ana", NULL},
        {"slack:U1", "who=slack:U1", NULL},
        {"tl @ben he knows it",
         "role=technical-lead | who=console:ben | note=he knows it", NULL},
        {"technical lead @ben", "role=technical-lead | who=console:ben", NULL},
        {"@ben communications lead speaks",
         "role=communications-lead | who=console:ben | "
         "note=speaks",
         NULL},
        {"role=scribe who=@ben why not", "role=scribe | who=console:ben | note=why not",
         NULL},
        {"scribe", NULL, "who is missing: the person."},
        {"comander @ben", NULL,
         "\"comander\" is not a role. Did you mean commander? One of: commander, "
         "deputy, "},
        {"@", NULL, "\"@\" is not a person: write @name."},
        {"role=foo @ben", NULL, "\"foo\" is not a role. One of:"},
    };

    (void)state;
    CHECK(assign, rows);
}

static void words_of_the_policy(void **state) {
    static const struct row phases[] = {
        {"", "", NULL},
        {"triage", "phase=triage", NULL},
        {"Triage", "phase=triage", NULL},
        {"triage all is hit", "phase=triage | note=all is hit", NULL},
        {"foo", NULL, "\"foo\" is not a phase. One of: detection, triage, containment, "},
        {"triag", NULL, "Did you mean triage?"},
        {"\xE2\x80\x9Cx*", NULL, "x\\*\" is not a phase."},
    };
    static const struct row severities[] = {
        {"sev2", "severity=2", NULL},
        {"2", "severity=2", NULL},
        {"2 half of it is back", "severity=2 | reason=half of it is back", NULL},
        {"sev 2 half", "severity=2 | reason=half", NULL},
        {"High half", "severity=2 | reason=half", NULL},
        {"", NULL, "severity is missing: how bad."},
        {"half", NULL, "\"half\" is not a severity."},
        {"5 x", NULL, "\"5\" is not a severity."},
    };
    static const struct row modes[] = {
        {"fast", "mode=fast", NULL},
        {"Slow quiet", "mode=slow | quiet=yes", NULL},
        {"quiet fast", "mode=fast | quiet=yes", NULL},
        {"fats", NULL,
         "\"fats\" is not possible for mode. Did you mean fast? One of: slow, fast."},
        {"fast slow", NULL, "\"slow\" is one word too many."},
    };

    (void)state;
    CHECK(status, phases);
    CHECK(severity, severities);
    CHECK(mode, modes);
}

static void numbers_and_links(void **state) {
    static const struct row numbers[] = {
        {"3", "number=3", NULL},         {"#3", "number=3", NULL},
        {"007", "number=7", NULL},       {"number=3", "number=3", NULL},
        {"0", NULL, "is not a number"},  {"-1", NULL, "is not a number"},
        {"3x", NULL, "is not a number"}, {"9999999999999999", NULL, "is not a number"},
        {"", NULL, "number is missing"}, {"3 4", NULL, "\"4\" is one word too many."},
    };
    static const struct row links[] = {
        {"002", "other=002", NULL},
        {"#2 same disk", "other=#2 | reason=same disk", NULL},
        {"INC-2025-09-29-002", "other=INC-2025-09-29-002", NULL},
        {"inc-2025-09-29-002 x", "other=INC-2025-09-29-002 | reason=x", NULL},
        {"INC-2025-09-002", NULL, "is not an incident: write its id"},
        {"1234567", NULL, "is not an incident"},
        {"#", NULL, "is not an incident"},
    };
    static const struct row urls[] = {
        {"", "", NULL},
        {"https://meet.example.org/x?y#z", "url=https://meet.example.org/x?y#z", NULL},
        {"http://a", "url=http://a", NULL},
        {"<https://a.b/c|a.b/c>", "url=https://a.b/c", NULL},
        {"<https://a.b/c>", "url=https://a.b/c", NULL},
        {"https://", NULL, "is not a link: write it from https:// on"},
        {"javascript:alert(1)", NULL, "is not a link"},
        {"ftp://a", NULL, "is not a link"},
        {"https:///x", NULL, "is not a link"},
        {"https://a`b", NULL, "is not a link"},
    };
    static const struct row words[] = {
        {"update", "command=update", NULL},
        {"a*b", NULL, "\"a\\*b\" does not fit command: letters, digits and"},
    };
    static const struct row flags[] = {{"", "", NULL},
                                       {"closed", "closed=yes", NULL},
                                       {"--closed", "closed=yes", NULL},
                                       {"foo", NULL, "\"foo\" is one word too many."}};

    (void)state;
    CHECK(done, numbers);
    CHECK(link_to, links);
    CHECK(bridge, urls);
    CHECK(help, words);
    CHECK(list, flags);
}

static void durations(void **state) {
    static const struct row rows[] = {
        {"20m", "span=1200000", NULL},
        {"20", "span=1200000", NULL},
        {"2 hours", "span=7200000", NULL},
        {"2 hours off", "span=7200000 | reason=off", NULL},
        {"1h 30m restore runs", "span=5400000 | reason=restore runs", NULL},
        {"1h30m", "span=5400000", NULL},
        {"0m", NULL, "\"0m\" is not a duration"},
        {"soon", NULL, "\"soon\" is not a duration: write 20m, 2h, 1h30m or 3d."},
        {"-5m", NULL, "is not a duration"},
    };

    (void)state;
    CHECK(wait_for, rows);
}

/* ---- moments: two zones, 2025-09-29T08:00:00Z ---- */

static int64_t floor_day(int64_t at) {
    return at - ((at % DAYS(1)) + DAYS(1)) % DAYS(1);
}

static int64_t ahead(const void *self) {
    return *(const int64_t *)self;
}

static int64_t local_time(const void *self, int64_t at, int hour, int minute) {
    return floor_day(at + ahead(self)) + HOURS(hour) + MINUTES(minute) - ahead(self);
}

static void format_local(const void *self, int64_t at, char *buf, size_t size) {
    struct arena *arena = arena_new();

    snprintf(buf, size, "%.10s", time_format_utc(arena, at + ahead(self)));
    arena_free(arena);
}

struct moment {
    const char *typed;
    const char *at; /* UTC, NULL: refused */
};

static void check_moments(const struct command *command, const char *name, int64_t zone,
                          const struct moment *rows, size_t n) {
    const struct civil civil = {&zone, fixture_business_days, format_local, local_time};

    for (size_t i = 0; i < n; i++) {
        struct desk desk;
        const char *shown, *is = NULL;

        desk_open(&desk, NULL, NULL);
        desk.fixture->world.civil = &civil;
        shown = parse(&desk, command, rows[i].typed);
        if (shown != NULL) {
            int64_t at = strtoll(shown + strlen(name) + 1, NULL, 10);

            is = time_format_utc(desk.fixture->arena, at);
        }
        if (!text_equal(is, rows[i].at)) {
            fail_msg("%s %s: %s, expected %s", command->name, rows[i].typed,
                     is != NULL ? is : desk.err.text,
                     rows[i].at != NULL ? rows[i].at : "a refusal");
        }
        desk_close(&desk);
    }
}

static void moments_that_were(void **state) {
    static const struct moment rows[] = {
        {"10:00", "2025-09-29T08:00:00Z"}, /* now, at two hours ahead */
        {"09:59", "2025-09-29T07:59:00Z"},
        {"9:59 or so", "2025-09-29T07:59:00Z"},
        {"10:01", "2025-09-28T08:01:00Z"}, /* not yet today: yesterday's */
        {"23:59", "2025-09-28T21:59:00Z"},
        {"00:00", "2025-09-28T22:00:00Z"},
        {"20m", "2025-09-29T07:40:00Z"},
        {"20m ago", "2025-09-29T07:40:00Z"},
        {"20 minutes ago", "2025-09-29T07:40:00Z"},
        {"2 hours", "2025-09-29T06:00:00Z"},
        {"1h30m AGO", "2025-09-29T06:30:00Z"},
        {"2025-09-29", "2025-09-28T22:00:00Z"},
        {"2025-09-29 07:15", "2025-09-29T05:15:00Z"},
        {"2025-09-29T07:15", "2025-09-29T05:15:00Z"},
        {"2025-09-29T07:15Z", "2025-09-29T07:15:00Z"},
        {"2025-09-29T07:15:30Z", "2025-09-29T07:15:30Z"},
        {"2025-09-29T07:15:30", "2025-09-29T05:15:30Z"},
        {"24:00", NULL},
        {"10:60", NULL},
        {"10:5", NULL},
        {"1:2:3", NULL},
        {"2025-02-30", NULL},
        {"noon", NULL},
        {"ago", NULL},
    };
    static const struct moment far[] = {
        {"2025-09-29", "2025-09-28T11:00:00Z"},
        {"2025-09-29 20:00", "2025-09-29T07:00:00Z"},
        {"20:30", "2025-09-29T07:30:00Z"},
        {"21:01", "2025-09-28T08:01:00Z"},
    };

    (void)state;
    check_moments(&since, "since", HOURS(2), rows, COUNT(rows));
    check_moments(&since, "since", HOURS(13), far, COUNT(far));
}

static void moments_to_come(void **state) {
    static const struct moment rows[] = {
        {"20m", "2025-09-29T08:20:00Z"},
        {"in 20m", "2025-09-29T08:20:00Z"},
        {"in 2 hours", "2025-09-29T10:00:00Z"},
        {"2 hours of peace", "2025-09-29T10:00:00Z"},
        {"2d", "2025-10-01T08:00:00Z"},
        {"17:00", "2025-09-29T15:00:00Z"},
        {"10:01", "2025-09-29T08:01:00Z"},
        {"10:00", "2025-09-30T08:00:00Z"}, /* now is not to come: tomorrow's */
        {"09:00", "2025-09-30T07:00:00Z"},
        {"2025-10-01", "2025-10-01T21:59:00Z"},
        {"2025-09-29", "2025-09-29T21:59:00Z"},
        {"2025-10-01 12:00", "2025-10-01T10:00:00Z"},
        {"2025-10-01T12:00Z", "2025-10-01T12:00:00Z"},
        {"2025-09-28", NULL},
        {"0m", NULL},
        {"2025-09-29 10:00", NULL},
        {"soon", NULL},
    };
    static const struct moment behind[] = {
        {"2025-09-28", "2025-09-29T11:59:00Z"},
        {"2025-10-01", "2025-10-02T11:59:00Z"},
    };

    (void)state;
    check_moments(&snooze, "until", HOURS(2), rows, COUNT(rows));
    check_moments(&snooze, "until", -HOURS(12), behind, COUNT(behind));
    check_row(&snooze, &(struct row){"2025-09-28", NULL,
                                     "\"2025-09-28\" has passed. Give a time to come."});
    check_row(&snooze, &(struct row){"soon", NULL,
                                     "\"soon\" is not a time to come: write 20m, 2d, "
                                     "17:00 or 2025-10-01."});
}

/* ---- limits and errors ---- */

static char *text_of_length(struct arena *arena, size_t len) {
    char *text = arena_alloc(arena, len + 1);

    memset(text, 'x', len);
    return text;
}

static void limits(void **state) {
    struct desk desk;

    (void)state;
    desk_open(&desk, NULL, NULL);
    assert_non_null(parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_TEXT)));
    assert_null(parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_TEXT + 1)));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    assert_string_equal(desk.err.text,
                        "note is 8193 bytes long, and 8192 is the limit. Shorten it, or "
                        "put the rest into a second one.");
    assert_null(
        parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_INPUT + 1)));
    assert_string_equal(desk.err.text,
                        "That is 16385 bytes long, and one command may have 16384. "
                        "Shorten it, or send it in pieces.");
    assert_null(parse(&desk, &update,
                      arena_printf(desk.fixture->arena, "x impact: %s",
                                   text_of_length(desk.fixture->arena, LIMIT_TEXT + 1))));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    desk_close(&desk);
}

/* What somebody typed is quoted in an error, and must not become markup or a flood. */
static void errors_quote_safely(void **state) {
    struct desk desk;
    char *word;

    (void)state;
    desk_open(&desk, NULL, NULL);
    assert_null(parse(&desk, &status, "<@console:ben>"));
    assert_non_null(strstr(desk.err.text, "\"\\<@console:ben\\>\" is not a phase."));
    word = text_of_length(desk.fixture->arena, 5000);
    assert_null(parse(&desk, &status, word));
    assert_true(strlen(desk.err.text) < 400);
    assert_null(parse(&desk, &declare, ""));
    assert_string_equal(
        desk.err.text,
        "summary is missing: what is broken.\nUsage: `declare \\[severity\\] "
        "\\[near-miss\\] \\[service=…\\] \\[type=…\\] \\[env=…\\] \\[detected=…\\] "
        "\\[source=monitoring|user|audit\\] \\<summary\\>`\nExample: <!declare ...>");
    desk_close(&desk);
}

/* ---- forms ---- */

static void forms(void **state) {
    static const struct {
        const struct command *command;
        const char *form, *args, *said;
    } rows[] = {
        {&declare, "{'severity': 'sev1', 'summary': ' down ', 'service': 'a,b'}",
         "severity=1 | service=a,b | summary=down", NULL},
        {&declare, "{'service': ['a', 'b'], 'summary': 'sev1 is text here'}",
         "service=a,b | summary=sev1 is text here", NULL},
        {&declare, "{'near-miss': true, 'summary': 'x'}", "near-miss=yes | summary=x",
         NULL},
        {&declare, "{'near-miss': 'Yes', 'summary': 'x'}", "near-miss=yes | summary=x",
         NULL},
        {&declare, "{'near-miss': false, 'env': '', 'summary': 'x'}", "summary=x", NULL},
        {&declare, "{'near-miss': 'perhaps', 'summary': 'x'}", NULL,
         "near-miss is either yes or no."},
        {&declare, "{'summary': '  '}", NULL, "summary is missing"},
        {&declare, "{'summary': 'x', 'env': 'a b'}", NULL, "does not fit env"},
        {&declare, "{'summary': 'x', 'foo': 'y'}", NULL, "declare has no field \"foo\"."},
        {&declare, "{'summary': 7}", NULL, "summary must be text."},
        {&declare, "{'summary': 'x', 'service': [7]}", NULL, "service must be text."},
        {&update, "{'update': 'a', 'impact': 'next: b'}", "update=a | impact=next: b",
         NULL},
        {&snooze, "{'until': '20m'}", "until=1759134000000", NULL},
        {&assign, "{'who': 'ben', 'role': 'Technical Lead'}",
         "role=technical-lead | who=console:ben", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct desk desk;
        json_t *form, *args = NULL;
        char *source;
        bool ok;

        desk_open(&desk, NULL, NULL);
        source = arena_strdup(desk.fixture->arena, rows[i].form);
        for (char *c = source; *c != '\0'; c++) {
            *c = (char)(*c == '\'' ? '"' : *c);
        }
        form = arena_json(desk.fixture->arena, jsonx_parse(source, strlen(source)));
        assert_non_null(form);
        desk.turn.command = rows[i].command;
        ok = args_from_map(&desk.turn, rows[i].command, form, &args, &desk.err);
        if (ok != (rows[i].args != NULL)) {
            fail_msg("%s: %s", rows[i].form, ok ? "accepted" : desk.err.text);
        }
        if (ok) {
            assert_string_equal(desk_shown(desk.fixture->arena, rows[i].command, args),
                                rows[i].args);
        } else if (rows[i].said == NULL || strstr(desk.err.text, rows[i].said) == NULL) {
            fail_msg("%s: refused otherwise: %s", rows[i].form, desk.err.text);
        }
        desk_close(&desk);
    }
}

/* A text of opening quotes must not be read again for each of them. */
static void quotes_take_linear_time(void **state) {
    struct desk desk;
    struct strbuf text;
    struct token_reader reader;
    struct token token;
    size_t tokens = 0;

    (void)state;
    desk_open(&desk, NULL, NULL);
    strbuf_init(&text, LIMIT_INPUT);
    while (text.len + 6 <= LIMIT_INPUT) {
        strbuf_add(&text, "\"a 'b ");
    }
    token_start(&reader, text.ptr);
    while (token_next(&reader, &token)) {
        tokens++;
        assert_false(token.quoted);
    }
    assert_true(tokens > LIMIT_INPUT / 4);
    assert_int_not_equal(reader.unclosed, 0);
    strbuf_free(&text);
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_in_front),
        cmocka_unit_test(severity_spellings),
        cmocka_unit_test(severity_behind),
        cmocka_unit_test(flags),
        cmocka_unit_test(keys),
        cmocka_unit_test(text_stays),
        cmocka_unit_test(everything_in_any_order),
        cmocka_unit_test(parts),
        cmocka_unit_test(people_and_roles),
        cmocka_unit_test(words_of_the_policy),
        cmocka_unit_test(numbers_and_links),
        cmocka_unit_test(durations),
        cmocka_unit_test(moments_that_were),
        cmocka_unit_test(moments_to_come),
        cmocka_unit_test(limits),
        cmocka_unit_test(errors_quote_safely),
        cmocka_unit_test(forms),
        cmocka_unit_test(quotes_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_args.c: names, flags, severities and parts come out of a text, in any sensible
 * order, and the text stays what it was. */
#include "core/args_form.h"
#include "rows.h"

/* The field of a form, which is read by the same rule. */
static void check_form(const char *field, bool accepted) {
    json_t *map = json_pack("{s:s}", "note", field);
    json_t *args = NULL;
    struct desk desk;

    desk_open(&desk, NULL, NULL);
    desk.turn.command = &note;
    if (map != NULL &&
        args_from_map(&desk.turn, &note, map, &args, &desk.err) != accepted) {
        fail_msg("[%s] in a form: %s", field, accepted ? desk.err.text : "accepted");
    }
    json_decref(map);
    desk_close(&desk);
}

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
        {"sev 9 payments down", NULL, "\"sev 9\" is not a severity. One of: Sev1"},
        {"sev9 payments down", NULL, "\"sev9\" is not a severity. One of: Sev1"},
        {"sev5 payments down", NULL, "\"sev5\" is not a severity. One of: Sev1"},
        {"SEV-0 payments down", NULL, "is not a severity. One of: Sev1"},
        {"p0 payments down", NULL, "is not a severity. One of: Sev1"},
        {"\"sev9 payments down\"", "summary=sev9 payments down", NULL},
        {"p99 is at 3 s", "summary=p99 is at 3 s", NULL},
        {"s3 is down", "summary=s3 is down", NULL},
        {"sev2 s3 is down", "severity=2 | summary=s3 is down", NULL},
        {"1 node down", "summary=1 node down", NULL},
        {"3 nodes are down", "summary=3 nodes are down", NULL},
        {"\"critical\" path fails", "summary=\"critical\" path fails", NULL},
        {LDQ "sev1" RDQ " path fails", "summary=" LDQ "sev1" RDQ " path fails", NULL},
        {"sev1 sev2 payments", "severity=1 | summary=sev2 payments", NULL},
        {"sev1 high latency", "severity=1 | summary=high latency", NULL},
        {"sev1: payments down", "severity=1 | summary=payments down", NULL},
        {"sev1, payments down", "severity=1 | summary=payments down", NULL},
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
        {"payments down (sev1)", "severity=1 | summary=payments down", NULL},
        {"payments down sev1.", "severity=1 | summary=payments down", NULL},
        {"payments down \"sev1\"", "summary=payments down \"sev1\"", NULL},
        {"payments down sev9", NULL, "\"sev9\" is not a severity"},
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
        {"color=red down", NULL, "declare has no \"color=\""},
        {"down color=red", "summary=down color=red", NULL},
        {"x=1 is down", "summary=x=1 is down", NULL},
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
        {"near-miss=yes x", "near-miss=yes | summary=x", NULL},
        {"near-miss=no x", "summary=x", NULL},
        {"near-miss=perhaps x", NULL, "near-miss= is either yes or no."},
        {"summary=x y", NULL, "The text of declare needs no name."},
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
        {"\"payments down\"", "summary=payments down", NULL},
        {LDQ "001 is down" RDQ, "summary=001 is down", NULL},
        {"'sev1 service=x'", "summary=sev1 service=x", NULL},
        {"sev1 \"sev2 is a label\"", "severity=1 | summary=sev2 is a label", NULL},
        {"\"payments\" down", "summary=\"payments\" down", NULL},
        {"\"a\" and \"b\"", "summary=\"a\" and \"b\"", NULL},
        {"it" RSQ "s don't", "summary=it" RSQ "s don't", NULL},
        {"19\" screen 'x", "summary=19\" screen 'x", NULL},
        {"\" \" \" \"", NULL, "says nothing. Write what is broken."},
        {"{{a}} *b* <@c> `d`", "summary={{a}} *b* <@c> `d`", NULL},
        {"%s%n", "summary=%s%n", NULL},
        {"-", NULL, "says nothing. Write what is broken."},
        {"=", NULL, "says nothing."},
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

/* What nobody can see is no text, wherever one is wanted. */
static void empty_texts(void **state) {
    static const char *const nothing[] = {
        "",
        " \t\n" NBSP,
        "\"\"",
        "''",
        LDQ RDQ,
        LDQ " " RDQ,
        "\" \n\"",
        "\xE2\x80\x8B",             /* zero width space */
        "\xE2\x80\x8D\xEF\xBB\xBF", /* joiner, byte order mark */
        "\"\xE2\x81\xA0\"",         /* word joiner, in quotes */
        "\xE3\x85\xA4",             /* Hangul filler */
        "\xE2\xA0\x80",             /* Braille blank */
        "\xC2\xAD",                 /* soft hyphen */
        "\xF3\xA0\x80\xA0",         /* a tag */
        "\x01",
    };
    static const char *const something[] = {
        "0", "x.", "- 1", "\xC3\xA9", "\xE3\x81\x82", "\xF0\x9F\x94\xA5 ok"};
    /* seen, and yet it says nothing */
    static const char *const mute[] = {".",
                                       "-",
                                       "...",
                                       "?",
                                       "\xE2\x80\xA6",
                                       "!!!",
                                       "\xF0\x9F\x94\xA5",
                                       ":tada:",
                                       ":+1: :eyes:",
                                       "\xE2\x9C\x85",
                                       "\xE2\x9D\xA4\xEF\xB8\x8F",
                                       "->"};

    (void)state;
    for (size_t i = 0; i < COUNT(nothing); i++) {
        char typed[64], form[64];

        check_row(&declare, &(struct row){nothing[i], NULL, "summary is missing"});
        check_row(&note, &(struct row){nothing[i], NULL, "note is missing"});
        check_row(&update, &(struct row){nothing[i], "", NULL});
        snprintf(typed, sizeof typed, "sev1 %s", nothing[i]);
        check_row(&declare, &(struct row){typed, NULL, "summary is missing"});
        snprintf(typed, sizeof typed, "warm impact: %s", nothing[i]);
        check_row(&update, &(struct row){typed, "update=warm", NULL});
        snprintf(form, sizeof form, "%s", nothing[i]);
        check_form(form, false);
    }
    for (size_t i = 0; i < COUNT(something); i++) {
        char args[64];

        snprintf(args, sizeof args, "note=%s", something[i]);
        check_row(&note, &(struct row){something[i], args, NULL});
        check_form(something[i], true);
    }
    for (size_t i = 0; i < COUNT(mute); i++) {
        check_row(&note,
                  &(struct row){mute[i], NULL, "says nothing. Write what happened."});
        check_row(&declare, &(struct row){mute[i], NULL, "says nothing."});
        check_form(mute[i], false);
    }
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
        {"no-impact: x", NULL, "update has no \"no-impact:\""},
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_in_front),
        cmocka_unit_test(severity_spellings),
        cmocka_unit_test(severity_behind),
        cmocka_unit_test(flags),
        cmocka_unit_test(keys),
        cmocka_unit_test(text_stays),
        cmocka_unit_test(empty_texts),
        cmocka_unit_test(everything_in_any_order),
        cmocka_unit_test(parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

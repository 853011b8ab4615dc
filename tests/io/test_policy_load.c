/* A broken policy is refused with file, line, key and what is possible there. */
#include "base/text.h"
#include "io/policy_load.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SECONDS(n) (INT64_C(1000) * (n))
#define MINUTES(n) (INT64_C(60000) * (n))
#define HOURS(n) (INT64_C(3600000) * (n))

static void assert_span(const struct span *span, const struct span *expected) {
    assert_int_equal(span->ms, expected->ms);
    assert_int_equal(span->business_days, expected->business_days);
}

/* A small policy that is right; each case replaces one line (from 1) of it. */
static const char *const lines[] = {
    "name: small",                                                           /* 1 */
    "title: A small process",                                                /* 2 */
    "version: \"1\"",                                                        /* 3 */
    "source: this test",                                                     /* 4 */
    "definition: something broke",                                           /* 5 */
    "log_within: 15m",                                                       /* 6 */
    "updates_until: recovered",                                              /* 7 */
    "severities:",                                                           /* 8 */
    "  sev1:",                                                               /* 9 */
    "    name: SEV-1",                                                       /* 10 */
    "    word: Critical",                                                    /* 11 */
    "    update: 15m",                                                       /* 12 */
    "    climb: 5m",                                                         /* 13 */
    "    criteria: [everything is down]",                                    /* 14 */
    "  sev2: {name: SEV-2, word: High, climb: never, criteria: [a lot]}",    /* 15 */
    "  sev3: {name: SEV-3, word: Medium, climb: never, criteria: [some]}",   /* 16 */
    "  sev4: {name: SEV-4, word: Low, climb: never, criteria: [little]}",    /* 17 */
    "phases:",                                                               /* 18 */
    "  - {key: detection, name: Detection, hint: look, next: [ack]}",        /* 19 */
    "  - {key: triage, name: Triage, hint: think, next: [resolve]}",         /* 20 */
    "steps:",                                                                /* 21 */
    "  - {command: resolve, requires: [triaged], phase: triage}",            /* 22 */
    "roles:",                                                                /* 23 */
    "  - {key: commander, name: Commander, aliases: [ic], duties: decides}", /* 24 */
    "  - {key: deputy, name: Deputy, duties: stands by}",                    /* 25 */
    "ladder: [commander, leadership]",                                       /* 26 */
    "nudge: [commander]",                                                    /* 27 */
    "audiences:",                                                            /* 28 */
    "  - {to: incident, hears: [\"*\"]}",                                    /* 29 */
    "types: [outage, security]",                                             /* 30 */
    "restricted: [security]",                                                /* 31 */
};

static char *write_policy(size_t replaced, const char *line) {
    size_t size = 8192, len = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(lines); i++) {
        len += (size_t)snprintf(text + len, size - len, "%s\n",
                                i + 1 == replaced ? line : lines[i]);
    }
    return text;
}

static struct policy *parse(const char *text, struct error *err) {
    return policy_parse(text, strlen(text), "policies/x.yaml", err);
}

struct broken {
    size_t number;
    const char *line;
    const char *text; /* after "policies/x.yaml:" */
};

static const struct broken broken[] = {
    /* spans */
    {12, "    update: 15x",
     "12: severities.sev1.update: \"15x\" is not a duration; write 90s, 15m, 4h, 3d, 1bd "
     "or "
     "a list of them"},
    {12, "    update: 15",
     "12: severities.sev1.update: \"15\" is not a duration; write 90s, 15m, 4h, 3d, 1bd "
     "or "
     "a list of them"},
    {12, "    update: [1bd, 15q]",
     "12: severities.sev1.update: \"15q\" is not a duration; write 90s, 15m, 4h, 3d, 1bd "
     "or "
     "a list of them"},
    {12, "    update: {every: 15m}",
     "12: severities.sev1.update: is not a duration; write 90s, 15m, 4h, 3d, 1bd or a "
     "list "
     "of them"},
    {12, "    update: []",
     "12: severities.sev1.update: is not a duration; write 90s, 15m, 4h, 3d, 1bd or a "
     "list "
     "of them"},
    {12, "    update: [[15m]]",
     "12: severities.sev1.update: is not a duration; write 90s, 15m, 4h, 3d, 1bd or a "
     "list "
     "of them"},
    {12, "    update:",
     "12: severities.sev1.update: \"\" is not a duration; write 90s, 15m, 4h, 3d, 1bd or "
     "a "
     "list of them"},
    {12, "    update: 0m",
     "12: severities.sev1.update: \"0m\" is no time at all; where there is no such rule "
     "leave the key out"},
    {12, "    update: 0bd",
     "12: severities.sev1.update: \"0bd\" is no time at all; where there is no such rule "
     "leave the key out"},
    {12, "    update: 400d",
     "12: severities.sev1.update: \"400d\" is longer than a year"},
    {12, "    update: 261bd",
     "12: severities.sev1.update: \"261bd\" is longer than a year"},
    {13, "    climb: 1bd",
     "13: severities.sev1.climb: \"1bd\" is not a duration; write never, 90s, 15m, 4h or "
     "3d"},
    {13, "    climb: always",
     "13: severities.sev1.climb: \"always\" is not a duration; write never, 90s, 15m, 4h "
     "or "
     "3d"},
    {13, "    climb: [5m, 10m]",
     "13: severities.sev1.climb: is not a duration; write never, 90s, 15m, 4h or 3d"},
    {13, "    climb: 5m\n    warn: 15m",
     "14: severities.sev1.warn: must be shorter than the key update"},
    {12, "    warn: 1m", "12: severities.sev1.warn: must be shorter than the key update"},
    {12, "    snooze: 1h",
     "12: severities.sev1.snooze: needs the key update: without a cadence there is "
     "nothing "
     "to snooze"},
    {6, "log_within: soon",
     "6: log_within: \"soon\" is not a duration; write 90s, 15m, 4h or 3d"},
    /* keys */
    {12, "    updat: 15m",
     "12: severities.sev1.updat: there is no such key; did you mean \"update\"? "
     "Possible: "
     "name, word, criteria, acknowledge, command, update, resolve, restore, conclude, "
     "verify, close, snooze, warn, climb, again or remind"},
    {25, "  - {key: deputy, name: Deputy, duties: none, rank: 2}",
     "25: roles[1].rank: there is no such key; write key, name, aliases or duties"},
    {12, "    update: 15m\n    update: 30m",
     "13: severities.sev1.update: is given twice; first on line 12"},
    {12, "    [a, b]: 15m", "12: severities.sev1: a key must be a word"},
    {17, "", "8: severities.sev4: is missing"},
    {13, "", "9: severities.sev1.climb: is missing"},
    {19, "  - {name: Detection, hint: look, next: [ack]}",
     "19: phases[0].key: is missing"},
    {7, "", "1: updates_until: is missing"},
    /* kinds */
    {26, "ladder: commander",
     "26: ladder: must be a list: [a, b], or lines that begin with \"- \""},
    {26, "ladder: []", "26: ladder: needs 1 entry at least"},
    {2, "title: [a, b]", "2: title: must be a single value, not a list"},
    {2, "title: {a: b}", "2: title: must be a single value, not a mapping"},
    {2, "title:", "2: title: has no value; write one or leave the key out"},
    {17, "  sev4: low",
     "17: severities.sev4: must have keys of its own (\"key: value\")"},
    {22, "  - {command: resolve, phase: triage, restores: sometimes}",
     "22: steps[0].restores: \"sometimes\" is not possible; write true or false"},
    {10, "    name: a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on",
     "10: severities.sev1.name: is 68 bytes long; at most 64 are possible"},
    {2, "title: \"a\\0b\"", "2: title: must not contain a NUL character"},
    /* choices */
    {7, "updates_until: recoverd",
     "7: updates_until: \"recoverd\" is not possible; did you mean \"recovered\"? "
     "Possible: "
     "detected, logged, acknowledged, triaged, investigated, escalated, contained, "
     "mitigated, resolved, recovered, verified, closed or reviewed"},
    {20, "  - {key: triage, name: Triage, milestone: lunch, hint: eat, next: [resolve]}",
     "20: phases[1].milestone: \"lunch\" is not possible; write detected, logged, "
     "acknowledged, triaged, investigated, escalated, contained, mitigated, resolved, "
     "recovered, verified, closed or reviewed"},
    {22, "  - {command: resolve, requires: [triaged, triagd]}",
     "22: steps[0].requires[1]: \"triagd\" is not possible; did you mean \"triaged\"? "
     "Possible: detected, logged, acknowledged, triaged, investigated, escalated, "
     "contained, mitigated, resolved, recovered, verified, closed or reviewed"},
    {29, "  - {to: everybody, hears: [opened]}",
     "29: audiences[0].to: \"everybody\" is not possible; write incident, announce or "
     "leadership"},
    {29, "  - {to: incident, hears: [opened], severities: [sev5x]}",
     "29: audiences[0].severities[0]: \"sev5x\" is not possible; did you mean \"sev1\"? "
     "Possible: sev1, sev2, sev3 or sev4"},
    /* names */
    {1, "name: my/policy",
     "1: name: \"my/policy\" cannot be typed as one word; write small letters, digits "
     "and "
     "hyphens"},
    {22, "  - {command: \"/resolve now\", phase: triage}",
     "22: steps[0].command: \"/resolve now\" cannot be typed as one word; write small "
     "letters, digits and hyphens"},
    {22, "  - {command: resolve, phase: triagee}",
     "22: steps[0].phase: there is no phase \"triagee\"; did you mean \"triage\"?"},
    {22, "  - {command: resolve}",
     "22: steps[0]: does nothing; write requires, phase or restores"},
    {22, "  - {command: close, phase: triage}\n  - {command: close, phase: triage}",
     "23: steps[1].command: another step has the command \"close\""},
    {20, "  - {key: detection, name: Triage, hint: think, next: [resolve]}",
     "20: phases[1].key: another phase has the key \"detection\""},
    {19, "  - {key: detection, name: Detection, hint: look, next: [ack, ACK]}",
     "19: phases[0].next[1]: \"ACK\" cannot be typed as one word; write small letters, "
     "digits and hyphens"},
    {25, "  - {key: deputy, name: Deputy, aliases: [ic], duties: stands by}",
     "25: roles[1].aliases[0]: \"ic\" already names a role"},
    {25, "  - {key: leadership, name: Board, duties: stands by}",
     "25: roles[1].key: \"leadership\" is the audience of that name"},
    {26, "ladder: [commander, boss]",
     "26: ladder[1]: there is no role \"boss\" in this policy"},
    {26, "ladder:\n  - commander\n  - deptuy",
     "28: ladder[1]: there is no role \"deptuy\"; did you mean \"deputy\"?"},
    {26, "ladder: [commander, commander]",
     "26: ladder[1]: \"commander\" is already in the list"},
    {26, "ladder: [leadership]",
     "26: ladder: needs a role: the first one is who commands an incident"},
    {27, "nudge: [leadership]",
     "27: nudge[0]: there is no role \"leadership\" in this policy"},
    {31, "restricted: [secret]",
     "31: restricted[0]: there is no type \"secret\" in this policy"},
    /* YAML */
    {14, "    criteria: [everything is down",
     "15: this is not YAML: while parsing a flow sequence, did not find expected ',' or "
     "']'"},
    {31, "restricted: &r [security]\nx-y: *r",
     "32: x-y: there is no such key; write name, title, version, source, definition, "
     "log_within, updates_until, whole_notices, severities, phases, steps, roles, "
     "ladder, nudge, "
     "audiences, types or restricted"},
    {30, "types: &t [outage, *t]", "30: types[1]: must be a single value, not a list"},
    {26, "ladder: &l [commander]\nnudge: *l",
     "28: nudge: is given twice; first on line 27"},
    {31, "restricted: [&a security, *a]",
     "31: aliases (*name) are not accepted; write the value out"},
    {31, "---\nname: another", "32: a second document begins; only one is read"},
    {2, "title: \"\\e[31mred\"\ntitle: x", "3: title: is given twice; first on line 2"},
    {2, "\"ti\\e[31mtle\": x",
     "2: ti?[31mtle: there is no such key; write name, title, version, source, "
     "definition, log_within, updates_until, whole_notices, severities, phases, steps, "
     "roles, ladder, "
     "nudge, audiences, types or restricted"},
};

static void test_broken(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct error err = {0};
        char expected[1200];
        char *text = write_policy(broken[i].number, broken[i].line);
        struct policy *policy = parse(text, &err);
        if (policy != NULL)
            fail_msg("accepted: %s", broken[i].line);
        snprintf(expected, sizeof(expected), "policies/x.yaml:%s", broken[i].text);
        assert_string_equal(err.text, expected);
        assert_int_equal(err.code, ERR_INVALID);
        free(text);
    }
}

/* The file that the cases break is right, and small variations of it are. */
static void test_right(void **state) {
    (void)state;
    static const struct {
        size_t number;
        const char *line;
        struct span update;
    } cases[] = {
        {0, "", {MINUTES(15), 0}},
        {12, "    update: [1bd, 72h]", {HOURS(72), 1}},
        {12, "    update: [72h, 2bd, 48h, 1bd]", {HOURS(48), 1}},
        {12, "    update: [90s]", {SECONDS(90), 0}},
        {12, "    update: 1h30m", {MINUTES(90), 0}},
        {12, "    update: 3bd", {0, 3}},
        {12, "    update:\n      - 4h\n      - 1bd", {HOURS(4), 1}},
        {12, "", {0, 0}},
        {13, "    climb: never", {MINUTES(15), 0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = {0};
        char *text = write_policy(cases[i].number, cases[i].line);
        struct policy *policy = parse(text, &err);
        free(text); /* the policy must not live in it */
        if (policy == NULL) {
            fail_msg("%s", err.text);
            return;
        }
        assert_span(&policy->severity[1].update, &cases[i].update);
        assert_int_equal(policy->severity[1].climbs, cases[i].number != 13);
        assert_false(policy->severity[2].climbs);
        assert_string_equal(policy->roles[0].aliases[0], "ic");
        policy_free(policy);
    }
}

static void test_files(void **state) {
    (void)state;
    static const struct {
        const char *path;
        enum error_code code;
        const char *text;
    } cases[] = {
        {"/nowhere/x.yaml", ERR_NOT_FOUND,
         "/nowhere/x.yaml: cannot be read: there is no such file; is the path right?"},
        {"/tmp", ERR_IO, "/tmp: is not a regular file"},
        {"/dev/null", ERR_IO, "/dev/null: is not a regular file"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = {0};
        assert_null(policy_load_file(cases[i].path, &err));
        assert_int_equal(err.code, cases[i].code);
        assert_string_equal(err.text, cases[i].text);
    }
    struct error err = {0};
    assert_null(parse("", &err));
    assert_string_equal(err.text, "policies/x.yaml:1: is empty; a policy has at least "
                                  "severities, phases and roles");
    assert_null(parse("# nothing\n", &err));
    assert_null(parse("just words", &err));
    assert_string_equal(err.text,
                        "policies/x.yaml:1: must have keys of its own (\"key: value\")");
    policy_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {

        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_right),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

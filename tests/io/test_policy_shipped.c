/* The shipped policies say what their documents say, figure by figure. */
#include "base/text.h"
#include "io/policy_load.h"
#include "tocsin/assets.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SECONDS(n) (INT64_C(1000) * (n))
#define MINUTES(n) (INT64_C(60000) * (n))
#define HOURS(n) (INT64_C(3600000) * (n))
#define DAYS(n) (INT64_C(86400000) * (n))

enum { SEV1 = 1 << 1, SEV2 = 1 << 2, SEV3 = 1 << 3, SEV4 = 1 << 4, ALL = 30 };

static struct policy *shipped(const char *name) {
    char path[256];
    struct error err = {0};
    snprintf(path, sizeof(path), DEPLOY_DIR "/policies/%s.yaml", name);
    struct policy *policy = policy_load_file(path, &err);
    if (policy == NULL)
        fail_msg("%s", err.text);
    return policy;
}

struct figures {
    const char *name, *word;
    struct span acknowledge, command, update, resolve, verify, snooze;
    int64_t warn_ms;
    bool climbs;
    int64_t climb_ms;
};

#define NONE                                                                             \
    { 0, 0 }
#define TIME(ms)                                                                         \
    { ms, 0 }

static const struct figures default_figures[SEVERITIES] = {
    {"Sev1", "Critical", TIME(MINUTES(15)), TIME(MINUTES(15)), TIME(MINUTES(15)),
     TIME(HOURS(4)), TIME(HOURS(4)), NONE, MINUTES(2), true, MINUTES(5)},
    {"Sev2", "High", TIME(HOURS(1)), TIME(HOURS(1)), TIME(MINUTES(30)), TIME(HOURS(8)),
     TIME(HOURS(8)), NONE, MINUTES(5), true, MINUTES(10)},
    {"Sev3", "Medium", TIME(HOURS(4)), TIME(HOURS(4)), TIME(HOURS(4)), TIME(DAYS(3)),
     TIME(DAYS(1)), TIME(DAYS(1)), MINUTES(15), true, HOURS(1)},
    {"Sev4",
     "Low",
     {HOURS(72), 1},
     {HOURS(72), 1},
     {0, 1},
     TIME(DAYS(5)),
     TIME(DAYS(3)),
     TIME(DAYS(3)),
     HOURS(1),
     true,
     HOURS(4)},
};

static const struct figures moko_figures[SEVERITIES] = {
    {"Sev1", "Critical", NONE, NONE, TIME(MINUTES(15)), NONE, NONE, NONE, MINUTES(2),
     true, MINUTES(5)},
    {"Sev2", "High", NONE, NONE, TIME(MINUTES(30)), NONE, NONE, NONE, MINUTES(5), true,
     MINUTES(10)},
    {"Sev3", "Medium", NONE, NONE, NONE, NONE, NONE, NONE, 0, false, 0},
    {"Sev4", "Low", NONE, NONE, NONE, NONE, NONE, NONE, 0, false, 0},
};

/* What is ours in both: what is left open, and the paces. */
struct paces {
    struct span restore, conclude, close, again, remind;
};

static const struct paces default_paces[SEVERITIES] = {
    {NONE, TIME(HOURS(4)), TIME(DAYS(1)), TIME(MINUTES(30)), TIME(DAYS(1))},
    {NONE, TIME(HOURS(8)), TIME(DAYS(2)), TIME(HOURS(1)), TIME(DAYS(1))},
    {NONE, TIME(DAYS(1)), TIME(DAYS(3)), TIME(DAYS(1)), TIME(DAYS(3))},
    {NONE, TIME(DAYS(3)), TIME(DAYS(5)), TIME(DAYS(2)), TIME(DAYS(7))},
};

static const struct paces moko_paces[SEVERITIES] = {
    {TIME(HOURS(4)), NONE, TIME(DAYS(1)), TIME(MINUTES(30)), TIME(DAYS(1))},
    {TIME(HOURS(8)), NONE, TIME(DAYS(2)), TIME(HOURS(1)), TIME(DAYS(1))},
    {TIME(DAYS(1)), NONE, TIME(DAYS(3)), NONE, TIME(DAYS(3))},
    {TIME(DAYS(3)), NONE, TIME(DAYS(5)), NONE, TIME(DAYS(7))},
};

static void assert_span(const struct span *span, const struct span *expected) {
    assert_int_equal(span->ms, expected->ms);
    assert_int_equal(span->business_days, expected->business_days);
}

static void assert_figures(const struct policy *policy, const struct figures *expected) {
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct policy_severity *severity = &policy->severity[level];
        const struct figures *figures = &expected[level - 1];
        assert_int_equal(severity->level, level);
        assert_string_equal(severity->name, figures->name);
        assert_string_equal(severity->word, figures->word);
        assert_span(&severity->acknowledge, &figures->acknowledge);
        assert_span(&severity->command, &figures->command);
        assert_span(&severity->update, &figures->update);
        assert_span(&severity->resolve, &figures->resolve);
        assert_span(&severity->verify, &figures->verify);
        assert_span(&severity->snooze, &figures->snooze);
        assert_int_equal(severity->warn_ms, figures->warn_ms);
        assert_int_equal(severity->climbs, figures->climbs);
        assert_int_equal(severity->climb_ms, figures->climb_ms);
        assert_non_null(severity->criteria[0]);
    }
}

static void assert_paces(const struct policy *policy, const struct paces *expected) {
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct policy_severity *severity = &policy->severity[level];
        const struct paces *paces = &expected[level - 1];
        assert_span(&severity->restore, &paces->restore);
        assert_span(&severity->conclude, &paces->conclude);
        assert_span(&severity->close, &paces->close);
        assert_span(&severity->again, &paces->again);
        assert_span(&severity->remind, &paces->remind);
    }
}

/* A list as one text: "a b c". */
static void assert_words(const char *const *words, const char *expected) {
    char text[1024] = "";
    size_t len = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? " " : "",
                                words[i]);
    }
    assert_string_equal(text, expected);
}

static void assert_steps(const struct policy *policy, const struct policy_step *expected,
                         const char *const *requires, size_t n) {
    assert_int_equal(policy->nsteps, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(policy->steps[i].command, expected[i].command);
        assert_string_equal(policy->steps[i].phase, expected[i].phase);
        assert_int_equal(policy->steps[i].restores, expected[i].restores);
        assert_words(policy->steps[i].requires, requires[i]);
    }
}

static void assert_phases(const struct policy *policy, const char *const (*expected)[3],
                          size_t n) {
    assert_int_equal(policy->nphases, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(policy->phases[i].key, expected[i][0]);
        assert_string_equal(policy->phases[i].name, expected[i][1]);
        if (expected[i][2] == NULL) {
            assert_null(policy->phases[i].milestone);
        } else {
            assert_string_equal(policy->phases[i].milestone, expected[i][2]);
        }
        /* What was left for later was done; what was skipped was not. */
        if (text_equal(policy->phases[i].key, "triage")) {
            assert_string_equal(policy->phases[i].left, "triaged");
        } else if (text_equal(policy->phases[i].key, "investigation")) {
            assert_string_equal(policy->phases[i].left, "investigated");
        } else {
            assert_null(policy->phases[i].left);
        }
        assert_non_null(policy->phases[i].next[0]);
    }
}

/* The severities for which an audience hears of an event. */
static unsigned heard(const struct policy *policy, const char *to, const char *event) {
    unsigned severities = 0;
    for (size_t i = 0; i < policy->naudiences; i++) {
        const struct policy_audience *audience = &policy->audiences[i];
        if (text_equal(audience->event, event) && text_in(to, audience->to))
            severities |= audience->severities;
    }
    return severities;
}

/* Both shipped policies name the same roles, ladder and audiences. */
static void assert_who(const struct policy *policy) {
    static const struct {
        const char *event;
        unsigned incident, announce, leadership;
    } events[] = {
        {"opened", ALL, ALL, SEV1 | SEV2},
        {"severity", ALL, ALL, SEV1 | SEV2},
        {"update", ALL, ALL, SEV1 | SEV2},
        {"resolved", ALL, ALL, SEV1 | SEV2},
        {"reopened", ALL, ALL, SEV1 | SEV2},
        {"closed", ALL, ALL, 0},
        {"escalated", ALL, 0, 0},
        {"restored", ALL, 0, 0},
        {"verified", ALL, 0, 0},
        {"missed", ALL, 0, 0},
        {"role", ALL, 0, 0},
        {"phase", ALL, 0, 0},
        {"mitigated", ALL, 0, 0},
        {"contained", ALL, 0, 0},
        {"bridge", ALL, 0, 0},
        {"linked", ALL, 0, 0},
        {"acknowledged", ALL, 0, 0},
        {"place_failed", ALL, 0, 0},
        {"cancelled", ALL, 0, 0},
        {"duplicate", ALL, 0, 0},
        {"decision", ALL, 0, 0},
        {"impact", ALL, 0, 0},
        {"summary", ALL, 0, 0},
        {"snoozed", ALL, 0, 0},
        {"note", 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(events); i++) {
        assert_int_equal(heard(policy, "incident", events[i].event), events[i].incident);
        assert_int_equal(heard(policy, "announce", events[i].event), events[i].announce);
        assert_int_equal(heard(policy, "leadership", events[i].event),
                         events[i].leadership);
    }
    static const char *const roles[][3] = {
        {"commander", "Incident Commander", "ic incident-commander platform-admin"},
        {"deputy", "Deputy Commander", "deputy-commander backup"},
        {"technical-lead", "Technical Lead / Technical Owner",
         "technical-owner tech owner lead"},
        {"communications-lead", "Communications Lead", "comms communications"},
        {"scribe", "Scribe", ""},
    };
    assert_int_equal(policy->nroles, COUNT(roles));
    for (size_t i = 0; i < COUNT(roles); i++) {
        assert_string_equal(policy->roles[i].key, roles[i][0]);
        assert_string_equal(policy->roles[i].name, roles[i][1]);
        assert_words(policy->roles[i].aliases, roles[i][2]);
        assert_false(text_is_empty(policy->roles[i].duties));
    }
    assert_words(policy->ladder, "commander deputy leadership");
    assert_words(policy->nudge, "communications-lead commander deputy");
    assert_string_equal(policy->updates_until, "recovered");
}

static void test_default(void **state) {
    (void)state;
    static const char *const phases[][3] = {
        {"detection", "Detection", "detected"},
        {"triage", "Triage", NULL},
        {"containment", "Containment", NULL},
        {"investigation", "Investigation", NULL},
        {"resolution", "Resolution", NULL},
        {"recovery", "Recovery", NULL},
        {"verification", "Verification", NULL},
        {"closure", "Closure", NULL},
        {"review", "Review", NULL},
    };
    static const struct policy_step steps[] = {
        {.command = "contain", .phase = "containment"},
        {.command = "mitigate", .phase = "containment"},
        {.command = "resolve", .phase = "resolution", .restores = true},
        {.command = "restore", .phase = "recovery"},
        {.command = "verify", .phase = "verification"},
        {.command = "close", .phase = "closure"},
        {.command = "reopen", .phase = "triage"},
    };
    static const char *const requires[] = {
        "", "", "", "", "resolved recovered", "resolved recovered verified", ""};
    struct policy *policy = shipped("default");
    assert_string_equal(policy->name, "default");
    assert_figures(policy, default_figures);
    assert_paces(policy, default_paces);
    assert_phases(policy, phases, COUNT(phases));
    assert_steps(policy, steps, requires, COUNT(steps));
    assert_who(policy);
    assert_int_equal(policy->log_within_ms, MINUTES(15));
    assert_words(policy->types,
                 "operational outage performance errors wrong-results data-loss "
                 "data-corruption security unauthorized-access tenant-isolation slo "
                 "quality-gate");
    assert_words(policy->restricted, "security unauthorized-access");
    policy_free(policy);
}

static void test_moko(void **state) {
    (void)state;
    static const char *const phases[][3] = {
        {"detection", "Detection", "detected"}, {"triage", "Triage", NULL},
        {"containment", "Containment", NULL},   {"resolution", "Resolution", NULL},
        {"recovery", "Recovery", NULL},         {"postmortem", "Postmortem", NULL},
    };
    static const struct policy_step steps[] = {
        {.command = "contain", .phase = "containment"},
        {.command = "mitigate", .phase = "containment"},
        {.command = "resolve", .phase = "resolution"},
        {.command = "restore", .phase = "recovery"},
        {.command = "close", .phase = "postmortem"},
        {.command = "reopen", .phase = "triage"},
    };
    static const char *const requires[] = {"", "", "", "resolved", "resolved recovered",
                                           ""};
    static const char *const criteria[] = {
        "Full outage Security breach Major data loss",
        "Partial outage Elevated error rates Degraded performance",
        "Non-critical errors Customer-facing issues",
        "Cosmetic bugs Intermittent issues",
    };
    struct policy *policy = shipped("moko");
    assert_string_equal(policy->name, "moko");
    assert_string_equal(policy->version, "2.0");
    assert_figures(policy, moko_figures);
    assert_paces(policy, moko_paces);
    assert_phases(policy, phases, COUNT(phases));
    assert_steps(policy, steps, requires, COUNT(steps));
    assert_who(policy);
    for (size_t i = 0; i < COUNT(criteria); i++)
        assert_words(policy->severity[i + 1].criteria, criteria[i]);
    assert_int_equal(policy->log_within_ms, 0);
    assert_words(policy->types,
                 "outage performance security data-loss unauthorized-access");
    assert_words(policy->restricted, "");
    policy_free(policy);
}

/* What the binary carries is what lies in the folder. */
static void test_carried(void **state) {
    (void)state;
    size_t policies = 0;
    for (size_t i = 0; i < assets_count; i++) {
        struct error err = {0};
        if (!text_starts(assets[i].path, "policies/"))
            continue;
        struct policy *policy =
            policy_parse(assets[i].text, assets[i].len, assets[i].path, &err);
        if (policy == NULL)
            fail_msg("%s", err.text);
        policies++;
        policy_free(policy);
    }
    assert_int_equal(policies, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_moko),
        cmocka_unit_test(test_carried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A message whose text was corrected is told anew as of its own moment, and once more when
 * the correction is taken back. */
#include "harness.h"

#include "core/corrected.h"
#include "core/markup_text.h"

static const struct message_template pack[] = {
    {"en", "update",
     "{{entry.update}}|{{impact}}|{{#entry.eta_from}}eta changed|{{/entry.eta_from}}"
     "{{severity.name}}"},
    {"en", "decision", "{{entry.number}}: {{entry.decision}}"},
    {"en", "impact_changed", "impact {{impact}}"},
    {"en", "summary_changed", "summary {{summary}}"},
    {"en", "opened", "opened {{summary}}"},
    {"en", "resolved", "{{entry.resolution}}|{{root_cause}}|{{phase_name}}"},
    {"en", "severity", "{{severity.name}}: {{entry.reason}}"},
    {"en", "mitigated", "{{entry.note}}"},
    {"en", "part", "{{entry.part}} {{entry.note}}"},
    {"en", "escalated", "{{entry.reason}}"},
    {"en", "corrected_mark", "by {{by}}"},
};

/* What the message says after the last typed line; NULL: it stays as it is. */
static const char *told(struct bench *bench, const char *message) {
    const struct bench_incident *incident = &bench->incidents[0];
    size_t n = incident->nentries - bench->nadded;
    struct corrected corrected;
    const json_t *body = NULL;

    bench->messages = (struct messages){"en", NULL, 0, pack, sizeof pack / sizeof *pack};
    if (corrected_entry(bench->arena, &bench->world, incident->state->id,
                        incident->entries, n, incident->entries + n, bench->nadded,
                        &corrected)) {
        body = corrected_body(bench->arena, &bench->world, &corrected, message, true);
    }
    bench->messages = (struct messages){0};
    return body != NULL ? markup_plain(bench->arena, body) : NULL;
}

static int64_t last_update(const struct bench *bench) {
    const struct bench_incident *incident = &bench->incidents[0];
    int64_t number = 0;

    for (size_t i = 0; i < incident->nentries; i++) {
        if (text_equal(incident->entries[i].kind, KIND_UPDATE)) {
            number = incident->entries[i].n;
        }
    }
    return number;
}

static void as_of_its_moment(void **state) {
    static const struct {
        const char *last; /* typed; with a "#" at its end: of the last update */
        const char *text, *says;
    } rows[] = {
        {"correct #", "2 % fail", "2 % fail|all|eta changed|Sev2\nby Ana Alba"},
        {"correct field=impact #", "some",
         "20 % fail|some|eta changed|Sev2\nby Ana Alba"},
        {"correct 1", "web is gone", NULL}, /* no update */
        {"note", "hello", NULL},
        {"undo", "", NULL},
    };
    static const struct step steps[] = {
        {0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL},
        {1, "ana", "ack", ERR_OK, NULL, NULL},
        {1, "ana", "update it is slow eta: 11:30", ERR_OK, NULL, NULL},
        {1, "ana", "update 20 % fail impact: all eta: 11:45", ERR_OK, NULL, NULL},
        {1, "ana", "impact the east", ERR_OK, NULL, NULL},
        {1, "ana", "severity sev1 worse", ERR_OK, NULL, NULL},
        {1, "ana", "resolve rolled back", ERR_OK, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench *bench = PLAY(steps);
        size_t len = strcspn(rows[i].last, "#");
        const char *line = arena_strndup(bench->arena, rows[i].last, len);
        const char *says;

        if (rows[i].last[len] != '\0') {
            line =
                arena_printf(bench->arena, "%s%lld", line, (long long)last_update(bench));
        }
        line = arena_printf(bench->arena, "%s %s", line, rows[i].text);
        if (!bench_say(bench, "ana", line)) {
            fail_msg("%s: %s", line, bench->reply);
        }
        says = told(bench, "update");
        if (!text_equal(says, rows[i].says)) {
            fail_msg("%s: %s", line, says ? says : "(nothing)");
        }
        bench_free(bench);
    }
}

/* Every message about a text, not updates alone; and what was taken back of a correction
 * holds no longer. */
static void any_text(void **state) {
    static const struct {
        const char *typed, *message, *text, *says, *undone;
    } rows[] = {
        {"update 20 % fail", "update", "2 % fail", "2 % fail||Sev2\nby Ana Alba",
         "20 % fail||Sev2"},
        {"decision wait", "decision", "wait longer", "1: wait longer\nby Ana Alba",
         "1: wait"},
        {"impact some", "impact_changed", "some users", "impact some users\nby Ana Alba",
         "impact some"},
        {"summary web is gone", "summary_changed", "web is slow",
         "summary web is slow\nby Ana Alba", "summary web is gone"},
        {"resolve build 412 cause: pool", "resolved", "build 411",
         "build 411|pool|Resolution\nby Ana Alba", "build 412|pool|Resolution"},
        {"severity sev1 worse", "severity", "much worse", "Sev1: much worse\nby Ana Alba",
         "Sev1: worse"},
        {"mitigate second region", "mitigated", "third region",
         "third region\nby Ana Alba", "second region"},
        {"broken eu timeouts", "part", "many timeouts", "eu many timeouts\nby Ana Alba",
         "eu timeouts"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench *bench = bench_new();
        const char *line = arena_printf(bench->arena, "correct %s", rows[i].text);
        const char *says;

        assert_true(bench_say(bench, "ben", "declare sev2 service=web web is slow"));
        assert_true(bench_say(bench, "ben", "ack"));
        bench->world.now += MINUTE;
        assert_true(bench_say(bench, "ana", rows[i].typed));
        bench->world.now += MINUTE;
        assert_true(bench_say(bench, "ben", "note somebody else's"));
        if (!bench_say(bench, "ana", line)) {
            fail_msg("%s: %s", line, bench->reply);
        }
        says = told(bench, rows[i].message);
        if (!text_equal(says, rows[i].says)) {
            fail_msg("%s: %s", line, says ? says : "(nothing)");
        }
        assert_null(told(bench, "closed"));
        bench->world.now += MINUTE;
        assert_true(bench_say(bench, "ana", "undo"));
        says = told(bench, rows[i].message);
        if (!text_equal(says, rows[i].undone)) {
            fail_msg("undo of %s: %s", line, says ? says : "(nothing)");
        }
        bench_free(bench);
    }
}

/* What was restricted since is told in its own places alone. */
static void where(void **state) {
    static const struct {
        bool restricted, failed, open;
        const char *place;
        bool there;
    } rows[] = {
        {false, false, true, "slack:C1", true}, {false, false, true, "slack:C2", true},
        {true, false, false, "slack:C1", true}, {true, false, false, "slack:C2", false},
        {true, true, false, "slack:C1", false}, {true, false, true, "slack:C1", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct incident *incident = incident_new("INC-2025-09-29-001");

        incident->restricted = rows[i].restricted;
        incident->open_channel = rows[i].open;
        incident->places[0] = (struct bound_place){"slack", "slack:C1", rows[i].failed};
        incident->nplaces = 1;
        assert_int_equal(corrected_there(incident, rows[i].place), rows[i].there);
        incident_free(incident);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_of_its_moment),
        cmocka_unit_test(any_text),
        cmocka_unit_test(where),
    };

    return cmocka_run_group_tests_name("corrected", tests, NULL, NULL);
}

/* An update that was corrected is told anew as of its own moment. */
#include "harness.h"

#include "core/corrected.h"

static const struct message_template pack[] = {
    {"en", "update",
     "{{entry.update}}|{{impact}}|{{#entry.eta_from}}eta changed|{{/entry.eta_from}}"
     "{{severity.name}}|{{entry.corrected_by}}"},
};

/* What the message says after the last typed line; NULL: it stays as it is. */
static const char *told(struct bench *bench) {
    const struct bench_incident *incident = &bench->incidents[0];
    size_t n = incident->nentries - bench->nadded;
    struct corrected corrected;

    bench->messages = (struct messages){"en", NULL, 0, pack, 1};
    return corrected_update(bench->arena, &bench->world, incident->state->id,
                            incident->entries, n, incident->entries + n, bench->nadded,
                            &corrected)
               ? markup_plain(bench->arena, corrected.body)
               : NULL;
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
        {"correct #", "2 % fail", "2 % fail|all|eta changed|Sev2|Ana Alba"},
        {"correct field=impact #", "some", "20 % fail|some|eta changed|Sev2|Ana Alba"},
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
        says = told(bench);
        if (!text_equal(says, rows[i].says)) {
            fail_msg("%s: %s", line, says ? says : "(nothing)");
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
        cmocka_unit_test(where),
    };

    return cmocka_run_group_tests_name("corrected", tests, NULL, NULL);
}

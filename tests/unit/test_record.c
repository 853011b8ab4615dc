/* test_record.c: the record in YAML, the export, and every kind of entry in words. */
#include "fixture.h"
#include "timeline.h"

#include "core/entry_kinds.h"
#include "core/history.h"
#include "core/markup.h"
#include "core/record.h"
#include "core/record_words.h"

#define ANA "console:ana"

/* ---- YAML ------------------------------------------------------------------------ */

/* Expected scalars read back as the same string with a YAML 1.1 and a 1.2 reader. */
static void yaml_strings(void **state) {
    static const struct {
        const char *s, *yaml;
    } cases[] = {
        {"connector:CRM", "connector:CRM"},
        {"INC-2025-09-29-001", "INC-2025-09-29-001"},
        {"payments", "payments"},
        {NULL, "null"},
        {"", "\"\""},
        {"null", "\"null\""},
        {"No", "\"No\""},
        {"on", "\"on\""},
        {"y", "\"y\""},
        {"~", "\"~\""},
        {"1.5", "\"1.5\""},
        {"0x1f", "\"0x1f\""},
        {"a: b", "\"a: b\""},
        {"a:", "\"a:\""},
        {"a #b", "\"a #b\""},
        {"- a", "\"- a\""},
        {"*a", "\"*a\""},
        {"a, b", "\"a, b\""},
        {"{a}", "\"{a}\""},
        {"say \"hi\"\\", "\"say \\\"hi\\\"\\\\\""},
        {"a\nseverity: SEV4", "\"a\\nseverity: SEV4\""},
        {"a\tb\r", "\"a\\tb\\u000d\""},
        {"caf\xC3\xA9", "\"caf\xC3\xA9\""},
        {"\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF", "\"\\u0085\\u2028\\ufeff\""},
        {"\xF0\x9F\x94\xA5", "\"\xF0\x9F\x94\xA5\""},
        {"\x7F\xFF", "\"\\u007f\\ufffd\""},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(record_yaml_string(arena, cases[i].s), cases[i].yaml);
    }
    arena_free(arena);
}

static void records(void **state) {
    static const struct {
        const char *services[3];
        int severity;
        bool closed;
        int64_t resolved, recovered, restored_ms;
        const char *yaml;
    } cases[] = {
        {{"connector:CRM"},
         2,
         true,
         5,
         6,
         INT64_C(42) * 60000,
         "incident_id: INC-2025-09-29-001\nseverity: SEV2\n"
         "severity_highest: SEV2\nservice: connector:CRM\n"
         "status: closed\nmttr_minutes: 42\n"},
        {{NULL},
         1,
         false,
         0,
         0,
         0,
         "incident_id: INC-2025-09-29-001\nseverity: SEV1\n"
         "severity_highest: SEV1\nservice: null\n"
         "status: open\nmttr_minutes: null\n"},
        {{"web", "api"},
         4,
         false,
         5,
         0,
         INT64_C(90) * 60000,
         "incident_id: INC-2025-09-29-001\nseverity: SEV4\n"
         "severity_highest: SEV4\nservice: \"web, api\"\n"
         "status: resolved\nmttr_minutes: null\n"},
        {{"yes"},
         3,
         false,
         0,
         6,
         29999,
         "incident_id: INC-2025-09-29-001\nseverity: SEV3\n"
         "severity_highest: SEV3\nservice: \"yes\"\n"
         "status: open\nmttr_minutes: 0\n"},
        {{"web"},
         3,
         true,
         5,
         6,
         30000,
         "incident_id: INC-2025-09-29-001\nseverity: SEV3\n"
         "severity_highest: SEV3\nservice: web\n"
         "status: closed\nmttr_minutes: 1\n"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *incident = incident_new(TIMELINE_ID);

        for (size_t s = 0; s < 3 && cases[i].services[s] != NULL; s++) {
            incident->services[incident->nservices++] = cases[i].services[s];
        }
        incident->severity = cases[i].severity;
        incident->closed = cases[i].closed;
        incident->milestones[MILESTONE_RESOLVED] = cases[i].resolved;
        incident->milestones[MILESTONE_RECOVERED] = cases[i].recovered;
        incident->restored_ms = cases[i].restored_ms;
        assert_string_equal(record_yaml(arena, incident), cases[i].yaml);
        incident_free(incident);
    }
    arena_free(arena);
}

static void export(void **state) {
    struct timeline *timeline = timeline_new(3);
    struct incident *incident;
    json_t *json, *expected;

    (void)state;
    timeline_write(timeline, 0, ANA, KIND_OPENED, "{\"severity\":2}",
                   "{\"summary\":\"s\"}");
    timeline_write(timeline, 1, ANA, KIND_NOTE, NULL, "{\"note\":\"secret\"}");
    timeline_write(timeline, 2, ANA, KIND_REDACTED, "{\"number\":2}", NULL);
    timeline->entries[1].text = NULL;
    incident = timeline_state(timeline, 3);
    incident->chain = timeline->stored[2].hash;
    json = record_export(incident, timeline->entries, timeline->n);
    expected = timeline_json(
        timeline,
        "[{\"n\":1,\"at\":1759132800000,\"actor\":\"console:ana\",\"kind\":"
        "\"incident.opened\",\"v\":2,\"data\":{\"severity\":2},\"text\":{\"summary\":"
        "\"s\"}},{\"n\":2,\"at\":1759132860000,\"actor\":\"console:ana\",\"kind\":"
        "\"note.added\",\"v\":1,\"text_removed\":true},{\"n\":3,\"at\":1759132920000,"
        "\"actor\":\"console:ana\",\"kind\":\"text.redacted\",\"v\":1,\"data\":{"
        "\"number\":2}}]");
    assert_true(json_equal(json_object_get(json, "entries"), expected));
    assert_string_equal(jsonx_string(json, "head", NULL), timeline->stored[2].hash);
    assert_string_equal(
        jsonx_string(json_object_get(json, "record"), "incident_id", NULL), TIMELINE_ID);
    assert_int_equal(jsonx_int(json_object_get(json, "state"), "version", 0), 3);
    json_decref(json);
    incident_free(incident);
    timeline_free(timeline);
}

/* ---- words ----------------------------------------------------------------------- */

static const struct {
    const char *kind, *actor, *data, *text, *words; /* what follows the name */
} lines[] = {
    {KIND_OPENED, ANA,
     "{\"severity\":1,\"type\":\"outage\",\"services\":[\"web\",\"api\"]}",
     "{\"summary\":\"all is down\"}",
     "declared a Sev1 incident (outage) on web, api: all is down"},
    {KIND_OPENED, ANA, "{\"severity\":4,\"near_miss\":true,\"services\":[]}", NULL,
     "declared a Sev4 incident, a near miss"},
    {KIND_ACKNOWLEDGED, ANA, NULL, NULL, "acknowledged"},
    {KIND_SEVERITY, ANA, "{\"from\":3,\"to\":1}", "{\"reason\":\"it spreads\"}",
     "changed the severity from Sev3 to Sev1: it spreads"},
    {KIND_ROLE, ANA, "{\"role\":\"commander\",\"to\":\"console:ana\"}", NULL,
     "took the role Incident Commander"},
    {KIND_ROLE, ANA,
     "{\"role\":\"scribe\",\"to\":\"console:ben\",\"from\":\"console:ana\",\"handoff\":"
     "true}",
     "{\"note\":\"sleep\"}", "handed the role Scribe to Ben Berg: sleep"},
    {KIND_ROLE, ANA, "{\"role\":\"scribe\",\"to\":\"console:eve\"}", NULL,
     "gave the role Scribe to eve"},
    {KIND_ROLE_RELEASED, ANA, "{\"role\":\"scribe\"}", NULL, "gave up the role Scribe"},
    {KIND_UPDATE, ANA, "{\"eta\":60000}",
     "{\"update\":\"u\",\"impact\":\"i\",\"next\":\"n\",\"workaround\":\"w\"}",
     "posted an update: u; impact: i; next: n; workaround: w; expected end [60000]"},
    {KIND_UPDATE, ANA, NULL, "{\"update\":\"u\",\"eta\":\"unknown\"}",
     "posted an update: u; expected end: unknown"},
    {KIND_PHASE, ANA, "{\"from\":\"detection\",\"to\":\"triage\"}", NULL,
     "moved it from Detection to Triage"},
    {KIND_PHASE, ANA, "{\"from\":\"detection\",\"to\":\"gone\"}", NULL,
     "moved it from Detection to gone"},
    {KIND_SUMMARY, ANA, NULL, "{\"summary\":\"s\"}", "changed the summary: s"},
    {KIND_IMPACT, ANA, NULL, "{\"impact\":\"i\"}", "changed the impact: i"},
    {KIND_NOTE, ANA, NULL, "{\"note\":\"n\"}", "noted: n"},
    {KIND_DECISION, ANA, NULL, "{\"decision\":\"d\"}", "decided: d"},
    {KIND_CONTAINED, ANA, NULL, NULL, "recorded it as contained"},
    {KIND_MITIGATED, ANA, "{\"temporary\":true}", "{\"note\":\"n\"}",
     "recorded a temporary mitigation: n"},
    {KIND_MITIGATED, ANA, "{\"temporary\":false}", NULL, "recorded a mitigation"},
    {KIND_RESOLVED, ANA, "{\"cause\":\"fixed\"}",
     "{\"resolution\":\"r\",\"cause\":\"c\"}", "resolved it: r; cause: c (cause fixed)"},
    {KIND_RESTORED, ANA, NULL, NULL, "recorded the service as restored"},
    {KIND_VERIFIED, ANA, NULL, NULL, "verified the resolution"},
    {KIND_CLOSED, ANA, NULL, NULL, "closed the incident"},
    {KIND_REOPENED, ANA, "{\"phase\":\"triage\"}", "{\"reason\":\"back\"}",
     "reopened the incident in phase Triage: back"},
    {KIND_ESCALATED, ANA, "{\"to\":\"leadership\"}", "{\"reason\":\"r\"}",
     "escalated to leadership: r"},
    {KIND_ESCALATED, ANA, "{\"to\":\"console:ben\"}", NULL, "escalated to Ben Berg"},
    {KIND_SNOOZED, ANA, "{\"until\":60000}", NULL,
     "promised the next update for [60000]"},
    {KIND_ACTION_ADDED, ANA, "{\"number\":3,\"owner\":\"console:ben\",\"due\":60000}",
     "{\"title\":\"t\"}", "added action 3 for Ben Berg, due [60000]: t"},
    {KIND_ACTION_ADDED, ANA, "{\"number\":4}", "{\"title\":\"t\"}", "added action 4: t"},
    {KIND_ACTION_DONE, ANA, "{\"number\":3}", NULL, "finished action 3"},
    {KIND_EVIDENCE, ANA, "{\"number\":1}", "{\"what\":\"w\"}", "added evidence 1: w"},
    {KIND_BRIDGE, ANA, NULL, "{\"url\":\"https://x\"}", "set the call bridge: join"},
    {KIND_LINKED, ANA, "{\"other\":\"INC-2025-09-28-001\",\"as\":\"related\"}", NULL,
     "linked it with INC-2025-09-28-001"},
    {KIND_LINKED, ANA, "{\"other\":\"X\",\"as\":\"duplicate_of\"}", "{\"reason\":\"r\"}",
     "marked it as a duplicate of X: r"},
    {KIND_LINKED, ANA, "{\"other\":\"X\",\"as\":\"duplicated_by\"}", NULL,
     "marked X as a duplicate of it"},
    {KIND_LINKED, ACTOR_BOT,
     "{\"other\":\"X\",\"as\":\"related\",\"reopened\":true,\"who\":\"console:ana\"}",
     NULL, "noted that Ana Alba reopened X, which is no duplicate of it any more"},
    {KIND_LINKED, ANA, "{\"other\":\"X\",\"as\":\"related\",\"reopened\":true}", NULL,
     "reopened X, which is no duplicate of it any more"},
    {KIND_CANCELLED, ANA, NULL, "{\"why\":\"a test\"}",
     "cancelled it, no incident: a test"},
    {KIND_DUPLICATE, ANA, "{\"other\":\"X\",\"moved\":[1,3]}", "{\"why\":\"w\"}",
     "ended it as a duplicate of X, and took its actions there (1, 3): w"},
    {KIND_ACTION_ADDED, ANA, "{\"number\":4,\"from\":\"X\"}", "{\"title\":\"t\"}",
     "added action 4 (from X): t"},
    {KIND_WARNED, ACTOR_CLOCK, "{\"deadline\":\"update\",\"due\":60000}", NULL,
     "warned: an update is due [60000]"},
    {KIND_MISSED, ACTOR_CLOCK, "{\"deadline\":\"update\",\"due\":60000,\"step\":0}", NULL,
     "noted a missed deadline: an update was due [60000]"},
    {KIND_MISSED, ACTOR_CLOCK, "{\"deadline\":\"command\",\"due\":60000,\"step\":1}",
     NULL,
     "noted a missed deadline: somebody in command was due [60000], told Incident "
     "Commander"},
    {KIND_MISSED, ACTOR_CLOCK,
     "{\"deadline\":\"action\",\"ref\":7,\"due\":60000,\"step\":3}", NULL,
     "noted a missed deadline: action 7 was due [60000], told leadership"},
    {KIND_NUDGE_SENT, ACTOR_BOT, "{\"deadline\":\"verify\",\"place\":\"console:#a\"}",
     NULL, "delivered the reminder of the verification in console:#a"},
    {KIND_NUDGE_SENT, ACTOR_BOT,
     "{\"also\":[\"acknowledge\",\"close\"],\"deadline\":\"update\",\"place\":"
     "\"console:#a\"}",
     NULL,
     "delivered the reminder of an update, an acknowledgement, the closing in "
     "console:#a"},
    {KIND_NUDGE_FAILED, ACTOR_BOT, "{\"deadline\":\"resolve\",\"place\":\"console:#a\"}",
     "{\"why\":\"w\"}",
     "could not deliver the reminder of the resolution in console:#a: w"},
    {KIND_DELIVERY_FAILED, ACTOR_BOT, "{\"place\":\"console:#a\"}", "{\"why\":\"w\"}",
     "could not deliver a message in console:#a: w"},
    {KIND_PLACE_BOUND, ACTOR_BOT, "{\"network\":\"console\",\"place\":\"console:#a\"}",
     NULL, "opened console:#a"},
    {KIND_PLACE_FAILED, ACTOR_BOT, "{\"network\":\"slack\"}", "{\"why\":\"w\"}",
     "could not open a channel on slack: w"},
    {KIND_STEP_FAILED, ACTOR_BOT, "{\"network\":\"slack\",\"step\":\"invite\"}",
     "{\"why\":\"w\"}", "could not invite everybody who belongs here on slack: w"},
    {KIND_PLACE_HEARD, ACTOR_BOT, "{\"place\":\"console:#a\"}", NULL,
     "could say something in console:#a again"},
    {KIND_MARKED, ANA, "{\"message\":\"1.2\",\"as\":\"action\"}", NULL,
     "marked a message as an action item"},
    {KIND_UNMARKED, ANA, "{\"message\":\"1.2\",\"as\":\"timeline\"}", NULL,
     "took the mark off a message for the timeline; what it had put here stays"},
    {KIND_PINNED, ANA,
     "{\"message\":\"1.2\",\"author\":\"console:ben\",\"posted\":60000}",
     "{\"text\":\"t\",\"link\":\"https://x\"}",
     "put a message of Ben Berg from [60000] on the timeline: t; see it"},
    {KIND_PINNED, ANA, "{\"message\":\"1.2\"}", "{\"why\":\"gone\"}",
     "put a message on the timeline (it could not be read: gone)"},
    {KIND_FILE, ANA, "{\"message\":\"1.2\",\"size\":2048}",
     "{\"name\":\"n\",\"link\":\"https://x\"}", "shared the file n (2 KiB); see it"},
    {KIND_EDITED, ANA, "{\"message\":\"1.2\"}", "{\"text\":\"t\"}",
     "edited a message that is on the timeline; it says now: t"},
    {KIND_DELETED, ANA, "{\"message\":\"1.2\"}", NULL,
     "deleted a message that is on the timeline; its text stays here"},
    {KIND_DELETED, ACTOR_BOT, "{\"message\":\"1.2\",\"author\":\"console:ben\"}", NULL,
     "saw that a message of Ben Berg was deleted, which is on the timeline; its text "
     "stays "
     "here"},
    {KIND_EDITED, ACTOR_BOT, "{\"message\":\"1.2\"}", "{\"text\":\"t\"}",
     "saw that a message was edited, which is on the timeline; it says now: t"},
    {KIND_EVIDENCE, ANA, "{\"number\":2,\"author\":\"console:ben\"}", "{\"what\":\"w\"}",
     "added evidence 2 (a message of Ben Berg): w"},
    {KIND_CLOCK_STEPPED, ACTOR_CLOCK, "{\"by\":-60000}", NULL,
     "noticed that the clock was set back by (60000)"},
    {KIND_CLOCK_STEPPED, ACTOR_CLOCK, "{\"by\":60000}", NULL,
     "noticed that the clock was set forward by (60000)"},
    {KIND_CHANGED, ANA, "{\"detected\":60000,\"from\":{\"detected\":120000}}",
     "{\"reason\":\"r\"}", "changed what is known; noticed [60000], not [120000]: r"},
    {KIND_NOTE, ANA, "{\"when\":60000}", "{\"note\":\"n\"}",
     "[60000] noted: n (typed [1759132800000])"},
    {KIND_CHANGED, ANA,
     "{\"services\":[\"a\",\"b\"],\"type\":\"t\",\"env\":\"e\",\"restricted\":true}",
     NULL, "changed what is known; services a, b; type t; environment e; restricted"},
    {KIND_CHANGED, ANA, "{\"restricted\":false}", NULL,
     "changed what is known; no longer restricted"},
    {KIND_PART, ANA, "{\"part\":\"eu\",\"state\":\"restored\",\"percent\":45}",
     "{\"note\":\"n\"}", "recorded eu as restored to 45 %: n"},
    {KIND_PART, ANA, "{\"part\":\"\",\"state\":\"broken\"}", NULL,
     "recorded the service as broken"},
    {KIND_MITIGATED, ANA, "{\"number\":2,\"temporary\":true}", "{\"note\":\"n\"}",
     "recorded temporary mitigation 2: n"},
    {KIND_MITIGATION, ANA, "{\"number\":2,\"state\":\"removed\"}", "{\"note\":\"n\"}",
     "recorded that mitigation 2 is taken back: n"},
    {KIND_UNDONE, ANA, "{\"from\":3,\"to\":3}", NULL, "took back entry 3"},
    {KIND_UNDONE, ANA, "{\"from\":3,\"to\":5}", NULL, "took back entries 3 to 5"},
    {KIND_CORRECTED, ANA, "{\"number\":12,\"field\":\"note\"}", "{\"text\":\"t\"}",
     "corrected entry 12: t"},
    {KIND_REDACTED, ANA, "{\"number\":12}", NULL, "removed the text of entry 12"},
};

/* Text of a tree with moments as [ms] and durations as (ms). */
static const char *flat(struct arena *arena, const json_t *nodes) {
    const char *all = "";

    for (size_t i = 0; i < json_array_size(nodes); i++) {
        const json_t *node = json_array_get(nodes, i);
        const char *kind = jsonx_string(node, "k", "");
        long long ms = (long long)jsonx_int(node, "ms", 0);

        if (strcmp(kind, "time") == 0) {
            all = arena_printf(arena, "%s[%lld]", all, ms);
        } else if (strcmp(kind, "dur") == 0) {
            all = arena_printf(arena, "%s(%lld)", all, ms);
        } else {
            all = arena_printf(arena, "%s%s%s", all, jsonx_string(node, "s", ""),
                               flat(arena, json_object_get(node, "c")));
        }
    }
    return all;
}

static const char *flat_line(struct arena *arena, const char *line) {
    json_t *tree = arena_json(arena, markup_parse(line, strlen(line)));

    assert_int_equal(json_array_size(tree), 1);
    return flat(arena, tree);
}

static void every_kind_has_words(void **state) {
    struct fixture *fixture = fixture_new();
    struct timeline *timeline =
        timeline_new(sizeof lines / sizeof *lines + entry_kinds.n);

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct entry *entry = &timeline->entries[timeline->n];
        const char *expected;

        timeline_write(timeline, 0, lines[i].actor, lines[i].kind, lines[i].data,
                       lines[i].text);
        /* A line that was told later begins with the moment that was told. */
        expected = lines[i].words[0] == '['
                       ? arena_printf(fixture->arena, "[60000] Ana Alba%s",
                                      strchr(lines[i].words, ' '))
                       : arena_printf(fixture->arena, "[1759132800000] %s %s",
                                      text_starts(lines[i].actor, "tocsin:") ? "tocsin"
                                                                             : "Ana Alba",
                                      lines[i].words);
        assert_string_equal(
            flat_line(fixture->arena,
                      record_entry_line(fixture->arena, &fixture->world, entry)),
            expected);
    }
    for (size_t k = 0; k < entry_kinds.n; k++) {
        bool told = false;

        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            told = told || strcmp(lines[i].kind, entry_kinds.list[k].name) == 0;
        }
        if (!told) {
            fail_msg("%s has no line in this test", entry_kinds.list[k].name);
        }
    }
    timeline_free(timeline);
    fixture_free(fixture);
}

static void removed_and_unknown(void **state) {
    struct fixture *fixture = fixture_new();
    struct timeline *timeline = timeline_new(1);
    struct entry *entry = &timeline->entries[0];
    const char *line;

    (void)state;
    timeline_write(timeline, 0, ANA, KIND_NOTE, NULL, "{\"note\":\"secret\"}");
    entry->text = NULL;
    line = record_entry_line(fixture->arena, &fixture->world, entry);
    assert_string_equal(flat_line(fixture->arena, line),
                        "[1759132800000] Ana Alba noted: [removed]");
    history_mark(fixture->arena, entry, 1); /* nobody removed it */
    line = record_entry_line(fixture->arena, &fixture->world, entry);
    assert_string_equal(flat_line(fixture->arena, line),
                        "[1759132800000] Ana Alba noted: [text is missing]");
    entry->kind = "incident.paused";
    entry->tx = NULL;
    entry->known = false;
    line = record_entry_line(fixture->arena, &fixture->world, entry);
    assert_non_null(strstr(flat_line(fixture->arena, line), "incident.paused"));
    timeline_free(timeline);
    fixture_free(fixture);
}

/* Whatever people write comes out as that text, in one line, and is never markup; names
 * of texts that mean something to the templates change nothing. */
static void text_stays_text(void **state) {
    static const char *const texts[] = {
        "*bold* <@console:ana> <!close> [x](https://x) <t:1>",
        "{{update}} {{{ready.due}}} {{#note}}x{{/note}}",
        "a\n# b\n- c",
        "\\*",
    };
    struct fixture *fixture = fixture_new();

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct timeline *timeline = timeline_new(2);
        json_t *text = json_pack("{s:s, s:s, s:s, s:s}", "note", texts[i], "ready",
                                 texts[i], "due", texts[i], "place", texts[i]);
        const char *line;

        arena_json(timeline->arena, text);
        timeline_add(timeline, TIMELINE_START, ANA, KIND_NOTE, NULL, text);
        line = record_entry_line(fixture->arena, &fixture->world, &timeline->entries[0]);
        assert_string_equal(
            flat_line(fixture->arena, line),
            arena_printf(fixture->arena, "[1759132800000] Ana Alba noted: %s", texts[i]));
        json_object_set_new(text, "why", json_string("w"));
        timeline_add(timeline, TIMELINE_START, ANA, KIND_DELIVERY_FAILED, NULL, text);
        line = record_entry_line(fixture->arena, &fixture->world, &timeline->entries[1]);
        assert_string_equal(flat_line(fixture->arena, line),
                            "[1759132800000] Ana Alba could not deliver a message: w");
        timeline_free(timeline);
    }
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_strings),
        cmocka_unit_test(records),
        cmocka_unit_test(export),
        cmocka_unit_test(every_kind_has_words),
        cmocka_unit_test(removed_and_unknown),
        cmocka_unit_test(text_stays_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

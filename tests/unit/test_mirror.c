/* The slots that show current state: when they change, and what they show. */
#include "hearing.h"

#include "core/markup_text.h"
#include "core/parts.h"

static void test_mirror(void **state) {
    static const struct {
        const char *name;
        bool topic, summary;
    } cases[] = {
        {"nothing", false, false}, {"severity", true, true}, {"update due", true, true},
        {"commander", true, true}, {"scribe", false, true},  {"impact", false, true},
        {"action", false, true},   {"restored", true, true}, {"notes", false, false},
        {"phase", true, true},     {"bridge", false, true},  {"restricted", false, true},
        {"hit from", false, true},
    };
    struct fixture *fixture = fixture_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct incident *before = fixture_incident(2), *after = fixture_incident(2);

        switch (i) {
        case 1: /* with no update due, only the severity itself */
            before->milestones[MILESTONE_RECOVERED] = T0;
            after->milestones[MILESTONE_RECOVERED] = T0;
            after->severity = 1;
            break;
        case 2:
            after->cadence.base = T0 + 1;
            break;
        case 3:
            after->roles[0].actor = "console:ben";
            break;
        case 4:
            after->roles[after->nroles++] =
                (struct role_holder){"scribe", "console:x", T0};
            break;
        case 5:
            after->impact = "all of it";
            break;
        case 6:
            fixture_action(after, 1, 0);
            break;
        case 7:
            after->milestones[MILESTONE_RECOVERED] = T0;
            break;
        case 8:
            after->version++, after->evidence++;
            break;
        case 9:
            after->phase = "triage";
            break;
        case 10:
            after->bridge = "https://call.example.org";
            break;
        case 11: /* into its own, private channel */
            after->restricted = true;
            break;
        case 12:
            after->impact_from = T0 - 1;
            break;
        default:
            break;
        }
        if (mirror_changed(fixture->arena, &fixture->world, before, after, "topic") !=
                cases[i].topic ||
            mirror_changed(fixture->arena, &fixture->world, before, after, "summary") !=
                cases[i].summary) {
            fail_msg("%s", cases[i].name);
        }
        incident_free(before);
        incident_free(after);
    }
    fixture_free(fixture);
}

static bool shows(struct fixture *fixture, const struct incident *before,
                  const struct incident *after, const char *slot) {
    return mirror_changed(fixture->arena, &fixture->world, before, after, slot);
}

/* An incident that has one of everything. */
static struct incident *full(void) {
    struct incident *incident = fixture_incident(2);

    fixture_action(incident, 1, T0 + 1);
    incident->actions[0].title = "a";
    incident->actions[0].owner = "console:ben";
    incident->parts[0] = (struct part){"eu", PART_RESTORED, 40, T0};
    incident->nparts = 1;
    incident->mitigations[0] = (struct mitigation){1, "a", MITIGATION_WORKS, false, T0};
    incident->nmitigations = 1;
    incident->milestones[MILESTONE_RECOVERED] = T0; /* no update is due */
    incident->roles[incident->nroles++] =
        (struct role_holder){"scribe", "console:cleo", T0};
    return incident;
}

/* Each single fact that the pinned summary shows edits it, and the topic what that shows. */
static void test_each_fact(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *before = full(), *after = full();
    const struct {
        const char **at;
        const char *name;
        bool topic;
    } texts[] = {
        {&after->summary, "summary", true},
        {&after->end, "end", true},
        {&after->phase, "phase", true},
        {&after->roles[0].actor, "commander", true},
        {&after->roles[1].actor, "scribe", false},
        {&after->roles[1].role, "role", false},
        {&after->impact, "impact", false},
        {&after->next, "next steps", false},
        {&after->workaround, "workaround", false},
        {&after->eta_text, "expected end", false},
        {&after->last_update, "last update", false},
        {&after->resolution, "resolution", false},
        {&after->cause, "cause", false},
        {&after->bridge, "bridge", false},
        {&after->services[0], "service", false},
        {&after->actions[0].title, "title of an action", false},
        {&after->actions[0].owner, "owner of an action", false},
        {&after->parts[0].name, "name of a part", false},
        {&after->parts[0].state, "state of a part", false},
        {&after->mitigations[0].what, "what mitigates", false},
        {&after->mitigations[0].state, "state of a mitigation", false},
    };
    const struct {
        int64_t *at;
        const char *name;
    } numbers[] = {
        {&after->eta, "time of the expected end"},
        {&after->actions[0].number, "number of an action"},
        {&after->actions[0].due, "due of an action"},
        {&after->mitigations[0].number, "number of a mitigation"},
        {&after->milestones[MILESTONE_VERIFIED], "milestone"},
    };
    size_t *counts[] = {&after->nroles, &after->nservices, &after->nactions,
                        &after->nparts, &after->nmitigations};

    (void)state;
    assert_false(shows(fixture, before, after, "topic"));
    assert_false(shows(fixture, before, after, "summary"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *was = *texts[i].at;

        *texts[i].at = "else";
        if (!shows(fixture, before, after, "summary") ||
            shows(fixture, before, after, "topic") != texts[i].topic) {
            fail_msg("%s", texts[i].name);
        }
        *texts[i].at = was;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t was = *numbers[i].at;

        *numbers[i].at = T0 + 7;
        if (!shows(fixture, before, after, "summary") ||
            shows(fixture, before, after, "topic")) {
            fail_msg("%s", numbers[i].name);
        }
        *numbers[i].at = was;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t was = *counts[i];

        *counts[i] = was - 1;
        if (!shows(fixture, before, after, "summary")) {
            fail_msg("count %zu", i);
        }
        *counts[i] = was;
    }
    after->parts[0].percent = 50;
    assert_true(shows(fixture, before, after, "summary"));
    after->parts[0].percent = 40;
    after->closed = true;
    assert_true(shows(fixture, before, after, "topic"));
    after->closed = false;
    after->nlinks = 1;
    assert_true(shows(fixture, before, after, "summary"));
    after->nlinks = 0;
    /* What was expected and has passed is no longer shown. */
    before->eta = after->eta = T0 + 1;
    fixture->world.now = T0;
    assert_false(shows(fixture, before, after, "summary"));
    fixture->world.now = T0 + 1;
    assert_true(shows(fixture, before, after, "summary"));
    incident_free(after);
    incident_free(before);
    fixture_free(fixture);
}

/* Links are set once there are some; of what is restricted in an open channel, everything
 * goes when it becomes so, and afterwards only what outsiders may read is news. */
static void test_links_and_outsiders(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *before = full(), *after = full();

    (void)state;
    fixture->directory.runbook = fixture->directory.status_page = NULL;
    assert_false(shows(fixture, NULL, after, "bookmarks"));
    assert_false(shows(fixture, before, after, "bookmarks"));
    after->bridge = "https://call.example.org";
    assert_true(shows(fixture, NULL, after, "bookmarks"));
    assert_true(shows(fixture, before, after, "bookmarks"));
    after->bridge = NULL;
    fixture->directory.runbook = "https://run.example.org";
    assert_true(shows(fixture, NULL, after, "bookmarks"));
    fixture->directory.runbook = NULL;
    fixture->directory.status_page = "https://status.example.org";
    assert_true(shows(fixture, NULL, after, "bookmarks"));

    after->restricted = after->open_channel = true;
    for (size_t i = 0; mirror_slots[i]; i++) {
        assert_true(shows(fixture, before, after, mirror_slots[i]));
        assert_true(shows(fixture, after, before, mirror_slots[i]));
    }
    before->restricted = before->open_channel = true;
    after->summary = "else";
    after->phase = "triage";
    after->nactions = 0;
    for (size_t i = 0; mirror_slots[i]; i++) {
        assert_false(shows(fixture, before, after, mirror_slots[i]));
    }
    after->severity = 1;
    for (size_t i = 0; mirror_slots[i]; i++) {
        assert_true(shows(fixture, before, after, mirror_slots[i]));
    }
    incident_free(after);
    incident_free(before);
    fixture_free(fixture);
}

/* The bookmarks of what outsiders read hold the links that are everybody's alone. */
static void test_outsiders_links(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = full();
    json_t *tree;
    const char *text;

    (void)state;
    incident->restricted = incident->open_channel = true;
    incident->bridge = "https://call.example.org";
    fixture->directory.runbook = fixture->directory.status_page = NULL;
    tree = mirror_render(fixture->arena, &fixture->world, incident, "bookmarks");
    assert_int_equal(json_array_size(tree), 0);
    json_decref(tree);
    fixture->directory.runbook = "https://run.example.org";
    tree = mirror_render(fixture->arena, &fixture->world, incident, "bookmarks");
    text = json_dumps(tree, JSON_COMPACT);
    assert_says(text, "run.example.org");
    assert_silent_on(text, "call.example.org");
    free((char *)text);
    json_decref(tree);
    incident_free(incident);
    fixture_free(fixture);
}

static void test_mirror_render(void **state) {
    struct fixture *fixture = fixture_new();
    struct incident *incident = fixture_incident(1);
    json_t *tree;
    const char *text;

    (void)state;
    assert_true(mirror_changed(fixture->arena, &fixture->world, NULL, incident, "topic"));
    assert_false(mirror_changed(fixture->arena, &fixture->world, NULL, incident, "wall"));
    assert_null(mirror_render(fixture->arena, &fixture->world, incident, "wall"));
    tree = mirror_render(fixture->arena, &fixture->world, incident, "topic");
    assert_int_equal(json_array_size(tree), 1); /* a topic is one line */
    text = markup_plain(fixture->arena, tree);
    assert_says(text, "Sev1 Critical | Detection | Commander: Ana Alba | Next update: ");
    assert_silent_on(text, "overdue");
    json_decref(tree);
    fixture->world.now += INT64_C(86400000); /* what has passed is no promise */
    tree = mirror_render(fixture->arena, &fixture->world, incident, "topic");
    assert_says(markup_plain(fixture->arena, tree), "Next update: overdue since ");
    fixture->world.now -= INT64_C(86400000);
    json_decref(tree);
    tree = mirror_render(fixture->arena, &fixture->world, incident, "summary");
    text = markup_plain(fixture->arena, tree);
    assert_says(text, "INC-2025-09-29-001: Cards are refused");
    assert_says(text, "Commander: Ana Alba");
    assert_silent_on(text, "Restricted");
    json_decref(tree);
    incident->restricted = true;
    tree = mirror_render(fixture->arena, &fixture->world, incident, "summary");
    assert_says(markup_plain(fixture->arena, tree), "Restricted: its contents are for");
    json_decref(tree);
    incident_free(incident);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_each_fact),
        cmocka_unit_test(test_links_and_outsiders),
        cmocka_unit_test(test_outsiders_links),
        cmocka_unit_test(test_mirror_render),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

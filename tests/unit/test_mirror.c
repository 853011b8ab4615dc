/* The slots that show current state: when they change, and what they show. */
#include "hearing.h"

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
        cmocka_unit_test(test_mirror_render),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

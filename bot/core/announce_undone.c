/* announce_undone.c: what was taken back, and what holds now.
 *
 * Whoever was told of the first is told of both: a severity that is withdrawn leaves the
 * one before it, and nobody can be expected to remember which that was. What holds is
 * found by comparing the states, so that a kind cannot be forgotten. */
#include "core/announce_undone.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/deadline_due.h"
#include "core/deadlines.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/view.h"
#include "core/view_fields.h"

enum { QUOTED_BYTES = 160 }; /* of a text that was taken back, or holds again */

/* Kinds that a notice about other entries names: "was_update"; the rest is "other". */
static const char *name_of(const char *kind) {
    static const char *const named[][2] = {
        {KIND_UPDATE, "was_update"},
        {KIND_RESOLVED, "was_resolved"},
        {KIND_RESTORED, "was_restored"},
        {KIND_MITIGATED, "was_mitigated"},
        {KIND_MITIGATION, "was_mitigation"},
        {KIND_CONTAINED, "was_contained"},
        {KIND_VERIFIED, "was_verified"},
        {KIND_ACKNOWLEDGED, "was_acknowledged"},
        {KIND_SEVERITY, "was_severity"},
        {KIND_ROLE, "was_role"},
        {KIND_ROLE_RELEASED, "was_role"},
        {KIND_PHASE, "was_phase"},
        {KIND_SUMMARY, "was_summary"},
        {KIND_IMPACT, "was_impact"},
        {KIND_DECISION, "was_decision"},
        {KIND_BRIDGE, "was_bridge"},
        {KIND_PART, "was_part"},
        {KIND_CHANGED, "was_changed"},
        {KIND_CORRECTED, "was_corrected"},
        {KIND_OPENED, "was_opened"},
        {KIND_SNOOZED, "was_snoozed"},
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (text_equal(named[i][0], kind)) {
            return named[i][1];
        }
    }
    return "was_other";
}

static void fill_was(json_t *fields, const char *kind) {
    view_flag(fields, name_of(kind), true);
}

static const char *quoted(const struct telling *telling, const char *text) {
    return text_is_empty(text) ? NULL
                               : text_cut_word(telling->arena, text, QUOTED_BYTES, NULL);
}

/* ---- what was taken back ---- */

/* Of the mitigation of which something else was said before; 0: of none. */
static int64_t mitigation_changed(const struct incident *before,
                                  const struct incident *after) {
    for (size_t i = 0; i < before->nmitigations; i++) {
        const struct mitigation *was = &before->mitigations[i];
        const struct mitigation *is = incident_mitigation(after, was->number);

        if (is && !text_equal(is->state, was->state)) {
            return was->number;
        }
    }
    return 0;
}

/* The number that the taken back thing had: for a correction, of the entry. */
static int64_t number_of(const struct telling *telling, const char *kind,
                         const struct entry *entry) {
    const struct incident *before = telling->before;

    return text_equal(kind, KIND_DECISION)    ? before->decisions
           : text_equal(kind, KIND_MITIGATED) ? before->mitigations_made
           : text_equal(kind, KIND_MITIGATION)
               ? mitigation_changed(before, telling->after)
               : jsonx_int(entry->data, "number", 0);
}

/* Its words, where the state had them. */
static const char *text_of(const struct telling *telling, const char *kind) {
    const struct incident *before = telling->before;
    const struct mitigation *mitigation =
        incident_mitigation(before, before->mitigations_made);
    const struct {
        const char *kind, *text;
    } texts[] = {
        {KIND_UPDATE, before->last_update},
        {KIND_RESOLVED, before->resolution},
        {KIND_SUMMARY, before->summary},
        {KIND_IMPACT, before->impact},
        {KIND_BRIDGE, before->bridge},
        {KIND_MITIGATED, mitigation ? mitigation->what : NULL},
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (text_equal(texts[i].kind, kind)) {
            return quoted(telling, texts[i].text);
        }
    }
    return NULL;
}

/* ---- what holds now ---- */

/* One thing that differs: its flag, and its value; without one there is none any more. */
static json_t *add(json_t *now, const char *flag, const char *value) {
    json_t *one = json_pack("{s:b}", flag, 1);

    jsonx_set_string(one, "value", value);
    json_array_append_new(now, one);
    return one;
}

static void compare_texts(const struct telling *telling, json_t *now) {
    const struct incident *a = telling->before, *b = telling->after;
    const struct {
        const char *flag, *was, *is;
    } texts[] = {
        {"is_update", a->last_update, b->last_update},
        {"is_summary", a->summary, b->summary},
        {"is_impact", a->impact, b->impact},
        {"is_next", a->next, b->next},
        {"is_workaround", a->workaround, b->workaround},
        {"is_resolution", a->resolution, b->resolution},
        {"is_bridge", a->bridge, b->bridge},
        {"is_type", a->type, b->type},
        {"is_env", a->env, b->env},
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool ended = text_equal(texts[i].flag, "is_resolution") && !texts[i].is;

        if (!text_equal(texts[i].was, texts[i].is) && !ended) {
            add(now, texts[i].flag, quoted(telling, texts[i].is));
        }
    }
}

static void compare_roles(const struct telling *telling, json_t *now) {
    const struct policy *policy = telling->world->policy;

    for (size_t i = 0; i < policy->nroles; i++) {
        const char *was = incident_role(telling->before, policy->roles[i].key);
        const char *is = incident_role(telling->after, policy->roles[i].key);

        if (!text_equal(was, is)) {
            json_t *one = add(now, "is_role",
                              is ? people_name(telling->world->directory, is) : NULL);

            jsonx_set_string(one, "role", policy->roles[i].name);
            /* Whoever thinks to hold it has to hear that. */
            jsonx_set_string(one, "was", view_mention(telling->arena, was));
        }
    }
}

static bool same_services(const struct incident *a, const struct incident *b) {
    for (size_t i = 0; i < a->nservices && i < b->nservices; i++) {
        if (!text_equal(a->services[i], b->services[i])) {
            return false;
        }
    }
    return a->nservices == b->nservices;
}

static bool same_status(const struct telling *telling) {
    json_t *was = restricted_view(telling->arena, telling->world, telling->before);
    json_t *is = restricted_view(telling->arena, telling->world, telling->after);
    bool same = json_equal(json_object_get(was, "status"), json_object_get(is, "status"));

    json_decref(was);
    json_decref(is);
    return same;
}

/* What the mitigations say, when one of them says something else. */
static bool mitigations_differ(const struct incident *a, const struct incident *b) {
    for (size_t i = 0; i < a->nmitigations && i < b->nmitigations; i++) {
        if (!text_equal(a->mitigations[i].what, b->mitigations[i].what) ||
            !text_equal(a->mitigations[i].state, b->mitigations[i].state)) {
            return true;
        }
    }
    return a->nmitigations != b->nmitigations;
}

static void compare(const struct telling *telling, json_t *now) {
    const struct incident *a = telling->before, *b = telling->after;

    if (a->severity != b->severity) {
        add(now, "is_severity", NULL);
    }
    if (!same_status(telling)) {
        add(now, "is_status", NULL);
    }
    if (!text_equal(a->phase, b->phase)) {
        add(now, "is_phase", NULL);
    }
    compare_roles(telling, now);
    compare_texts(telling, now);
    if (!same_services(a, b)) {
        add(now, "is_services", NULL);
    }
    if (a->eta != b->eta || !text_equal(a->eta_text, b->eta_text)) {
        add(now, "is_eta", NULL);
    }
    if (a->milestones[MILESTONE_DETECTED] != b->milestones[MILESTONE_DETECTED] ||
        a->impact_from != b->impact_from) {
        add(now, "is_started", NULL);
    }
}

void fill_undone(const struct telling *telling, const struct entry *entry,
                 json_t *fields) {
    const struct world *world = telling->world;
    const json_t *kinds = json_object_get(entry->data, "kinds");
    const char *kind = json_string_value(json_array_get(kinds, 0));
    json_t *now = json_array();

    fill_was(fields, kind);
    if (text_equal(kind, KIND_CORRECTED)) {
        const json_t *about = json_object_get(entry->data, "about");
        json_t *of = json_object();

        fill_was(of, json_string_value(json_array_get(about, 0)));
        json_object_set_new(fields, "of", of);
    }
    if (telling->before) {
        int64_t number = number_of(telling, kind, entry);

        jsonx_set_string(fields, "text", text_of(telling, kind));
        if (number > 0) {
            jsonx_set_int(fields, "number", number);
        }
        compare(telling, now);
        view_flag(fields, "due_moved",
                  deadline_update_due(telling->before, world->policy, world->civil) !=
                      deadline_update_due(telling->after, world->policy, world->civil));
        view_flag(fields, "parts_moved",
                  text_equal(kind, KIND_PART) || text_equal(kind, KIND_RESTORED));
        view_flag(fields, "mitigations_moved",
                  mitigations_differ(telling->before, telling->after));
    }
    if (json_array_size(now) > 0) {
        view_flag(json_array_get(now, json_array_size(now) - 1), "last", true);
    }
    view_flag(fields, "has_now", json_array_size(now) > 0);
    json_object_set_new(fields, "now", now);
}

/* "to the update", or to the part of it that was corrected: "to the next steps". */
static const char *name_of_part(const char *kind, const char *field) {
    static const char *const named[][2] = {{"impact", "was_impact"},
                                           {"next", "was_next"},
                                           {"workaround", "was_workaround"},
                                           {"cause", "was_cause"}};

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (text_equal(named[i][0], field)) {
            return named[i][1];
        }
    }
    return name_of(kind);
}

void fill_corrected(const struct telling *telling, const struct entry *entry,
                    json_t *fields) {
    (void)telling;
    view_flag(fields,
              name_of_part(jsonx_string(entry->data, "kind", NULL),
                           jsonx_string(entry->data, "field", NULL)),
              true);
}

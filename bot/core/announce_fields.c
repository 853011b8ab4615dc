/* announce_fields.c: what a message says of the entry that it is about, besides the texts of
 * the entry: one function per kind that needs more than those. */
#include "core/announce_fields.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/route_steps.h"
#include "core/view.h"
#include "core/view_fields.h"
#include "tocsin/delivery.h"

void fill_opened(const struct telling *telling, const struct entry *entry,
                 json_t *fields) {
    const struct incident *after = telling->after;
    int64_t detected = after->milestones[MILESTONE_DETECTED];
    int64_t within = telling->world->policy->log_within_ms;

    (void)entry;
    if (within > 0 && detected != 0 && after->opened - detected > within) {
        view_duration(fields, "logged_after", after->opened - detected);
        view_rule(fields, "log_within", within);
    }
}

void fill_severity(const struct telling *telling, const struct entry *entry,
                   json_t *fields) {
    int from = (int)jsonx_int(entry->data, "from", 0);
    int to = (int)jsonx_int(entry->data, "to", 0);

    json_object_set_new(fields, "from", view_severity(telling->world->policy, from));
    json_object_set_new(fields, "to", view_severity(telling->world->policy, to));
    view_flag(fields, "raised", to < from);
    view_flag(fields, "lowered", to > from);
}

void fill_role(const struct telling *telling, const struct entry *entry, json_t *fields) {
    const struct directory *directory = telling->world->directory;
    const char *key = jsonx_string(entry->data, "role", "");
    const char *to = jsonx_string(entry->data, "to", NULL);
    const char *from = jsonx_string(entry->data, "from", NULL);
    const struct policy_role *role = policy_role(telling->world->policy, key);

    jsonx_set_string(fields, "role", role ? role->name : key);
    /* Whoever took it read that in the answer, and after a change of hands it is known. */
    jsonx_set_string(
        fields, "duties",
        role && !from && !people_same(directory, entry->actor, to) ? role->duties : NULL);
    jsonx_set_string(fields, "who", view_mention(telling->arena, to));
    if (from && !people_same(directory, from, to)) {
        jsonx_set_string(fields, "previous", people_name(directory, from));
    }
}

void fill_phase(const struct telling *telling, const struct entry *entry,
                json_t *fields) {
    const char *from = jsonx_string(entry->data, "from", NULL);
    const struct policy_phase *was = policy_phase(telling->world->policy, from);
    const struct policy_phase *is =
        policy_phase(telling->world->policy, telling->after->phase);

    jsonx_set_string(fields, "from", was ? was->name : from);
    jsonx_set_string(fields, "hint", is ? is->hint : NULL);
}

void fill_duplicate(const struct telling *telling, const struct entry *entry,
                    json_t *fields) {
    const char *place = jsonx_string(entry->data, "place", NULL);

    jsonx_set_string(fields, "other", jsonx_string(entry->data, "other", NULL));
    jsonx_set_string(fields, "place", view_place(telling->arena, place));
}

void fill_decision(const struct telling *telling, const struct entry *entry,
                   json_t *fields) {
    (void)entry;
    jsonx_set_int(fields, "number", telling->after->decisions);
}

/* What the update before said already. Policies that want whole notices show it again. */
static void fill_known(const struct incident *before, const struct incident *after,
                       json_t *fields) {
    view_flag(fields, "same_next", text_equal(before->next, after->next));
    view_flag(fields, "same_workaround",
              text_equal(before->workaround, after->workaround));
}

/* An estimate that changed says what it was, so that whoever planned with it notices. */
void fill_update(const struct telling *telling, const struct entry *entry,
                 json_t *fields) {
    const struct incident *before = telling->before, *after = telling->after;
    bool said =
        jsonx_int(entry->data, "eta", 0) != 0 || jsonx_string(entry->text, "eta", NULL);

    if (before && !telling->world->policy->whole_notices) {
        fill_known(before, after, fields);
    }
    if (!said || !before ||
        (before->eta == after->eta && text_equal(before->eta_text, after->eta_text))) {
        return;
    }
    if (before->eta != 0) {
        view_time(fields, "eta_from", before->eta);
    } else if (!text_is_empty(before->eta_text)) {
        jsonx_set_string(fields, "eta_from",
                         markup_escaped(telling->arena, before->eta_text));
    }
}

void fill_mitigated(const struct telling *telling, const struct entry *entry,
                    json_t *fields) {
    int64_t number = jsonx_int(entry->data, "number", 0);

    (void)telling;
    view_flag(fields, "temporary", jsonx_bool(entry->data, "temporary", false));
    jsonx_set_string(fields, "part", jsonx_string(entry->data, "part", NULL));
    if (number > 0) {
        jsonx_set_int(fields, "number", number);
    }
    view_flag(fields, "further", number > 1);
}

void fill_mitigation(const struct telling *telling, const struct entry *entry,
                     json_t *fields) {
    int64_t number = jsonx_int(entry->data, "number", 0);
    const struct mitigation *mitigation = incident_mitigation(telling->after, number);

    jsonx_set_int(fields, "number", number);
    jsonx_set_string(fields, "what", mitigation ? mitigation->what : NULL);
    view_flag(fields, jsonx_string(entry->data, "state", MITIGATION_IN_PLACE), true);
    view_flag(fields, "stands", telling->after->milestones[MILESTONE_MITIGATED] != 0);
}

void fill_linked(const struct telling *telling, const struct entry *entry,
                 json_t *fields) {
    jsonx_set_string(
        fields, "led",
        view_mention(telling->arena, jsonx_string(entry->data, "led", NULL)));
    jsonx_set_string(fields, "other", jsonx_string(entry->data, "other", NULL));
    view_flag(fields, jsonx_string(entry->data, "as", LINK_RELATED), true);
    view_flag(fields, "reopened", jsonx_bool(entry->data, "reopened", false));
}

void fill_place_failed(const struct telling *telling, const struct entry *entry,
                       json_t *fields) {
    (void)telling;
    jsonx_set_string(fields, "network", jsonx_string(entry->data, "network", NULL));
}

void fill_step_failed(const struct telling *telling, const struct entry *entry,
                      json_t *fields) {
    (void)telling;
    jsonx_set_string(fields, "network", jsonx_string(entry->data, "network", NULL));
    jsonx_set_string(fields, "step", step_words(jsonx_string(entry->data, "step", NULL)));
    view_flag(fields, "is_doctor",
              text_equal(jsonx_string(entry->data, "step", NULL), STEP_DOCTOR));
}

void fill_part(const struct telling *telling, const struct entry *entry, json_t *fields) {
    const char *part = jsonx_string(entry->data, "part", "");
    int64_t percent = jsonx_int(entry->data, "percent", 0);

    (void)telling;
    if (*part != '\0') {
        jsonx_set_string(fields, "part", part);
    }
    if (percent > 0) {
        jsonx_set_int(fields, "percent", percent);
    }
    view_flag(fields, jsonx_string(entry->data, "state", "restored"), true);
}

/* One change of several: "is_services", and a mark on the last of them. */
static void add_change(json_t *changes, const char *flag, bool so) {
    if (so) {
        json_array_append_new(changes, json_pack("{s:b}", flag, 1));
    }
}

void fill_changed(const struct telling *telling, const struct entry *entry,
                  json_t *fields) {
    static const char *const named[][2] = {
        {"services", "is_services"},
        {"type", "is_type"},
        {"env", "is_env"},
        {"detected", "is_detected"},
        {"impact_from", "is_impact_from"},
    };
    const json_t *restricted = json_object_get(entry->data, "restricted");
    const json_t *open = json_object_get(entry->data, "open_channel");
    json_t *changes = json_array();

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        add_change(changes, named[i][1],
                   json_object_get(entry->data, named[i][0]) != NULL);
    }
    add_change(changes, "is_hidden", json_is_true(restricted));
    add_change(changes, "is_shown", json_is_false(restricted));
    add_change(changes, "is_closed_off", json_is_false(open));
    add_change(changes, "is_opened", json_is_true(open));
    if (json_array_size(changes) > 0) {
        view_flag(json_array_get(changes, json_array_size(changes) - 1), "last", true);
    }
    json_object_set_new(fields, "changes", changes);
    view_flag(fields, "hidden",
              json_is_true(restricted) && incident_has_channel(telling->after));
}

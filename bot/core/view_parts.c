/* view_parts.c: what works again and what was done, one by one, for templates. */
#include "core/view_parts.h"
#include "base/jsonx.h"
#include "core/view_fields.h"

static void recovered_parts(json_t *view, const struct incident *incident) {
    json_t *parts = json_array();

    for (size_t i = 0; i < incident->nparts; i++) {
        const struct part *part = &incident->parts[i];
        json_t *one = json_object();

        view_text(one, "name", part->name);
        view_flag(one, part->state, true);
        if (part->percent > 0) {
            jsonx_set_int(one, "percent", part->percent);
        }
        view_flag(one, "last", i + 1 == incident->nparts);
        json_array_append_new(parts, one);
    }
    json_object_set_new(view, "parts", parts);
    view_flag(view, "has_parts",
              incident->nparts > 0 && incident->milestones[MILESTONE_RECOVERED] == 0);
}

static void mitigations(json_t *view, const struct incident *incident) {
    json_t *list = json_array();

    for (size_t i = 0; i < incident->nmitigations; i++) {
        const struct mitigation *mitigation = &incident->mitigations[i];
        json_t *one = json_object();

        jsonx_set_int(one, "number", mitigation->number);
        view_text(one, "what", mitigation->what);
        view_flag(one, mitigation->state, true);
        view_flag(one, "temporary", mitigation->temporary);
        view_flag(one, "last", i + 1 == incident->nmitigations);
        json_array_append_new(list, one);
    }
    json_object_set_new(view, "mitigations", list);
    view_flag(view, "has_mitigations", incident->nmitigations > 0);
}

void view_parts(json_t *view, const struct incident *incident) {
    recovered_parts(view, incident);
    mitigations(view, incident);
}

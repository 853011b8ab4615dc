/* silent.c: see silent.h. */
#include "core/silent.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/delivery.h"

const char *silent_place(const struct incident *incident, const struct entry *entry) {
    static const char *const refused[] = {KIND_DELIVERY_FAILED, KIND_NUDGE_FAILED, NULL};

    if (text_in(entry->kind, refused)) {
        return jsonx_string(entry->data, "place", NULL);
    }
    if (text_equal(entry->kind, KIND_STEP_FAILED) &&
        text_equal(jsonx_string(entry->data, "step", NULL), STEP_UNARCHIVE)) {
        return incident_place(incident, jsonx_string(entry->data, "network", ""));
    }
    return NULL;
}

bool silent_is(const struct incident *incident, const char *place) {
    for (size_t i = 0; incident && place && i < incident->nsilent; i++) {
        if (text_equal(incident->silent[i], place)) {
            return true;
        }
    }
    return false;
}

bool silent_channel(const struct incident *incident) {
    bool any = false;

    for (size_t i = 0; i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (bound->failed || !bound->place) {
            continue;
        }
        if (!silent_is(incident, bound->place)) {
            return false;
        }
        any = true;
    }
    return any;
}

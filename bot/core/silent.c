/* silent.c: the list of silent.h. What finds no room is said again each time, which harms
 * less than a place that is never named. */
#include "core/silent.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/fold.h"
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

static size_t find(const struct incident *incident, const char *place) {
    size_t i = 0;

    while (i < incident->nsilent && !text_equal(incident->silent[i], place)) {
        i++;
    }
    return i;
}

bool silent_is(const struct incident *incident, const char *place) {
    return incident != NULL && place != NULL && find(incident, place) < incident->nsilent;
}

bool silent_channel(const struct incident *incident) {
    bool any = false;

    for (size_t i = 0; i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (bound->failed || bound->place == NULL) {
            continue;
        }
        if (!silent_is(incident, bound->place)) {
            return false;
        }
        any = true;
    }
    return any;
}

/* ---- the fold -------------------------------------------------------------------- */

static void forget(struct incident *s, const char *place) {
    size_t i = find(s, place);

    if (i < s->nsilent) {
        s->nsilent--;
        memmove(&s->silent[i], &s->silent[i + 1], (s->nsilent - i) * sizeof *s->silent);
    }
}

static void remember(struct incident *s, const char *place) {
    const char *copy = state_name(s, place, LIMIT_PLACE);

    if (copy != NULL && s->nsilent < STATE_SILENT && !silent_is(s, copy)) {
        s->silent[s->nsilent++] = copy;
    }
}

void fold_silent(struct incident *s, const struct entry *e) {
    static const char *const through[] = {KIND_NUDGE_SENT, KIND_PLACE_BOUND, NULL};
    const char *refused = silent_place(s, e);

    if (refused != NULL) {
        remember(s, refused);
    } else if (text_in(e->kind, through)) {
        forget(s, jsonx_string(e->data, "place", NULL));
    } else if (text_equal(e->kind, KIND_REOPENED)) {
        s->nsilent = 0;
    }
}

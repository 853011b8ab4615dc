/* fold_facts.c: what was told wrong or late at the beginning, put right. */
#include "core/fold_facts.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/fold_lists.h"
#include "core/fold_read.h"

/* The first outage began at `was`, and really at `from`. Deadlines do not follow: they
 * count from what was known when they were set. */
static void move_start(struct incident *s, int64_t was, int64_t from) {
    if (s->down_since == was) {
        s->down_since = from;
    } else {
        s->restored_ms += was - from;
        s->restored_ms = s->restored_ms < 0 ? 0 : s->restored_ms;
    }
}

/* It begins when it was noticed, unless it was told when users began to be hit. */
static void set_detected(struct incident *s, int64_t detected) {
    int64_t was = s->milestones[MILESTONE_DETECTED];

    detected = detected > s->opened ? s->opened : detected;
    s->milestones[MILESTONE_DETECTED] = detected;
    if (s->impact_from == 0) {
        move_start(s, was, detected);
    }
}

void state_set_impact_from(struct incident *s, const struct entry *e) {
    int64_t from = entry_time(e, "impact_from");
    int64_t was =
        s->impact_from != 0 ? s->impact_from : s->milestones[MILESTONE_DETECTED];

    if (from != 0 && from <= e->at) {
        s->impact_from = from;
        move_start(s, was, from);
    }
}

static void set_services(struct incident *s, const json_t *services) {
    s->nservices = 0;
    for (size_t i = 0; i < json_array_size(services); i++) {
        const char *service =
            state_name(s, json_string_value(json_array_get(services, i)), LIMIT_WORD);

        if (service && s->nservices < LIMIT_SERVICES) {
            s->services[s->nservices++] = service;
        }
    }
}

static void set_word(struct incident *s, const struct entry *e, const char *key,
                     const char **member) {
    const char *word = entry_name(e, key);

    if (word) {
        *member = *word != '\0' ? state_name(s, word, LIMIT_WORD) : NULL;
    }
}

void fold_changed(struct incident *s, const struct entry *e) {
    const json_t *services = json_object_get(e->data, "services");
    int64_t detected = entry_time(e, "detected");

    if (detected != 0) {
        set_detected(s, detected);
    }
    state_set_impact_from(s, e);
    if (json_is_array(services)) {
        set_services(s, services);
    }
    set_word(s, e, "type", &s->type);
    set_word(s, e, "env", &s->env);
    s->restricted = jsonx_bool(e->data, "restricted", s->restricted);
    if (json_object_get(e->data, "restricted") && !incident_has_channel(s)) {
        s->open_channel = !s->restricted; /* it is opened so (runtime/target.c) */
    }
    s->open_channel = jsonx_bool(e->data, "open_channel", s->open_channel);
}

void fold_part(struct incident *s, const struct entry *e) {
    state_set_part(s, entry_name(e, "part"), entry_name(e, "state"),
                   (int)entry_number(e, "percent", 0, 100), entry_when(e));
}

void fold_taken_back(struct incident *s, const struct entry *e) {
    s->actions_added += text_equal(e->kind, KIND_ACTION_ADDED) ? 1 : 0;
    s->evidence += text_equal(e->kind, KIND_EVIDENCE) ? 1 : 0;
    s->mitigations_made += text_equal(e->kind, KIND_MITIGATED) ? 1 : 0;
}

/* Deadlines that count from what was taken back count from something older now, and
 * nothing of that was due before it. All others go on: who takes back a note does not get
 * an hour of silence forgiven. */
void fold_undone(struct incident *s, const struct entry *e) {
    static const char *const course[] = {KIND_PHASE,    KIND_CONTAINED, KIND_MITIGATED,
                                         KIND_RESOLVED, KIND_RESTORED,  KIND_VERIFIED,
                                         NULL};
    static const char *const people[] = {KIND_ACKNOWLEDGED, KIND_ROLE, KIND_ROLE_RELEASED,
                                         NULL};
    static const char *const update[] = {KIND_UPDATE, KIND_SNOOZED, NULL};
    const json_t *kinds = json_object_get(e->data, "kinds");

    for (size_t i = 0; i < json_array_size(kinds); i++) {
        const char *kind = json_string_value(json_array_get(kinds, i));

        if (text_in(kind, course)) {
            s->cadence.undone = e->at;
        } else if (text_in(kind, people)) {
            s->cadence.undone_people = e->at;
        } else if (text_in(kind, update)) {
            s->cadence.undone_update = e->at;
        }
    }
}

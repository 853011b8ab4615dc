/* fold.c: what each kind of entry does to a state.
 *
 * One handler per kind. A handler reads nothing but the entry and the state, and it cannot
 * fail: what people wrote is what happened. The test of the snapshot folds every kind, so
 * a kind without a row here is noticed. */
#include "core/fold.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/fold_cadence.h"
#include "core/fold_facts.h"
#include "core/fold_life.h"
#include "core/fold_lists.h"
#include "core/fold_mitigations.h"
#include "core/fold_read.h"
#include "core/fold_silent.h"
#include "core/fold_size.h"
#include "core/milestone.h"

/* A fold of many entries leaves copies that were replaced. One turn stays far below this,
 * which is what incident.h promises about the strings of a state. */
enum { GARBAGE_MAX = 1024 * 1024 };

typedef void (*fold_handler)(struct incident *incident, const struct entry *entry);

/* ---- what is known ---- */

static void replace(struct incident *s, const char **member, const char *text,
                    size_t max) {
    if (text) {
        *member = state_text(s, text, max);
    }
}

static void fold_update(struct incident *s, const struct entry *e) {
    const char *eta_text = entry_text_maybe(e, "eta");
    int64_t eta = entry_time(e, "eta");

    s->updates++;
    s->cadence.base = e->at;
    s->cadence.snoozed = s->cadence.snoozed_at = 0;
    replace(s, &s->last_update, entry_text(e, "update"), LIMIT_STATE_TEXT);
    replace(s, &s->impact, entry_text_maybe(e, "impact"), LIMIT_STATE_TEXT);
    replace(s, &s->next, entry_text_maybe(e, "next"), LIMIT_STATE_TEXT);
    replace(s, &s->workaround, entry_text_maybe(e, "workaround"), LIMIT_STATE_TEXT);
    /* A moment and a text are two ways to give one estimate: either replaces both. */
    if (eta != 0 || eta_text) {
        s->eta = eta;
        s->eta_text = state_text(s, eta_text, LIMIT_TITLE);
    }
}

static void fold_severity(struct incident *s, const struct entry *e) {
    s->severity = (int)entry_number(e, "to", SEVERITY_HIGHEST, SEVERITY_LOWEST);
    if (s->severity < s->severity_highest) {
        s->severity_highest = s->severity;
    }
    s->cadence.changed = e->at;
}

static void fold_phase(struct incident *s, const struct entry *e) {
    const char *phase = state_name(s, entry_name(e, "to"), LIMIT_WORD);

    s->phase = phase ? phase : s->phase;
    s->phase_given = false;
    state_reach(s, milestone_from_name(entry_name(e, "left")), e);
    state_reach(s, milestone_from_name(entry_name(e, "milestone")), e);
}

static void fold_summary(struct incident *s, const struct entry *e) {
    replace(s, &s->summary, entry_text(e, "summary"), LIMIT_TITLE);
}

static void fold_impact(struct incident *s, const struct entry *e) {
    replace(s, &s->impact, entry_text(e, "impact"), LIMIT_STATE_TEXT);
}

static void fold_bridge(struct incident *s, const struct entry *e) {
    /* Part of an address, or a mark in its place, would be a link to somewhere else. */
    s->bridge = state_name(s, entry_text_maybe(e, "url"), LIMIT_URL);
}

static void fold_decision(struct incident *s, const struct entry *e) {
    (void)e;
    s->decisions++;
}

static void fold_evidence(struct incident *s, const struct entry *e) {
    (void)e;
    s->evidence++;
}

static void heard_too(struct incident *s, const char *audience) {
    s->told_announce = s->told_announce || text_equal(audience, "announce");
    s->told_leadership = s->told_leadership || text_equal(audience, "leadership");
}

static void fold_linked(struct incident *s, const struct entry *e) {
    const json_t *people = json_object_get(e->data, "people");
    const json_t *heard = json_object_get(e->data, "heard");

    state_set_link(s, entry_name(e, "other"), entry_name(e, "as"));
    for (size_t i = 0; i < json_array_size(people); i++) {
        const char *actor = json_string_value(json_array_get(people, i));

        if (actor) {
            state_add_responder(s, actor);
        }
    }
    for (size_t i = 0; i < json_array_size(heard); i++) {
        heard_too(s, json_string_value(json_array_get(heard, i)));
    }
}

/* ---- people and work ---- */

static void fold_role(struct incident *s, const struct entry *e) {
    state_set_role(s, entry_name(e, "role"), entry_name(e, "to"), e->at);
}

static void fold_role_released(struct incident *s, const struct entry *e) {
    state_release_role(s, entry_name(e, "role"));
}

static void fold_action_added(struct incident *s, const struct entry *e) {
    s->actions_added++;
    state_add_action(s, e);
}

static void fold_action_done(struct incident *s, const struct entry *e) {
    s->actions_done++;
    state_end_action(s, entry_number(e, "number", 0, STATE_NUMBER_MAX));
}

/* ---- time ---- */

static void fold_escalated(struct incident *s, const struct entry *e) {
    s->escalations++;
    heard_too(s, entry_name(e, "to"));
    state_reach(s, MILESTONE_ESCALATED, e);
}

static void fold_snoozed(struct incident *s, const struct entry *e) {
    s->cadence.snoozed = entry_time(e, "until");
    s->cadence.snoozed_at = e->at;
}

static void fold_warned(struct incident *s, const struct entry *e) {
    state_set_climb(s, e, -1);
}

/* A deadline is missed once, however often somebody is reminded of it. */
static void fold_missed(struct incident *s, const struct entry *e) {
    int64_t step = entry_number(e, "step", 0, STATE_STEP_MAX);
    int64_t top = entry_number(e, "top", 0, STATE_NUMBER_MAX);
    const struct climb *climb = incident_climb(
        s, entry_name(e, "deadline"), entry_number(e, "ref", 0, STATE_NUMBER_MAX));

    if (!climb || climb->due != entry_time(e, "due") || climb->step < 0) {
        s->missed++;
    }
    s->climbed = step > s->climbed ? step : s->climbed;
    if (top != 0) {
        s->top_rung = top;
        s->top_at = e->at;
    }
    state_set_climb(s, e, (int)step);
}

/* ---- places ---- */

/* Who reads there is what the network says that it opened, whatever was wished: of a channel
 * that was made before the incident was restricted, that everybody does. */
static void fold_place_bound(struct incident *s, const struct entry *e) {
    const json_t *private = json_object_get(e->data, "private");

    if (json_is_false(private)) {
        s->open_channel = true;
    } else if (json_is_true(private) && !incident_has_channel(s)) {
        s->open_channel = false;
    }
    state_set_place(s, entry_name(e, "network"), entry_name(e, "place"), false);
}

static void fold_place_failed(struct incident *s, const struct entry *e) {
    state_set_place(s, entry_name(e, "network"), NULL, true);
}

/* ---- the table ---- */

static const struct {
    const char *kind;
    fold_handler fold; /* NULL: the timeline is all that it changes */
} handlers[] = {
    {KIND_OPENED, fold_opened},
    {KIND_ACKNOWLEDGED, fold_acknowledged},
    {KIND_SEVERITY, fold_severity},
    {KIND_ROLE, fold_role},
    {KIND_ROLE_RELEASED, fold_role_released},
    {KIND_UPDATE, fold_update},
    {KIND_PHASE, fold_phase},
    {KIND_SUMMARY, fold_summary},
    {KIND_IMPACT, fold_impact},
    {KIND_NOTE, NULL},
    {KIND_DECISION, fold_decision},
    {KIND_CONTAINED, fold_contained},
    {KIND_MITIGATED, fold_mitigated},
    {KIND_MITIGATION, fold_mitigation},
    {KIND_RESOLVED, fold_resolved},
    {KIND_RESTORED, fold_restored},
    {KIND_VERIFIED, fold_verified},
    {KIND_CLOSED, fold_closed},
    {KIND_CANCELLED, fold_cancelled},
    {KIND_DUPLICATE, fold_duplicate},
    {KIND_REOPENED, fold_reopened},
    {KIND_ESCALATED, fold_escalated},
    {KIND_SNOOZED, fold_snoozed},
    {KIND_ACTION_ADDED, fold_action_added},
    {KIND_ACTION_DONE, fold_action_done},
    {KIND_EVIDENCE, fold_evidence},
    {KIND_BRIDGE, fold_bridge},
    {KIND_LINKED, fold_linked},
    {KIND_WARNED, fold_warned},
    {KIND_MISSED, fold_missed},
    {KIND_NUDGE_SENT, NULL},
    {KIND_NUDGE_FAILED, NULL},
    {KIND_DELIVERY_FAILED, NULL},
    {KIND_PLACE_BOUND, fold_place_bound},
    {KIND_PLACE_FAILED, fold_place_failed},
    {KIND_STEP_FAILED, NULL},
    {KIND_PLACE_HEARD, NULL},
    {KIND_MARKED, NULL},
    {KIND_UNMARKED, NULL},
    {KIND_EDITED, NULL},
    {KIND_DELETED, NULL},
    {KIND_PINNED, NULL},
    {KIND_FILE, NULL},
    {KIND_CLOCK_STEPPED, NULL}, /* fold_cadence.c */
    {KIND_CHANGED, fold_changed},
    {KIND_PART, fold_part},
    {KIND_UNDONE, fold_undone},
    /* A text that changes or goes was folded before: whoever redacts folds the timeline
       again. */
    {KIND_CORRECTED, NULL},
    {KIND_REDACTED, NULL},
};

static void compact(struct incident *incident) {
    struct incident *copy, garbage;

    if (arena_used(incident->arena) < GARBAGE_MAX) {
        return;
    }
    copy = incident_clone(incident);
    garbage = *incident;
    *incident = *copy;
    *copy = garbage;
    incident_free(copy);
}

bool incident_apply(struct incident *incident, const struct entry *entry,
                    struct error *err) {
    bool opens = text_equal(entry->kind, KIND_OPENED);
    int64_t before[MILESTONES];
    size_t i = 0;

    if (entry->n != incident->version + 1) {
        return err_set(err, ERR_CORRUPT,
                       "%s: entry %lld follows version %lld. Run tocsin audit.",
                       incident->id, (long long)entry->n, (long long)incident->version);
    }
    if (entry->known && opens != (incident->version == 0)) {
        return err_set(err, ERR_CORRUPT,
                       "%s: entry %lld is %s, and only the first one opens an incident. "
                       "Run tocsin audit.",
                       incident->id, (long long)entry->n, entry->kind);
    }
    compact(incident);
    while (i < sizeof handlers / sizeof *handlers &&
           !text_equal(handlers[i].kind, entry->kind)) {
        i++;
    }
    if (!entry->known || i == sizeof handlers / sizeof *handlers) {
        incident->read_only = true;
        incident->unknown_kind = state_text(incident, entry->kind, LIMIT_WORD);
    } else if (entry->undone) {
        fold_taken_back(incident, entry);
    } else {
        memcpy(before, incident->milestones, sizeof before);
        if (handlers[i].fold) {
            handlers[i].fold(incident, entry);
        }
        fold_cadence(incident, before, entry);
        fold_silent(incident, entry);
    }
    state_add_responder(incident, entry->actor);
    incident->version = entry->n;
    incident->at = entry->at;
    return true;
}

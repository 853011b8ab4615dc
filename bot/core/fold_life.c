/* fold_life.c: the life of an incident, from its opening to its end and back. */
#include "core/fold_life.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/fold_facts.h"
#include "core/fold_lists.h"
#include "core/fold_read.h"
#include "core/fold_size.h"

/* ---- milestones ---- */

void state_end_outage(struct incident *incident, int64_t at) {
    if (incident->down_since != 0 && at > incident->down_since) {
        incident->restored_ms += at - incident->down_since;
    }
    if (incident->restored_ms > TIME_MAX) {
        incident->restored_ms = TIME_MAX; /* a clock that jumps to and fro adds up */
    }
    incident->down_since = 0;
}

void state_reach(struct incident *incident, int milestone, const struct entry *entry) {
    int64_t when = entry_when(entry);

    if (milestone < 0 || incident->milestones[milestone] != 0) {
        return;
    }
    incident->milestones[milestone] = when;
    if (milestone == MILESTONE_RECOVERED) {
        state_end_outage(incident, when);
    } else if (milestone == MILESTONE_CLOSED) {
        incident->closed = true;
    }
}

/* ---- its life ---- */

void fold_opened(struct incident *s, const struct entry *e) {
    const json_t *services = json_object_get(e->data, "services");
    int64_t detected = entry_time(e, "detected");

    /* Nothing is detected after it was written down. */
    detected = detected == 0 || detected > e->at ? e->at : detected;
    s->severity = (int)entry_number(e, "severity", SEVERITY_HIGHEST, SEVERITY_LOWEST);
    for (size_t i = 0; i < json_array_size(services); i++) {
        const char *service =
            state_name(s, json_string_value(json_array_get(services, i)), LIMIT_WORD);

        if (service && s->nservices < LIMIT_SERVICES) {
            s->services[s->nservices++] = service;
        }
    }
    s->type = state_name(s, entry_name(e, "type"), LIMIT_WORD);
    s->env = state_name(s, entry_name(e, "env"), LIMIT_WORD);
    s->phase = state_name(s, entry_name(e, "phase"), LIMIT_WORD);
    s->policy = state_name(s, entry_name(e, "policy"), LIMIT_WORD);
    s->opened_in = state_name(s, entry_name(e, "place"), LIMIT_PLACE);
    s->severity_highest = s->severity;
    s->summary = state_text(s, entry_text(e, "summary"), LIMIT_TITLE);
    s->declarer = state_name(s, e->actor, LIMIT_ACTOR);
    s->near_miss = jsonx_bool(e->data, "near_miss", false);
    s->restricted = jsonx_bool(e->data, "restricted", false);
    s->open_channel = !s->restricted; /* what is restricted later keeps its channel */
    s->opened = s->anchor_opened = e->at;
    s->anchor_detected = s->down_since = detected;
    s->cadence.base = s->cadence.changed = e->at;
    s->milestones[MILESTONE_DETECTED] = detected;
    state_set_impact_from(s, e);
    state_reach(s, MILESTONE_LOGGED, e);
}

void fold_acknowledged(struct incident *s, const struct entry *e) {
    state_reach(s, MILESTONE_ACKNOWLEDGED, e);
    s->acknowledger = state_name(s, e->actor, LIMIT_ACTOR);
}

void fold_contained(struct incident *s, const struct entry *e) {
    state_reach(s, MILESTONE_CONTAINED, e);
}

/* What was going to happen is no news once it has ended, or begun anew. */
static void forget_plans(struct incident *s) {
    s->next = s->workaround = s->eta_text = NULL;
    s->eta = 0;
}

void fold_resolved(struct incident *s, const struct entry *e) {
    state_reach(s, MILESTONE_RESOLVED, e);
    forget_plans(s);
    s->resolution = state_text(s, entry_text(e, "resolution"), LIMIT_STATE_TEXT);
    s->cause = state_text(s, entry_text_maybe(e, "cause"), LIMIT_STATE_TEXT);
    s->cause_state = state_name(s, entry_name(e, "cause"), STATE_SHORT);
}

void fold_restored(struct incident *s, const struct entry *e) {
    for (size_t i = 0; i < s->nparts; i++) {
        if (!text_equal(s->parts[i].state, "restored") || s->parts[i].percent != 0) {
            state_set_part(s, s->parts[i].name, "restored", 0, entry_when(e));
        }
    }
    state_reach(s, MILESTONE_RECOVERED, e);
    forget_plans(s);
}

void fold_verified(struct incident *s, const struct entry *e) {
    state_reach(s, MILESTONE_VERIFIED, e);
}

void fold_closed(struct incident *s, const struct entry *e) {
    state_reach(s, MILESTONE_CLOSED, e);
}

/* Ends without having been dealt with. What was reached by then stays true, and the
 * outage, if there was one, goes on: nobody said that it ended. */
static void end_as(struct incident *s, const char *end, const struct entry *e) {
    state_reach(s, MILESTONE_CLOSED, e);
    s->end = end;
    forget_plans(s);
}

void fold_cancelled(struct incident *s, const struct entry *e) {
    end_as(s, END_CANCELLED, e);
}

void fold_duplicate(struct incident *s, const struct entry *e) {
    const json_t *moved = json_object_get(e->data, "moved");

    end_as(s, END_DUPLICATE, e);
    state_set_link(s, entry_name(e, "other"), LINK_DUPLICATE_OF);
    for (size_t i = 0; i < json_array_size(moved); i++) {
        state_end_action(s, json_integer_value(json_array_get(moved, i)));
    }
}

/* Takes back an end that was none: all is as it was, but for the deadlines. */
static void take_back(struct incident *s) {
    const char *original = incident_original(s);

    if (original) {
        state_set_link(s, original, LINK_RELATED);
    }
    s->milestones[MILESTONE_CLOSED] = 0;
    s->end = NULL;
    s->closed = false;
}

static void undo_resolution(struct incident *s, int64_t at) {
    static const enum milestone undone[] = {
        MILESTONE_CONTAINED, MILESTONE_MITIGATED, MILESTONE_RESOLVED,
        MILESTONE_RECOVERED, MILESTONE_VERIFIED,  MILESTONE_CLOSED,
    };

    /* Resolved and never restored: that outage ended with the resolution. The time since
     * then is nobody's outage. */
    if (s->milestones[MILESTONE_RESOLVED] != 0) {
        state_end_outage(s, s->milestones[MILESTONE_RESOLVED]);
    }
    s->down_since = s->down_since != 0 ? s->down_since : at;
    for (size_t i = 0; i < sizeof undone / sizeof *undone; i++) {
        s->milestones[undone[i]] = 0;
    }
    s->closed = s->temporary_mitigation = false;
    /* Whom it hit was said of the outage that is over. */
    s->resolution = s->cause = s->cause_state = s->impact = NULL;
}

void fold_reopened(struct incident *s, const struct entry *e) {
    const char *phase = entry_name(e, "phase");

    bool taken_back = s->end != NULL;

    if (taken_back) {
        take_back(s);
    }
    if (!taken_back || s->milestones[MILESTONE_RESOLVED] != 0 ||
        s->milestones[MILESTONE_RECOVERED] != 0) {
        undo_resolution(s, e->at);
    }
    forget_plans(s);
    s->phase_given = phase && !text_equal(phase, s->phase);
    s->phase = phase ? state_name(s, phase, LIMIT_WORD) : s->phase;
    s->reopened++;
    s->nparts = s->nmitigations = 0;
    s->cadence.base = s->cadence.changed = e->at;
    s->cadence.snoozed = s->cadence.snoozed_at = 0;
    /* The resolve-by clock of a reopened incident counts from its reopening. */
    s->anchor_detected = e->at;
    s->top_rung = s->top_at = 0;
    state_clear_climbs(s);
}

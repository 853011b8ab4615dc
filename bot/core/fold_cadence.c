/* fold_cadence.c: what deadlines count from: moments as they were written down.
 *
 * A milestone may be told later than it happened ("at 02:45"); a deadline counts from when
 * it was told, because nobody can be late for what nobody knew. A clock that is set back
 * would delay every deadline by the step: what lies ahead of it becomes its moment. */
#include "core/fold_cadence.h"
#include "base/address.h"
#include "core/fold_read.h"

#include "base/text.h"

static void fold_anchors(struct incident *s, const int64_t before[MILESTONES],
                         const struct entry *e) {
    static const enum milestone ends[] = {MILESTONE_RESOLVED, MILESTONE_RECOVERED};

    for (int i = 0; i < MILESTONES; i++) {
        if (s->milestones[i] == 0) {
            s->anchors[i] = 0;
        } else if (before[i] == 0) {
            s->anchors[i] = e->at;
        }
    }
    /* Whoever says that it is over has told everybody how things are. */
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (before[ends[i]] == 0 && s->milestones[ends[i]] != 0) {
            s->cadence.base = e->at;
        }
    }
}

static void fold_severities(struct incident *s, const struct entry *e) {
    bool anew = text_equal(e->kind, KIND_OPENED) || text_equal(e->kind, KIND_REOPENED);

    if (!anew && !text_equal(e->kind, KIND_SEVERITY)) {
        return;
    }
    if (anew) {
        s->anchor_opened = e->at;
        s->nseverities = 0;
    } else if (s->nseverities == STATE_SEVERITIES) {
        s->nseverities--;
        memmove(s->severities, s->severities + 1, s->nseverities * sizeof *s->severities);
    }
    s->severities[s->nseverities++] = (struct severity_since){s->severity, e->at};
}

static void remove_vacancy(struct incident *s, size_t i) {
    s->nvacated--;
    memmove(&s->vacated[i], &s->vacated[i + 1], (s->nvacated - i) * sizeof *s->vacated);
}

static void forget_vacancy(struct incident *s, const char *role) {
    for (size_t i = 0; i < s->nvacated; i++) {
        if (text_equal(s->vacated[i].role, role)) {
            remove_vacancy(s, i);
            return;
        }
    }
}

static void fold_vacancies(struct incident *s, const struct entry *e) {
    const char *role = entry_name(e, "role");

    if (text_equal(e->kind, KIND_ROLE)) {
        forget_vacancy(s, role);
    } else if (text_equal(e->kind, KIND_ROLE_RELEASED)) {
        forget_vacancy(s, role);
        role = state_name(s, role, LIMIT_WORD);
        if (role) {
            if (s->nvacated == STATE_VACATED) {
                remove_vacancy(s, 0);
            }
            s->vacated[s->nvacated++] = (struct vacancy){role, e->at};
        }
    }
}

static void not_after(int64_t *moment, int64_t at) {
    if (*moment > at) {
        *moment = at;
    }
}

static void fold_clock(struct incident *s, const struct entry *e) {
    if (!text_equal(e->kind, KIND_CLOCK_STEPPED)) {
        return;
    }
    not_after(&s->cadence.base, e->at);
    not_after(&s->cadence.changed, e->at);
    not_after(&s->cadence.snoozed_at, e->at);
    not_after(&s->cadence.undone, e->at);
    not_after(&s->cadence.undone_people, e->at);
    not_after(&s->cadence.undone_update, e->at);
    not_after(&s->anchor_opened, e->at);
    not_after(&s->anchor_detected, e->at);
    not_after(&s->spoken, e->at);
    not_after(&s->top_at, e->at);
    for (int i = 0; i < MILESTONES; i++) {
        not_after(&s->anchors[i], e->at);
    }
    for (size_t i = 0; i < s->nseverities; i++) {
        not_after(&s->severities[i].since, e->at);
    }
    for (size_t i = 0; i < s->nvacated; i++) {
        not_after(&s->vacated[i].since, e->at);
    }
    for (size_t i = 0; i < s->nclimbs; i++) {
        not_after(&s->climbs[i].at, e->at);
    }
}

void fold_cadence(struct incident *s, const int64_t before[MILESTONES],
                  const struct entry *e) {
    fold_anchors(s, before, e);
    fold_severities(s, e);
    fold_vacancies(s, e);
    fold_clock(s, e);
    if (!address_on(e->actor, ADDRESS_BOT)) {
        s->spoken = e->at;
    }
}

/* fold_mitigations.c: what was done about it, and whether it helps. */
#include "core/fold_mitigations.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_kinds.h"
#include "core/fold_life.h"
#include "core/fold_lists.h"
#include "core/fold_read.h"
#include "core/fold_size.h"

/* Room for one more: the oldest that no longer stands goes, else the oldest. */
static void make_room(struct incident *s) {
    size_t gone = 0;

    if (s->nmitigations < LIMIT_MITIGATIONS) {
        return;
    }
    while (gone < s->nmitigations && mitigation_stands(&s->mitigations[gone])) {
        gone++;
    }
    gone = gone == s->nmitigations ? 0 : gone;
    s->nmitigations--;
    memmove(&s->mitigations[gone], &s->mitigations[gone + 1],
            (s->nmitigations - gone) * sizeof *s->mitigations);
}

/* Is it mitigated, and by what lasts? */
static void weigh(struct incident *s, const struct entry *e) {
    bool stands = false;

    s->temporary_mitigation = false;
    for (size_t i = 0; i < s->nmitigations; i++) {
        const struct mitigation *each = &s->mitigations[i];

        if (mitigation_stands(each)) {
            stands = true;
            s->temporary_mitigation = s->temporary_mitigation || each->temporary;
        }
    }
    if (stands) {
        state_reach(s, MILESTONE_MITIGATED, e);
    } else if (s->milestones[MILESTONE_RECOVERED] == 0 &&
               s->milestones[MILESTONE_RESOLVED] == 0) {
        s->milestones[MILESTONE_MITIGATED] = 0;
    }
}

void fold_mitigated(struct incident *s, const struct entry *e) {
    const char *part = entry_name(e, "part");
    const char *note = entry_text_maybe(e, "note");
    int64_t when = entry_when(e);
    struct mitigation mitigation = {
        .number = ++s->mitigations_made,
        .what = state_text(s, note ? note : part, STATE_MITIGATION),
        .state = MITIGATION_IN_PLACE,
        .temporary = jsonx_bool(e->data, "temporary", false),
        .at = when,
    };

    make_room(s);
    s->mitigations[s->nmitigations++] = mitigation;
    weigh(s, e);
    /* One that was told later can have been the first. */
    if (when < s->milestones[MILESTONE_MITIGATED]) {
        s->milestones[MILESTONE_MITIGATED] = when;
    }
    if (part) {
        state_set_part(s, part, "mitigated", 0, when);
    }
}

void fold_mitigation(struct incident *s, const struct entry *e) {
    int64_t number = entry_number(e, "number", 0, STATE_NUMBER_MAX);

    for (size_t i = 0; i < s->nmitigations; i++) {
        if (s->mitigations[i].number == number) {
            s->mitigations[i].state = state_name(s, entry_name(e, "state"), STATE_PART);
            s->mitigations[i].state =
                s->mitigations[i].state ? s->mitigations[i].state : MITIGATION_IN_PLACE;
            s->mitigations[i].at = entry_when(e);
            weigh(s, e);
        }
    }
}

/* fold_facts.c: what was told wrong or late at the beginning, put right. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/fold.h"

/* The first outage begins when it was noticed. Deadlines do not follow: they count from
 * what was known when they were set. */
static void set_detected(struct incident *s, int64_t detected) {
    int64_t was = s->milestones[MILESTONE_DETECTED];

    detected = detected > s->opened ? s->opened : detected;
    s->milestones[MILESTONE_DETECTED] = detected;
    if (s->down_since == was) {
        s->down_since = detected;
    } else {
        s->restored_ms += was - detected;
        s->restored_ms = s->restored_ms < 0 ? 0 : s->restored_ms;
    }
}

void fold_changed(struct incident *s, const struct entry *e) {
    int64_t detected = entry_time(e, "detected");

    if (detected != 0) {
        set_detected(s, detected);
    }
}

void fold_taken_back(struct incident *s, const struct entry *e) {
    s->actions_added += text_equal(e->kind, KIND_ACTION_ADDED) ? 1 : 0;
    s->evidence += text_equal(e->kind, KIND_EVIDENCE) ? 1 : 0;
}

void fold_undone(struct incident *s, const struct entry *e) {
    s->cadence.changed = e->at;
}

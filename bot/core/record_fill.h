/* record_fill.h: what each kind of entry adds to the view that its words are made over. */
#ifndef TOCSIN_CORE_RECORD_FILL_H
#define TOCSIN_CORE_RECORD_FILL_H

#include "core/announce.h"

struct wording {
    struct arena *arena;
    const struct world *world;
    const struct entry *entry;
    json_t *view;
    json_t *ready; /* view's "ready": markup made here, the only thing not escaped */
};

typedef void (*filler)(const struct wording *t);

void words_opened(const struct wording *t);
void words_severity(const struct wording *t);
void words_phase(const struct wording *t);
void words_reopened(const struct wording *t);
void words_role(const struct wording *t);
void words_update(const struct wording *t);
void words_resolved(const struct wording *t);
void words_mitigated(const struct wording *t);
void words_mitigation(const struct wording *t);
void words_escalated(const struct wording *t);
void words_snoozed(const struct wording *t);
void words_action(const struct wording *t);
void words_linked(const struct wording *t);
void words_duplicate(const struct wording *t);
void words_deadline(const struct wording *t);
void words_place(const struct wording *t);
void words_step(const struct wording *t);
void words_mark(const struct wording *t);
void words_message(const struct wording *t);
void words_seen(const struct wording *t);
void words_clock(const struct wording *t);
void words_changed(const struct wording *t);
void words_part(const struct wording *t);
void words_undone(const struct wording *t);
void words_corrected(const struct wording *t);

#endif

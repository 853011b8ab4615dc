/* fold_silent.c: the list of silent.h. What finds no room is said again each time, which
 * harms less than a place that is never named. */
#include "core/fold_silent.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/fold_read.h"
#include "core/silent.h"

static void forget(struct incident *s, const char *place) {
    size_t i = 0;

    while (i < s->nsilent && !text_equal(s->silent[i], place)) {
        i++;
    }
    if (i < s->nsilent) {
        s->nsilent--;
        memmove(&s->silent[i], &s->silent[i + 1], (s->nsilent - i) * sizeof *s->silent);
    }
}

static void remember(struct incident *s, const char *place) {
    const char *copy = state_name(s, place, LIMIT_PLACE);

    if (copy && s->nsilent < STATE_SILENT && !silent_is(s, copy)) {
        s->silent[s->nsilent++] = copy;
    }
}

void fold_silent(struct incident *s, const struct entry *e) {
    static const char *const through[] = {KIND_NUDGE_SENT, KIND_PLACE_BOUND,
                                          KIND_PLACE_HEARD, NULL};
    const char *refused = silent_place(s, e);

    if (refused) {
        remember(s, refused);
    } else if (text_in(e->kind, through)) {
        forget(s, jsonx_string(e->data, "place", NULL));
    } else if (text_equal(e->kind, KIND_REOPENED)) {
        s->nsilent = 0;
    }
}

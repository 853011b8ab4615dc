/* derive.h: the turn, finished: all that follows from what was decided.
 *
 *   redaction -> states without the removed text
 *   entries   -> notices -> deliveries, and what the networks are asked
 *   states    -> slots and messages that show something else now, the alarm
 *
 * Nothing is decided behind it: whoever has a finished turn only writes it down. */
#ifndef TOCSIN_CORE_DERIVE_H
#define TOCSIN_CORE_DERIVE_H

#include "core/live.h"
#include "core/notice.h"
#include "core/turn.h"

/* What follows from one change. */
struct derived_change {
    int64_t alarm; /* when the clock must ring for it (deadlines_alarm) */
    struct routed *routed;
    size_t nrouted;
    struct mark *marks; /* slots of its channels that show something else now */
    size_t nmarks;
    struct live_edit *edits; /* messages of it that are kept current */
    size_t nedits;
};

struct derived {
    struct derived_change changes[TURN_CHANGES]; /* as those of the turn */
    int64_t alarm; /* of the incident when the turn changed nothing; else NEVER */
    int64_t gone;  /* number of the entry whose text is removed, 0: none. Then no message
                      of the incident is kept current any more: it may show the text */
};

/* Finishes a decided turn. `refs`: for each change those of its incident (shown.h), or
 * NULL. All in the turn's arena.
 * ERR_CORRUPT, ERR_INTERNAL: the state without a removed text cannot be folded. */
bool derive(struct turn *turn, const json_t *const refs[TURN_CHANGES],
            struct derived *ret, struct error *err);

#endif

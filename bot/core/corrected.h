/* corrected.h: the message of an update as it would have been with the right text. */
#ifndef TOCSIN_CORE_CORRECTED_H
#define TOCSIN_CORE_CORRECTED_H

#include "core/announce.h"

/* The update that one of these entries corrects, told anew. */
struct corrected {
    int64_t number; /* of the update */
    json_t *body;   /* neutral tree without buttons, owned by the arena */
};

/* `more` are the entries that follow the timeline's `n`. False: none of them corrects an
 * update that stands. */
bool corrected_update(struct arena *arena, const struct world *world, const char *id,
                      const struct entry *timeline, size_t n, const struct entry *more,
                      size_t m, struct corrected *ret);
/* May the message in `place` show the contents by now? An incident that was restricted
 * since tells them in its own places alone. */
bool corrected_there(const struct incident *incident, const char *place);

#endif

/* corrected.h: a message as it would have been with the right text.
 *
 * Any message about one entry that has a text: an update, a decision, a resolution. It is
 * told anew when the text is corrected, and once more when the correction is taken back.
 */
#ifndef TOCSIN_CORE_CORRECTED_H
#define TOCSIN_CORE_CORRECTED_H

#include "core/announce.h"

/* The entry whose text is another one now, told anew. */
struct corrected {
    int64_t number;         /* of the entry; 0: none is */
    const char *by;         /* actor of the correction that holds; NULL: none does */
    struct notice *notices; /* about it, as of its own moment; in the arena */
    size_t nnotices;
};

/* `more` are the entries that follow the timeline's `n`. False: none of them corrects an
 * entry that stands, or takes such a correction back. */
bool corrected_entry(struct arena *arena, const struct world *world, const char *id,
                     const struct entry *timeline, size_t n, const struct entry *more,
                     size_t m, struct corrected *ret);
/* The message of that name (a template's) about it, in the incident's own channel or
 * elsewhere: tree without buttons, owned by the arena. NULL: nobody was told so. */
json_t *corrected_body(struct arena *arena, const struct world *world,
                       const struct corrected *corrected, const char *message, bool here);
/* Is `place` the incident's own? */
bool corrected_here(const struct incident *incident, const char *place);
/* May the message in `place` show the contents by now? An incident that was restricted
 * since tells them in its own places alone. */
bool corrected_there(const struct incident *incident, const char *place);

#endif

/* moment.h: all that is due in one change, and whom it asks (asked.h). */
#ifndef TOCSIN_CORE_MOMENT_H
#define TOCSIN_CORE_MOMENT_H

#include "core/asked.h"
#include "core/telling.h"

/* All that is due in one change. */
struct moment {
    /* what goes up the furthest comes first, of those what answers most */
    const struct entry *list[LIMIT_TURN_ENTRIES];
    size_t n;
    struct asked whom;     /* mentioned; `leadership`: its places hear it */
    struct asked personal; /* those of them who get it in person as well */
    int rung;              /* of the ladder, reached now; 0: none */
    bool again;            /* somebody is asked once more */
};

/* Place of this entry's deadline among those that one answer serves: an update (0) is an
 * acknowledgement (1) as well. */
size_t moment_rank(const struct entry *entry);
/* Inserts it in its place; the first one heads the message and has its command. */
void moment_insert(const struct telling *telling, struct moment *moment,
                   const struct entry *entry);

/* Asks whom this deadline asks at this step. */
void moment_ask_for(const struct telling *telling, struct moment *moment,
                    const struct entry *entry);
void moment_ask_first(const struct telling *telling, struct moment *moment);
/* Somebody once, whichever identity. */
void moment_ask_person(const struct telling *telling, struct asked *asked,
                       const char *actor);
/* Names of those who were asked before this rung was reached (asked again: the last one), or
 * NULL: nobody was. */
const char *moment_unanswered(const struct telling *telling, const struct moment *moment);
/* Mentions of all of them where the incident is, or NULL. */
const char *moment_mentions(const struct telling *telling, const struct asked *asked);

#endif

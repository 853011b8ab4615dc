/* telling.h: one change being told, shared by announce.c and by those who tell something beside
 * it (reminders.c, displaced.c, owner.c, …). */
#ifndef TOCSIN_CORE_TELLING_H
#define TOCSIN_CORE_TELLING_H

#include "core/notice.h"
#include "core/world.h"

struct telling {
    struct arena *arena;
    const struct world *world;
    const struct incident *before; /* NULL: just opened */
    const struct incident *after;
    json_t *view;     /* of `after`, with the "entry" being told; owned by the arena */
    json_t *outsider; /* what outsiders of a restricted incident see; built on demand */
    /* what they are told of a reminder or an escalation: who is asked, for what, since
     * when; no contents. Owned by the arena; or NULL */
    json_t *wanted;
    struct notice *ret;
    size_t n;
};

enum tell_flags {
    TELL_URGENT = 1 << 0,
    TELL_PLAIN = 1 << 2, /* holds nothing of the contents: said to outsiders as it is */
    TELL_HERE =
        1 << 1, /* worded otherwise in the incident's own channel: view gets "here" */
};

/* Puts `fields` (reference taken over) into the view as "entry": what messages say of the
 * entry they are about. Texts of the entry are in it under their own names. */
void telling_entry(struct telling *telling, const struct entry *entry, json_t *fields);
/* One notice: at most one an audience (and person) for an entry, rendered once for all
 * that read the same. `guard` may be NULL. */
void tell(struct telling *telling, const struct entry *entry, const char *audience,
          const char *person, const char *message, unsigned flags,
          const struct guard *guard);

/* Is this the audience in the incident's own channel? */
bool telling_here(const char *audience);

/* Would outsiders of a restricted incident read something else of the two states? */
bool restricted_news(struct arena *arena, const struct world *world,
                     const struct incident *before, const struct incident *after);

/* All that outsiders of a restricted incident are told of it. In the arena. */
json_t *telling_existence(struct arena *arena, const struct world *world,
                          const struct incident *incident, bool urgent);

#endif

/* telling.h: one change being told, shared by announce.c, reminders.c and telling.c. */
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

/* reminders.c */
/* All that is due in this change, as one notice for each audience and person. */
void tell_due(struct telling *telling, const struct entry *entries, size_t nentries);
void tell_escalated(struct telling *telling, const struct entry *entry);
/* Of a reminder that a place refused: whom it asks hears it in person. Returns what may be
 * said of it to everybody (new reference): who is asked, for what; {} when it is moot. */
json_t *tell_refused(struct telling *telling, const struct entry *failed);
/* unreached.c */
void tell_unreached(struct telling *telling, const struct entry *entry);
/* unopened.c */
void tell_unopened(struct telling *telling, const struct entry *entry);
/* displaced.c */
void tell_displaced(struct telling *telling, const struct entry *entry);
/* Who was given a role in a restricted incident whose channel is not told of it. */
void tell_given(struct telling *telling, const struct entry *entry);
/* A change of roles was taken back: those whom it concerned hear what holds now. */
void tell_roles_back(struct telling *telling, const struct entry *entry);
/* owner.c: an action was given to somebody; actions that somebody had were taken back. */
void tell_owner(struct telling *telling, const struct entry *entry);
void tell_owners_back(struct telling *telling, const struct entry *entry);
/* The title of an action was corrected. */
void tell_owners_corrected(struct telling *telling, const struct entry *entry);
/* It was cancelled: owners who do not read its channel hear that, and need not act. */
void tell_owners_end(struct telling *telling, const struct entry *entry);

#endif

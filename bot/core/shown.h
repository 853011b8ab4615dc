/* shown.h: what stands on a network and is kept current there is called so.
 *
 *   mark   <incident>@<network>#<slot>    the slot is to be shown again
 *   slot   topic, summary, bookmarks      of the incident's own channel (mirror.h)
 *          buttons:<delivery>             a message that is edited where it stands (live.h)
 *
 * and the fields of an incident's refs, which say what is there already:
 *
 *   <slot>@<network>                      what the network calls it; of a message, its
 *                                         record (live.h)
 *   did:<delivery>:<command>              who did first what its button does
 *   root@<place>                          the first message about the incident there
 *
 * No other file composes one of these, or takes one apart. */
#ifndef TOCSIN_CORE_SHOWN_H
#define TOCSIN_CORE_SHOWN_H

#include "base/arena.h"
#include <stdbool.h>

/* A slot that is to be shown again. */
struct mark {
    const char *incident, *network, *slot;
};

/* All in the arena. */
char *mark_name(struct arena *arena, const struct mark *mark);
/* False: it is no name of one. */
bool mark_read(struct arena *arena, const char *name, struct mark *ret);

char *slot_of_message(struct arena *arena, const char *delivery);
/* The delivery whose message the slot is, borrowed; NULL: it is another slot. */
const char *slot_message(const char *slot);

char *field_of_slot(struct arena *arena, const char *slot, const char *network);
char *field_of_root(struct arena *arena, const char *place);
/* `command` "": what all of the message's fields of this kind begin with. */
char *field_of_done(struct arena *arena, const char *delivery, const char *command);
/* The field of a message: its slot, and where it is. False: it is another field. */
bool field_message(struct arena *arena, const char *field, const char **ret_slot,
                   const char **ret_network);

#endif

/* pressed.h: what a message with buttons shows once it stands on a network: what is true
 * now, what was done by whom, and the buttons for which there is still something to do.
 * All of it is derived, so that two presses at one moment cannot undo one another.
 *
 * kept: {"body": tree with its buttons, "guard"?: as in a delivery's record, "message"?:
 *        its template, of an alert, "n"?: the entry that it tells, "place": where it
 *        stands, "corrected"?: who corrected its text last, "old"?: too many came after
 *        it, so that it offers no buttons}
 * done: {command of a button: pressed_done() of who did it first after the message was
 *        sent, "undo": of who took back what it tells} */
#ifndef TOCSIN_CORE_PRESSED_H
#define TOCSIN_CORE_PRESSED_H

#include "core/announce.h"

#define PRESSED_UNDO "undo"

/* The whole tree: two of them differ when the message has to be edited. New reference. */
json_t *pressed_tree(struct arena *arena, const struct world *world,
                     const struct incident *incident, const json_t *kept,
                     const json_t *done);
/* The kind of entry that a button with these words makes, or NULL. */
const char *pressed_kind(const char *words);
/* Is the entry what that button does, and who did it? NULL: it is not, or nobody did. */
const char *pressed_by(const struct world *world, const json_t *button,
                       const struct entry *entry);
/* Who did it, and when (UTC ms). In the arena. */
char *pressed_done(struct arena *arena, const char *who, int64_t at);
/* Is it what told a place of the incident first? It is kept current as long as it stands:
 * people come back to it when all that followed has scrolled away. */
bool pressed_is_alert(const json_t *kept);
/* The buttons of a body, or NULL. Borrowed. */
const json_t *pressed_buttons(const json_t *body);

#endif

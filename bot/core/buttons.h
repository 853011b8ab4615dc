/* buttons.h: what can be pressed: a command with its incident, ready to be run or filled
 * in. Made here, drawn by adapters, run like anything that was typed. */
#ifndef TOCSIN_CORE_BUTTONS_H
#define TOCSIN_CORE_BUTTONS_H

#include "core/command.h"
#include "core/world.h"

/* Is there still something for this command to do on the incident: not recorded yet, not
 * forbidden by the policy's gates, wanted in this state? Rights are not looked at: a
 * message is read by many. `words`: "role take". */
bool button_applies(const struct world *world, const struct incident *incident,
                    const char *words);
/* Item of a menu: {"command","incident","form"}. New reference. */
json_t *button_item(const struct incident *incident, const struct command *command,
                    const char *words);
/* What stands on it: the language's words for it, short; where it has none, `otherwise`.
 * In the arena. */
const char *button_label(struct arena *arena, const struct world *world,
                         const json_t *item, const char *otherwise);
/* The flag by which templates know a button: "take" of "role take"; NULL: it is none. */
const char *button_key(const char *words);
/* The words for a flag of the template "button", in the arena; NULL: it has none. */
const char *button_flag(struct arena *arena, const struct world *world, const char *flag);

/* Appends the buttons of a message to its tree, those that apply now; nothing where there
 * are none. `deadline`: of a reminder, or NULL; `ref`: its number. */
void buttons_add(struct arena *arena, const struct world *world,
                 const struct incident *incident, const char *message,
                 const char *deadline, int64_t ref, json_t *tree);
/* The same for the summary that is kept current: everything that can be pressed now. */
void buttons_add_summary(struct arena *arena, const struct world *world,
                         const struct incident *incident, json_t *tree);

#endif

/* turn_add.h: the facts that a command appends to its turn. Apart from turn.h, because an
 * entry is checked as it is appended, by how its words are read, and that needs the turn. */
#ifndef TOCSIN_CORE_TURN_ADD_H
#define TOCSIN_CORE_TURN_ADD_H

#include "core/turn.h"

/* Appends an entry by input->actor at world->now and folds it in. Takes over the
 * references `data` and `text` (either may be NULL). ERR_LIMIT, ERR_CORRUPT. */
bool turn_add(struct turn *turn, const char *kind, json_t *data, json_t *text,
              struct error *err);
/* The same for `other` (link, duplicate), once something was appended to the incident. */
bool turn_add_other(struct turn *turn, const char *kind, json_t *data, json_t *text,
                    struct error *err);
/* The same as the bot itself: for somebody whom an entry of their own would let in. */
bool turn_add_other_as(struct turn *turn, const char *actor, const char *kind,
                       json_t *data, json_t *text, struct error *err);
/* As the bot itself (deadlines, places). */
bool turn_add_as(struct turn *turn, const char *actor, const char *kind, json_t *data,
                 json_t *text, struct error *err);
/* Opens new_id: the following turn_add() go to it. When it was detected longer ago than
 * the policy allows for logging, that missed deadline is the second entry. */
bool turn_open(struct turn *turn, json_t *data, json_t *text, struct error *err);

/* Folds the incident anew from its fetched timeline and what was appended: for entries
 * that change what came before them (history.h). The state is stored with the commit.
 * ERR_CORRUPT. */
bool turn_refold(struct turn *turn, struct error *err);

/* Removes the text of entry `number` of the incident, whose timeline was fetched: the
 * runtime does it in the same commit. Says what that does not reach. `text` (a reason, or
 * NULL) is taken over. ERR_NOT_FOUND, ERR_INVALID: there is no text to remove. */
bool turn_redact(struct turn *turn, int64_t number, json_t *text, struct error *err);

#endif

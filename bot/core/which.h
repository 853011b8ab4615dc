/* which.h: asking which incident was meant, with the lines ready to copy.
 *
 * Two questions have one answer here, and neither does anything. A short number can fit
 * several incidents: the open one is meant, and when that leaves more than one, the
 * person decides. And in an incident's channel the first word of a text can be another
 * incident's number or id ("resolve 001 fixed" in 002's channel): it may be the incident
 * that was meant, or the text that everybody would read. */
#ifndef TOCSIN_CORE_WHICH_H
#define TOCSIN_CORE_WHICH_H

#include "core/turn.h"

enum { WHICH_SHOWN = 3 }; /* incidents that a question lists */

/* The number at the end of an id ("INC-2025-09-29-001": 1), 0: it has none. */
int64_t which_number(const char *id);
/* The number that was typed ("001", "#1", "09-29-001"), 0: it is none. */
int64_t which_typed(const char *ref);
/* Is it the number of the incident, and its day when one was typed? */
bool which_names(const char *ref, const char *id);

/* Written with one or two digits and nothing else: in front of a text it may as well be a
 * count, so only an open incident is asked about. */
bool which_is_short(const char *ref);

/* Picks the incidents that `ref` names: the open ones, else the closed ones, at most
 * WHICH_SHOWN into `ret`. `open` and `closed` are arrays of ids, the latest first, either
 * may be NULL. `but`: an id that is not meant, or NULL. Returns how many there are. */
size_t which_fit(const char *ref, const json_t *open, const json_t *closed,
                 const char *but, const char **ret);

/* Refuses a command whose text begins with another incident (turn->mention, found as
 * turn->mentioned). False. */
bool which_other(const struct turn *turn, struct error *err);

/* The words of the turn's command, behind an incident (id or number; NULL: none). Plain
 * text, in the arena. */
char *which_head(const struct turn *turn, const char *incident);
/* A line to type, as markup: `head` (plain words) and a text of a person behind it. What
 * is too long to be copied from a refusal is left out as "…". In the arena. */
char *which_line(struct arena *arena, const char *head, const char *text);
/* The line that was typed, with another word in the place of this one. Markup. */
const char *which_instead(const struct turn *turn, const char *text, const char *word);

#endif

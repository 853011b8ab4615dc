/* mitigations.h: what was done against the damage, one by one: each has a number and says
 * whether it helps.
 *
 * While one of them stands (in place, or known to work) the incident is mitigated; when
 * all of them failed or were taken back it is not, whatever was said before. A state keeps
 * the latest few; the timeline has all. */
#ifndef TOCSIN_CORE_MITIGATIONS_H
#define TOCSIN_CORE_MITIGATIONS_H

#include "core/turn.h"

/* What "2 failed why" says. */
struct mitigation_said {
    int64_t number;    /* 0: it names none: a text, or a state alone */
    const char *state; /* NULL: none was named */
    const char *note;  /* or NULL */
};

/* A number in front and a word for a state behind it, or a number alone; anything else is
 * a text ("2 servers moved", "3 failed over to eu"); a state alone ("failed") is of the one
 * that there is, or asked about. In the arena. */
struct mitigation_said mitigation_read(const struct turn *turn, const char *text);
/* "in place", "taken back": for a view of English words. */
const char *mitigation_words(const char *state);
/* With its verb: "is in place", "works", "failed". */
const char *mitigation_says(const char *state);

/* "1 second region (in place, temporary), 2 smaller pool (failed)": markup, in the arena.
 * NULL: there are none. */
char *mitigations_listed(struct arena *arena, const struct incident *incident);

#endif

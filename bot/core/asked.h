/* asked.h: who is asked when something is due: first one person or a few, then the ladder.
 *
 *   nudge   the holder of the first role of the policy's list `nudge` that is filled, else
 *           of the first role of the ladder that is; when no role of either is filled:
 *           whoever acknowledged it (the last entry that says so, by whom), else the
 *           declarer; and the people of the directory's group "oncall"
 *   rung    a role: its holder; "leadership": the people of that group, in leadership's
 *           places, or in person when there are no such places
 *
 * Somebody who was asked by the nudge or by a rung before is not asked again by a later one:
 * a rung is filled when it has somebody new, or when it is leadership with a place. Two
 * identities of one person are one. */
#ifndef TOCSIN_CORE_ASKED_H
#define TOCSIN_CORE_ASKED_H

#include "core/incident.h"
#include "tocsin/directory.h"
#include "tocsin/policy.h"

#define RUNG_LEADERSHIP "leadership"
#define GROUP_ONCALL "oncall"

enum { ASKED_MAX = 12 };

struct asked {
    const char *people[ASKED_MAX]; /* actors */
    size_t n;
    bool leadership; /* its places are asked as well */
    bool by_role;    /* the nudge found somebody who holds a role */
};

/* Who looks after it while nobody holds a role: whoever acknowledged it, else the declarer. */
const char *asked_keeper(const struct incident *incident);
void asked_first(const struct incident *incident, const struct policy *policy,
                 const struct directory *directory, struct asked *ret);
/* Is a role of the policy's list `nudge` filled? */
bool asked_nudge_role(const struct incident *incident, const struct policy *policy);
/* Rung 1..L: who is new there. Nobody, and no place: the rung is passed over. */
void asked_rung(const struct incident *incident, const struct policy *policy,
                const struct directory *directory, int rung, struct asked *ret);
bool asked_anybody(const struct asked *asked);
/* The first rung after `rung` (0: from the first) that somebody fills, or 0. */
int asked_next_rung(const struct incident *incident, const struct policy *policy,
                    const struct directory *directory, int rung);
/* The last rung that somebody fills, or 0. */
int asked_last_rung(const struct incident *incident, const struct policy *policy,
                    const struct directory *directory);
/* Everybody of a group, for a mention. */
void asked_group(const struct directory *directory, const char *group, struct asked *ret);

#endif

/* audience.h: who may read what an incident holds: one rule for answers, notices, links,
 * topics, pages and whatever else comes to be said.
 *
 *   not restricted      everybody, everywhere
 *   restricted, person  declarer, role holders, responders, groups "security" and "admin"
 *   restricted, place   the incident's own channels: they have members; no other place
 *
 * Everybody else learns that a restricted incident exists, how severe it is and where it
 * stands (restricted_view), and nothing that anybody wrote. Being given an action or
 * being called by name lets nobody in: they hear that there is something for them, and a
 * role lets them in. */
#ifndef TOCSIN_CORE_AUDIENCE_H
#define TOCSIN_CORE_AUDIENCE_H

#include "core/incident.h"
#include "tocsin/directory.h"

/* Who is about to read something. Both given: both must be allowed. */
struct reader {
    const char *person; /* actor, or NULL */
    const char *place;  /* everybody who reads there, or NULL */
};

bool audience_reads(const struct directory *directory, const struct reader *reader,
                    const struct incident *incident);
/* May this actor read the contents of this incident? */
bool visible(const struct directory *directory, const char *actor,
             const struct incident *incident);
/* May something that is said of `about` and of `on` be written on the timeline of `on`?
 * `typed`: it was typed there, so that those who read `on` are meant. */
bool audience_shares(const struct incident *about, const struct incident *on, bool typed);

#endif

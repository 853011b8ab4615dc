/* audience.h: who may read what an incident holds: one rule for answers, notices, links,
 * topics, pages and whatever else comes to be said.
 *
 *   not restricted      everybody, everywhere
 *   restricted, person  declarer, role holders, responders, groups "security" and "admin"
 *   restricted, place   the incident's own channels, which have members: not when it was
 *                       restricted later, because they were opened for everybody; no other
 *                       place
 *
 * Everybody else learns that a restricted incident exists, how severe it is and where it
 * stands (restricted_view), and nothing that anybody wrote. Being given an action or
 * being called by name lets nobody in: they hear that there is something for them, and a
 * role lets them in.
 *
 * Restricted before its channel is there: that is opened for members only. Restricted
 * later: the channel stays, and what was said in it stays seen, but from then on it is
 * told what outsiders are told, and says why. (To open a second, private one was rejected:
 * there would be two channels of one incident, and the wrong one would be typed into.) Who makes it private by hand says so, <!set channel=private>, and all goes on
 * there. */
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
/* The same of a place as deliveries name it, "net:@user" for a person. */
bool audience_reads_at(struct arena *arena, const struct directory *directory,
                       const char *place, const struct incident *incident);
/* May the contents be told in the incident's own channels? */
bool audience_in_channel(const struct incident *incident);
/* Declared it, holds a role in it or has said something in it? */
bool takes_part(const struct incident *incident, const struct directory *directory,
                const char *actor);
/* May this actor read the contents of this incident? */
bool visible(const struct directory *directory, const char *actor,
             const struct incident *incident);
/* May something that is said of `about` and of `on` be written on the timeline of `on`?
 * `typed`: it was typed there, so that those who read `on` are meant. */
bool audience_shares(const struct incident *about, const struct incident *on, bool typed);

#endif

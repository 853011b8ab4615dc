/* announce.h: what is to be said to whom, derived from what changed; and where.
 *
 * announce() is the only place that decides that something is said. Commands never post.
 */
#ifndef TOCSIN_CORE_ANNOUNCE_H
#define TOCSIN_CORE_ANNOUNCE_H

#include "base/arena.h"
#include "core/deadlines.h"
#include "core/incident.h"
#include "core/messages.h"
#include "tocsin/civil.h"
#include "tocsin/directory.h"
#include "tocsin/policy.h"
#include <jansson.h>

#define AUDIENCE_INCIDENT "incident"
#define AUDIENCE_ANNOUNCE "announce"
#define AUDIENCE_LEADERSHIP "leadership"
#define AUDIENCE_PERSON "person"

/* A deadline that a notice is about: when none of them stands any more, it is not sent. */
struct guard {
    const char *deadline; /* NULL: no guard */
    int64_t ref;
    int64_t due;
    int step;
    const struct guard *also; /* another deadline of the same notice, or NULL */
};

struct notice {
    const char *audience;
    const char *person;  /* AUDIENCE_PERSON: actor */
    const char *message; /* template name */
    json_t *body;        /* neutral tree, owned by the arena */
    bool urgent;
    bool plain; /* no contents in it: outsiders of a restricted incident may read it */
    struct guard guard;
    int64_t entry; /* sequence of the entry that caused it */
};

/* What everything derived needs to know of the world. All borrowed. */
struct world {
    const struct policy *policy;
    const struct directory *directory;
    const struct messages *messages;
    const struct civil *civil;
    int64_t now;
    struct absence absence;      /* the last time in which no tocsin was at work */
    const char *const *networks; /* networks that open channels, NULL-terminated */
    const char *const *members;  /* those of them whose channels have members and can be
                                    archived; NULL: none */
    const char *const *pinned;   /* those of them whose channels open with the pinned
                                    summary, which says what the alert would; NULL: none */
    const json_t *lost; /* ids of open incidents that the database lost; NULL: none */
};

enum { NOTICES_MAX = 64 };

/* Notices of one incident's change, in order. before may be NULL (just opened). Entries
 * are those that lead from before to after. Returns how many were put into `ret`. */
size_t announce(struct arena *arena, const struct world *world,
                const struct incident *before, const struct incident *after,
                const struct entry *entries, size_t nentries, struct notice *ret);

/* Is a message of this name about one entry with a text, which can be corrected? */
bool announce_correctable(const char *message);
/* Is anybody told of an entry of this kind? */
bool announce_tells(const char *kind);

/* The view of an incident that every template gets (deploy/README.md says where the names are). New ref. */
json_t *incident_view(struct arena *arena, const struct world *world,
                      const struct incident *incident);
/* Trees of the slots that show current state. New reference; NULL: no such slot. */
json_t *mirror_render(struct arena *arena, const struct world *world,
                      const struct incident *incident, const char *slot);
/* Did what the slot shows change between the two states? */
bool mirror_changed(struct arena *arena, const struct world *world,
                    const struct incident *before, const struct incident *after,
                    const char *slot);
extern const char *const mirror_slots[]; /* "topic", "summary", "bookmarks", NULL */

/* One delivery to be put in a lane. Written and read back as JSON (`delivery_record`). */
struct routed {
    const char *lane; /* its name (lane.h) */
    const char *id; /* hex delivery id: hash of incident, version, moment, number, lane */
    json_t *record; /* what is stored, owned by the arena: see below */
    const char *text; /* the same as it is stored; NULL until somebody writes it */
};

/* record: {"id","kind":"post"|"open"|"step"|"ask","place","inc","n","level","message",
 *          "body","guard":{"deadline","ref","due","step","also":[the same]?}?,"private"?,
 *          "step"?,"people"?,"remote"?,"as"?,"by"?,"said"?,"plain"?,"marker"?,"at"}; said:
 *          announce places that are told it too; plain: as in the notice; marker: of a
 *          purpose, the opening's id */
enum { ROUTED_MAX = 256 };
/* Deliveries of the notices, OPEN first when the incident was just opened. */
size_t route(struct arena *arena, const struct world *world,
             const struct incident *before, const struct incident *after,
             const struct notice *notices, size_t nnotices, struct routed *ret);

/* Questions that the entries leave to the networks: the text of a marked message. */
size_t route_asks(struct arena *arena, const struct world *world,
                  const struct incident *after, const struct entry *entries,
                  size_t nentries, struct routed *ret);

/* What a step of a channel (delivery.h) or a slot would have done: "invite people". */
const char *step_words(const char *step);

#endif

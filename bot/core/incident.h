/* incident.h: what an incident is at a version: a fold over its entries.
 *
 * Fold reads no policy and no clock: everything it needs is in the entries. A state owns
 * one arena; it is never changed after a turn, the next version is a clone with entries
 * applied. Size is bounded whatever the timeline's length: lists have limits, texts are
 * cut to LIMIT_STATE_TEXT (the timeline has all of them). */
#ifndef TOCSIN_CORE_INCIDENT_H
#define TOCSIN_CORE_INCIDENT_H

#include "base/arena.h"
#include "core/entry.h"
#include "tocsin/limits.h"
#include "tocsin/milestones.h"
#include "tocsin/policy.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Changed whenever folding the same entries gives another state: snapshots refold. */
enum { FOLD_NUMBER = 2 };

enum { STATE_SEVERITIES = 8, STATE_VACATED = 4, STATE_SILENT = 4 };
#define END_CANCELLED "cancelled" /* there was no incident */
#define END_DUPLICATE "duplicate" /* another one goes on with it */
#define END_CLOSED "closed"
#define LINK_RELATED "related"
#define LINK_DUPLICATE_OF "duplicate_of"
#define LINK_DUPLICATED_BY "duplicated_by"

struct role_holder {
    const char *role; /* policy role key */
    const char *actor;
    int64_t since;
};

struct action {
    int64_t number; /* 1.. an incident */
    const char *title;
    const char *owner; /* actor or NULL */
    int64_t due;       /* 0: none */
    int64_t at;
};

struct climb {
    const char *deadline; /* kind of deadline */
    int64_t ref;
    int64_t due;
    int step; /* last step taken: -1 warned, 0 nudged, 1.. rungs, then repeats */
    int64_t at;
};

/* A severity and since when; a role that nobody holds any more and since when. */
struct severity_since {
    int level;
    int64_t since;
};

struct vacancy {
    const char *role;
    int64_t since;
};

struct incident_link {
    const char *other; /* incident id */
    const char *as;    /* related, duplicate_of, duplicated_by */
};

struct part {
    const char *name;  /* component or region; "": the service as a whole */
    const char *state; /* restored, broken, mitigated */
    int percent;       /* of it that works; 0: not said */
    int64_t at;        /* when it became so */
};

#define MITIGATION_IN_PLACE "in_place" /* done; nobody said yet whether it helps */
#define MITIGATION_WORKS "works"
#define MITIGATION_FAILED "failed"
#define MITIGATION_REMOVED "removed" /* taken back */

struct mitigation {
    int64_t number;    /* 1.. of an incident, also over reopenings */
    const char *what;  /* what was done, cut; or NULL */
    const char *state; /* MITIGATION_... */
    bool temporary;    /* has to be replaced later */
    int64_t at;        /* when it became so */
};

struct bound_place {
    const char *network;
    const char *place;
    bool failed; /* could not be opened: `place` is where to go instead, or NULL */
};

struct incident {
    struct arena *arena; /* owns everything below */
    const char *id;      /* "INC-2025-09-29-001" */
    int64_t version;     /* entries folded in */
    int64_t at;          /* time of the last entry */
    const char *chain;   /* head hash, 64 hex digits (set by whoever knows it) */
    bool read_only;      /* an entry of a kind or version this binary does not know */
    const char *unknown_kind;

    const char *phase;    /* policy phase key */
    int severity;         /* 1..4 */
    int severity_highest; /* the worst that it ever was: the lowest number */
    const char *end; /* END_CANCELLED, END_DUPLICATE; NULL: open, or closed after work */
    const char *services[LIMIT_SERVICES];
    size_t nservices;
    const char *type; /* or NULL */
    const char *env;  /* or NULL */
    const char *summary;
    const char *impact, *next, *workaround, *eta_text; /* from the last update; or NULL */
    int64_t eta;                                       /* 0: unknown */
    const char *last_update;
    const char *resolution, *cause; /* texts or NULL */
    const char *cause_state;        /* fixed, isolated, unknown, or NULL */
    const char *bridge;             /* URL or NULL */
    const char *declarer;
    const char *acknowledger; /* who said so last, or NULL */
    const char *opened_in;    /* place or NULL */
    const char *policy;       /* policy name at opening */
    bool near_miss, restricted, closed, temporary_mitigation;
    bool phase_given;  /* put into this phase by a reopening: nobody said so */
    bool open_channel; /* its own channel is one that everybody can read */
    /* Audiences that were told whatever the severity was: somebody escalated to them, or
     * a duplicate that they had heard of ended in this one. */
    bool told_announce, told_leadership;

    int64_t opened;                 /* time of the first entry */
    int64_t milestones[MILESTONES]; /* 0: not reached (or undone by reopening) */
    struct {
        int64_t base;    /* opening, last accepted update, or reopening */
        int64_t changed; /* last change of what sets the cadence: severity, reopening */
        /* next update promised for, 0: no snooze (an accepted update and a reopening
         * end it) */
        int64_t snoozed;
        int64_t snoozed_at; /* when that was promised */
        /* When an entry was taken back last from which these deadlines count: all, those
         * about people (acknowledge, command), the update. 0: never. */
        int64_t undone, undone_people, undone_update;
    } cadence;
    /* Like opened/milestones, but never later than a clock step that followed. Deadlines
     * count from here. */
    int64_t anchor_opened, anchor_detected;
    int64_t anchors[MILESTONES]; /* when a milestone was written down; 0: not reached */
    struct severity_since severities[STATE_SEVERITIES]; /* since opening or reopening */
    size_t nseverities;
    struct vacancy vacated[STATE_VACATED]; /* the last roles that were given back */
    size_t nvacated;
    const char
        *silent[STATE_SILENT]; /* places that refused the last message (silent.h) */
    size_t nsilent;
    int64_t spoken; /* last entry that a person wrote */

    struct role_holder roles[LIMIT_ROLES];
    size_t nroles;
    struct action *actions; /* open ones only, at most LIMIT_OPEN_ACTIONS */
    size_t nactions;
    int64_t actions_added, actions_done;
    struct climb *climbs; /* one a deadline and ref that was ever missed or warned */
    size_t nclimbs;
    struct incident_link links[LIMIT_LINKS];
    size_t nlinks;
    struct bound_place places[LIMIT_PLACES];
    size_t nplaces;
    struct part parts[LIMIT_PARTS]; /* those that were named; none after a reopening */
    size_t nparts;
    /* the latest; none after a reopening */
    struct mitigation mitigations[LIMIT_MITIGATIONS];
    size_t nmitigations;
    const char **responders; /* distinct human actors, at most 100 */
    size_t nresponders;

    int64_t evidence, updates, reopened, escalations, missed, decisions;
    int64_t mitigations_made; /* numbers given, those that were taken back included */
    int64_t climbed;          /* highest step that a missed deadline ever took */
    int64_t top_rung, top_at; /* which rung was last asked as the top, when; 0: none */
    /* when users began to be hit, when that was told apart from detection; 0: since
     * then */
    int64_t impact_from;
    /* time with the service down, summed over reopenings, up to the last restoration
     * (or resolution): what "duration" means */
    int64_t restored_ms;
    int64_t
        down_since; /* start of the current outage: detection, then reopening; 0: up */
};

/* Empty state of version 0. Caller frees. */
struct incident *incident_new(const char *id);
/* Deep copy in an arena of its own. */
struct incident *incident_clone(const struct incident *incident);
void incident_free(struct incident *incident); /* NULL is fine */

/* Stands in a state where a text stood that was removed from the timeline. */
#define TEXT_REMOVED "[removed]"
/* Where one stood that is not in the database any more, though nobody removed it. */
#define TEXT_MISSING "[text is missing]"

/* Who holds a role, or NULL. */
const char *incident_role(const struct incident *incident, const char *role);
/* Since when nobody holds a role that was given back; 0: it never was, or is held. */
int64_t incident_vacant_since(const struct incident *incident, const char *role);
const struct climb *incident_climb(const struct incident *incident, const char *deadline,
                                   int64_t ref);
const struct action *incident_action(const struct incident *incident, int64_t number);
const struct mitigation *incident_mitigation(const struct incident *incident,
                                             int64_t number);
/* Does it count: in place, or known to work? */
bool mitigation_stands(const struct mitigation *mitigation);
const char *incident_place(const struct incident *incident, const char *network);
/* Is a channel of its own open on any network? */
bool incident_has_channel(const struct incident *incident);
bool incident_reached(const struct incident *incident, const char *milestone);
/* The word for how it ended: "cancelled", "duplicate", "closed"; NULL: it is open. */
const char *incident_end(const struct incident *incident);
/* The incident that goes on with this duplicate, or NULL. */
const char *incident_original(const struct incident *incident);

/* "INC-2025-09-29-001" from a UTC moment and a sequence number. In the arena. */
char *incident_id(struct arena *arena, int64_t at, int64_t sequence);
bool incident_id_valid(const char *s);
/* What tells this incident from another that was given the same id: input.h, `made`. */
enum { INCIDENT_MADE = 24 };
const char *incident_made(const struct incident *incident, char buf[INCIDENT_MADE]);

#endif

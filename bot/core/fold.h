/* fold.h: pieces of the fold: reading entries, and keeping a state within its size.
 *
 * LIMIT_STATE holds for the worst timeline that anybody could write, not for the usual
 * one, so every part of a state has a budget of serialised bytes, and the budgets are
 * added up here, at compile time. Texts are cut to their budget. Names (actors, places,
 * ids) are kept whole or not at all: a cut name could be somebody else's. */
#ifndef TOCSIN_CORE_FOLD_H
#define TOCSIN_CORE_FOLD_H

#include "core/incident.h"
#include "core/incident_fields.h"

enum {
    STATE_NUMBER_MAX = 999999, /* of an action or a reference */
    STATE_STEP_MAX = 9999999,
    STATE_SHORT = 32,       /* kind of deadline, of a link, state of a cause */
    STATE_PART = 12,        /* "mitigated" */
    STATE_MITIGATION = 100, /* what was done, in a few words */

    /* Serialised bytes. STRING: quotes and comma; TIME: 15 digits and a comma. */
    COST_STRING = 3,
    COST_TIME = 16,
    COST_NUMBER = 7,
    COST_STEP = 9,
    COST_ROW = 3,        /* brackets and comma */
    COST_SCALARS = 4096, /* all keys, numbers and flags */
    COST_TEXTS = 6 * (LIMIT_STATE_TEXT + COST_STRING) + 2 * (LIMIT_TITLE + COST_STRING) +
                 LIMIT_URL + COST_STRING,
    COST_NAMES = 9 * (LIMIT_WORD + COST_STRING) + LIMIT_ACTOR + COST_STRING +
                 LIMIT_PLACE + COST_STRING,
    COST_SERVICES = LIMIT_SERVICES * (LIMIT_WORD + COST_STRING),
    /* Few have the longest id there is: the holders of all roles share a budget, and so do
     * the places. */
    COST_ROLE_ACTORS = 2048,
    COST_ROLES = LIMIT_ROLES * (COST_ROW + LIMIT_WORD + 2 * COST_STRING + COST_TIME) +
                 COST_ROLE_ACTORS,
    COST_SEVERITIES = STATE_SEVERITIES * (COST_ROW + COST_NUMBER + COST_TIME),
    COST_VACATED = STATE_VACATED * (COST_ROW + LIMIT_WORD + COST_STRING + COST_TIME),
    COST_LINKS = LIMIT_LINKS * (COST_ROW + LIMIT_WORD + STATE_SHORT + 2 * COST_STRING),
    COST_PLACE_NAMES = 1024,
    COST_PLACES =
        LIMIT_PLACES * (COST_ROW + LIMIT_WORD + 4 * COST_STRING) + COST_PLACE_NAMES,
    COST_SILENT = STATE_SILENT * (LIMIT_PLACE + COST_STRING),
    COST_PARTS = LIMIT_PARTS * (COST_ROW + LIMIT_PART + STATE_PART + 2 * COST_STRING +
                                COST_NUMBER + COST_TIME),
    COST_MITIGATIONS =
        LIMIT_MITIGATIONS * (COST_ROW + COST_NUMBER + STATE_MITIGATION + STATE_PART +
                             2 * COST_STRING + sizeof "false," - 1 + COST_TIME),
    COST_RESPONDERS = 4096,
    COST_CLIMBS_ACTION = LIMIT_OPEN_ACTIONS * (COST_ROW + 6 + COST_STRING + COST_NUMBER +
                                               COST_STEP + 2 * COST_TIME), /* "action" */
    COST_CLIMBS_OTHER = STATE_CLIMBS_OTHER * (COST_ROW + STATE_SHORT + COST_STRING +
                                              COST_NUMBER + COST_STEP + 2 * COST_TIME),
    COST_ACTIONS = LIMIT_OPEN_ACTIONS *
                   (COST_ROW + COST_NUMBER + 2 * COST_STRING + 2 + 2 * COST_TIME),
    /* What is left for the titles and owners of all open actions together. */
    COST_ACTION_STRINGS = LIMIT_STATE - COST_SCALARS - COST_TEXTS - COST_NAMES -
                          COST_SERVICES - COST_ROLES - COST_SEVERITIES - COST_VACATED -
                          COST_LINKS - COST_PLACES - COST_SILENT - COST_PARTS -
                          COST_MITIGATIONS - COST_RESPONDERS - COST_CLIMBS_ACTION -
                          COST_CLIMBS_OTHER - COST_ACTIONS,
    COST_ACTION_LEAST = 16, /* kept for each action that may still come */
};
_Static_assert(COST_ACTION_STRINGS >= 9 * 1024, "actions keep readable titles");

/* ---- fold_life.c: its milestones, from the opening to the end and back ---- */

/* A milestone means the same whichever entry brought it (its own, or entering a phase),
 * and its first time counts: when it happened, which may be earlier than it was written
 * down. Deadlines count from the writing, so that none is late from its first moment. */
void state_reach(struct incident *incident, int milestone, const struct entry *entry);
/* The outage, if there is one, ended then. */
void state_end_outage(struct incident *incident, int64_t at);

void fold_opened(struct incident *s, const struct entry *e);
void fold_acknowledged(struct incident *s, const struct entry *e);
void fold_contained(struct incident *s, const struct entry *e);
void fold_resolved(struct incident *s, const struct entry *e);
void fold_restored(struct incident *s, const struct entry *e);
void fold_verified(struct incident *s, const struct entry *e);
void fold_closed(struct incident *s, const struct entry *e);
void fold_cancelled(struct incident *s, const struct entry *e);
void fold_duplicate(struct incident *s, const struct entry *e);
void fold_reopened(struct incident *s, const struct entry *e);

/* ---- fold_facts.c: what was told wrong or late at the beginning ---- */

/* Of an entry that tells when users began to be hit: "impact_from". */
void state_set_impact_from(struct incident *s, const struct entry *e);
void fold_changed(struct incident *s, const struct entry *e);
void fold_part(struct incident *s, const struct entry *e);
/* What remains of an entry that was taken back: numbers are given once. */
void fold_taken_back(struct incident *s, const struct entry *e);
/* The taking back itself: deadlines that it brings to life again begin with it. */
void fold_undone(struct incident *s, const struct entry *e);

/* ---- fold_mitigations.c: what was done about it, and whether it helps ---- */

void fold_mitigated(struct incident *s, const struct entry *e);
void fold_mitigation(struct incident *s, const struct entry *e);

/* ---- fold_silent.c: which places refused the last message ---- */

/* After each entry. */
void fold_silent(struct incident *s, const struct entry *e);

/* ---- fold_read.c: what an entry says ---- */

/* Bytes of a string between the quotes of a snapshot. NULL: 0. */
size_t state_cost(const char *s);
/* Copy in the state's arena whose cost is at most `max`; cut text ends in "…". NULL gives
 * NULL. */
const char *state_text(struct incident *incident, const char *s, size_t max);
/* Copy of a name, or NULL when it is longer than `max`. */
const char *state_name(struct incident *incident, const char *s, size_t max);

/* String of the entry's data, or NULL. */
const char *entry_name(const struct entry *entry, const char *key);
/* Time of the data, within what a calendar can say; 0: absent. */
int64_t entry_time(const struct entry *entry, const char *key);
/* Number of the data between `least` and `most`. */
int64_t entry_number(const struct entry *entry, const char *key, int64_t least,
                     int64_t most);
/* The text that such an entry always has: TEXT_REMOVED when it was removed, TEXT_MISSING
 * when it is lost; NULL: none. */
const char *entry_text(const struct entry *entry, const char *key);
/* A text that such an entry may have. */
const char *entry_text_maybe(const struct entry *entry, const char *key);

/* ---- fold_lists.c: the lists of a state, each within its limit ---- */

void state_add_responder(struct incident *incident, const char *actor);
void state_set_role(struct incident *incident, const char *role, const char *actor,
                    int64_t since);
void state_release_role(struct incident *incident, const char *role);
void state_add_action(struct incident *incident, const struct entry *entry);
void state_end_action(struct incident *incident, int64_t number);
void state_set_climb(struct incident *incident, const struct entry *entry, int step);
/* Forgets the climbs of all deadlines but those of actions. */
void state_clear_climbs(struct incident *incident);
void state_set_link(struct incident *incident, const char *other, const char *as);
void state_set_part(struct incident *incident, const char *name, const char *state,
                    int percent, int64_t at);
void state_set_place(struct incident *incident, const char *network, const char *place,
                     bool failed);

/* ---- fold_cadence.c: what deadlines count from ---- */

/* After the entry's own handler; `before` are the milestones as they were before it. */
void fold_cadence(struct incident *s, const int64_t before[MILESTONES],
                  const struct entry *e);

#endif

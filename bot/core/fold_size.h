/* fold_size.h: a state stays within its size.
 *
 * LIMIT_STATE holds for the worst timeline that anybody could write, not for the usual
 * one, so every part of a state has a budget of serialised bytes, and the budgets are
 * added up here, at compile time. Texts are cut to their budget. Names (actors, places,
 * ids) are kept whole or not at all: a cut name could be somebody else's. */
#ifndef TOCSIN_CORE_FOLD_SIZE_H
#define TOCSIN_CORE_FOLD_SIZE_H

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
    COST_NAMES = 9 * (LIMIT_WORD + COST_STRING) + 2 * (LIMIT_ACTOR + COST_STRING) +
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
_Static_assert(COST_ACTION_STRINGS >= 44 * LIMIT_OPEN_ACTIONS,
               "actions keep readable titles");

#endif

/* common.h: what several commands say the same way.
 *
 * Only what keeps the entries and the wording of the commands alike; anything that
 * decides belongs to core. Header only: every .c file of this folder is a command. */
#ifndef TOCSIN_COMMANDS_COMMON_H
#define TOCSIN_COMMANDS_COMMON_H

#include "base/address.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/deadline_due.h"
#include "core/deadlines.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/turn.h"
#include "core/turn_add.h"
#include "core/view_fields.h"

/* Text of an entry with one field; NULL (no text) when there is nothing to keep. */
static inline json_t *text_of(const char *field, const char *value) {
    return value ? json_pack("{s:s}", field, value) : NULL;
}

/* What the policy calls the severity: "Sev1 (Critical)". In the turn's arena. */
static inline char *severity_title(const struct turn *turn, int level) {
    const struct policy_severity *severity = policy_severity(turn->world->policy, level);

    if (text_is_empty(severity->word)) {
        return arena_strdup(turn->arena, severity->name);
    }
    return arena_printf(turn->arena, "%s (%s)", severity->name, severity->word);
}

/* The policy's name of a phase; a phase of an older policy shows its key. */
static inline const char *phase_title(const struct turn *turn, const char *key) {
    const struct policy_phase *phase = policy_phase(turn->world->policy, key);

    return phase ? phase->name : key;
}

/* Shown name of an actor; NULL for nobody, so that a section of the template is left out.
 */
static inline const char *name_of(const struct turn *turn, const char *actor) {
    return actor ? people_name(turn->world->directory, actor) : NULL;
}

/* The same as markup, for three braces. Where ids are nothing that people read, somebody
 * whose name is not known yet is mentioned: their network shows the name. */
static inline const char *shown_as(const struct turn *turn, const char *actor) {
    const struct directory *directory = turn->world->directory;
    const char *network = address_network(turn->arena, actor);

    if (!actor) {
        return NULL;
    }
    if (network && directory->opaque && !people_known(directory, actor) &&
        text_in(network, directory->opaque)) {
        return view_mention(turn->arena, actor);
    }
    return markup_escaped(turn->arena, people_name(directory, actor));
}

/* " by Ana Alba": whose entry of that kind is the last one, as markup; "" when it is not to
 * be found. For a command that needs the timeline. */
static inline const char *by_whom(const struct turn *turn, const char *kind) {
    for (size_t i = turn->ntimeline; i > 0; i--) {
        const struct entry *entry = &turn->timeline[i - 1];

        if (text_equal(entry->kind, kind) && !entry->undone) {
            return arena_printf(turn->arena, " by %s", shown_as(turn, entry->actor));
        }
    }
    return "";
}

/* Somebody who is given something to do on an incident that they may not read. */
static inline bool outside(const struct turn *turn, const char *actor) {
    return actor && !visible(turn->world->directory, actor, turn_incident(turn));
}

/* The criteria of a severity as an array of strings. New reference. */
static inline json_t *criteria_of(const struct policy_severity *severity) {
    json_t *list = json_array();

    for (size_t i = 0; severity->criteria && severity->criteria[i]; i++) {
        json_array_append_new(list, json_string(severity->criteria[i]));
    }
    return list;
}

/* Adds a count to a view; none at all for nothing, so that a section over it is false. */
static inline void view_count(json_t *view, const char *key, int64_t count) {
    if (count > 0) {
        jsonx_set_int(view, key, count);
    }
}

/* Adds to a view when the next update is due: `update_due`, and `overdue` when that has
 * passed by a minute; neither when no update is due. */
static inline void view_update_due(const struct turn *turn,
                                   const struct incident *incident, json_t *view) {
    const struct world *world = turn->world;
    int64_t due = deadline_update_due(incident, world->policy, world->civil);

    if (due == NEVER) {
        return;
    }
    jsonx_set_string(view, "update_due", turn_time(turn, due));
    if (world->now - due >= SPAN_TOLD_MS) {
        jsonx_set_string(view, "overdue", turn_duration(turn, world->now - due));
    }
}

#endif

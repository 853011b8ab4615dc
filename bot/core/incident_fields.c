/* incident_fields.c: the tables of incident_fields.h. `arena` is memory and `chain` lies
 * beside the snapshot; everything else of a state is here. */
#include "core/incident_fields.h"

#define AT(member) offsetof(struct incident, member)
#define STRING(member)                                                                   \
    { #member, FIELD_STRING, AT(member) }
#define NUMBER(member)                                                                   \
    { #member, FIELD_NUMBER, AT(member) }
#define BOOL(member)                                                                     \
    { #member, FIELD_BOOL, AT(member) }
#define REACHED(key, milestone)                                                          \
    { key, FIELD_NUMBER, AT(milestones[milestone]) }
#define ANCHOR(key, milestone)                                                           \
    { key, FIELD_NUMBER, AT(anchors[milestone]) }

static const struct field fields[] = {
    STRING(id),
    NUMBER(version),
    NUMBER(at),
    BOOL(read_only),
    STRING(unknown_kind),
    STRING(phase),
    {"severity", FIELD_INT, AT(severity)},
    {"severity_highest", FIELD_INT, AT(severity_highest)},
    STRING(end),
    STRING(type),
    STRING(env),
    STRING(summary),
    STRING(impact),
    STRING(next),
    STRING(workaround),
    STRING(eta_text),
    NUMBER(eta),
    STRING(last_update),
    STRING(resolution),
    STRING(cause),
    STRING(cause_state),
    STRING(bridge),
    STRING(declarer),
    STRING(acknowledger),
    STRING(opened_in),
    STRING(policy),
    BOOL(near_miss),
    BOOL(restricted),
    BOOL(phase_given),
    BOOL(open_channel),
    BOOL(closed),
    BOOL(temporary_mitigation),
    BOOL(told_announce),
    BOOL(told_leadership),
    NUMBER(opened),
    REACHED("detected_at", MILESTONE_DETECTED),
    REACHED("logged_at", MILESTONE_LOGGED),
    REACHED("acknowledged_at", MILESTONE_ACKNOWLEDGED),
    REACHED("triaged_at", MILESTONE_TRIAGED),
    REACHED("investigated_at", MILESTONE_INVESTIGATED),
    REACHED("escalated_at", MILESTONE_ESCALATED),
    REACHED("contained_at", MILESTONE_CONTAINED),
    REACHED("mitigated_at", MILESTONE_MITIGATED),
    REACHED("resolved_at", MILESTONE_RESOLVED),
    REACHED("recovered_at", MILESTONE_RECOVERED),
    REACHED("verified_at", MILESTONE_VERIFIED),
    REACHED("closed_at", MILESTONE_CLOSED),
    REACHED("reviewed_at", MILESTONE_REVIEWED),
    {"cadence_base", FIELD_NUMBER, AT(cadence.base)},
    {"cadence_changed", FIELD_NUMBER, AT(cadence.changed)},
    {"cadence_undone", FIELD_NUMBER, AT(cadence.undone)},
    {"cadence_undone_people", FIELD_NUMBER, AT(cadence.undone_people)},
    {"cadence_undone_update", FIELD_NUMBER, AT(cadence.undone_update)},
    {"snoozed", FIELD_NUMBER, AT(cadence.snoozed)},
    {"snoozed_at", FIELD_NUMBER, AT(cadence.snoozed_at)},
    NUMBER(anchor_opened),
    NUMBER(anchor_detected),
    ANCHOR("anchor_detection", MILESTONE_DETECTED),
    ANCHOR("anchor_logged", MILESTONE_LOGGED),
    ANCHOR("anchor_acknowledged", MILESTONE_ACKNOWLEDGED),
    ANCHOR("anchor_triaged", MILESTONE_TRIAGED),
    ANCHOR("anchor_investigated", MILESTONE_INVESTIGATED),
    ANCHOR("anchor_escalated", MILESTONE_ESCALATED),
    ANCHOR("anchor_contained", MILESTONE_CONTAINED),
    ANCHOR("anchor_mitigated", MILESTONE_MITIGATED),
    ANCHOR("anchor_resolved", MILESTONE_RESOLVED),
    ANCHOR("anchor_recovered", MILESTONE_RECOVERED),
    ANCHOR("anchor_verified", MILESTONE_VERIFIED),
    ANCHOR("anchor_closed", MILESTONE_CLOSED),
    ANCHOR("anchor_reviewed", MILESTONE_REVIEWED),
    NUMBER(spoken),
    NUMBER(actions_added),
    NUMBER(actions_done),
    NUMBER(evidence),
    NUMBER(updates),
    NUMBER(reopened),
    NUMBER(escalations),
    NUMBER(missed),
    NUMBER(decisions),
    NUMBER(mitigations_made),
    NUMBER(climbed),
    NUMBER(top_rung),
    NUMBER(top_at),
    NUMBER(impact_from),
    NUMBER(restored_ms),
    NUMBER(down_since),
};

#define COLUMN(type, field, member)                                                      \
    { #member, field, offsetof(struct type, member) }

static const struct field one_string[] = {{"", FIELD_STRING, 0}};
static const struct field role_columns[] = {
    COLUMN(role_holder, FIELD_STRING, role),
    COLUMN(role_holder, FIELD_STRING, actor),
    COLUMN(role_holder, FIELD_NUMBER, since),
};
static const struct field action_columns[] = {
    COLUMN(action, FIELD_NUMBER, number),  COLUMN(action, FIELD_STRING, title),
    COLUMN(action, FIELD_OPTIONAL, owner), COLUMN(action, FIELD_NUMBER, due),
    COLUMN(action, FIELD_NUMBER, at),
};
static const struct field climb_columns[] = {
    COLUMN(climb, FIELD_STRING, deadline), COLUMN(climb, FIELD_NUMBER, ref),
    COLUMN(climb, FIELD_NUMBER, due),      COLUMN(climb, FIELD_INT, step),
    COLUMN(climb, FIELD_NUMBER, at),
};
static const struct field severity_columns[] = {
    COLUMN(severity_since, FIELD_INT, level),
    COLUMN(severity_since, FIELD_NUMBER, since),
};
static const struct field vacancy_columns[] = {
    COLUMN(vacancy, FIELD_STRING, role),
    COLUMN(vacancy, FIELD_NUMBER, since),
};
static const struct field link_columns[] = {
    COLUMN(incident_link, FIELD_STRING, other),
    COLUMN(incident_link, FIELD_STRING, as),
};
static const struct field part_columns[] = {
    COLUMN(part, FIELD_STRING, name),
    COLUMN(part, FIELD_STRING, state),
    COLUMN(part, FIELD_INT, percent),
    COLUMN(part, FIELD_NUMBER, at),
};
static const struct field mitigation_columns[] = {
    COLUMN(mitigation, FIELD_NUMBER, number), COLUMN(mitigation, FIELD_OPTIONAL, what),
    COLUMN(mitigation, FIELD_STRING, state),  COLUMN(mitigation, FIELD_BOOL, temporary),
    COLUMN(mitigation, FIELD_NUMBER, at),
};
static const struct field place_columns[] = {
    COLUMN(bound_place, FIELD_STRING, network),
    COLUMN(bound_place, FIELD_OPTIONAL, place),
    COLUMN(bound_place, FIELD_BOOL, failed),
};

#define COLUMNS(columns) columns, sizeof(columns) / sizeof *(columns)
#define LIST(name, max, apart, columns)                                                  \
    {                                                                                    \
#name, AT(name), AT(n##name), max, sizeof *((struct incident *)0)->name, apart,  \
            COLUMNS(columns)                                                             \
    }

static const struct field_list lists[] = {
    LIST(services, LIMIT_SERVICES, false, one_string),
    LIST(roles, LIMIT_ROLES, false, role_columns),
    LIST(severities, STATE_SEVERITIES, false, severity_columns),
    LIST(vacated, STATE_VACATED, false, vacancy_columns),
    LIST(actions, LIMIT_OPEN_ACTIONS, true, action_columns),
    LIST(climbs, STATE_CLIMBS, true, climb_columns),
    LIST(links, LIMIT_LINKS, false, link_columns),
    LIST(silent, STATE_SILENT, false, one_string),
    LIST(places, LIMIT_PLACES, false, place_columns),
    LIST(parts, LIMIT_PARTS, false, part_columns),
    LIST(mitigations, LIMIT_MITIGATIONS, false, mitigation_columns),
    LIST(responders, STATE_RESPONDERS, true, one_string),
};

const struct incident_fields incident_fields = {
    fields,
    sizeof fields / sizeof *fields,
    lists,
    sizeof lists / sizeof *lists,
};

static bool is_power_of_two(size_t n) {
    return (n & (n - 1)) == 0;
}

void list_room(const struct field_list *list, struct incident *incident, size_t n) {
    size_t room = n;

    if (!list->apart || n == 0) {
        return;
    }
    while (!is_power_of_two(room)) {
        room++;
    }
    *(void **)(void *)((char *)incident + list->offset) =
        arena_array(incident->arena, room, list->row);
}

void *list_grow(struct arena *arena, void *rows, size_t n, size_t size) {
    void *larger;

    if (n > 0 && !is_power_of_two(n)) {
        return rows;
    }
    larger = arena_array(arena, n == 0 ? 1 : 2 * n, size);
    if (n > 0) {
        memcpy(larger, rows, n * size);
    }
    return larger;
}
